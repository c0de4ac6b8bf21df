"""What reviewers do: read, annotate, tag, mark as reviewed, propose; hostile texts; erasing and exporting."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from review.pseudonyms import pseudonym
from review.queries import improve, queue
from review.queries.filters import Filter
from review.services import labels
from review.tables import ANNOTATIONS
from tests.review.console import SECRET, Console
from tests.review.talk import Talk

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" autofocus onfocus="alert(1)',
    "template": "{{ call.config.secret }} {% for x in y %}",
    "direction": "ab\u202ecd\u2066ef\u200b",
    "stacks": "e" + "\u0301" * 5000,
    "nul": "nul \x00 and bell \x07",
    "surrogate": "lone \ud800 surrogate",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \ufdfd",
    "huge": "word " * 40_000,
    "one word": "a" * 100_000,
    "markdown": "[click](javascript:alert(1)) **bold** <b>",
}


def path(sender: str) -> str:
    return f"/conversations/{pseudonym(SECRET, sender)}"


def annotations(console: Console) -> list[tuple[str, str, str]]:
    with console.engine.connect() as connection:
        rows = connection.execute(sa.select(ANNOTATIONS).order_by(ANNOTATIONS.c.id))
        return [(row.user, row.kind, row.label) for row in rows]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_is_shown_as_text(kind: str, console: Console, talk: Talk) -> None:
    text = HOSTILE[kind]
    event = talk.user("web-hostile", text, "nlu_fallback", band="reject")
    talk.bot("web-hostile", text, title=text[:100])
    console.index()
    reviewer = console.client("reviewer")
    reviewer.get("/")
    reviewer.post(
        f"{path('web-hostile')}/annotate",
        {"event": str(event), "kind": "flag", "note": text[:2000].replace("\ud800", "")},
    )
    for page in ("/", path("web-hostile"), "/?text=" + "a" * 300, "/improve"):
        answer = reviewer.get(page)
        assert answer.status_code == 200
        assert len(answer.text) < 400_000
        body = answer.text.split("<main", 1)[1]
        assert not re.search(r"<script|<img|onerror=alert\(1\)>|\sonfocus=\"|javascript:alert\(1\)\"", body)
        assert SECRET not in answer.text
        for character in "\u202e\u2066\u200b\x00\x07":
            assert character not in body


def test_beside_a_message_stands_what_was_understood(filled: Console) -> None:
    page = filled.client("viewer").get(path("web-unsure")).text
    assert labels().titles["planning_meeting"] in page
    assert "40 %" in page
    assert "asked which topic" in page
    assert "The assistant's action failed" in filled.client("viewer").get(path("web-error")).text
    assert "Not helpful not_whole" in filled.client("viewer").get(path("web-unhelpful")).text


def test_a_long_conversation_comes_in_parts_that_join(filled: Console) -> None:
    viewer = filled.client("viewer")
    first = viewer.get(path("web-long")).text
    later = re.search(r'href="([^"]+)">Later messages', first)
    assert later is not None
    second = viewer.get(later.group(1).replace("&amp;", "&")).text
    seen = re.findall(r"question number (\d+)", first) + re.findall(r"question number (\d+)", second)
    assert [int(n) for n in seen] == list(range(40))
    earlier = re.search(r'href="([^"]+)">Earlier messages', second)
    assert earlier is not None
    assert "question number 0<" in viewer.get(earlier.group(1).replace("&amp;", "&")).text


def test_no_page_shows_whose_conversation_it_is(filled: Console) -> None:
    admin = filled.client("administrator")
    for page in ("/", path("web-plain"), "/log", "/data-protection", "/insight", "/improve/proposal"):
        assert "web-plain" not in admin.get(page).text


def test_a_viewer_sees_no_forms_to_annotate(filled: Console) -> None:
    assert "Annotate" not in filled.client("viewer").get(path("web-plain")).text
    assert "Annotate" in filled.client("reviewer").get(path("web-plain")).text


def test_verdicts_are_added_never_changed_and_disagreement_shows(console: Console, talk: Talk) -> None:
    event = str(talk.turn("web-a", "who do I phone", "ask/ird"))
    console.index()
    reviewer, exporter = console.client("reviewer"), console.client("exporter")
    send = f"{path('web-a')}/annotate"
    assert reviewer.post(send, {"event": event, "kind": "right"}).status_code == 303
    assert reviewer.post(send, {"event": event, "kind": "wrong", "label": "ask/who_to_tell_xx"}).status_code == 400
    assert reviewer.post(send, {"event": event, "kind": "wrong", "label": "ask/definition"}).status_code == 303
    assert exporter.post(send, {"event": event, "kind": "right"}).status_code == 303
    assert annotations(console) == [
        ("test-reviewer", "right", "ask/ird"),
        ("test-reviewer", "wrong", "ask/definition"),
        ("test-exporter", "right", "ask/ird"),
    ]
    assert "Reviewers disagree" in reviewer.get(path("web-a")).text
    assert [row.sender_id for row in queue.page(console.engine, Filter(verdict="disagree")).rows] == ["web-a"]
    assert improve.agreed(console.engine) == []
    exporter.post(send, {"event": event, "kind": "wrong", "label": "ask/definition"})
    assert "Reviewers disagree" not in reviewer.get(path("web-a")).text
    assert [one.label for one in improve.agreed(console.engine)] == ["ask/definition"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "wrong"}, "Choose the intent or topic"),
        ({"kind": "wrong", "label": "ask/ird"}, "Mark it as right"),
        ({"kind": "flag"}, "Write why"),
        ({"kind": "note", "note": "  "}, "empty"),
        ({"kind": "tag"}, "Choose what"),
        ({"kind": "right", "event": "0"}, "Choose what"),
        ({"kind": "right", "event": "999999"}, "not there any more"),
    ],
)
def test_an_annotation_that_lacks_something_says_what(
    fields: dict[str, str], told: str, console: Console, talk: Talk
) -> None:
    event = str(talk.turn("web-a", "a question", "ask/ird"))
    console.index()
    answer = console.client("reviewer").post(f"{path('web-a')}/annotate", {"event": event} | fields)
    assert answer.status_code == 400
    assert told in answer.text
    assert annotations(console) == []


def test_tags_filter_and_can_be_taken_back(console: Console, talk: Talk) -> None:
    talk.turn("web-a", "a question")
    console.index()
    reviewer = console.client("reviewer")
    reviewer.post(f"{path('web-a')}/tags", {"tag": "  Good   Example "})
    assert "a question" in reviewer.get("/?tag=good+example").text
    reviewer.post(f"{path('web-a')}/tags", {"remove": "good example"})
    assert "No conversation matches" in reviewer.get("/?tag=good+example").text
    assert reviewer.post(f"{path('web-a')}/tags", {"tag": "<b>"}).status_code == 400


def test_reviewed_leads_to_the_next_and_new_activity_makes_it_unreviewed(console: Console, talk: Talk) -> None:
    talk.turn("web-older", "older")
    talk.turn("web-newer", "newer")
    console.index()
    reviewer = console.client("reviewer")
    answer = reviewer.post(f"{path('web-newer')}/reviewed", {"done": "yes", "go": "next"})
    assert answer.headers["location"].startswith(path("web-older"))
    names = lambda: [row.sender_id for row in queue.page(console.engine, Filter(reviewed="no")).rows]  # noqa: E731
    assert names() == ["web-older"]
    talk.turn("web-newer", "and one more")
    console.index()
    assert names() == ["web-newer", "web-older"]


def test_filters_are_kept_by_person(console: Console) -> None:
    viewer = console.client("viewer")
    viewer.post("/filters", {"name": "Danger in Teams", "outcome": "danger", "channel": "teams"})
    page = viewer.get("/").text
    assert "/?channel=teams&amp;outcome=danger" in page
    assert "Danger in Teams" not in console.client("reviewer").get("/").text
    number = re.search(r"/filters/(\d+)/delete", page)
    assert number is not None
    console.client("reviewer").post(f"/filters/{number.group(1)}/delete")
    assert "Danger in Teams" in viewer.get("/").text
    viewer.post(f"/filters/{number.group(1)}/delete")
    assert "Danger in Teams" not in viewer.get("/").text


@pytest.mark.parametrize(
    "query", ["since=not-a-day&until=9999-99-99", "after=x&before=y", "after=nan.1", "after=1e400.5", "percent=-1",
              "low=12&outcome=%00&about=%F0%9F%98%80", "text=%25%27%22", "from=-1"]
)  # fmt: skip
def test_nonsense_in_an_address_is_left_out(query: str, filled: Console) -> None:
    assert filled.client("viewer").get(f"/?{query}").status_code == 200
