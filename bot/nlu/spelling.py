"""Mends typing slips by looking words up in the words the assistant knows.

A word that is neither in the training examples nor in the general vocabulary is replaced
by the closest known one, if there is exactly one good candidate. Short words, numbers
and words in capitals (acronyms) are left alone: a wrong repair costs more than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

from bot.nlu.sentences import words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SHORTEST = 4
LONG = 8


class Speller:
    """Repairs words that nobody knows to words that occur in the training examples."""

    def __init__(self, counts: Mapping[str, int], general: Iterable[str] = ()) -> None:
        """Takes the examples' word counts and further words that are right as they are."""
        self.counts = dict(counts)
        self.right = set(self.counts) | set(general)
        self._by_length: dict[int, list[str]] = {}
        for word in self.counts:
            if len(word) >= SHORTEST:
                self._by_length.setdefault(len(word), []).append(word)
        self._memory: dict[str, str] = {}

    @classmethod
    def from_texts(cls, texts: Iterable[str], general: Iterable[str] = ()) -> Speller:
        """Learns the words of the training examples.

        A word used once that the general vocabulary does not know may itself be a slip, so
        it is accepted as it is but nothing is repaired to it.
        """
        common = set(general)
        counts = Counter(word for text in texts for word in words(text))
        kept = {w: n for w, n in counts.items() if n > 1 or w in common}
        speller = cls(kept, common)
        speller.right |= set(counts)
        return speller

    def repair(self, text: str) -> str:
        """The text with its slips mended."""
        return _WORD.sub(lambda match: self._word(match.group()), text)

    def _word(self, word: str) -> str:
        lower = word.lower()
        if len(lower) < SHORTEST or word.isupper() or "'" in lower or lower in self.right:
            return word
        if lower not in self._memory:
            if len(self._memory) > 10_000:
                self._memory.clear()
            self._memory[lower] = self._closest(lower)
        return self._memory[lower]

    def _closest(self, word: str) -> str:
        allowed = 2 if len(word) >= LONG else 1
        best: tuple[float, int, str] | None = None
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for candidate in self._by_length.get(length, ()):
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                if distance > allowed:
                    continue
                # A slip rarely hits the first letter.
                cost = distance + (0.5 if candidate[0] != word[0] else 0.0)
                found = (cost, -self.counts[candidate], candidate)
                if best is None or found < best:
                    best = found
        return best[2] if best and best[0] <= allowed else word
