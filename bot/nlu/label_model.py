"""Labels for short texts: several may be true at once, each with an honest probability.

One class for everything that is learnt from labelled clauses (acts, signs, urgency, who is asking, ...). It likens a
text to at most `LANDMARKS` examples, by meaning (sentence vectors) and by wording, and weighs that likeness; the cost
grows with the examples only linearly in training, and not at all in use.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import solve

from bot.nlu.arrays import Array
from bot.nlu.kernel import BLOCK, JITTER
from bot.nlu.lexical import Lexical
from bot.nlu.stage import SentenceEncoding

LANDMARKS = 5000
SHARPNESS, WORDING, RIDGE = 2.0, 0.3, 0.3
FOLDS, APART = 4, 0  # the examples of one fold of four are kept apart where confidence is fitted
# Slope and bias by label: sigmoid(slope * score + bias) is a probability
Scale = Mapping[str, Sequence[float]]
ANY_LABEL, UNSCALED, FEW = "*", (8.0, -4.0), 25
# Sharpness of `choose`: a score that stands 0.3 above all others is almost certain
TEMPERATURE = 0.1
# A context (what was open when somebody typed) makes two texts as much more alike as this
SAME_CONTEXT = 0.15


@dataclass(frozen=True)
class Example:
    """A text, its labels, what was open when it was typed, and whose hand wrote it."""

    text: str
    labels: frozenset[str]
    context: str = ""
    hand: str = ""


class LabelModel:
    """Independent probabilities of labels."""

    def __init__(
        self,
        labels: Sequence[str],
        contexts: Sequence[str],
        lexical: Lexical,
        vectors: Array,
        of_context: Array,
        weights: Array,
        scale: Array,
    ) -> None:
        """Takes the trained parts: landmarks' vectors, wording and contexts, weights, and (slope, bias) per label."""
        self.labels = list(labels)
        self.contexts = list(contexts)
        self.lexical = lexical
        self.vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self.of_context = of_context.astype(np.int16)
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.scale = scale.astype(np.float32)

    @classmethod
    def train(
        cls,
        examples: Sequence[Example],
        encoder: SentenceEncoding,
        landmarks: int = LANDMARKS,
        scale: Scale | None = None,
    ) -> LabelModel:
        """Learns from the examples.

        Args:
            examples: what to learn from.
            encoder: gives the sentence vectors.
            landmarks: how many examples others are likened to at most.
            scale: how scores become probabilities, fitted before (`fit_scale`); None: fitted here, on one fold.
        """
        examples = merged(examples)
        if scale is None:
            scale = fit_scale(examples, encoder, landmarks, folds_of(examples) == APART)
        texts = [one.text for one in examples]
        labels = sorted({label for one in examples for label in one.labels})
        contexts = sorted({one.context for one in examples})
        targets = np.array([[label in one.labels for label in labels] for one in examples], dtype=np.float32)
        vectors = encoder.encode_many(texts)
        of_context = np.array([contexts.index(one.context) for one in examples])
        chosen = landmark_rows(texts, targets, landmarks)
        lexical = Lexical.fit(texts).keep(chosen)

        def like(rows: Array) -> Array:
            wording = lexical.similarity([texts[row] for row in rows])
            return _likeness(vectors[rows], vectors[chosen], wording, of_context[rows], of_context[chosen])

        trust = trust_of(targets)
        if len(chosen) == len(texts):
            weights = _solve_exactly(like(chosen), targets, trust)
        else:
            weights = _solve(like, like(chosen), targets, trust)
        pairs = np.array([scale.get(label, scale.get(ANY_LABEL, UNSCALED)) for label in labels])
        return cls(labels, contexts, lexical, vectors[chosen], of_context[chosen], weights, pairs)

    def scores(self, texts: Sequence[str], encoder: SentenceEncoding, contexts: Sequence[str]) -> Array:
        """One row of scores per text, one column per label."""
        known = np.array([self.contexts.index(one) if one in self.contexts else -1 for one in contexts])
        wording = self.lexical.similarity(texts)
        likeness = _likeness(encoder.encode_many(texts), self.vectors, wording, known, self.of_context)
        found: Array = likeness @ self.weights
        return found

    def read(self, texts: Sequence[str], encoder: SentenceEncoding, context: str = "") -> list[dict[str, float]]:
        """The probability of every label, for each text."""
        if not texts:
            return []
        scores = self.scores(texts, encoder, [context] * len(texts))
        shares = 1.0 / (1.0 + np.exp(-(scores * self.scale[:, 0] + self.scale[:, 1])))
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in shares]

    def choose(self, texts: Sequence[str], encoder: SentenceEncoding) -> list[dict[str, float]]:
        """Shares of the labels that add up to one, for texts of which one label is true."""
        if not texts:
            return []
        scores = self.scores(texts, encoder, [""] * len(texts)) / TEMPERATURE
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in shares]

    def save(self, directory: Path, name: str) -> None:
        """Writes the model as npz and JSON: no pickle, so loading runs no code."""
        data = {"labels": self.labels, "contexts": self.contexts}
        (directory / f"{name}.json").write_text(json.dumps(data))
        self.lexical.save(directory, f"{name}_wording")
        np.savez(
            directory / f"{name}.npz",
            vectors=self.vectors.astype(np.float16),
            of_context=self.of_context,
            weights=self.weights.astype(np.float16),
            scale=self.scale,
        )

    @classmethod
    def load(cls, directory: Path, name: str) -> LabelModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / f"{name}.json").read_text())
        with np.load(directory / f"{name}.npz", allow_pickle=False) as stored:
            return cls(
                data["labels"],
                data["contexts"],
                Lexical.load(directory, f"{name}_wording"),
                stored["vectors"],
                stored["of_context"],
                stored["weights"],
                stored["scale"],
            )


def fit_scale(
    examples: Sequence[Example], encoder: SentenceEncoding, landmarks: int, apart: Array
) -> dict[str, list[float]]:
    """Slope and bias by label under which the scores of examples kept apart are probabilities.

    Labels with few examples kept apart share what holds for all labels together (`ANY_LABEL`).
    """
    learn = [one for one, tried in zip(examples, apart, strict=True) if not tried]
    tried = [one for one, kept in zip(examples, apart, strict=True) if kept]
    if not learn or not tried:
        return {}
    model = LabelModel.train(learn, encoder, landmarks, {})
    scores = model.scores([one.text for one in tried], encoder, [one.context for one in tried])
    truth = np.array([[label in one.labels for label in model.labels] for one in tried])
    found = {ANY_LABEL: _platt(scores.ravel(), truth.ravel())}
    for number, label in enumerate(model.labels):
        if FEW <= truth[:, number].sum() < len(truth):
            found[label] = _platt(scores[:, number], truth[:, number])
    return found


def merged(examples: Sequence[Example]) -> list[Example]:
    """The same text in the same context once, with all its labels."""
    found: dict[tuple[str, str], Example] = {}
    for one in examples:
        key = (one.text, one.context)
        before = found.get(key)
        found[key] = one if before is None else Example(one.text, before.labels | one.labels, one.context, before.hand)
    return list(found.values())


def landmark_rows(texts: Sequence[str], targets: Array, most: int) -> Array:
    """Rows to liken others to: rare labels whole, the rest spread evenly; the same whatever the examples' order."""
    count = len(texts)
    if count <= most:
        return np.arange(count)
    order = np.argsort([hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts])
    rarity = np.minimum(1.0, most / max(1, targets.shape[1]) / np.maximum(1, targets.sum(axis=0)))
    wanted = np.where(targets.any(axis=1), (targets * rarity).max(axis=1), rarity.min() if len(rarity) else 1.0)
    rank = np.empty(count)
    rank[order] = np.arange(count) / count
    return np.sort(np.argsort(rank / np.maximum(wanted, 1e-6))[:most])


def folds_of(examples: Sequence[Example]) -> Array:
    """Which fold each example is kept apart in: whole hands where they are named, else by the text."""
    sizes = Counter(one.hand for one in examples)
    hands = sorted(hand for hand, size in sizes.items() if hand and size <= len(examples) / FOLDS)
    numbers = {hand: number % FOLDS for number, hand in enumerate(hands)}
    by_text = [int(hashlib.blake2b(one.text.encode(), digest_size=2).hexdigest(), 16) % FOLDS for one in examples]
    whole = len(hands) >= FOLDS
    return np.array(
        [numbers.get(one.hand, other) if whole else other for one, other in zip(examples, by_text, strict=True)]
    )


def _likeness(vectors: Array, landmarks: Array, wording: Array, context: Array, of_landmark: Array) -> Array:
    cosine = vectors.astype(np.float32) @ landmarks.T
    kernel: Array = np.exp(SHARPNESS * (cosine - 1.0))
    kernel += WORDING * wording
    kernel *= 1.0 + SAME_CONTEXT * (context[:, None] == of_landmark[None, :])
    return kernel


def trust_of(targets: Array) -> Array:
    """How much each example counts: those of rare labels more, or they would drown."""
    counts = np.maximum(1.0, targets.sum(axis=0))
    rarity = np.clip(np.sqrt(len(targets) / 40.0 / counts), 1.0, 4.0)
    found: Array = np.maximum(1.0, (targets * rarity).max(axis=1)).astype(np.float32)
    return found


def _solve_exactly(likeness: Array, targets: Array, trust: Array) -> Array:
    """Ridge regression where every example is a landmark."""
    likeness[np.diag_indices_from(likeness)] += RIDGE / trust
    found: Array = solve(likeness, targets, assume_a="pos", overwrite_a=True, check_finite=False)
    return found.astype(np.float32)


def _solve(like: Callable[[Array], Array], among: Array, targets: Array, trust: Array) -> Array:
    """Ridge regression in the space that the landmarks span; `like` gives the likeness of some examples to them."""
    left = RIDGE * among.astype(np.float64)
    right = np.zeros((len(among), targets.shape[1]))
    for start in range(0, len(targets), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(targets)))
        likeness = like(rows)
        weighted = likeness * trust[rows, None]
        left += weighted.T @ likeness
        right += weighted.T @ targets[rows]
    left[np.diag_indices_from(left)] += 100 * JITTER * left.trace() / len(left)
    found: Array = solve(left, right, assume_a="pos", overwrite_a=True, check_finite=False)
    return found.astype(np.float32)


def _platt(scores: Array, truth: Array) -> list[float]:
    from sklearn.linear_model import LogisticRegression

    if truth.all() or not truth.any():
        return list(UNSCALED)
    model = LogisticRegression(C=100.0, max_iter=500).fit(scores.reshape(-1, 1), truth)
    return [round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4)]
