"""Checks over the content as a whole: where advice comes from, and that what must read the same reads the same.

`make content` runs them. Each problem is a sentence that names the file, the entry and what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from guidance.answers import Answer
from guidance.notices import load_notices
from guidance.pathways import load_pathways
from guidance.reading import CONTENT_DIR, Entry, read
from guidance.sources import HOME, Sources
from guidance.spoken import load_spoken

# How a text says that something is not from Scotland, by the nation of the source
SAYS_SO: Final = {
    "England and Wales": re.compile(r"\bEngland\b|\bEnglish\b"),
    "Wales": re.compile(r"\bWales\b|\bWelsh\b"),
    "not known": re.compile(r"do not know from which country"),
}
# Where help for somebody in distress is named: the sentence of notices.yml stands there word by word
DISTRESS: Final = ("utter_user_distress", "practitioner_wellbeing", "indicator_emotional_change")
DISTRESS_SPOKEN: Final = {
    "distress": (("emergency", "practitioner", "suicide"), ("family", "parent", "low")),
    "distress_young": (("emergency", "young", "suicide"), ("family", "young", "low")),
}


def elsewhere(path: Path = CONTENT_DIR / "elsewhere.yml") -> dict[str, tuple[str, ...]]:
    """The facts that rest only on sources from outside Scotland and the UK as a whole, with those sources."""
    file = read(path)
    file.only("facts")
    facts = file.entry("facts")
    return {str(fact): facts.texts(str(fact), required=True) for fact in facts.data}


def nations(answers: Mapping[str, Answer], sources: Sources, foreign: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Answers that give advice from another nation as if it were Scottish."""
    for answer in answers.values():
        entry = Entry(answer.file, f"utter_ask/{answer.topic} > metadata", {})
        cited = {sources.entries[one.partition("#")[0]].nation for one in answer.sources}
        if not cited & HOME:
            yield str(entry.error("sources", "has no source from Scotland or the UK as a whole"))
        said = f"{answer.text}\n{answer.more or ''}"
        for fact in answer.facts:
            found = sorted({sources.entries[key].nation for key in foreign.get(fact, ())})
            if found and not any(SAYS_SO[nation].search(said) for nation in found):
                yield str(entry.error("facts", f"names {fact}, which rests only on {' and '.join(found)}: say so"))


def distress(texts: Mapping[str, str]) -> Iterator[str]:
    """Places that name help for somebody in distress in other words than notices.yml.

    Args:
        texts: the responses of the conversation and the answers, by name without `utter_ask/`.
    """
    wanted = {name: load_notices().say(name) for name in DISTRESS_SPOKEN}
    for name in DISTRESS:
        if wanted["distress"] not in texts.get(name, ""):
            yield f"{name}: 'text' must hold the sentence 'distress' of notices.yml"
    for notice, places in DISTRESS_SPOKEN.items():
        for file, group, name in places:
            if wanted[notice] not in load_spoken(file)[group][name].text:
                yield f"{file}.yml: {group} > {name}: 'text' must hold the sentence '{notice}' of notices.yml"
    rule = next((one.text for one in load_pathways().rules if one.id == "emotional_wellbeing"), "")
    if plain(wanted["distress"]) not in rule:
        yield "pathways.yml: emotional_wellbeing: 'text' must hold the sentence 'distress' of notices.yml"


def plain(text: str) -> str:
    """A text without Markdown, as it stands in a record."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "")


def responses(path: Path) -> dict[str, str]:
    """The texts of a Rasa response file by name."""
    data: dict[str, Any] = dict(read(path).entry("responses").data)
    return {str(name): str(said[0].get("text", "")) for name, said in data.items()}
