"""A message that was changed afterwards: what it wrote is taken back, or left where that is not safe."""

from __future__ import annotations

from typing import Any

from dialogue import Heard
from dialogue.past import Around, around
from dialogue.revising import still_there, take_back
from dialogue.state import load
from tests.dialogue.conversation import Conversation, screening


class Kept:
    """A conversation whose door marks its messages; one of them is changed afterwards."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self.talk.mark = "other"

    def say(self, *args: Any, **more: Any) -> None:
        self.talk.mark = "mine"
        self.talk.say(*args, **more)
        self.talk.mark = "other"

    def found(self) -> Around:
        found = around(load(self.talk.state), "mine")
        assert found
        return found

    def still_there(self) -> list[str]:
        return still_there(self.found().before, self.found().after, self.talk.state)

    def change(self, *args: Any, **more: Any) -> bool:
        """Says something in place of the message; returns whether that was safe."""
        found = self.found()
        assert self.talk.state
        state = take_back(*found, self.talk.state)
        if state is None:
            return False
        self.talk.state = state
        self.talk.mark = f"{found.mark}#"
        self.talk.say(*args, **more)
        self.talk.mark = "other"
        return True


def test_the_newest_message_is_taken_back_whole() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    assert kept.talk.rows() == {"whereabouts": ("yes", ["out till 3am"])}
    assert kept.change("no", "no")
    assert kept.talk.rows() == {"whereabouts": ("no", [])}
    assert "Taken back: 1. Unknown whereabouts – Yes “out till 3am”" in kept.talk.text
    assert kept.talk.open_row == "police_reports"
    kept.talk.say("undo", "undo")
    assert kept.talk.rows() == {}, "the step that was taken back cannot come again"


def test_one_from_the_middle_keeps_what_was_said_since() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    kept.talk.say("no", "no")
    kept.talk.say("yes | a stolen bike in May", "yes", "evidence")
    asked = kept.talk.open_row
    assert kept.change("no", "no")
    assert kept.talk.rows() == {
        "whereabouts": ("no", []),
        "police_reports": ("no", []),
        "stealing_to_order": ("yes", ["a stolen bike in May"]),
    }
    assert kept.talk.open_row == asked


def test_words_alone_from_the_middle_are_replaced_in_their_row() -> None:
    kept = Kept(screening())
    kept.talk.say("yes", "yes")
    kept.say("2 nights since August", "evidence")
    kept.talk.say("no", "no")
    asked = kept.talk.open_row
    assert kept.change("3 nights since August", "evidence")
    assert kept.talk.rows() == {"whereabouts": ("yes", ["3 nights since August"]), "police_reports": ("no", [])}
    assert kept.talk.open_row == asked


def test_a_row_that_was_changed_since_is_left_as_it_is() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    kept.talk.say("add to row 1: his gran says so too", "add")
    assert not kept.change("no", "no")
    assert kept.talk.rows()["whereabouts"][0] == "yes"
    assert kept.still_there() == ["1. Unknown whereabouts – Yes “out till 3am”; “his gran says so too”"]


def test_a_worry_that_is_changed_is_heard_anew() -> None:
    kept = Kept(Conversation())
    kept.say("out till 3am", "evidence", signs={0: "whereabouts"})
    assert kept.change("walks stiffly", "evidence", signs={0: "difficulty_walking"})
    assert "walks stiffly" in kept.talk.text
    assert "You changed your message. I go by the new words." in kept.talk.text
    assert kept.talk.state
    assert [one["row"] for one in kept.talk.state["child"]["signs"]] == ["difficulty_walking"]


def test_a_proposal_that_was_answered_since_is_left() -> None:
    kept = Kept(screening())
    kept.say("walks stiffly", "evidence", signs={0: "difficulty_walking"})
    kept.talk.say("yes", "yes")
    assert not kept.change("walks fine", "evidence", signs={0: "difficulty_walking:against"})
    assert kept.talk.rows() == {"difficulty_walking": ("yes", ["walks stiffly"])}


def test_an_alarm_is_not_taken_back_by_changing_the_message() -> None:
    kept = Kept(screening())
    kept.say("he has just come in bleeding", "evidence", urgency="now", kind="hurt")
    assert kept.change("he has just come in", "evidence")
    assert kept.talk.context == "emergency"
    assert kept.talk.rows() == {}


def test_a_finished_tool_is_not_changed_behind_anybodys_back() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    for _ in range(13):
        kept.talk.say("no", "no")
    kept.talk.say("finish", "finish")
    assert not kept.change("no", "no")


def test_an_answer_in_between_is_not_read_for_the_row_that_is_open_now() -> None:
    kept = Kept(screening())
    kept.talk.say("yes", "yes")
    kept.say("no", "no")  # no comment
    kept.talk.say("no", "no")
    asked = kept.talk.open_row
    assert kept.change("2 nights in May", "evidence")
    assert kept.talk.rows() == {"whereabouts": ("yes", ["2 nights in May"]), "police_reports": ("no", [])}
    assert kept.talk.open_row == asked


def test_a_message_of_before_the_tool_is_not_read_as_an_answer_in_it() -> None:
    kept = Kept(Conversation())
    kept.say("out till 3am", "evidence", signs={0: "whereabouts"})
    kept.talk.say("start the screening tool", "start")
    kept.talk.say("no", "no")
    assert not kept.change("yes", "yes")


def test_a_message_can_be_changed_twice_with_others_in_between() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    kept.talk.say("no", "no")
    assert kept.change("not sure", "unsure")
    kept.talk.say("no", "no")
    assert kept.change("no", "no")
    no: tuple[str, list[str]] = ("no", [])
    assert kept.talk.rows() == {"whereabouts": no, "police_reports": no, "stealing_to_order": no}


def test_what_is_too_long_ago_or_has_no_mark_cannot_be_had_again() -> None:
    kept = Kept(screening())
    kept.say("yes | out till 3am", "yes", "evidence")
    for _ in range(25):
        kept.talk.say("thanks", "thanks")
    assert around(load(kept.talk.state), "mine") is None
    assert len(kept.talk.state["past"] if kept.talk.state else []) == 20
    kept.talk.mark = ""
    kept.talk.say("thanks", "thanks")
    assert kept.talk.state
    assert kept.talk.state["past"] == []


def test_an_old_button_neither_undoes_nor_answers_what_came_later() -> None:
    talk = screening()
    talk.say("no", "no")
    undo = next(choice for choice in talk.buttons() if choice.label == "Undo")
    talk.say("no", "no")
    talk._turn(Heard("Undo", {}, {}, {"intent": undo.intent, "reply": undo.reply}))
    assert set(talk.rows()) == {"whereabouts", "police_reports"}
    signs = {0: "neglect", 1: "difficulty_walking"}
    talk.say("same clothes for a week | walks stiffly", "evidence", "evidence", signs=signs)
    yes = next(choice for choice in talk.buttons() if choice.label == "Yes, put it there")
    for _ in range(2):
        talk._turn(Heard("Yes, put it there", {}, {}, {"intent": yes.intent, "reply": yes.reply}))
    assert "do not wait any more" in talk.text
    assert len(talk.rows()) == 3
