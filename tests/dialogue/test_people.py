"""Who is asking: heard from what they say of themselves; families have their own texts, never the tool."""

from __future__ import annotations

from typing import Any

import pytest

from guidance.spoken import load_spoken
from tests.dialogue.conversation import Conversation

NEVER = ("line manager", "child protection lead", "your local procedure")


def who(name: str, p: float = 0.95) -> list[dict[str, Any]]:
    return [{"who": name, "p": p, "words": "as they said it"}]


def test_a_mother_is_heard_remembered_and_not_screened() -> None:
    talk = Conversation()
    talk.say("i'm his mum", "parent", who=who("parent"))
    assert "contacts" in talk.kinds
    talk.say("what should i write down", "question", family={"write_down": 0.9})
    assert "date" in talk.text
    talk.say("can you do that screening thing with me", "start")
    assert talk.open_row is None
    assert not any(word in talk.text for word in NEVER)


def test_a_young_person_gets_childline_and_is_asked_about_low_mood() -> None:
    talk = Conversation()
    talk.say("am 15 n ive been holding stuff for a guy", "young", who=who("young"))
    assert "Childline" in talk.text
    talk.say("hell batter my brother on friday", "evidence", urgency="check", kind="threat")
    assert "999" in talk.text
    assert "101" in talk.text
    talk.say("whats the point anymore", "low")
    assert "ending your life" in talk.text
    assert "Samaritans" in talk.text


@pytest.mark.parametrize(
    ("group", "words"), [("parent", "may be drugs inside the body"), ("young", "inside your body")]
)
def test_drugs_inside_the_body_come_before_any_welcome(group: str, words: str) -> None:
    talk = Conversation()
    talk.say("drugs inside, he seems ok", "evidence", who=who(group), family={"inside": 0.9})
    first = talk.replies[0].text
    assert "999" in first
    assert "A&E" in first
    assert words in first
    assert "101" not in talk.text, "nothing beside it reads as if it could wait"


def test_my_lad_does_not_make_a_parent() -> None:
    talk = Conversation()
    talk.say("one of my lads has two phones", "evidence", signs={0: "appearance"}, who=who("parent", 0.45))
    assert talk.kinds == ["heard"]


def test_who_is_asking_can_be_put_right() -> None:
    talk = Conversation()
    talk.say("my daughter is 14", "parent", who=who("parent"))
    talk.press("I work with children")
    talk.say("start the screening tool", "start")
    assert talk.open_row == "whereabouts"


def test_a_foster_carer_works_with_children() -> None:
    talk = Conversation()
    talk.say("i am a foster carer", "carer", who=[{"who": "carer", "p": 0.9, "words": "i am a foster carer"}])
    talk.say("start the screening tool", "start")
    assert talk.open_row == "whereabouts"


@pytest.mark.parametrize("group", ["parent", "young"])
def test_the_texts_for_families_never_send_them_to_a_manager(group: str) -> None:
    for name, spoken in load_spoken("family")[group].items():
        assert not any(word in spoken.text for word in NEVER), name
        assert spoken.sources, name


def test_both_groups_have_the_same_subjects() -> None:
    texts = load_spoken("family")
    assert set(texts["parent"]) == set(texts["young"])
