"""Finding an item by what people call it: "7", "the third one", "the last", "the injuries one"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guidance.definitions import Definition, Item

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_CARDINALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NOUN = r"(?:one|item|question|sign|indicator|row|area|priority|point|answer)"
_NUMBER = re.compile(
    rf"(?:(?:number|no\.?|nr\.?|{_NOUN}|q)\s*|#)(\d{{1,3}})\b|^\W*(?:the\s+)?(\d{{1,3}})(?:st|nd|rd|th)?(?:\s+{_NOUN})?\W*$"
)
_PLACE = re.compile(rf"^\W*(?:the\s+|my\s+)?([a-z]+)(?:\s+{_NOUN})?\W*$")
_NAMED_NUMBER = re.compile(rf"(?:number|{_NOUN})\s+([a-z]+)\W*$")
_TELLING = 6  # letters from which on a word of a title says which tool is meant
_FILLER_WORDS = (
    "the a an one ones item question sign signs indicator row about of on with to for in is it that this and or my"
    " change answer go back please child children they them their who what where how are was be from at"
)
_FILLER = frozenset(_FILLER_WORDS.split())


def find_items(definition: Definition, text: str) -> tuple[Item, ...]:
    """The items that `text` can mean: one where it is clear, several where it is not, none where nothing fits."""
    said = " ".join(text.lower().replace("’", "'").split())
    exact = [item for item in definition.items if item.id == said]
    if exact:
        return tuple(exact)
    numbered = _by_number(definition, said)
    if numbered is not None:
        return numbered
    return _by_name(definition, said)


def find_tool(tools: Iterable[Definition], text: str) -> str | None:
    """The id of the tool that `text` names, by its title or a long word that no other title has; None if unclear."""
    said = f" {_spaced(text)} "
    titles = {tool.id: _spaced(tool.title) for tool in tools}
    named = {tool for tool, title in titles.items() if f" {title} " in said}
    if not named:
        for tool, title in titles.items():
            own = set(title.split()).difference(*(other.split() for one, other in titles.items() if one != tool))
            named |= {tool for word in own if len(word) >= _TELLING and f" {word} " in said}
    return named.pop() if len(named) == 1 else None


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def _by_number(definition: Definition, said: str) -> tuple[Item, ...] | None:
    match = _NUMBER.search(said)
    if match:
        return _numbered(definition, int(match.group(1) or match.group(2)))
    place = _PLACE.match(said)
    if place:
        word = place.group(1)
        if word == "last":
            return definition.items[-1:]
        if word in _ORDINALS:
            return _numbered(definition, _ORDINALS.index(word) + 1)
        if word in _CARDINALS and word != "one":
            return _numbered(definition, _CARDINALS.index(word) + 1)
    named = _NAMED_NUMBER.search(said)
    if named and named.group(1) in _CARDINALS:
        return _numbered(definition, _CARDINALS.index(named.group(1)) + 1)
    return None


def _numbered(definition: Definition, number: int) -> tuple[Item, ...]:
    return tuple(item for item in definition.items if item.number == number)


def _by_name(definition: Definition, said: str) -> tuple[Item, ...]:
    """The longest name wins; where no whole name is said, the item that shares most words."""
    lengths = {}
    for item in definition.items:
        names = (item.short.lower(), *item.names)
        found = [len(name) for name in names if re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", said)]
        lengths[item.id] = max(found, default=0)
    best = max(lengths.values(), default=0)
    if best:
        return tuple(item for item in definition.items if lengths[item.id] == best)
    words = _words(said)
    shared = {
        item.id: len(words & _words(" ".join((item.short, item.wording, *item.names)))) for item in definition.items
    }
    most = max(shared.values(), default=0)
    return tuple(item for item in definition.items if most and shared[item.id] == most)


def _words(text: str) -> set[str]:
    """Words that carry meaning, with plural and past endings cut off so that 'injury' meets 'injuries'."""
    found = set()
    for word in re.findall(r"[a-z][a-z'-]+", text.lower()):
        if word not in _FILLER:
            found.add(re.sub(r"(?:ies|y)$", "i", word) if len(word) > 4 else word)
    return {re.sub(r"(?:ing|ed|s)$", "", word) if len(word) > 5 else word for word in found}
