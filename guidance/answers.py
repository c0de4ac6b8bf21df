"""The answers on guidance topics, read from Rasa response files and checked field by field.

The files are bot/data/answers/<group>.yml; Rasa serves them, this module is for checking and showing them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from guidance.directory import ROLES
from guidance.reading import ContentError, Entry, read
from guidance.sources import Sources

PREFIX = "utter_ask/"
WORDS = (40, 130)  # shortest and longest answer
MORE_WORDS = (30, 110)
CONFIDENCE = ("check",)


@dataclass(frozen=True)
class Answer:
    """One answer. `sources` are keys of the register, `related` topic ids, `more` an optional longer part."""

    topic: str
    group: str
    title: str
    text: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed: str
    related: tuple[str, ...]
    confidence: str | None
    more: str | None
    file: str

    @property
    def words(self) -> int:
        """Length of the answer, link addresses and list marks not counted."""
        return word_count(self.text)


def word_count(text: str) -> int:
    """Words of a Markdown text as a reader counts them."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return len(re.findall(r"[\w'’&/-]*\w[\w'’&/-]*", shown))


def load_answers(folder: Path, sources: Sources) -> dict[str, Answer]:
    """All answers by topic id, in file order.

    Raises:
        ContentError: a field is missing or cannot be used, or a topic is answered twice.
    """
    answers: dict[str, Answer] = {}
    for path in sorted(folder.glob("*.yml")):
        responses = read(path).entry("responses")
        for name in responses.data:
            if not str(name).startswith(PREFIX):
                continue
            answer = _answer(path.name, str(name), responses, sources)
            if answer.topic in answers:
                first = answers[answer.topic].file
                raise ContentError(path.name, str(name), "topic", f"is answered twice, first in {first}")
            answers[answer.topic] = answer
    for answer in answers.values():
        for topic in answer.related:
            if topic not in answers or topic == answer.topic:
                wanted = f"names '{topic}', which is not another topic that has an answer"
                raise ContentError(answer.file, PREFIX + answer.topic, "related", wanted)
    return answers


def _answer(file: str, name: str, responses: Entry, sources: Sources) -> Answer:
    variants = responses.data[name]
    if not isinstance(variants, list) or len(variants) != 1:
        raise ContentError(file, name, name, "must hold exactly one '- text:' entry")
    entry = Entry(file, name, variants[0])
    entry.only("text", "metadata")
    data = Entry(file, f"{name} > metadata", entry.data.get("metadata"))
    data.only("title", "group", "facts", "sources", "reviewed", "related", "confidence", "more", "local")
    for source in data.texts("sources", required=True):
        if source not in sources:
            raise data.error("sources", f"names '{source}', which guidance/content/sources.yml does not have")
    data.ids("local", ROLES)
    reviewed = data.text("reviewed")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", reviewed):
        raise data.error("reviewed", 'must be a date such as "2026-11-24", in quotes')
    answer = Answer(
        topic=name.removeprefix(PREFIX),
        group=data.text("group"),
        title=data.text("title"),
        text=entry.text("text"),
        facts=tuple(str(fact) for fact in data.data.get("facts") or ()),
        sources=data.texts("sources"),
        reviewed=reviewed,
        related=data.texts("related", required=True),
        confidence=data.choice("confidence", CONFIDENCE) if "confidence" in data.data else None,
        more=data.text("more", "") or None,
        file=file,
    )
    _bounded(entry, "text", answer.words, WORDS)
    if answer.more:
        _bounded(data, "more", word_count(answer.more), MORE_WORDS)
    return answer


def _bounded(entry: Entry, field: str, words: int, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= words <= bounds[1]:
        raise entry.error(field, f"has {words} words; {bounds[0]} to {bounds[1]} are wanted")
