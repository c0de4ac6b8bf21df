"""Which examples are kept apart, so that the models learn how sure they may be.

The small encoder is adapted to the very examples that the classifiers learn from
(scripts/adapting), so what it makes of them is too good to be true. A second
adaptation, the *trial* encoder, has not seen the examples kept apart here; a classifier that
learnt the others from its vectors meets them as it will meet users.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bot.nlu.arrays import Array
from bot.nlu.kernel import Evidence, KernelClassifier, KernelOptions
from bot.nlu.label_model import landmark_rows
from bot.nlu.labels import OUTSIDE, is_of
from bot.nlu.lexical import Lexical
from bot.nlu.stage import SentenceEncoding

# Examples stand in the order their writers wrote them, five or six each: a run is mostly one person's.
RUN, EVERY, FIRST = 6, 5, 2


def kept_apart(labels: Sequence[str]) -> Array:
    """True for every example to keep apart: whole runs of each class, and whole out-of-scope kinds.

    Whole kinds, because what is out of scope will mostly be of a kind that nobody wrote down.
    """
    kinds = sorted({label for label in labels if is_of(label, OUTSIDE)})
    unseen = set(kinds[FIRST::EVERY])
    sizes = Counter(labels)
    before: Counter[str] = Counter()
    apart = np.zeros(len(labels), dtype=bool)
    for row, label in enumerate(labels):
        run = max(1, min(RUN, sizes[label] // EVERY))
        apart[row] = label in unseen or before[label] // run % EVERY == FIRST
        before[label] += 1
    return apart


class Rehearsal:
    """A classifier that learns from a part of the examples and is tried on the others."""

    def __init__(self, texts: Sequence[str], numbers: Array, apart: Array, landmarks: int) -> None:
        """Takes prepared texts, their class numbers and which of them to keep apart."""
        self.texts = list(texts)
        self.numbers = numbers
        self.learnt, self.rows = np.flatnonzero(~apart), np.flatnonzero(apart)
        learnt, tried = [texts[i] for i in self.learnt], [texts[i] for i in self.rows]
        self.landmarks = landmark_rows(learnt, np.eye(int(numbers.max()) + 1)[numbers[self.learnt]], landmarks)
        lexical = Lexical.fit(learnt).keep(self.landmarks)
        self._shared, self._shared_tried = lexical.similarity(learnt), lexical.similarity(tried)
        self.known = np.array([lexical.known_share(text) for text in tried])

    @property
    def truth(self) -> Array:
        """The classes of the examples that were kept apart."""
        truth: Array = self.numbers[self.rows]
        return truth

    @property
    def of_unseen_class(self) -> Array:
        """Which of them belong to a class that was kept apart as a whole."""
        known: Array = np.isin(self.truth, self.numbers[self.learnt])
        return ~known

    def evidence(
        self, encoder: SentenceEncoding, template: Array, options: KernelOptions, trust: Array | None = None
    ) -> Evidence:
        """What a classifier on this encoder makes of the examples kept apart (see KernelClassifier.fit)."""
        vectors = encoder.encode_many(self.texts)
        kernel = KernelClassifier.fit(
            vectors[self.learnt],
            self._shared,
            self.numbers[self.learnt],
            template,
            options,
            self.landmarks,
            None if trust is None else trust[self.learnt],
        )
        return kernel.evidence(vectors[self.rows], self._shared_tried)
