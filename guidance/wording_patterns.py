"""The small pattern language of content/wording.yml, turned into regular expressions.

The header of wording.yml explains the language to the people who write it. Every repetition has an upper limit,
so a search stays fast on any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_TOKEN = re.compile(r"\(([^()]+)\)(?!\S)|(\S+)")
_NAME = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\{([1-9])\}")
_WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+|_[^\W_]+)*\*?'?")
_SPACE = r"\s+"
# One word of a gap: not across the end of a sentence; a placeholder such as [name 1] counts as one word
_ANY = r"(?:\[[^\]\n]{1,40}\]|[^\s.;:!?]{1,60})"


class PatternError(ValueError):
    """A pattern that cannot be read; says what is wanted."""


@dataclass(frozen=True)
class Pattern:
    """A pattern that has been read. `anchors`: a text that holds none of these cannot match, which is quick to see."""

    expression: str
    anchors: tuple[str, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when a text first needs it: all of them together take seconds."""
        return re.compile(self.expression, re.IGNORECASE)


@dataclass(frozen=True)
class _Part:
    """One place of a pattern: its regular expression, whether it may be left out, and its anchors."""

    regex: str
    optional: bool = False
    gap: int = 0
    anchors: tuple[str, ...] = ()


def compile_pattern(pattern: str, lists: Mapping[str, str] | None = None) -> Pattern:
    """Turns one pattern into a `Pattern`; `lists` are the named lists it may use as {name}.

    Raises:
        PatternError: it uses something that the language does not know, or could match the empty text.
    """
    parts = _parts(pattern, lists or {}, 0)
    return Pattern(rf"(?<![\w'-])(?:{_sequence(parts, pattern)})(?!\w)", _best(parts))


def _parts(pattern: str, lists: Mapping[str, str], depth: int) -> list[_Part]:
    if depth > 5:
        raise PatternError(f"'{pattern}' uses lists that use each other")
    parts = []
    for match in _TOKEN.finditer(pattern):
        optional, token = match.groups()
        if optional is not None:
            inner = _parts(optional, lists, depth)
            parts.append(_Part(_sequence(inner, optional), optional=True))
        elif gap := _GAP.fullmatch(token):
            parts.append(_Part(_ANY, gap=int(gap[1])))
        else:
            parts.append(_alternatives(token, lists, depth))
    return parts


def _alternatives(token: str, lists: Mapping[str, str], depth: int) -> _Part:
    found: list[str] = []
    anchors: list[str] = []
    for word in token.split("|"):
        if name := _NAME.fullmatch(word):
            if name[1] not in lists:
                raise PatternError(f"uses the list '{name[1]}', which is not known")
            inner = _parts(lists[name[1]], lists, depth + 1)
            found.append(_sequence(inner, lists[name[1]]))
            anchors += _best(inner)
        elif _WORD.fullmatch(word):
            found.append(_word(word))
            anchors.append(max(re.split(r"[-_*]", word.lower()), key=len))
        else:
            raise PatternError(
                f"cannot read '{word}'; wanted are words, word|word, (optional words), {{list}} or {{3}}"
            )
    return _Part("(?:" + "|".join(found) + ")", anchors=tuple(anchors))


def _word(word: str) -> str:
    regex = re.escape(word.rstrip("*")).replace(r"\-", r"[\s-]?").replace("_", _SPACE)
    return regex + (r"\w*" if word.endswith("*") else r"(?!\w)")


def _sequence(parts: list[_Part], pattern: str) -> str:
    """Joins the parts so that leaving one out also leaves out the space beside it."""
    firm = next((n for n, part in enumerate(parts) if not part.optional and not part.gap), None)
    if firm is None:
        raise PatternError(f"'{pattern}' needs at least one word that must be there")
    if parts[0].gap or parts[-1].gap:
        raise PatternError(f"'{pattern}' must not begin or end with a gap")
    regex = "".join(rf"(?:{part.regex}{_SPACE})?" for part in parts[:firm]) + parts[firm].regex
    for part in parts[firm + 1 :]:
        if part.gap:
            regex += rf"(?:,?{_SPACE}{_ANY}){{0,{part.gap}}}?"
        else:
            regex += rf"(?:{_SPACE}{part.regex})?" if part.optional else rf"{_SPACE}{part.regex}"
    return regex


def _best(parts: list[_Part]) -> tuple[str, ...]:
    """The anchors of the place that rules out most texts: the one whose shortest word is longest."""
    firm = [part.anchors for part in parts if not part.optional and not part.gap]
    return max(firm, key=lambda anchors: min(len(anchor) for anchor in anchors), default=())
