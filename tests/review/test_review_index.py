"""The index: what it says about conversations, and that nothing is missed, counted twice or left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from privacy import retention
from review import database, personal, tables
from review.index.events import FALLBACK, key, words
from review.index.indexer import Indexer, orphans
from review.queries import insight, queue
from review.queries.filters import Filter
from tests.review.console import SECRET, make_events_table
from tests.review.talk import Talk


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = database.connect(f"sqlite:///{tmp_path / 'conversations.db'}")
    make_events_table(made)
    database.prepare(made)
    personal.register()
    yield made
    made.dispose()


@pytest.fixture
def indexer(engine: Engine) -> Indexer:
    return Indexer(engine, SECRET)


def found(engine: Engine, **wanted: str) -> list[str]:
    return sorted(row.sender_id for row in queue.page(engine, Filter.read(wanted)).rows)


def snapshot(engine: Engine) -> dict[str, list[Any]]:
    """All that the index holds, without its own numbers for conversations."""
    with database.reading(engine) as connection:
        names = dict(connection.execute(sa.text("SELECT cid, sender_id FROM review_conversations")).all())
        rows: dict[str, list[Any]] = {}
        for table in (tables.CONVERSATIONS, tables.MESSAGES, tables.TOOLS, tables.FACETS, tables.WORDS, tables.DAILY):
            rows[table.name] = sorted(
                tuple(names.get(v, v) if k == "cid" else v for k, v in row.items())
                for row in connection.execute(sa.select(table)).mappings()
            )
    return {name: [tuple(str(v) for v in row) for row in values] for name, values in rows.items()}


def test_each_kind_of_conversation_is_found_by_its_filter(engine: Engine, indexer: Indexer) -> None:
    kinds = Talk(engine).everything()
    indexer.catch_up()
    expected = {"danger": ["danger"], "fallback": ["fallback"], "unsure": ["unsure"], "error": ["error"]}
    expected |= {"left": ["left"], "completed": ["completed"], "unhelpful": ["unhelpful"]}
    for outcome, which in expected.items():
        assert found(engine, outcome=outcome) == [kinds[kind] for kind in which]
    assert found(engine, channel="teams") == ["teams-left"]
    assert found(engine, left="screening_tool:5") == ["teams-left"]
    assert found(engine, left="screening_tool:4") == []
    assert found(engine, about="county_lines") == ["web-unhelpful"]
    assert found(engine, about="nlu_fallback") == ["web-fallback"]
    assert found(engine, low="30") == ["web-fallback"]
    assert found(engine, text="Bicycle mend") == ["web-fallback"]
    assert found(engine, text="bicycle county") == []
    assert found(engine, text="meetings", outcome="unsure") == ["web-unsure"]
    assert len(found(engine)) == len(kinds)


def test_going_on_with_a_tool_moves_it_in_the_filters(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine)
    talk.turn("web-a", "start", "start_screening")
    talk.asked("web-a", "screening_tool", 3)
    indexer.catch_up()
    talk.asked("web-a", "screening_tool", 4)
    indexer.catch_up()
    assert found(engine, left="screening_tool:3") == []
    assert found(engine, left="screening_tool:4") == ["web-a"]
    talk.asked("web-a", "screening_tool", 14, finished=True)
    indexer.catch_up()
    assert found(engine, outcome="left") == []
    assert found(engine, outcome="completed") == ["web-a"]
    steps, begun, finished = insight.funnel(engine, "screening_tool")
    assert (begun, finished) == (1, 1)
    assert all(step.left == 0 for step in steps)


def test_the_newest_activity_comes_first_and_every_page_follows_the_last(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine)
    senders = [f"web-{n:03}" for n in range(23)]
    for sender in senders:
        talk.turn(sender, "hello", "greet")
    talk.turn("web-004", "again", "greet")
    indexer.catch_up()
    order = ["web-004", *(s for s in reversed(senders) if s != "web-004")]
    seen: list[str] = []
    page = queue.page(engine, Filter(), size=5)
    firsts = []
    while True:
        seen += [row.sender_id for row in page.rows]
        firsts.append(page.rows[0].sender_id)
        if not page.older:
            break
        page = queue.page(engine, Filter(), after=page.older, size=5)
    assert seen == order
    back = [page.rows[0].sender_id]
    while page.newer:
        page = queue.page(engine, Filter(), before=page.newer, size=5)
        back.append(page.rows[0].sender_id)
    assert back == firsts[::-1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 9), max_size=12), st.lists(st.integers(0, 2), min_size=12, max_size=40))
def test_however_it_is_cut_into_batches_the_index_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int], talkers: list[int]
) -> None:
    made = []
    for cuts in ([10_000], [*batches, 10_000]):
        engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('cut') / 'c.db'}")
        make_events_table(engine)
        database.prepare(engine)
        talk = Talk(engine, at=1_700_000_000.0)
        for n, who in enumerate(talkers):
            sender = f"web-{who}"
            if n % 5 == 3:
                talk.asked(sender, "screening_tool", n % 14)
            elif n % 7 == 6:
                talk.feedback(sender, "ird", n % 2 == 0)
            else:
                talk.user(sender, f"word{n}", "nlu_fallback" if n % 3 == 0 else "ask/ird", band="answer")
        indexer = Indexer(engine, SECRET)
        for cut in cuts:
            indexer.step(cut)
        made.append(snapshot(engine))
        engine.dispose()
    assert made[0] == made[1]


def test_indexing_again_from_the_start_counts_nothing_twice(engine: Engine, indexer: Indexer) -> None:
    Talk(engine).everything()
    indexer.catch_up()
    before = snapshot(engine)
    with database.writing(engine) as connection:  # as if the file had been restored from an older copy
        connection.execute(sa.update(tables.PROGRESS).values(event=0, state='{"checkpoints": [], "gaps": [] }'))
    indexer.catch_up()
    assert snapshot(engine) == before


def test_ids_that_sqlite_gives_out_again_are_not_missed(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine)
    talk.turn("web-stays", "one", "greet")
    indexer.catch_up()
    talk.turn("web-erased", "two", "greet")
    talk.turn("web-erased", "three", "greet")
    indexer.catch_up()
    retention.erase_conversation(engine, "web-erased", scrub=False)
    talk.turn("web-new", "four", "greet")  # takes the ids of the erased
    for n in range(5):
        talk.turn("web-newer", f"five {n}", "greet")
    indexer.catch_up()
    assert found(engine) == ["web-new", "web-newer", "web-stays"]
    assert found(engine, text="four") == ["web-new"]


def test_an_event_that_is_committed_late_is_found(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine, at=time.time() - 30)
    talk.turn("web-a", "first", "greet")
    with engine.begin() as connection:  # somebody else holds the next id and will commit later
        held = connection.execute(sa.text("SELECT max(id) + 1 FROM events")).scalar_one()
    row = {"id": held + 1, "sender": "web-b", "at": talk.at + 1}
    with engine.begin() as connection:
        sql = "INSERT INTO events (id, sender_id, type_name, timestamp, data) VALUES (:id, :sender, 'user', :at, '{}')"
        connection.execute(sa.text(sql), row)
    indexer.catch_up()
    assert found(engine) == ["web-a", "web-b"]
    with engine.begin() as connection:
        connection.execute(sa.text(sql), {"id": held, "sender": "web-late", "at": talk.at + 1})
    indexer.catch_up()
    assert found(engine) == ["web-a", "web-b", "web-late"]


def test_erasing_takes_the_index_along_in_any_process(engine: Engine, indexer: Indexer) -> None:
    Talk(engine).everything()
    indexer.catch_up()
    # the assistant's own connection, without anything of the console's
    plain = sa.create_engine(engine.url)
    retention.erase_conversation(plain, "web-fallback")
    for marker in ("web-fallback", "bicycle"):
        assert retention.find_marker(plain, marker) == []
    with database.reading(engine) as connection:
        kept = set(connection.execute(sa.select(tables.CONVERSATIONS.c.cid)).scalars())
        for table in tables.HANGING:
            assert set(connection.execute(sa.select(table.c.cid)).scalars()) <= kept
        assert not connection.execute(sa.select(tables.WORDS).where(tables.WORDS.c.word == key("bicycle"))).first()


def test_what_was_erased_behind_its_back_is_swept(engine: Engine, indexer: Indexer) -> None:
    Talk(engine).everything()
    indexer.catch_up()
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events WHERE sender_id = 'web-fallback'"))
    assert orphans(engine) == 1
    assert found(engine, outcome="fallback") == []


def test_the_purge_goes_by_last_activity(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine, at=time.time() - 40 * 86_400)
    talk.turn("web-old", "old", "greet")
    talk.turn("web-used", "old too", "greet")
    Talk(engine).turn("web-used", "but used today", "greet")
    indexer.catch_up()
    retention.purge(engine, 30, scrub=False)
    assert found(engine) == ["web-used"]


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", '{"parse_data": 5}', '{"text": 7, "parse_data": {"intent": "x", "topic_decision": []}}',
     '{"parse_data": {"intent": {"name": null, "confidence": "high"}, "response_selector": {"ask": null}}}',
     '{"text": "a\\u0000b \\ud800", "input_channel": {}, "metadata": []}', "[" * 100_000, '{"text": 1e999}'],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["user", "bot", "slot", "action", "nonsense"])
def test_odd_events_do_not_stop_the_index(engine: Engine, indexer: Indexer, kind: str, data: str) -> None:
    talk = Talk(engine)
    talk.event("web-odd", kind, {}, "asking", {"data": data, "timestamp": float("inf") if kind == "user" else None})
    talk.turn("web-next", "hello", "greet")
    indexer.catch_up()
    assert "web-next" in found(engine)


@given(st.text(max_size=200))
def test_words_are_bounded_and_free_of_case(text: str) -> None:
    assert all(1 < len(word) <= 40 for word in words(text))
    assert words(text.upper().lower()) == words(text.upper().lower().upper().lower())


def test_samples_stay_the_same_and_have_their_size(engine: Engine, indexer: Indexer) -> None:
    talk = Talk(engine)
    for n in range(200):
        talk.user(f"web-{n}", "hello", FALLBACK if n % 20 == 0 else "greet", band="reject" if n % 20 == 0 else "answer")
    indexer.catch_up()
    wanted = Filter.read({"percent": "20", "always": "fallback"})
    once = [row.sender_id for row in queue.page(engine, wanted, size=500).rows]
    assert once == [row.sender_id for row in queue.page(engine, wanted, size=500).rows]
    assert {f"web-{n}" for n in range(0, 200, 20)} <= set(once)
    assert 25 <= len(once) <= 75
