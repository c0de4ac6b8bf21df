"""The check of a practitioner's sentence against the framework's language (content/wording.yml).

It points at phrases, says why they harm and what could be written instead. It never rewrites, and it leaves direct
speech alone: a child's own words belong in the record as they were said.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Final

from guidance.reading import CONTENT_DIR, ContentError, Entry, read, unique
from guidance.sources import Sources, load_sources
from guidance.wording_patterns import Pattern, PatternError, compile_pattern

MAX_TEXT: Final = 5_000  # letters that are looked at
MAX_FLAGS: Final = 20
# Chosen on hands kept apart: from LIKELY on a part is as often rightly shown as a phrase of the table, and up to
# INNOCENT such a phrase is mostly used of somebody else or in its plain sense (docs/evaluation.md)
LIKELY: Final = 0.8
INNOCENT: Final = 0.2
STATED: Final = "stated"
INFERRED: Final = "inferred"
_ID = re.compile(r"TERM-\d\d")

# Typographic variants of one letter each, so that positions stay those of the text as it was written
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "ï": "i", "Ï": "I"})
_FILLER = "\ue000"
_SENTENCE = re.compile(r"[^.!?;:]+")  # no pattern reaches across these
# A quotation stays within its paragraph. A single mark opens only before a word and closes only after one,
# so that apostrophes (he's, the boys' house) do not open one.
_QUOTATION = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»'
    r"|(?<!\w)‘[^‘\n]{1,400}?(?<=\S)’(?!\w)"
    r"|(?<![\w'])'(?=\w)[^'\n]{0,400}?(?:'\w[^'\n]{0,400}?){0,20}(?<=\S)'(?!\w)"
)


@dataclass(frozen=True)
class Term:
    """One term of the framework's language table."""

    id: str
    term: str
    patterns: tuple[Pattern, ...]
    exceptions: tuple[Pattern, ...]
    why: str
    instead: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """A phrase that blames or labels: where it is, why it harms, and what could be written instead."""

    start: int
    end: int
    term_id: str
    matched: str
    why: str
    instead: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: str = STATED


@dataclass(frozen=True)
class Wording:
    """All of content/wording.yml. `requests`, `speech` and `subjects` help to find the sentence in a message."""

    terms: tuple[Term, ...]
    exceptions: tuple[Pattern, ...]
    requests: tuple[Pattern, ...]
    speech: tuple[Pattern, ...]
    subjects: tuple[Pattern, ...]
    texts: Mapping[str, str]
    sources: tuple[str, ...]

    def say(self, name: str, **values: str | int) -> str:
        """One of the texts, filled in."""
        return Template(self.texts[name]).substitute({key: str(value) for key, value in values.items()})


TEXTS: Final[dict[str, dict[str, int | str]]] = {  # the texts the check needs, and the $words in each
    "found_one": {"total": 1},
    "found_several": {"total": 1},
    "phrase": {"phrase": "", "why": "", "instead": ""},
    "look": {"parts": ""},
    "inferred": {},
    "either": {},
    "facts": {},
    "nothing": {"total": 1},
    "no_sentence": {},
    "too_long": {"max": 1},
}


def check(text: str) -> list[Flag]:
    """Every phrase of `text` that the language table speaks about, in the order of the text."""
    text = text[:MAX_TEXT]
    return _flags(load_wording(), text, without_quotations(text))[:MAX_FLAGS]


def weighed(flags: list[Flag], parts: Sequence[Mapping[str, Any]]) -> tuple[list[Flag], list[tuple[int, int]]]:
    """The phrases that stay, and the parts of the text to look at again, by what a reader makes of each part.

    Args:
        flags: what `check` found.
        parts: parts of the same text, `{start, end, p}`; p: how likely that part blames or labels the child.
    """
    kept = [
        flag
        for flag in flags
        if max((one["p"] for one in parts if one["start"] < flag.end and flag.start < one["end"]), default=1) > INNOCENT
    ]
    looks = [
        (int(one["start"]), int(one["end"]))
        for one in parts
        if one["p"] >= LIKELY and not any(one["start"] < flag.end and flag.start < one["end"] for flag in flags)
    ]
    return kept, looks


def own_voice_flags(text: str) -> list[Flag]:
    """The check of our own answers: words to avoid may be named in quotation marks, but not used."""
    return _flags(load_wording(), text, without_quotations(text))


def without_quotations(text: str) -> str:
    """The text with direct speech blanked out; everything else stays at its place."""
    return _QUOTATION.sub(lambda quotation: _FILLER * len(quotation[0]), text)


def _flags(wording: Wording, text: str, visible: str) -> list[Flag]:
    plain = visible.translate(_PLAIN)
    sentences = [(m.start(), m.end(), m[0].lower()) for m in _SENTENCE.finditer(plain)]
    everywhere: list[tuple[int, int]] | None = None
    found: list[Flag] = []
    for term in wording.terms:
        spans = list(_spans(term.patterns, plain, sentences))
        if not spans:
            continue
        if everywhere is None:
            everywhere = list(_spans(wording.exceptions, plain, sentences))
        innocent = [*everywhere, *_spans(term.exceptions, plain, sentences)]
        for start, end in spans:
            if not any(start < other_end and other_start < end for other_start, other_end in innocent):
                matched = text[start:end]
                found.append(Flag(start, end, term.id, matched, term.why, term.instead, term.sources, term.confidence))
    return _longest(found)


def _spans(
    patterns: tuple[Pattern, ...], plain: str, sentences: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int]]:
    for start, end, lowered in sentences:
        for pattern in patterns:
            if any(anchor in lowered for anchor in pattern.anchors):
                for match in pattern.regex.finditer(plain, start, end):
                    yield match.span()


def _longest(flags: list[Flag]) -> list[Flag]:
    """Of flags that overlap, the longest; then in the order of the text."""
    kept: list[Flag] = []
    for flag in sorted(flags, key=lambda flag: (flag.start - flag.end, flag.start, flag.term_id)):
        if all(flag.end <= other.start or other.end <= flag.start for other in kept):
            kept.append(flag)
    return sorted(kept, key=lambda flag: flag.start)


@lru_cache(maxsize=1)
def load_wording(path: Path = CONTENT_DIR / "wording.yml") -> Wording:
    """Reads and checks the language table.

    Raises:
        ContentError: an entry lacks a field, or holds a pattern or a source that cannot be used.
    """
    file = read(path)
    file.only("words", "texts", "sources", "requests", "speech", "subjects", "exceptions", "terms")
    lists = file.mapping("words")
    register = load_sources()
    entries = file.entries("terms")
    unique(entries, lambda entry: entry.text("id"))
    return Wording(
        terms=tuple(_term(entry, lists, register) for entry in entries),
        exceptions=_compiled(file, "exceptions", lists),
        requests=_compiled(file, "requests", lists, required=True),
        speech=_compiled(file, "speech", lists, required=True),
        subjects=_compiled(file, "subjects", lists, required=True),
        texts=_texts(file),
        sources=_known(file, register),
    )


def _term(entry: Entry, lists: Mapping[str, str], register: Sources) -> Term:
    entry.only("id", "term", "patterns", "exceptions", "why", "instead", "confidence", "sources")
    if not _ID.fullmatch(entry.text("id")):
        raise entry.error("id", "must look like TERM-01")
    confidence = entry.choice("confidence", (STATED, INFERRED))
    sources = _known(entry, register)
    if confidence == STATED and not sources:
        raise entry.error("sources", "is wanted: whoever states something must be named")
    return Term(
        id=entry.text("id"),
        term=entry.text("term"),
        patterns=_compiled(entry, "patterns", lists, required=True),
        exceptions=_compiled(entry, "exceptions", lists),
        why=entry.text("why"),
        instead=entry.texts("instead", required=True),
        confidence=confidence,
        sources=sources,
    )


def _compiled(entry: Entry, field: str, lists: Mapping[str, str], *, required: bool = False) -> tuple[Pattern, ...]:
    try:
        return tuple(compile_pattern(pattern, lists) for pattern in entry.texts(field, required=required))
    except PatternError as error:
        raise entry.error(field, str(error)) from error


def _known(entry: Entry, register: Sources) -> tuple[str, ...]:
    sources = entry.texts("sources")
    for source in sources:
        if source not in register:
            raise entry.error("sources", f"names '{source}', which is not in sources.yml")
    return sources


def _texts(file: Entry) -> dict[str, str]:
    texts = file.entry("texts")
    texts.only(*TEXTS)
    for name, values in TEXTS.items():
        try:
            Template(texts.text(name)).substitute(values)
        except (KeyError, ValueError) as error:
            raise ContentError(file.file, texts.name, name, f"may only use $words {sorted(values)}") from error
    return {name: texts.text(name) for name in TEXTS}


def main(arguments: list[str]) -> int:
    """Prints the flags of a sentence: `python -m guidance.wording "sentence"`."""
    if not arguments:
        print('usage: python -m guidance.wording "sentence"', file=sys.stderr)
        return 2
    flags = check(" ".join(arguments))
    for flag in flags:
        print(f"{flag.start}-{flag.end} {flag.term_id} ({flag.confidence}) {flag.matched!r}")
        print(f"  why: {flag.why}\n  instead: {' / '.join(flag.instead)}\n  sources: {', '.join(flag.sources) or '-'}")
    if not flags:
        print("nothing flagged")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
