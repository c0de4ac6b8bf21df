"""Commands with their objects, comments as things, pausing and coming back."""

from __future__ import annotations

import pytest

from dialogue.mending import mend
from tests.dialogue.conversation import Conversation, screening


def answered() -> Conversation:
    talk = screening()
    talk.say("yes | 2 nights last week", "yes", "evidence")
    talk.say("no", "no")
    assert talk.open_row == "stealing_to_order"
    return talk


def test_a_row_is_read_back() -> None:
    talk = answered()
    before = talk.rows()
    talk.say("what have you got for row 1", "read_row")
    assert "2 nights last week" in talk.text
    assert talk.rows() == before


def test_a_comment_is_put_right() -> None:
    talk = answered()
    talk.say("row 1, make that 3 nights", "replace")
    assert talk.rows()["whereabouts"] == ("yes", ["3 nights last week"])
    assert "“2 nights last week” is now “3 nights last week”" in talk.text


def test_a_comment_that_cannot_be_mended_is_asked_back() -> None:
    talk = answered()
    talk.say("row 1, it should say he was with his cousin in town", "replace")
    assert talk.rows()["whereabouts"] == ("yes", ["2 nights last week"])
    talk.press("Yes, put it there")
    assert talk.rows()["whereabouts"] == ("yes", ["he was with his cousin in town"])


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("2 nights last week", "3 nights", "3 nights last week"),
        ("5 times since may", "6", "6 times since may"),
        ("seen on Monday by staff", "tuesday, not monday", "seen on tuesday by staff"),
        ("out on friday", "saturday", "out on saturday"),
        ("since may", "june", "since june"),
        ("2 nights in 3 weeks", "4", None),
        ("he was out", "his brother saw him", None),
    ],
)
def test_mending_a_comment(old: str, new: str, result: str | None) -> None:
    assert mend(old, new) == result


def test_evidence_added_later() -> None:
    talk = answered()
    talk.say("add to row 1: his gran says he came in soaking on sunday", "add")
    assert talk.rows()["whereabouts"] == ("yes", ["2 nights last week", "his gran says he came in soaking on sunday"])
    assert talk.open_row == "stealing_to_order"


def test_added_to_a_row_without_an_answer_it_is_proposed() -> None:
    talk = answered()
    talk.say("add to row 11: new coat", "add")
    assert "appearance" not in talk.rows()
    talk.say("yes", "yes")
    assert talk.rows()["appearance"] == ("yes", ["new coat"])


def test_comments_are_deleted() -> None:
    talk = answered()
    talk.say("delete the comment on row 1, wrong boy", "delete")
    assert talk.rows()["whereabouts"] == ("yes", [])
    assert talk.open_row == "stealing_to_order"
    talk.say("undo", "undo")
    assert talk.rows()["whereabouts"] == ("yes", ["2 nights last week"])


def test_a_comment_is_moved() -> None:
    talk = screening()
    talk.say("yes | sits funny", "yes", "evidence")
    talk.say("that belongs under row 8", "move")
    talk.say("yes", "yes")
    assert talk.rows() == {"whereabouts": ("yes", []), "difficulty_walking": ("yes", ["sits funny"])}


def test_going_back_two_and_carrying_on() -> None:
    talk = answered()
    talk.say("go back two", "back")
    assert talk.open_row == "whereabouts"
    talk.say("leave it | carry on", "skip", "resume")
    assert talk.open_row == "stealing_to_order"


def test_where_was_i() -> None:
    talk = answered()
    talk.say("where was i", "where")
    assert "2 of 14" in talk.text
    assert talk.open_row == "stealing_to_order"


def test_pause_says_what_comes_next_and_a_greeting_offers_to_carry_on() -> None:
    talk = answered()
    talk.say("thats me done for today", "pause")
    assert "2 of 14; row 3" in talk.text
    assert (talk.open_row, talk.context) == (None, "paused")
    talk.say("hiya", "greet")
    assert "Screening tool" in talk.text
    talk.press("Carry on")
    assert talk.open_row == "stealing_to_order"


def test_a_named_row_of_a_paused_tool_can_be_changed() -> None:
    talk = answered()
    talk.say("pause", "pause")
    talk.say("row 2 should be yes", "change")
    assert talk.rows()["police_reports"] == ("yes", [])


@pytest.mark.parametrize(("text", "act"), [("delete this whole screening", "discard"), ("start again", "restart")])
def test_what_deletes_answers_wants_a_yes_first(text: str, act: str) -> None:
    talk = answered()
    talk.say(text, act)
    assert len(talk.rows()) == 2
    talk.say("no keep it", "no")
    assert len(talk.rows()) == 2
    talk.say(text, act)
    talk.say("yes", "yes")
    assert talk.rows() == {}


def test_deleting_everything_wants_a_yes_first() -> None:
    talk = answered()
    talk.say("delete all my data", "delete")
    assert "erase" not in talk.kinds
    talk.say("yes", "yes")
    assert "erase" in talk.kinds


def test_start_after_an_offer() -> None:
    talk = Conversation()
    talk.say("where was i", "where")
    assert talk.context == "offer"
    talk.say("start", "start")
    assert talk.open_row == "whereabouts"


def test_the_result_when_asked_for() -> None:
    talk = answered()
    talk.say("done?", "finish")
    assert "Still open" in talk.text
    talk.say("show me the result", "finish")
    assert "record" in talk.kinds


def test_help_on_the_open_row() -> None:
    talk = screening()
    talk.say("what does this one mean", "explain")
    assert "secretive" in talk.text
    assert talk.open_row == "whereabouts"


def test_deleting_an_answer_or_a_comment_by_its_row_is_known_by_its_form() -> None:
    talk = screening()
    talk.say("yes | 2 nights last week", "yes", "evidence")
    talk.say("delete the comment on row 1", "question")
    assert talk.rows() == {"whereabouts": ("yes", [])}
    talk.say("please remove the answer to row 1", "question")
    assert talk.rows() == {}


def test_the_number_of_a_row_is_no_age() -> None:
    talk = screening()
    for _ in range(14):
        talk.say("no", "no")
    assert "how old" in talk.text
    talk.say("make row 2 yes", "change")
    assert talk.rows()["police_reports"] == ("yes", [])
    talk.say("nothing to add", "none_to_add")
    talk.say("delete the answer to row 2", "delete")
    assert "police_reports" not in talk.rows()
    assert talk.state
    assert talk.state["desk"]["tools"]["screening_tool"]["context"] == {}
