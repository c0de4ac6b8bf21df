"""The reply classifier's shares made into replies: what counts where, and which commands it may guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.nlu import reply_numbers
from bot.nlu.reply import Reply
from bot.nlu.reply_words import plain
from bot.nlu.sentences import tidy, words

COMMANDS = ("skip", "back", "pause", "stop", "summary", "change")
LONGEST_COMMAND = 16


def of_stage(shares: Mapping[str, float], telling: bool) -> dict[str, float]:
    """The classifier's shares as they count where we are.

    A description answers the question about a sign with yes; where evidence is asked for, all answers are evidence.
    """
    merged = dict(shares)
    if telling:
        merged["comment"] = sum(merged.pop(label, 0.0) for label in ("comment", "yes", "no", "unsure"))
    elif merged:
        merged["yes"] = merged.get("yes", 0.0) + merged.pop("comment", 0.0)
    return merged


def as_guessed(label: str, text: str, asked: Mapping[str, Any], answer: Reply | None) -> Reply | None:
    """The reply that the classifier is sure of; None for a question, which is answered by others."""
    if label == "question":
        return None
    if label in COMMANDS:
        return _command_of(label, text, asked)
    if answer and answer.label == label:
        return answer
    return Reply(label, evidence=tidy(text))


def guessed_command(text: str, asked: Mapping[str, Any], shares: Mapping[str, float], surely: float) -> Reply | None:
    """A command in words that no list holds; long messages are hardly ever commands."""
    label = max(COMMANDS, key=lambda name: shares.get(name, 0.0))
    if shares.get(label, 0.0) < surely or len(words(text)) > LONGEST_COMMAND:
        return None
    return _command_of(label, text, asked)


def _command_of(label: str, text: str, asked: Mapping[str, Any]) -> Reply:
    if label != "change":
        return Reply(label)
    form = plain(text)
    return Reply("change", item=reply_numbers.item_named(form, before(asked)), value=reply_numbers.change(form)[1])


def before(asked: Mapping[str, Any]) -> int | None:
    """The item 'the last one' means: the one before what is asked."""
    item = asked.get("item")
    if not isinstance(item, int):
        return None
    return item - 1 if item > 1 and asked.get("asked") == "item" else item
