"""Several proposals that wait together: answered in one go, by their rows' numbers or in a card."""

from __future__ import annotations

from dialogue import Heard
from tests.dialogue.conversation import Conversation

TOLD = "new phone last week | out till 3am | he's got a burn on his arm"


def told() -> Conversation:
    """A worry of three signs, taken into the screening tool."""
    talk = Conversation()
    signs = {0: "appearance", 1: "whereabouts", 2: "injuries_no_explanation"}
    talk.say(TOLD, "evidence", "evidence", "evidence", signs=signs)
    talk.press("Go through the screening tool with this")
    return talk


def waiting(talk: Conversation) -> list[int]:
    return [one["number"] for one in talk.replies[-1].proposals]


def numbers(talk: Conversation) -> dict[str, int]:
    return {one["row"]: one["number"] for one in talk.replies[-1].proposals}


def test_all_that_waits_is_listed_with_the_words_and_nothing_is_written() -> None:
    talk = told()
    listed = talk.replies[-1].proposals
    assert [(one["row"], one["answer"], one["words"]) for one in listed] == [
        ("whereabouts", "Yes", "out till 3am"),
        ("injuries_no_explanation", "Yes", "he's got a burn on his arm"),
        ("appearance", "Yes", "new phone last week"),
    ]
    assert talk.rows() == {}


def test_numbers_with_answers_are_written_with_their_words_and_the_rest_waits() -> None:
    talk = told()
    number = numbers(talk)
    first, second = number["whereabouts"], number["appearance"]
    talk.say(f"{first} yes, {second} no", "no")
    assert talk.rows() == {"whereabouts": ("yes", ["out till 3am"]), "appearance": ("no", [])}
    assert "have not written down: “new phone last week”" in talk.text
    assert talk.open_row == "injuries_no_explanation"
    talk.say("yes", "yes")
    assert talk.rows()["injuries_no_explanation"] == ("yes", ["he's got a burn on his arm"])


def test_the_same_in_two_clauses_the_other_way_round_and_with_not_sure() -> None:
    talk = told()
    number = numbers(talk)
    talk.say(f"{number['whereabouts']} not sure | row {number['appearance']} yes", "unsure", "change")
    assert talk.rows() == {
        "whereabouts": ("unsure", ["out till 3am"]),
        "appearance": ("yes", ["new phone last week"]),
    }
    talk = told()
    talk.say(f"yes to {number['whereabouts']} and {number['injuries_no_explanation']}", "yes")
    assert set(talk.rows()) == {"whereabouts", "injuries_no_explanation"}


def test_yes_to_all_is_read_back_and_then_written_with_all_words() -> None:
    talk = told()
    talk.say("yes to all of them", "yes")
    assert talk.rows() == {}
    assert "3 rows" in talk.text
    talk.say("yes", "yes")
    assert talk.rows()["appearance"] == ("yes", ["new phone last week"])
    assert len(talk.rows()) == 3


def test_no_to_the_rest_leaves_them_open() -> None:
    talk = told()
    talk.say(f"{numbers(talk)['whereabouts']} yes, no to the rest", "yes")
    assert list(talk.rows()) == ["whereabouts"]
    assert "Left open" in talk.text
    assert talk.context in ("item", "comment")


def test_a_time_or_a_count_is_no_row() -> None:
    talk = told()
    talk.say("yes, 3 of them came", "yes+evidence")
    assert list(talk.rows()) == ["whereabouts"]


def test_more_that_is_told_does_not_lose_what_waits() -> None:
    talk = told()
    talk.say("and she walks stiffly", "evidence", signs={0: "difficulty_walking"})
    assert len(waiting(talk)) == 4
    talk.say("another new phone", "evidence", signs={0: "appearance"})
    assert len(waiting(talk)) == 4
    assert any("another new phone" in one["words"] for one in talk.replies[-1].proposals)
    assert talk.rows() == {}


def test_a_card_writes_what_was_chosen_and_an_old_card_nothing() -> None:
    talk = told()
    card = {"do": "proposed", "rows": {"whereabouts": "yes", "appearance": "rubbish", "police_reports": "yes"}}
    talk._turn(Heard("Write these answers", {}, {}, {"intent": "inform_affirm", "reply": card}))
    assert talk.rows() == {"whereabouts": ("yes", ["out till 3am"])}
    talk._turn(Heard("Write these answers", {}, {}, {"intent": "inform_affirm", "reply": card}))
    assert "No answer was chosen" in talk.text
    talk.say("no to all", "no")
    talk._turn(Heard("Write these answers", {}, {}, {"intent": "inform_affirm", "reply": card}))
    assert "do not wait any more" in talk.text
    assert list(talk.rows()) == ["whereabouts"]


def test_what_was_told_is_shown_before_a_tool_is_started() -> None:
    talk = Conversation()
    talk.say("new phone last week", "evidence", signs={0: "appearance"})
    talk.say("what is written so far", "summary")
    assert "What you have told me" in talk.text
    assert "new phone last week" in talk.text


def test_the_overview_has_the_comments_and_an_undo() -> None:
    talk = told()
    talk.say("yes to all", "yes")
    talk.say("yes", "yes")
    talk.say("what is written so far", "summary")
    rows = next(reply.rows for reply in talk.replies if reply.rows)
    assert [row["comments"] for row in rows if row["value"] == "Yes"].count(["new phone last week"]) == 1
    talk.press("Undo")
    assert talk.rows() == {}
