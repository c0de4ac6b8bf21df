"""Names of people: word lists, capital letters and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.people.shaped import Shaped
from privacy.people.words import protected_phrases

__all__ = ["NameFinder", "protected_phrases"]


class NameFinder(Shaped):
    """Finds the names in one message; see `Surroundings` for its arguments."""

    def find(self) -> Iterator[tuple[int, int, str]]:
        """Start, end and title (`mr`) of each name."""
        tokens = self.tokens
        for i, token in enumerate(tokens):
            if not token.taken and not token.name and self._seed(i):
                token.name = True
        self._join()
        self._repeat()
        i = 0
        while i < len(tokens):
            if not tokens[i].name:
                i += 1
                continue
            j = i
            while (
                j + 1 < len(tokens)
                and tokens[j + 1].name
                and re.fullmatch(r"\.?[ \u00a0]|[-.]|[ \u00a0]?[\"'“][ \u00a0]?", tokens[j + 1].gap)
                and not tokens[j].possessive
            ):
                j += 1
            yield (tokens[i].start, tokens[j].end, tokens[i].title)
            i = j + 1
        yield from self._shapes()
