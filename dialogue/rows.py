"""Rows named in words: "row 3 should be yes", "no for this one and yes for the stealing", "the last two"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from guidance.definitions import Definition, Item

ALL, REST = "all", "rest"

_VALUES = {
    "in_progress": r"in progress|partly|partially|under way|half done",
    "unsure": r"not sure|no sure|unsure|not certain|dinnae ken|don'?t know|dunno|unknown|not known|nk|maybe|no idea|"
    r"unclear|mibbe",
    "yes": r"yes|yep|yup|yip|yeah|aye|y|true|tick(?:ed)?|affirmative|positive",
    "no": r"no+|nope|naw|nah|nay|n|none|false|neg(?:ative)?|nil|(?:definitely|absolutely|certainly) not|not at all",
}
VALUE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _VALUES.items()), re.IGNORECASE)
COUNTS = (
    "one", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
NOUN = r"(?:rows?|numbers?|no\.|nr\.?|questions?|items?|signs?|indicators?|points?|areas?|q|#)"
_NUMBER_WORD = "|".join(COUNTS)
_TAGGED = re.compile(
    rf"{NOUN}\s*(?P<number>\d{{1,2}}|{_NUMBER_WORD})\b(?!\s*(?:times|nights|weeks|days))", re.IGNORECASE
)
_RANGE = re.compile(
    rf"(?:{NOUN}\s*)?\b(?P<first>\d{{1,2}}|{_NUMBER_WORD})\s*(?:to|tae|-|–|through|thru|until|till|up to)\s*"
    rf"(?:{NOUN}\s*)?(?P<last>\d{{1,2}}|{_NUMBER_WORD})\b(?!\s*(?:times|nights|weeks|days|months|years|am|pm|[:/]))",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\bthe\s+(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))(?:\s+(?:one|row|question|"
    rf"sign))?\b(?!\s+(?:time|of))",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\w.])(?P<number>\d{1,2})(?![\w.]|\s*(?:times|nights?|weeks?|days?|months?|x\b|pm|am|:))")
# After a bare number that is a row comes its answer, another row or a small word; "3 reports" counts reports
_COUNTS_SOMETHING = re.compile(
    rf"\s+(?!(?:{'|'.join(_VALUES.values())}|and|to|tae|is|are|was|were|should|both|all|then|too|as|has|it|needs|"
    rf"also|but|please|for|on|the|definitely|actually|{NOUN})\b)[a-z]",
    re.IGNORECASE,
)
_SCOPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("here", re.compile(r"\b(?:this|the current) (?:one|row|question|sign|wan)\b|\b(?<=for )this\b", re.IGNORECASE)),
    (
        "before",
        re.compile(
            r"\b(?:the|that|my) (?:last|previous) (?:one|row|question|sign|answer|wan)\b|\bthe (?:one|"
            r"question) before\b",
            re.IGNORECASE,
        ),
    ),
    ("next", re.compile(r"\bthe (?:next|following) (?:one|row|question|sign|wan)\b", re.IGNORECASE)),
    (
        REST,
        re.compile(
            r"\b(?:(?:all )?(?:of )?the (?:rest|others?|remaining(?: ones)?|remainder)(?: of (?:them|it))?|"
            r"everything else)\b",
            re.IGNORECASE,
        ),
    ),
    (
        ALL,
        re.compile(
            rf"\b(?:the (?:whole |hale )?lot|everything|every (?:single )?(?:one|row|sign)|all(?: (?:of )?(?:them|"
            rf"these|those|it))?"
            rf"(?: (?:\d+|{_NUMBER_WORD}))?(?: (?:rows|signs|questions))?|the whole thing|every question|them all)\b",
            re.IGNORECASE,
        ),
    ),
)
_LAST_FEW = re.compile(rf"\b(?:the |these |those )?last (?P<count>\d|{'|'.join(COUNTS[:9])})\b|\bboth\b", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A row, several rows, or a scope ('all', 'rest') named in a text."""

    start: int
    end: int
    items: tuple[Item, ...] = ()
    scope: str = ""
    bare: bool = False


def value_in(text: str) -> str | None:
    """The only answer word of a text, None where there is none or more than one."""
    found = {match.lastgroup for match in VALUE.finditer(text)}
    return str(found.pop()) if len(found) == 1 else None


def named(definition: Definition, text: str, here: Item | None, before: Item | None) -> list[Named]:
    """The rows a text names, in order; a bare number counts only as a candidate (`bare`)."""
    found: list[Named] = []

    def add(start: int, end: int, items: tuple[Item, ...] = (), scope: str = "", bare: bool = False) -> None:
        if (items or scope) and not any(start < one.end and end > one.start for one in found):
            found.append(Named(start, end, items, scope, bare))

    for match in _RANGE.finditer(text):
        first, last = _number(match["first"]), _number(match["last"])
        add(*match.span(), tuple(item for item in definition.items if first <= item.number <= last))
    for match in _TAGGED.finditer(text):
        add(*match.span(), _numbered(definition, match["number"]))
    for match in _LAST_FEW.finditer(text):
        count = 2 if match["count"] is None else _number(match["count"])
        add(*match.span(), _up_to(definition, before or here, count))
    for scope, pattern in _SCOPES:
        for match in pattern.finditer(text):
            if scope == "here":
                add(*match.span(), (here,) if here else ())
            elif scope == "next":
                add(*match.span(), _numbered(definition, str(here.number + 1)) if here else ())
            elif scope == "before":
                add(*match.span(), (before,) if before else ())
            else:
                add(*match.span(), scope=scope)
    for match in _ORDINAL.finditer(text):
        word = match["ordinal"].lower()
        number = int(re.match(r"\d+", word)[0]) if word[0].isdigit() else _ORDINALS.index(word) + 1  # type: ignore[index]
        add(*match.span(), _numbered(definition, str(number)))
    for start, end, items in _by_name(definition, text):
        add(start, end, items)
    for match in _BARE.finditer(text):
        if not _COUNTS_SOMETHING.match(text, match.end()):
            add(*match.span(), _numbered(definition, match["number"]), bare=True)
    return sorted(found, key=lambda one: one.start)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS.index(word.lower()) + 1


def _numbered(definition: Definition, word: str) -> tuple[Item, ...]:
    number = _number(word)
    return tuple(item for item in definition.items if item.number == number)


def _up_to(definition: Definition, last: Item | None, count: int) -> tuple[Item, ...]:
    if last is None:
        return ()
    return tuple(item for item in definition.items if last.number - count < item.number <= last.number)


@lru_cache(maxsize=512)
def _name_pattern(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\bthe\s+)?(?<![\w])(?:{re.escape(name)})(?![\w])(?:\s+(?:one|row|sign|question))?", re.IGNORECASE
    )


def _by_name(definition: Definition, text: str) -> Iterator[tuple[int, int, tuple[Item, ...]]]:
    """Rows called by a name; the longest name first, so that 'no explanation' wins over 'injuries'."""
    names: dict[str, list[Item]] = {}
    for item in definition.items:
        for name in {item.short.lower(), *item.names}:
            names.setdefault(name, []).append(item)
    for name in sorted(names, key=len, reverse=True):
        for match in _name_pattern(name).finditer(text):
            yield match.start(), match.end(), tuple(names[name])


def named_scope(text: str) -> bool:
    """Whether a text speaks of all rows, or of the rest."""
    return any(pattern.search(text) for scope, pattern in _SCOPES if scope in (ALL, REST))


def without_row(definition: Definition, text: str) -> str:
    """A text without the rows it names by number or name."""
    spans = [(one.start, one.end) for one in named(definition, text, None, None) if not one.bare]
    return re.sub(r"\b(?:on|in|for|to|under)\s*(?=$|[,.;:])", "", _cut(text, spans)).strip(" ,;:-")


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    left, at = [], 0
    for start, end in spans:
        left.append(text[at:start])
        at = end
    return " ".join("".join([*left, text[at:]]).split())
