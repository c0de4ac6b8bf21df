"""Several tools side by side: switching, pausing, telling apart, deleting."""

from __future__ import annotations

import json
from typing import Any

from guidance import outcomes as out
from guidance.definitions import load_tools
from guidance.desk import Desk, DeskTurn
from guidance.pathways import evaluate
from guidance.phrases import text_of

TOOLS = load_tools()
DESK = Desk(TOOLS, evaluate, clock=lambda: "2026-11-24T09:00Z")


def kinds(turn: DeskTurn) -> list[str]:
    for one in turn.outcomes:
        text_of(TOOLS, one)
    json.dumps(turn.desk)
    return [type(one).__name__ for one in turn.outcomes]


def two_open() -> dict[str, Any]:
    desk = DESK.open(None, "screening_tool").desk
    desk = DESK.apply(desk, "answer", value="no").desk
    desk = DESK.open(desk, "where_to_begin").desk
    return DESK.apply(desk, "answer", value="Children first").desk


def test_opening_another_tool_rests_the_first_and_keeps_its_answers() -> None:
    first = DESK.apply(DESK.open(None, "screening_tool").desk, "answer", value="no").desk
    turn = DESK.open(first, "where_to_begin")
    assert kinds(turn) == ["Paused", "Intro", "Ask"]
    back = DESK.open(turn.desk, "screening_tool")
    assert kinds(back) == ["Paused", "Resumed", "Ask"]
    assert back.desk["tools"]["screening_tool"]["answers"]["whereabouts"]["value"] == "no"


def test_two_resting_tools_are_told_apart() -> None:
    turn = DESK.resume(DESK.pause(two_open()).desk)
    several = turn.outcomes[0]
    assert isinstance(several, out.SeveralOpen)
    assert several.tools == (("screening_tool", 1, 14), ("where_to_begin", 1, 7))
    said = text_of(TOOLS, several)
    assert "Screening tool: 1 of 14" in said
    assert "Where to begin: 1 of 7" in said
    choice = several.choices[0]
    assert DESK.apply(turn.desk, choice.action, **choice.data).desk["active"] == "screening_tool"


def test_where_was_i_names_the_active_and_the_resting_tool() -> None:
    assert kinds(DESK.where_was_i(two_open())) == ["SeveralOpen", "Where", "Ask"]
    assert kinds(DESK.where_was_i(None)) == ["SeveralOpen"]
    alone = DESK.pause(DESK.open(None, "screening_tool").desk).desk
    assert kinds(DESK.where_was_i(alone)) == ["Where", "Paused"]


def test_with_one_resting_tool_yes_goes_on_and_no_does_not() -> None:
    desk = DESK.pause(DESK.open(None, "screening_tool").desk).desk
    assert DESK.apply(desk, "answer", value="yes").desk["active"] == "screening_tool"
    assert DESK.apply(desk, "answer", value="no").desk["active"] is None


def test_words_said_while_the_tool_rests_are_kept() -> None:
    desk = DESK.pause(DESK.open(None, "screening_tool").desk).desk
    turn = DESK.apply(desk, "comment", text="she was seen again")
    assert turn.desk["tools"]["screening_tool"]["notes"][0]["text"] == "she was seen again"


def test_looking_at_the_answers_of_a_resting_tool_does_not_wake_it() -> None:
    desk = DESK.pause(DESK.open(None, "screening_tool").desk).desk
    turn = DESK.apply(desk, "summary")
    assert kinds(turn) == ["Overview"]
    assert turn.desk["active"] is None


def test_a_button_of_a_resting_tool_wakes_it() -> None:
    turn = DESK.apply(two_open(), "answer", tool="screening_tool", item="police_reports", value="no")
    assert kinds(turn) == ["Paused", "Resumed", "Acknowledged", "Ask"]
    assert turn.desk["active"] == "screening_tool"


def test_deleting_asks_first_and_really_deletes() -> None:
    asked = DESK.apply(two_open(), "discard", tool="screening_tool")
    assert kinds(asked) == ["Confirm"]
    button = asked.outcomes[0].choices[0]  # type: ignore[attr-defined]
    for turn in (DESK.apply(asked.desk, button.action, **button.data), DESK.apply(asked.desk, "answer", value="yes")):
        assert kinds(turn)[0] == "Discarded"
        assert "screening_tool" not in json.dumps(turn.desk)
        assert turn.desk["active"] == "where_to_begin"


def test_no_to_deleting_keeps_everything() -> None:
    asked = DESK.apply(two_open(), "discard")
    kept = DESK.apply(asked.desk, "answer", value="no")
    assert set(kept.desk["tools"]) == {"screening_tool", "where_to_begin"}
    assert "partnership" not in kept.desk["tools"]["where_to_begin"]["answers"], "no is no answer to the open question"
    later = DESK.apply(DESK.apply(asked.desk, "summary").desk, "answer", value="yes")
    assert "where_to_begin" in later.desk["tools"], "a yes counts only right after the question"


def test_a_button_of_a_deleted_tool_begins_nothing() -> None:
    desk = DESK.discard(two_open(), "screening_tool", confirm=True).desk
    turn = DESK.apply(desk, "answer", tool="screening_tool", item="neglect", value="yes")
    assert kinds(turn)[0] == "NotStarted"
    assert "screening_tool" not in turn.desk["tools"]


def test_without_any_tool_every_action_says_so() -> None:
    for action in ("answer", "skip", "pause", "resume", "summary", "discard", "back"):
        data = {"value": "yes"} if action == "answer" else {}
        assert kinds(DESK.apply(None, action, **data)) == ["SeveralOpen"]


def test_metadata_tells_what_is_asked() -> None:
    assert DESK.metadata(None) is None
    desk = DESK.open(None, "screening_tool").desk
    assert DESK.metadata(desk) == {
        "tool": "screening_tool", "asked": "item", "item": 1, "items": 14, "answer_type": "yes_no", "field": None,
        "finished": False,
    }  # fmt: skip
    asked = [DESK.metadata(DESK.apply(desk, "answer", value="yes").desk)]
    asked.append(DESK.metadata(DESK.pause(desk).desk))
    asked.append(DESK.metadata(DESK.apply(desk, "answer_many", answers=[], rest="no").desk))
    asked.append(DESK.metadata(DESK.apply(desk, "finish").desk))
    assert [one["asked"] if one else None for one in asked] == ["comment", "paused", "context", "review"]


def test_metadata_of_several_resting_tools_is_about_the_last_one() -> None:
    desk = DESK.pause(DESK.open(two_open(), "screening_tool").desk).desk
    asked = DESK.metadata(desk)
    assert asked is not None
    assert asked["tool"] == "screening_tool"


def test_a_damaged_slot_is_an_empty_desk() -> None:
    for raw in (None, [], {"tools": 3}, {"active": "x", "tools": {"x": {}, "screening_tool": 1}}):
        assert DESK.load(raw) == {"active": None, "tools": {}}


def test_every_answer_choice_can_be_pressed() -> None:
    """The buttons that a turn offers are actions that the desk carries out."""
    desk = DESK.open(None, "screening_tool").desk
    for _ in range(60):
        turn = DESK.apply(desk, "where")
        ask = turn.outcomes[-1]
        assert isinstance(ask, out.Ask)
        for choice in ask.choices:
            kinds(DESK.apply(desk, choice.action, tool="screening_tool", **choice.data))
        first = ask.choices[0]
        if ask.stage == "result":
            break
        desk = DESK.apply(desk, first.action, tool="screening_tool", **first.data).desk
        if ask.stage == "comment":
            desk = DESK.apply(desk, "skip").desk
    assert ask.stage == "result"
