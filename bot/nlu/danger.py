"""The danger file: urgent and harmless examples, and phrases that always mean danger, each with an example and a
counter-example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.sentences import tidy


class PhraseError(ValueError):
    """The danger file holds an entry that does not do what it says."""


@dataclass(frozen=True)
class Phrase:
    """A pattern that means danger whatever the classifier thinks."""

    id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class DangerData:
    """What the danger file holds."""

    urgent: tuple[str, ...]
    not_urgent: tuple[str, ...]
    phrases: tuple[Phrase, ...]


def read_danger_data(data: Mapping[str, Any]) -> DangerData:
    """Checks the danger file's content.

    Raises:
        PhraseError: naming the entry and what is wanted, if one is wrong.
    """
    phrases = []
    for entry in data.get("phrases") or []:
        name = entry.get("id", "?")
        try:
            phrase = Phrase(name, re.compile(entry["pattern"], re.IGNORECASE))
        except (KeyError, re.error) as error:
            raise PhraseError(f"danger phrase '{name}': wants a valid pattern ({error})") from error
        if not phrase.pattern.search(tidy(entry.get("example", ""))):
            raise PhraseError(f"danger phrase '{name}': its example does not match")
        if entry.get("counter_example") and phrase.pattern.search(tidy(entry["counter_example"])):
            raise PhraseError(f"danger phrase '{name}': its counter-example matches")
        phrases.append(phrase)
    return DangerData(tuple(data.get("urgent") or ()), tuple(data.get("not_urgent") or ()), tuple(phrases))
