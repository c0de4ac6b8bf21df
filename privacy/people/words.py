"""The words of a message, and what the lists say about each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from privacy.lexicon import Lexicon, fold, lexicon, lists

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def cues() -> dict[str, frozenset[str]]:
    """The words that say whether a name stands beside them, by kind."""
    return lists("cues.txt")


@lru_cache(maxsize=1)
def _phrases() -> dict[str, re.Pattern[str]]:
    """A pattern for each first word: trying every phrase at every word would cost more than all the rest."""
    by_first: dict[str, list[str]] = {}
    for phrase in lexicon().phrases:
        pattern = re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+")
        by_first.setdefault(re.split(r"\W", phrase)[0], []).append(pattern)
    return {
        first: re.compile(rf"(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) for first, patterns in by_first.items()
    }


def protected_phrases(text: str) -> list[tuple[int, int]]:
    """Organisations, laws and sayings that hold a name."""
    phrases, found, end = _phrases(), [], 0
    for word in _WORD.finditer(text):
        pattern = phrases.get(word.group().lower()) if word.start() >= end else None
        match = pattern.match(text, word.start()) if pattern else None
        if match:
            end = match.end()
            found.append(match.span())
    return found


@dataclass
class Token:
    """One word of a message and what the lists say about it."""

    start: int
    end: int
    text: str
    low: str
    tier: str = ""  # pure, mostly, place, word, never; empty when no given name
    shape: str = "l"  # l lower, T title, U upper, X mixed
    opens: bool = False  # first of its sentence
    taken: bool = False
    possessive: bool = False
    gap: str = ""  # what stands between the word before and this one
    name: bool = False
    title: str = ""
    unknown: bool | None = None  # worked out when first asked for


def tier(low: str, lex: Lexicon) -> str:
    """How surely a word is a given name: `pure`, `mostly`, `place`, `word`, `never`, or empty for none."""
    if low not in lex.given:
        first, hyphen, last = low.partition("-")
        double = hyphen and last in lex.given and tier(first, lex) in ("pure", "mostly", "place")
        return "pure" if double else ""
    if low in lex.never_alone:
        return "never"
    if low in lex.person_places or (low in lex.places and low not in lex.strong):
        return "place"
    if low in lex.words_first and low not in lex.words and len(low) > 2 and low not in lex.places:
        return "mostly"
    if low in lex.words_first or low in lex.words or len(low) < 3:
        return "mostly" if low in lex.strong else "word"
    if low in lex.places:
        return "place"
    return "never" if low in lex.domain else "pure"


def _shape(text: str) -> str:
    if text.islower():
        return "l"
    if text.isupper():
        return "U" if len(text) > 1 else "T"
    if (
        all((part[:1].isupper() and part[1:].islower()) or part.islower() for part in re.split(r"[-'’]", text))
        and text[0].isupper()
    ):
        return "T"
    return "X"


def tokens_of(text: str, taken: list[tuple[int, int]], lex: Lexicon) -> list[Token]:
    """Read a message word by word; `taken` are stretches that are something else already."""
    tokens: list[Token] = []
    before = 0
    spans = iter(sorted(taken))
    current = next(spans, None)
    for match in _TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        while current and current[1] <= start:
            current = next(spans, None)
        token = Token(start, end, word, "", gap=text[before:start], taken=bool(current and current[0] < end))
        if word[-2:] in ("'s", "’s") or word[-2:] in ("'S", "’S"):
            token.end, token.text, token.possessive = end - 2, word[:-2], True
        token.low = fold(token.text)
        token.tier = tier(token.low, lex)
        if not token.possessive and not token.tier and token.low.endswith("s") and token.low not in lex.surnames:
            stem = token.low[:-1]
            stem_tier = tier(stem, lex)
            if (
                (
                    stem_tier == "pure"
                    or (stem_tier in ("mostly", "place") and stem not in lex.lower_words and token.text.islower())
                )
                and token.low not in lex.words
                and token.low not in lex.places
                and token.low not in lex.domain
            ):
                token.end, token.text, token.low, token.tier, token.possessive = (
                    token.end - 1,
                    token.text[:-1],
                    stem,
                    stem_tier,
                    True,
                )
        token.shape = _shape(token.text)
        listed = token.low in lex.strong or token.low not in lex.words_first
        if token.shape == "l" and token.tier == "mostly" and listed and token.low not in lex.lower_words:
            token.tier = "pure"
        token.opens = not tokens or re.search(r"[.!?\n:;•*\"“(\[]|\s[-–—]\s", token.gap) is not None
        if (
            token.opens
            and tokens
            and len(tokens[-1].text) == 1
            and tokens[-1].text.isupper()
            and token.gap in (". ", ".")
        ):
            token.opens = False  # "L. Torrance": the full stop belongs to the initial
        tokens.append(token)
        before = end
    return tokens
