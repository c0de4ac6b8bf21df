"""The writing rule: a row gets an answer only from words that answer it, or from a proposal that was accepted."""

from __future__ import annotations

import pytest

from tests.dialogue.conversation import screening


def test_an_answer_with_its_evidence_is_written_and_shown() -> None:
    talk = screening()
    talk.say("yes | gone till 2am most weekends", "yes", "evidence")
    assert talk.rows() == {"whereabouts": ("yes", ["gone till 2am most weekends"])}
    assert "Written: 1. Unknown whereabouts – **Yes**, with “gone till 2am most weekends”." in talk.text
    assert talk.open_row == "police_reports"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("sorry the phone rang", "aside"), ("on the phone to them now", "aside"), ("his name is [name]", "aside"),
        ("ok", "ok"), ("haha", "laugh"), ("thanks", "thanks"), ("asdf", "garbled"),
        ("nothing to add there", "none_to_add"), ("the weather is nice", "aside"), ("blah blah", ""),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_not_written_and_the_row_is_asked_again(text: str, act: str) -> None:
    talk = screening()
    talk.say(text, act)
    assert talk.rows() == {}
    assert talk.open_row == "whereabouts"
    assert "1 of 14" in talk.text


def test_what_could_not_be_placed_is_said_and_can_be_put_there() -> None:
    talk = screening()
    talk.say("on the phone to them now just a minute", "aside")
    assert "I have not written down: “on the phone to them now just a minute”." in talk.text
    talk.press("Put it under 1. Unknown whereabouts")
    assert talk.rows() == {}, "it is proposed, not written"
    talk.press("Yes, put it there")
    assert talk.rows()["whereabouts"][0] == "yes"


def test_the_last_word_counts() -> None:
    talk = screening()
    talk.say("yes | no wait | not sure", "yes", "no", "unsure")
    assert talk.rows() == {"whereabouts": ("unsure", [])}


def test_named_rows_get_their_own_answers() -> None:
    talk = screening()
    talk.say("no for this one | yes for the stealing | a moped on the 3rd", "no+change", "yes+change", "evidence")
    assert talk.rows() == {"whereabouts": ("no", []), "stealing_to_order": ("yes", ["a moped on the 3rd"])}
    assert talk.open_row == "police_reports"


def test_no_for_two_and_yes_for_three_are_not_swapped() -> None:
    talk = screening()
    talk.say("no for 2 and yes for 3", "change")
    assert talk.rows() == {"police_reports": ("no", []), "stealing_to_order": ("yes", [])}


@pytest.mark.parametrize("text", ["no to everything", "no to the lot", "none of them, no to all"])
def test_a_blanket_answer_is_read_back_first(text: str) -> None:
    talk = screening()
    talk.say(text, "no+change")
    assert talk.rows() == {}
    assert "14 rows" in talk.text
    assert talk.context == "confirm"
    talk.say("yes", "yes")
    assert {answer for answer, _ in talk.rows().values()} == {"no"}
    assert len(talk.rows()) == 14


def test_a_refused_blanket_answer_writes_nothing() -> None:
    talk = screening()
    talk.say("yes to all of them", "yes+change")
    talk.say("hang on no", "no")
    assert talk.rows() == {}
    assert talk.open_row == "whereabouts"


def test_a_description_for_the_open_row_is_proposed() -> None:
    talk = screening()
    talk.say("out till all hours and nobody knows where", "evidence", signs={0: "whereabouts"})
    assert talk.rows() == {}
    assert "Put **Yes** for “1. Unknown whereabouts”" in talk.text
    assert talk.open_row == "whereabouts"
    talk.say("aye", "yes")
    assert talk.rows() == {"whereabouts": ("yes", ["out till all hours and nobody knows where"])}


def test_a_description_for_another_row_is_proposed_there() -> None:
    talk = screening()
    talk.say("new trainers every week", "evidence", signs={0: "appearance"})
    assert talk.rows() == {}
    talk.say("no leave it", "no")
    assert talk.rows() == {}
    assert talk.open_row == "whereabouts"


def test_several_descriptions_are_proposed_one_after_another() -> None:
    talk = screening()
    talk.say("out all night | new jacket", "evidence", "evidence", signs={0: "whereabouts", 1: "appearance"})
    talk.press("Yes, put it there")
    assert "11. Change in appearance" in talk.text
    talk.press("Not sure")
    assert talk.rows() == {"whereabouts": ("yes", ["out all night"]), "appearance": ("unsure", ["new jacket"])}


def test_a_denial_in_a_description_proposes_no() -> None:
    talk = screening()
    talk.say("never been missing", "evidence", signs={0: "whereabouts:against"})
    assert "Put **No**" in talk.text


def test_evidence_after_a_no_that_speaks_for_another_row_is_no_evidence_of_this_one() -> None:
    talk = screening()
    talk.say("no | he has two phones though", "no", "evidence", signs={1: "appearance"})
    assert talk.rows() == {"whereabouts": ("no", [])}
    assert "11. Change in appearance" in talk.text


def test_a_time_after_a_row_belongs_to_that_row() -> None:
    talk = screening()
    talk.say("yes | out late", "yes", "evidence")
    talk.say("about 3 weeks", "evidence")
    assert talk.rows() == {"whereabouts": ("yes", ["out late", "about 3 weeks"])}
    assert talk.open_row == "police_reports"


def test_nothing_to_add_closes_the_comment_of_its_own_row() -> None:
    talk = screening()
    talk.say("yes", "yes")
    assert talk.context == "comment"
    talk.say("none", "none_to_add")
    assert talk.rows() == {"whereabouts": ("yes", [])}
    assert talk.open_row == "police_reports"


def test_no_at_the_comment_question_is_no_answer_to_the_next_row() -> None:
    talk = screening()
    talk.say("yes", "yes")
    talk.say("no", "no")
    assert talk.rows() == {"whereabouts": ("yes", [])}
    assert talk.open_row == "police_reports"


def test_taking_back_an_answer_at_the_comment_question() -> None:
    talk = screening()
    talk.say("yes", "yes")
    talk.say("actually no", "no")
    assert talk.rows() == {"whereabouts": ("no", [])}


def test_a_yes_and_a_question_are_both_served() -> None:
    talk = screening()
    talk.say("not sure | is there a score", "unsure", "question", topics={1: "screening_score"})
    assert talk.rows() == {"whereabouts": ("unsure", [])}
    assert "answer" in talk.kinds
    assert talk.open_row == "police_reports"


def test_a_name_that_two_rows_have_is_asked_back() -> None:
    talk = screening()
    talk.say("yes for injuries", "yes+change")
    assert talk.rows() == {}
    talk.press("7. Unexplained injuries")
    assert talk.rows() == {"injuries": ("yes", [])}


def test_undo_goes_back_any_number_of_steps() -> None:
    talk = screening()
    talk.say("no", "no")
    talk.say("yes | twice in june", "yes", "evidence")
    talk.say("what is cuckooing", "question", topics={0: "cuckooing"})
    talk.say("undo", "undo")
    assert talk.rows() == {"whereabouts": ("no", [])}
    talk.say("undo", "undo")
    assert talk.rows() == {}
    talk.say("undo", "undo")
    assert "nothing to undo" in talk.text


def test_undo_as_a_button_and_over_danger_and_pause() -> None:
    talk = screening()
    talk.say("no", "no")
    talk.say("he is bleeding now", "danger", urgency="now", kind="hurt")
    talk.say("it is over", "over")
    talk.say("undo", "undo")
    assert talk.rows() == {}


def test_a_bare_yes_where_words_are_asked_for_wants_words() -> None:
    talk = screening()
    talk.say("yes", "yes")
    talk.say("yes", "yes")
    assert "what was seen or heard" in talk.text
    assert "“”" not in talk.text
    assert talk.rows()["whereabouts"] == ("yes", [])
