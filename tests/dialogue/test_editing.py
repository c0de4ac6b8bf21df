"""Edits in place, as the panel sends them: one turn, shown, and taken back whole by Undo."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue import Heard, tools_view
from dialogue.editing import read_edit, texts_of, title_of, with_texts
from tests.dialogue.conversation import Conversation, screening


def edit(talk: Conversation, row: str, urgency: str = "none", tool: str = "screening_tool", **changes: Any) -> None:
    asked = read_edit({"tool": tool, "row": row, **changes})
    assert asked is not None
    pressed = {"intent": "change_answer", "reply": {"do": "edit", **asked}}
    reading = {"clauses": [], "urgency": {"level": urgency, "kind": ""}}
    talk._turn(Heard(title_of(asked), reading, {}, pressed))


def answered() -> Conversation:
    talk = screening()
    talk.say("yes | 2 nights last week", "yes", "evidence")
    talk.say("no", "no")
    return talk


def test_answer_and_comments_change_in_one_turn_that_undo_takes_back() -> None:
    talk = answered()
    before = talk.rows()
    comments = [{"old": "2 nights last week", "text": "3 nights last week"}, {"old": "", "text": "a carer saw it"}]
    edit(talk, "whereabouts", answer="unsure", comments=comments)
    assert talk.rows()["whereabouts"] == ("unsure", ["3 nights last week", "a carer saw it"])
    assert "3 nights last week" in talk.text
    assert talk.open_row == "stealing_to_order"
    talk.press("Undo")
    assert talk.rows() == before


def test_comment_keeps_its_place_and_time() -> None:
    talk = answered()
    talk.say("add to row 1: seen by staff", "add")
    assert talk.state is not None
    talk.state["desk"]["tools"]["screening_tool"]["answers"]["whereabouts"]["comments"][0]["when"] = "now"
    edit(talk, "whereabouts", comments=[{"old": "2 nights last week", "text": "3 nights"}])
    comments = tools_view(talk.state)["tools"][0]["rows"][0]["comments"]
    assert comments[0] == {"text": "3 nights", "when": "now", "when_label": "Now"}
    assert [one["text"] for one in comments] == ["3 nights", "seen by staff"]


def test_comment_is_deleted() -> None:
    talk = answered()
    edit(talk, "whereabouts", comments=[{"old": "2 nights last week", "text": ""}])
    assert talk.rows()["whereabouts"] == ("yes", [])


def test_comment_that_is_gone_changes_nothing_and_says_so() -> None:
    talk = answered()
    before = talk.rows()
    edit(talk, "whereabouts", comments=[{"old": "4 nights", "text": "5 nights"}])
    assert talk.rows() == before
    assert "not there any more" in talk.text


def test_tool_that_rests_goes_on_resting() -> None:
    talk = answered()
    talk.say("pause", "pause")
    edit(talk, "police_reports", answer="yes", comments=[{"old": "", "text": "twice in June"}])
    assert talk.rows()["police_reports"] == ("yes", ["twice in June"])
    assert talk.context == "paused"


def test_proposal_for_the_edited_row_is_settled_and_others_wait_on() -> None:
    talk = Conversation()
    talk.say("two phones | out all night", "evidence", "evidence", signs={0: "appearance", 1: "whereabouts"})
    talk.press("Go through the screening tool with this")
    assert [one["rows"] for one in tools_view(talk.state)["waiting"]] == [["whereabouts"], ["appearance"]]
    edit(talk, "whereabouts", answer="no")
    view = tools_view(talk.state)
    assert [(one["rows"], one["label"], one["text"]) for one in view["waiting"]] == [
        (["appearance"], "Yes", "two phones")
    ]
    assert view["open_row"] == "appearance"


def test_danger_in_a_comment_is_written_and_rings_the_alarm() -> None:
    talk = answered()
    edit(talk, "whereabouts", urgency="now", comments=[{"old": "", "text": "he is being attacked now"}])
    assert talk.kinds[0] == "danger"
    assert "he is being attacked now" in talk.rows()["whereabouts"][1]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"tool": "screening_tool"},
        {"tool": "screening_tool", "row": "none_such"},
        {"tool": "none_such", "row": "whereabouts"},
        {"tool": "screening_tool", "row": "whereabouts", "answer": "perhaps"},
        {"tool": "screening_tool", "row": "whereabouts", "do": "erase"},
        {"tool": "screening_tool", "row": "whereabouts", "comments": [{"old": 1, "text": ""}]},
        {"tool": "screening_tool", "row": "whereabouts", "fields": {"gap": "x"}},
    ],
)
def test_what_is_no_edit_is_refused(raw: object) -> None:
    assert read_edit(raw) is None


def test_texts_can_be_replaced_one_by_one() -> None:
    asked = read_edit({"tool": "self_assessment", "row": "recording", "fields": {"gap": "Anna asks", "who": "Tom"}})
    assert asked is not None
    changed = with_texts(asked, [text.upper() for text in texts_of(asked)])
    assert changed["fields"] == {"gap": "ANNA ASKS", "who": "TOM"}
    assert changed["answer"] is None


def test_text_of_a_field_is_written() -> None:
    talk = Conversation()
    talk.say("start the self-assessment", "start")
    edit(talk, "recording", tool="self_assessment", fields={"gap": "no common form"})
    rows = {row["id"]: row["fields"] for row in tools_view(talk.state)["tools"][0]["rows"]}
    assert rows["recording"] == {"gap": "no common form"}
