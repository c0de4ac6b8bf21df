"""Redaction: replace what identifies a person with neutral placeholders, and say where."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from privacy import patterns
from privacy.names import NameFinder, protected_phrases
from privacy.placeholders import LABELS, PLACEHOLDER, Numbering

logger = logging.getLogger(__name__)

KINDS = tuple(LABELS)
_MOST_PASSES = 25


@dataclass(frozen=True)
class Span:
    """One stretch of the original text that was replaced.

    Attributes:
        start: offset in the original text.
        end: offset after the last character.
        kind: one of `KINDS`.
        replacement: the placeholder that stands there now.
    """

    start: int
    end: int
    kind: str
    replacement: str


@dataclass(frozen=True)
class Redaction:
    """The result of redacting one text.

    Attributes:
        text: the text to go on with.
        spans: what was replaced, in order, without overlaps.
        known: the memory to hand in with the conversation's next message; holds no clear text.
    """

    text: str
    spans: list[Span] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds that were removed, each once, in the order of the text."""
        return list(dict.fromkeys(span.kind for span in self.spans))


class Redactor:
    """Removes personal data from messages.

    One object serves all conversations and threads; what belongs to a conversation travels in `known`.

    Args:
        secret: bytes kept outside the database that make the memory useless without them; optional.
        today: the day that decides which years can be years of birth; the real day unless a test sets it.
    """

    def __init__(self, secret: bytes = b"", today: date | None = None) -> None:
        self._secret = secret
        self._today = today
        self._find("Read the lists now, not at the first message 1", Numbering(None))

    def redact(self, text: str, known: dict[str, Any] | None = None) -> Redaction:
        """Replace personal data in `text`.

        Never raises: should a rule fail, the whole text is withheld rather than passed on unread.

        Args:
            text: what the user typed.
            known: `Redaction.known` of the conversation's earlier message.
        """
        numbering = Numbering(known, self._secret)
        try:
            return self._redact(text, numbering)
        except Exception as error:  # the text must never travel on unread, nor into a log with the traceback
            logger.error("Redaction failed (%s); the text was withheld.", type(error).__name__)
            size = len(text) if isinstance(text, str) else 0
            placeholder = "[text withheld]"
            return Redaction(placeholder, [Span(0, size, "name", placeholder)] if size else [], numbering.memory())

    def _redact(self, text: str, numbering: Numbering) -> Redaction:
        spans: list[Span] = []
        current = text
        # A placeholder changes what stands beside the next word, so look again until nothing more is found:
        # that makes the result stable when it is redacted once more.
        for _ in range(_MOST_PASSES):
            found = self._find(current, numbering)
            if not found:
                break
            spans = _merge(text, spans, found)
            current = _apply(text, spans)
        return Redaction(current, spans, numbering.memory())

    def _find(self, text: str, numbering: Numbering) -> list[Span]:
        claimed = [match.span() for match in PLACEHOLDER.finditer(text)] if "[" in text else []
        claimed += patterns.kept(text)
        found: list[tuple[int, int, str, str]] = []

        def claim(items: Iterable[tuple[int, int, str]], title: str = "") -> None:
            for start, end, kind in items:
                if start < end and not any(start < e and s < end for s, e in claimed):
                    claimed.append((start, end))
                    found.append((start, end, kind, title))

        digits = any(letter.isdigit() for letter in text)
        for finder in patterns.FINDERS:
            if digits or finder not in patterns.NEED_DIGITS:
                claim(patterns.births(text, self._today) if finder is patterns.births else finder(text))
        safe = claimed + protected_phrases(text)
        for start, end, title in NameFinder(text, safe, numbering.remembers).find():
            claim([(start, end, "name")], title)
        for _, end, kind, _ in list(found):
            born = patterns.born_beside(text, end, self._today) if kind == "name" else None
            if born:
                claim([born])
        found.sort()
        return [Span(s, e, kind, numbering.placeholder(kind, text[s:e], title)) for s, e, kind, title in found]


def _apply(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], span.replacement]
        at = span.end
    return "".join([*parts, text[at:]])


def _merge(text: str, old: list[Span], new: list[Span]) -> list[Span]:
    """Bring spans found in the half-redacted text back to offsets of the original."""
    if not old:
        return new
    moved: list[Span] = []
    shift, index = 0, 0
    for span in new:
        while index < len(old) and old[index].start + shift < span.start:
            shift += len(old[index].replacement) - (old[index].end - old[index].start)
            index += 1
        moved.append(Span(span.start - shift, span.end - shift, span.kind, span.replacement))
    return sorted([*old, *moved], key=lambda span: span.start)
