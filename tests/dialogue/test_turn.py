"""A turn as a whole: worries, questions, misunderstandings, messages without words, and states that are broken."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from bot.nlu import examples
from dialogue import Clause, Heard, Manager
from dialogue.worry import signs_in
from guidance.spoken import load_spoken
from tests.dialogue.conversation import MANAGER, Conversation, screening


def test_a_worry_is_said_back_with_the_persons_own_words_and_walks_into_the_tool() -> None:
    talk = Conversation()
    talk.say("two phones | out every night", "evidence", "evidence", signs={0: "appearance", 1: "whereabouts"})
    assert talk.kinds == ["heard"]
    assert "**Change in appearance**: “two phones”" in talk.text
    assert "other explanations" in talk.text
    assert "999" in talk.text
    assert {(sign["row"], sign["words"]) for sign in talk.replies[0].signs} == {
        ("appearance", "two phones"), ("whereabouts", "out every night"),
    }  # fmt: skip
    talk.press("Go through the screening tool with this")
    assert talk.rows() == {}, "nothing is written that was not confirmed"
    talk.press("Yes, put it there")
    talk.press("Yes, put it there")
    assert talk.rows() == {"whereabouts": ("yes", ["out every night"]), "appearance": ("yes", ["two phones"])}
    assert talk.open_row == "police_reports"


def test_drugs_inside_the_body_are_medical_help_now_before_anything_else() -> None:
    talk = Conversation()
    talk.say("he can hardly sit since he came back", "evidence", signs={0: "difficulty_walking"})
    said = talk.text
    assert "call [999](tel:999) and ask for an ambulance, or go straight to A&E" in said
    assert "also if the child seems well" in said
    assert said.index("A&E") < said.index("line manager")
    assert "today" not in said, "it cannot wait for a talk"


def test_possible_concealment_asks_for_no_safety_check_that_could_put_it_off() -> None:
    talk = Conversation()
    talk.say("he may be plugging", "evidence", signs={0: "difficulty_walking"}, urgency="check")
    assert "check" not in talk.kinds
    assert "A&E" in talk.text


def test_after_safe_now_the_ways_on_are_offered_again() -> None:
    talk = Conversation()
    talk.say("two phones", "evidence", signs={0: "appearance"}, urgency="check")
    assert talk.kinds == ["check", "heard"]
    talk.press("Safe now")
    talk.press("Go through the screening tool with this")
    assert talk.open_row == "appearance"


def test_the_same_words_speak_for_a_row_or_against_it_never_both() -> None:
    signs = [{"row": "whereabouts", "role": "against", "p": 0.6}, {"row": "whereabouts", "role": "for", "p": 0.8}]
    clause = Clause("out all night", signs=tuple(signs))
    assert [(one["row"], one["role"]) for one in signs_in([clause])] == [("whereabouts", "for")]


def test_another_child_starts_afresh() -> None:
    talk = Conversation()
    talk.say("two phones", "evidence", signs={0: "appearance"})
    talk.say("different child now", "new_child")
    talk.say("start the screening tool", "start")
    assert "“two phones”" not in talk.text


def test_a_worry_with_a_question_gets_the_answer_first() -> None:
    talk = Conversation()
    talk.say("he has cash | who do i tell", "evidence", "question", signs={0: "appearance"}, topics={1: "contacts"})
    assert talk.kinds == ["answer", "heard"]


def test_more_of_an_answer_is_one_press_away() -> None:
    talk = Conversation()
    talk.say("who can refer", "question", topics={0: "nrm_who_can_refer"})
    short = talk.text
    talk.press("Tell me more")
    assert talk.kinds == ["answer"]
    assert talk.text != short
    assert "Tell me more" not in [button.label for button in talk.buttons()]


def test_two_questions_get_two_answers() -> None:
    talk = Conversation()
    talk.say(
        "who can refer | does he have to agree",
        "question",
        "question",
        topics={0: "nrm_who_can_refer", 1: "nrm_consent"},
    )
    assert [reply.topic for reply in talk.replies] == ["nrm_who_can_refer", "nrm_consent"]


def test_not_what_i_meant_offers_others_and_then_a_person() -> None:
    talk = Conversation()
    talk.say("what about girls", "question", topics={0: "who_is_at_risk"})
    talk.say("no thats not what i meant", "repair")
    assert talk.buttons()
    assert "Trainers" not in talk.text
    talk.say("still not it", "repair")
    assert "contacts" in talk.kinds


def test_a_message_without_words_never_says_the_same_four_times_and_kills_nothing() -> None:
    talk = Conversation()
    said = []
    for text in ("...", "-", "👍", ".", ":)", "🙂"):
        talk.say(text)
        said.append(talk.text)
    assert all(said[n] != said[n + 1] for n in range(len(said) - 1))
    talk.say("what are the signs", "question", topics={0: "indicators_list"})
    assert "answer" in talk.kinds


def test_missed_three_times_at_a_row_it_offers_buttons_and_a_person() -> None:
    talk = screening()
    for _ in range(3):
        talk.say("blah blah", "")
    assert "buttons" in talk.text
    assert "Who can I talk to?" in [choice.label for choice in talk.buttons()]


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("kept", "30 days"),
        ("deleting", "social work"),
        ("sources", "framework"),
        ("call_or_form", "Phone first"),
        ("how_long", "14 rows"),
        ("example", "invented"),
        ("printing", "web page to print"),
        ("which_tool", "one child"),
        ("who_reads", "your answers in the tools"),
        ("record", "Nobody gets the record but you"),
    ],
)
def test_questions_about_itself(kind: str, says: str) -> None:
    talk = Conversation()
    reading = {"clauses": [{"text": "x", "start": 0, "acts": {"about": 0.9}, "about": {kind: 0.9}}]}
    talk._turn(Heard("x", reading))
    assert says in talk.text


def test_every_kind_of_question_about_itself_has_a_text_and_examples() -> None:
    kinds = Counter(label for example in examples.load("about") for label in example.labels)
    assert set(kinds) == set(load_spoken("about")["about"])
    assert all(kinds[kind] >= 25 for kind in ("how_long", "example", "printing", "which_tool", "who_reads", "record"))


@pytest.mark.parametrize("state", [None, [], "x", {"desk": 3, "pending": [], "mode": "?"}, {"child": {"signs": 1}}])
def test_a_broken_state_is_mended(state: object) -> None:
    outcome = Manager().turn(state, Heard("hello", {"clauses": [{"text": "hello", "acts": {"greet": 1.0}}]}))
    assert outcome.replies


ACTS = sorted({label for example in examples.load("acts") for label in example.labels})
TEXTS = (
    "row 3", "yes to 2 and no to 3", "👍", "...", "make that 4", "add to row 2: seen again", "the last one", "שלום",
    "a" * 900, "delete the comment on row 1", "no to everything", "injuries", "it was tuesday not monday", "stop",
    "2 nights", "",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_no_message_can_break_it(seed: int) -> None:
    """Everything in every state: one to three replies, and the emergency and a plain question always work."""
    chance = random.Random(seed)
    talk = Conversation()
    for _ in range(40):
        if talk.buttons() and chance.random() < 0.25:
            talk.press(chance.choice(talk.buttons()).label)
            continue
        count = chance.randint(1, 3)
        text = " | ".join(chance.choice(TEXTS) for _ in range(count))
        acts = ["+".join(chance.sample(ACTS, chance.randint(0, 2))) for _ in range(count)]
        signs = {0: chance.choice(["whereabouts", "neglect:against", "other_debt", "appearance:open"])}
        talk.say(
            text,
            *acts,
            signs=signs if chance.random() < 0.4 else None,
            urgency=chance.choice(["none"] * 8 + ["check", "now"]),
        )
    talk.say("he is being stabbed", "danger", urgency="now", kind="weapon")
    assert talk.kinds[0] == "danger" or "999" in talk.text
    talk.say("it is over", "over")
    talk.say("what are the signs", "question", topics={0: "indicators_list"})
    assert any(reply.topic == "indicators_list" for reply in talk.replies)
    assert MANAGER.turn(talk.state, Heard("x", {"clauses": []})).replies
