"""An emergency is a state: nothing is asked, nothing is evidence, until it is over or left by choice."""

from __future__ import annotations

import pytest

from tests.dialogue.conversation import Conversation, screening


def alarmed() -> Conversation:
    talk = screening()
    talk.say("yes | this week", "yes", "evidence")
    talk.say("he has just come in bleeding", "evidence", urgency="now", kind="hurt")
    return talk


def test_the_alarm_comes_first_and_the_tool_rests() -> None:
    talk = alarmed()
    assert talk.kinds[0] == "danger"
    assert "999" in talk.text
    assert (talk.open_row, talk.context) == (None, "emergency")
    assert talk.rows() == {"whereabouts": ("yes", ["this week"])}


@pytest.mark.parametrize(
    ("text", "act", "kind", "says"),
    [
        ("should i give him water", "question", "give", "call handler"),
        ("they say don't phone", "evidence", "dont_phone", "Phone"),
        ("ambulance on its way", "helping", "waiting", "Stay on the line"),
        ("he says he swallowed it", "evidence", "inside", "inside the body"),
        ("do i take the knife off him", "question", "weapon", "weapon"),
        ("no", "no", "", "999"),
        ("yes", "yes", "", "999"),
        ("asdf", "garbled", "", "999"),
    ],
)
def test_what_is_said_in_it_is_answered_by_kind_and_never_written(text: str, act: str, kind: str, says: str) -> None:
    talk = alarmed()
    before = talk.rows()
    talk.say(text, act, emergency={"kind": {kind: 0.9} if kind else {}})
    assert says in talk.text
    assert "line manager" not in talk.text
    assert talk.rows() == before
    assert talk.open_row is None


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("i think he has drugs inside him but he says he is fine", {}),
        ("she told me she swallowed the packages", {}),
        ("we think the boy is plugged, he is watching telly", {"kind": "inside"}),
        ("he walks strangely since this morning", {"signs": {0: "difficulty_walking"}}),
        ("they made her hide it internally", {}),
    ],
)
def test_an_alarm_about_concealment_says_medical_help_and_nothing_that_reads_as_if_it_could_wait(
    text: str, more: dict[str, object]
) -> None:
    talk = Conversation()
    talk.say(text, "evidence", urgency="now", **more)
    assert talk.kinds[0] == "danger"
    first = talk.text.split("\n\n", maxsplit=1)[0]
    assert "ambulance, or go straight to A&E" in first
    assert "also if the child seems well" in first
    assert "If nobody is in immediate danger" not in talk.text


@pytest.mark.parametrize("text", ["there are still kids inside the house", "he swallowed his pride and he is bleeding"])
def test_other_alarms_do_not_speak_of_drugs_inside_the_body(text: str) -> None:
    talk = Conversation()
    talk.say(text, "evidence", urgency="now")
    assert "inside the body" not in talk.text


def test_relief_ends_it_and_the_tool_comes_back_only_when_asked_for() -> None:
    talk = alarmed()
    talk.say("they've taken him to hospital, he's stable", "over", emergency={"kind": {"hospital": 0.9}})
    assert talk.open_row is None
    assert "danger" not in talk.kinds
    talk.say("ok lets finish the form", "resume")
    assert talk.open_row == "police_reports"


def test_it_can_be_left_by_choice() -> None:
    talk = alarmed()
    talk.say("carry on", "resume")
    assert talk.open_row == "police_reports"


def test_a_button_of_the_tool_leaves_it_too() -> None:
    talk = screening()
    buttons = talk.buttons()
    talk.say("he has just come in bleeding", "evidence", urgency="now", kind="hurt")
    talk.press("It is over")
    assert talk.context == "paused"
    assert buttons


def test_a_question_about_safety_stands_above_a_worry_and_its_buttons_lead_on() -> None:
    talk = Conversation()
    talk.say("she was due at nine and her phone rings out", "evidence", signs={0: "whereabouts"}, urgency="check")
    assert talk.kinds[0] == "check"
    assert talk.context == "check"
    talk.press("I can't tell")
    assert talk.kinds[0] == "danger"
    assert talk.context == "emergency"


def test_safe_now_goes_on() -> None:
    talk = Conversation()
    talk.say("he owes them and they said friday", "evidence", urgency="check", kind="debt")
    talk.say("yes hes with me", "yes")
    assert "danger" not in talk.kinds
    assert talk.context == "none"
