"""The word lists that redaction rests on, read once from `privacy/data` and kept in memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from privacy.wordlist import english_words

DATA = Path(__file__).parent / "data"

# Letters that do not decompose into a base letter and an accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "æ": "ae", "’": "'"})


def fold(word: str) -> str:
    """Lower case without accents, so that `Zoë`, `ZOE` and `zoe` are one word."""
    low = word.lower()
    if low.isascii():
        return low
    low = low.translate(_PLAIN)
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@lru_cache(maxsize=8)
def lists(name: str) -> dict[str, frozenset[str]]:
    """The lists of a file whose lines read `list: words`."""
    pairs = (line.partition(":")[::2] for line in _lines(name))
    return {title: frozenset(fold(word) for word in words.split()) for title, words in pairs}


def words_of(name: str, title: str) -> frozenset[str]:
    """One list of such a file."""
    return lists(name)[title]


def _words(*names: str) -> frozenset[str]:
    return frozenset(fold(word) for name in names for line in _lines(name) for word in line.split())


def _matching(prefix: str) -> list[str]:
    return sorted(path.name for path in DATA.glob(f"{prefix}_*.txt"))


@dataclass(frozen=True)
class Lexicon:
    """Every list, folded to lower case without accents.

    Attributes:
        given: first names and nicknames of all origins.
        surnames: family names of all origins.
        words: ordinary words, whose appearance says nothing about a person.
        domain: organisations, brands and tools that stand alone with a capital letter.
        places: towns, areas, countries and peoples.
        person_places: given names that are places too.
        strong: given names that a dictionary lists as well but that usually are people.
        words_first: given names that usually are words.
        lower_words: given names that need a sign beside them when typed without a capital.
        never_alone: words that carry a capital letter in ordinary prose.
        acronyms: short words in capitals that are not initials.
        phrases: organisations and sayings of several words, longest first.
        helpline_numbers: digits of public numbers.
        helpline_mail: public e-mail addresses.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]
    domain: frozenset[str]
    places: frozenset[str]
    person_places: frozenset[str]
    strong: frozenset[str]
    words_first: frozenset[str]
    lower_words: frozenset[str]
    never_alone: frozenset[str]
    acronyms: frozenset[str]
    phrases: tuple[str, ...]
    helpline_numbers: frozenset[str]
    helpline_mail: frozenset[str]
    long_given_by_shape: dict[tuple[str, int], tuple[str, ...]]

    def is_word(self, low: str) -> bool:
        """Whether an ordinary word, also in the plural or as a compound of ordinary words."""
        if low in self.words:
            return True
        if low.endswith("s") and low[:-1] in self.words:
            return True
        if "-" in low:
            parts = [part for part in low.split("-") if part]
            return bool(parts) and all(self.is_word(part) or part in self.places or len(part) < 4 for part in parts)
        return False

    def nearly_word(self, low: str) -> bool:
        """Whether a slip away from an ordinary word: "techer"."""
        return len(low) > 3 and (_nearly_word(low) or (low.endswith("s") and _nearly_word(low[:-1])))

    def nearly_given(self, low: str) -> bool:
        """Whether one slip of a finger away from a long given name (five letters or more, same first letter)."""
        if len(low) < 5 or low[0] == "'":
            return False
        shapes = (self.long_given_by_shape.get((low[0], len(low) + step), ()) for step in (-1, 0, 1))
        return any(_one_edit(low, name) for names in shapes for name in names)


def _slips(low: str) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for i in range(len(low) + 1):
        head, tail = low[:i], low[i:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


@lru_cache(maxsize=4096)
def _nearly_word(low: str) -> bool:
    words = lexicon().words
    return any(slip in words for slip in _slips(low)) if len(low) < 20 else True


def _one_edit(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        swapped = a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :]
        return a[i + 1 :] == b[i + 1 :] or swapped
    return a[i:] == b[i + 1 :]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read the lists once."""
    given = _words(*_matching("given"))
    words = frozenset(fold(word) for word in english_words()) - _words("names_not_words.txt")
    words |= _words("extra_words.txt")
    helplines = list(_lines("helplines.txt"))
    shapes: dict[tuple[str, int], list[str]] = {}
    for name in given:
        if len(name) >= 5 and name not in words:
            shapes.setdefault((name[0], len(name)), []).append(name)
    return Lexicon(
        given=given,
        surnames=_words(*_matching("surnames")),
        words=words,
        domain=_words("domain_words.txt"),
        places=_words("places.txt"),
        person_places=_words("person_places.txt"),
        strong=_words("strong_names.txt"),
        words_first=_words("words_first.txt"),
        lower_words=_words("lower_words.txt"),
        never_alone=_words("never_alone.txt"),
        acronyms=_words("acronyms.txt"),
        phrases=tuple(sorted((fold(line.strip()) for line in _lines("organisations.txt")), key=len, reverse=True)),
        helpline_numbers=frozenset("".join(line.split()) for line in helplines if "@" not in line),
        helpline_mail=frozenset(line.strip().lower() for line in helplines if "@" in line),
        long_given_by_shape={shape: tuple(names) for shape, names in shapes.items()},
    )
