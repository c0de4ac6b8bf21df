"""What replies in a questionnaire mean, by the word lists alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.replies import interpret
from bot.nlu.reply import Hint, Reply

CASES = yaml.safe_load((Path(__file__).parent / "data" / "reply_cases.yml").read_text(encoding="utf-8"))
OPEN = {"tool": "screening_tool", "asked": "item", "item": 5, "items": 14, "answer_type": "yes_no"}


def cases() -> list[Any]:
    return [
        pytest.param(group, text, id=f"{group['asked']}-{group['label']}-{text[:40]}")
        for group in CASES
        for text in group["texts"]
    ]


@pytest.mark.parametrize(("group", "text"), cases())
def test_reply(group: dict[str, Any], text: str) -> None:
    asked = OPEN | {"asked": group["asked"], "answer_type": group["answer_type"]}
    reply = interpret(text, asked)
    assert (reply.label if reply else "question") == group["label"]
    if reply and "evidence" in group:
        assert reply.evidence == (text if group["evidence"] == "whole" else None)


def read(text: str, **asked: Any) -> Reply:
    reply = interpret(text, OPEN | asked)
    assert reply is not None
    return reply


def test_several_answers_in_one_message() -> None:
    reply = read("1 yes, 2 no, 3 not sure and the rest are no")
    assert reply.answers == [
        {"item": 1, "value": "yes"},
        {"item": 2, "value": "no"},
        {"item": 3, "value": "unsure"},
    ]
    assert reply.rest == "no"


def test_ranges_and_lists() -> None:
    assert [a["item"] for a in read("1-3 yes").answers] == [1, 2, 3]
    assert [a["item"] for a in read("yes for 3, 6 and 7").answers] == [3, 6, 7]


def test_numbers_in_a_description_are_not_items() -> None:
    assert read("yes 3 times in 2 weeks, staff wrote it down").label == "yes"


@pytest.mark.parametrize(
    ("text", "item", "value"),
    [
        ("change number 3 to yes", 3, "yes"),
        ("question 2 should have been no", 2, "no"),
        ("put the first one down as yes instead", 1, "yes"),
        ("actually the last one is a yes", 4, "yes"),
        ("make the injuries one yes", None, "yes"),
        ("change my last answer", 4, None),
    ],
)
def test_change(text: str, item: int | None, value: str | None) -> None:
    reply = read(text)
    assert (reply.label, reply.item, reply.value) == ("change", item, value)


def test_goto() -> None:
    assert read("go to question 7") == Reply("goto", item=7)


def test_an_item_that_does_not_exist_is_not_gone_to() -> None:
    reply = interpret("go to question 99", OPEN)
    assert reply is None or reply.label != "goto"


def test_a_sure_classifier_decides_what_no_list_holds() -> None:
    said = "och I cannae be daein wi aw this"
    reply = interpret(said, OPEN, guess={"stop": 0.9, "yes": 0.1})
    assert reply == Reply("stop")


def test_a_comment_is_not_taken_for_a_command_on_a_hunch() -> None:
    reply = interpret("the worker paused visits", OPEN | {"asked": "comment"}, guess={"pause": 0.55, "comment": 0.45})
    assert reply == Reply("comment", evidence="the worker paused visits")


@pytest.mark.parametrize(
    ("said", "guess", "asked", "label"),
    [
        ("probably not but I couldn't swear to it", {"unsure": 0.97, "no": 0.03}, "item", "unsure"),
        ("no marks that I saw but I never looked", {"unsure": 0.6, "no": 0.4}, "item", "no"),
        ("need to know who gets to see this", {"question": 0.95, "comment": 0.05}, "comment", None),
        ("no phone since May", {"no": 0.97, "comment": 0.03}, "comment", "comment"),
        ("she came back with a new phone", {"comment": 0.6, "yes": 0.35, "no": 0.05}, "item", "yes"),
    ],
)
def test_a_very_sure_classifier_overrules_the_lists_and_an_unsure_one_does_not(
    said: str, guess: dict[str, float], asked: str, label: str | None
) -> None:
    reply = interpret(said, OPEN | {"asked": asked}, guess=guess)
    assert (reply.label if reply else None) == label


def test_a_bare_answer_is_an_answer_whatever_the_classifier_thinks() -> None:
    assert interpret("naw", OPEN, guess={"stop": 0.99, "no": 0.01}) == Reply("no")


def test_a_greeting_is_left_to_the_classifier() -> None:
    assert interpret("good morning to you all", OPEN, Hint("greet", 0.95)) is None


def test_empty_message_is_no_reply() -> None:
    assert interpret("   ", OPEN) is None
