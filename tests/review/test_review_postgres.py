"""The console on PostgreSQL: the same index, filters, annotations and erasure; needs a server on this machine."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from privacy import retention
from review import tables
from review.index.indexer import orphans
from review.pseudonyms import pseudonym
from review.queries import queue
from review.queries.filters import Filter
from tests.review.console import SECRET, Console
from tests.review.talk import Talk

SERVER = os.environ.get("CEC_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database of this test run's own."""
    admin = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"review_test_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except OperationalError:
        pytest.skip(f"no PostgreSQL server lets us in at {SERVER} (set CEC_TEST_POSTGRES)")
    yield str(sa.engine.make_url(SERVER).set(database=name))
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def console(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder: Path = tmp_path_factory.mktemp("postgres")
    with Console(folder, database_url=url) as running:
        running.accounts()
        Talk(running.engine).everything()
        running.index()
        yield running


def test_the_filters_find_the_same_as_on_sqlite(console: Console) -> None:
    for outcome in ("danger", "fallback", "unsure", "error", "unhelpful", "completed"):
        rows = queue.page(console.engine, Filter(outcome=outcome)).rows
        assert [row.sender_id for row in rows] == [f"web-{outcome}"]
    wanted = Filter.read(
        {"text": "bicycle mend", "reviewed": "no", "channel": "web", "percent": "1", "always": "fallback"}
    )
    assert [row.sender_id for row in queue.page(console.engine, wanted).rows] == ["web-fallback"]


def test_every_page_opens(console: Console) -> None:
    admin = console.client("administrator")
    paths = ["/", "/insight", "/insight/unanswered", "/insight/tools/screening_tool", "/improve", "/improve/proposal"]
    for path in [*paths, "/data-protection", "/people", "/log", f"/conversations/{pseudonym(SECRET, 'web-long')}"]:
        assert admin.get(path).status_code == 200, path


def test_hostile_texts_can_be_annotated_and_erased(console: Console) -> None:
    event = Talk(console.engine).user("web-odd", "nul \x00 lone \ud800 zorbly", "nlu_fallback", band="reject")
    console.index()
    reviewer = console.client("administrator")
    send = f"/conversations/{pseudonym(SECRET, 'web-odd')}/annotate"
    assert reviewer.post(send, {"event": str(event), "kind": "wrong", "label": "ask/ird"}).status_code == 303
    plain = sa.create_engine(console.engine.url)
    retention.erase_conversation(plain, "web-odd")
    assert retention.find_marker(plain, "zorbly") == []
    with console.engine.connect() as connection:
        for table in tables.HANGING:
            cids = set(connection.execute(sa.select(table.c.cid)).scalars())
            assert cids <= set(connection.execute(sa.select(tables.CONVERSATIONS.c.cid)).scalars())


def test_an_event_committed_after_a_later_one_is_found(console: Console) -> None:
    talk = Talk(console.engine, at=time.time() - 30)  # gaps are looked at again only among recent events
    talk.turn("web-first", "first", "greet")
    slow = console.engine.connect()
    held = slow.begin()
    sql = "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES ('web-slow', 'user', :at, '{}')"
    slow.execute(sa.text(sql), {"at": talk.at + 1})
    talk.turn("web-quick", "quick", "greet")
    console.index()
    held.commit()
    slow.close()
    console.index()
    assert queue.find(console.engine, pseudonym(SECRET, "web-slow")) is not None


def test_what_was_erased_behind_its_back_is_swept(console: Console) -> None:
    Talk(console.engine).turn("web-gone", "gone", "greet")
    console.index()
    with console.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events WHERE sender_id = 'web-gone'"))
    assert orphans(console.engine) == 1
