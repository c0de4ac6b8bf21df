"""A message that was changed afterwards: what it wrote is taken back, or left where that is not safe."""

from __future__ import annotations

from typing import Any

from dialogue.revising import still_there, take_back
from tests.dialogue.conversation import Conversation, screening


class Kept:
    """A conversation that remembers the states around one of its messages."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self.before: Any = None
        self.after: Any = None

    def say(self, *args: Any, **more: Any) -> None:
        self.before = self.talk.state
        self.talk.say(*args, **more)
        self.after = self.talk.state

    def change(self, *args: Any, **more: Any) -> bool:
        """Says something in place of the message; returns whether that was safe."""
        state = take_back(self.before, self.after, self.talk.state)
        if state is None:
            return False
        self.talk.state = state
        self.talk.say(*args, **more)
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
    assert still_there(kept.before, kept.after, kept.talk.state) == [
        "1. Unknown whereabouts – Yes “out till 3am”; “his gran says so too”"
    ]


def test_a_worry_that_is_changed_is_heard_anew() -> None:
    kept = Kept(Conversation())
    kept.say("out till 3am", "evidence", signs={0: "whereabouts"})
    assert kept.change("walks stiffly", "evidence", signs={0: "difficulty_walking"})
    assert "walks stiffly" in kept.talk.text
    assert "You changed your message. I go by the new words." in kept.talk.text
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
