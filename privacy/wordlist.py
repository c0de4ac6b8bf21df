"""Ordinary English words: the dictionary of the `chunspell` package, with British spellings on top.

The dictionary is read as data and unfolded once: asking the spelling library itself costs 17 microseconds for every
word it does not know, and telling a slip of a finger from a name asks some hundred times for one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_RULE = re.compile(r"([PS])FX (\S+)\s+(\S+)\s+(\S+)\s+(\S+)")
_BRITISH = (  # American spelling, British spelling
    (re.compile(r"iz(e|es|ed|ing|er|ers|ation|ations)$"), r"is\1"),
    (re.compile(r"yz(e|es|ed|ing|er|ers)$"), r"ys\1"),
    (re.compile(r"(?<=[^aeiou])or(s|ed|ing|able|ful|less|ite|ites|al|y)?$"), r"our\1"),
    (re.compile(r"(?<=[bct])er(s)?$"), r"re\1"),
    (re.compile(r"(?<=[aeiou])l(ed|ing|er|ers|or|ors|ation)$"), r"ll\1"),
    (re.compile(r"ense(s|less)?$"), r"ence\1"),
    (re.compile(r"og(s)?$"), r"ogue\1"),
    (re.compile(r"(?<=p)ed"), r"aed"),
    (re.compile(r"^(.*[^e])ment(s)?$"), r"\1ement\2"),
    (re.compile(r"ll(ment|ments|ful|fully)$"), r"l\1"),
    (re.compile(r"^gray"), "grey"),
    (re.compile(r"man$"), "men"),
)


def _folder() -> Path:
    found = find_spec("hunspell")
    if found is None or found.origin is None:
        raise RuntimeError("The package chunspell is missing: install requirements.lock.")
    return Path(found.origin).parent / "dictionaries"


class _Affix:
    """One rule: take `strip` off a word that fits, put `add` on."""

    def __init__(self, kind: str, strip: str, add: str, condition: str) -> None:
        self.prefix = kind == "P"
        self.strip = "" if strip == "0" else strip
        self.add = "" if add == "0" else add.partition("/")[0]
        self.fits = re.compile(f"^{condition}" if self.prefix else f"{condition}$")

    def apply(self, word: str) -> str | None:
        """The new word, or None where the rule does not fit."""
        if not self.fits.search(word):
            return None
        if self.prefix:
            return self.add + word[len(self.strip) :]
        return word[: len(word) - len(self.strip)] + self.add


def _affixes(path: Path) -> dict[str, list[_Affix]]:
    rules: dict[str, list[_Affix]] = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        match = _RULE.match(line)
        if match:
            kind, flag, strip, add, condition = match.groups()
            rules.setdefault(flag, []).append(_Affix(kind, strip, add, condition))
    return rules


def _forms(word: str, flags: str, rules: dict[str, list[_Affix]]) -> Iterator[str]:
    used = [rule for flag in flags for rule in rules.get(flag, ())]
    stems = [word, *(form for rule in used if rule.prefix and (form := rule.apply(word)))]
    for stem in stems:
        yield stem
        for rule in used:
            if not rule.prefix and (form := rule.apply(stem)):
                yield form


def english_words() -> set[str]:
    """Every ordinary word in lower case; names, which the dictionary writes with a capital, are not among them."""
    folder = _folder()
    rules = _affixes(folder / "en_US.aff")
    found: set[str] = set()
    for line in (folder / "en_US.dic").read_text(encoding="latin-1").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if len(word) > 1 and word.islower() and word[0].isalpha():
            found.update(form for form in _forms(word, flags, rules) if not form.endswith("'s"))
    british = {pattern.sub(new, word) for word in found for pattern, new in _BRITISH if pattern.search(word)}
    return found | british | {"a", "i"}
