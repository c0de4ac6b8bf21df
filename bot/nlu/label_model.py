"""Labels for short texts: several may be true at once, each with an honest probability.

One class for everything that is learnt from labelled clauses (acts, signs, urgency, who is asking, ...). It likens a
text to at most `LANDMARKS` examples, by meaning (sentence vectors) and by wording, and weighs that likeness; the cost
grows with the examples only linearly in training, and not at all in use.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import solve

from bot.nlu.arrays import Array
from bot.nlu.kernel import JITTER, gram
from bot.nlu.lexical import Lexical
from bot.nlu.stage import SentenceEncoding

LANDMARKS = 2000
SHARPNESS, WORDING, RIDGE = 2.0, 0.3, 0.3
FOLDS = 4
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
        held_out: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        """Takes the trained parts: landmarks' vectors, wording and contexts, weights, and (slope, bias) per label.

        `held_out` is how it did on hands kept apart: per label how many, precision and recall at one half.
        """
        self.held_out = dict(held_out or {})
        self.labels = list(labels)
        self.contexts = list(contexts)
        self.lexical = lexical
        self.vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self.of_context = of_context.astype(np.int16)
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.scale = scale.astype(np.float32)

    @classmethod
    def train(cls, examples: Sequence[Example], encoder: SentenceEncoding, landmarks: int = LANDMARKS) -> LabelModel:
        """Learns from the examples; calibrated on hands (or tenths of the texts) kept apart in turn."""
        examples = merged(examples)
        texts = [one.text for one in examples]
        labels = sorted({label for one in examples for label in one.labels})
        contexts = sorted({one.context for one in examples})
        targets = np.array([[label in one.labels for label in labels] for one in examples], dtype=np.float32)
        vectors = encoder.encode_many(texts)
        of_context = np.array([contexts.index(one.context) for one in examples])
        chosen = landmark_rows(texts, targets, landmarks)
        lexical = Lexical.fit(texts).keep(chosen)
        likeness = _likeness(vectors, vectors[chosen], lexical.similarity(texts), of_context, of_context[chosen])
        among = likeness[chosen]
        folds = folds_of(examples)
        trust = trust_of(targets)
        held_out = np.zeros_like(targets)
        exact = len(chosen) == len(texts)
        for fold in range(FOLDS):
            learn = folds != fold
            if learn.all() or not learn.any():
                continue
            basis = np.flatnonzero(learn) if exact else np.arange(len(chosen))
            weights = _solve(
                likeness[learn][:, basis], among[np.ix_(basis, basis)], targets[learn], trust[learn], exact
            )
            held_out[~learn] = likeness[~learn][:, basis] @ weights
        scale = np.stack([_platt(held_out[:, i], targets[:, i], trust) for i in range(len(labels))])
        weights = _solve(likeness, among, targets, trust, exact)
        tried = _measured(labels, held_out * scale[:, 0] + scale[:, 1] > 0, targets > 0)
        return cls(labels, contexts, lexical, vectors[chosen], of_context[chosen], weights, scale, tried)

    def read(self, texts: Sequence[str], encoder: SentenceEncoding, context: str = "") -> list[dict[str, float]]:
        """The probability of every label, for each text."""
        if not texts:
            return []
        known = self.contexts.index(context) if context in self.contexts else -1
        likeness = _likeness(
            encoder.encode_many(texts),
            self.vectors,
            self.lexical.similarity(texts),
            np.full(len(texts), known),
            self.of_context,
        )
        scores = likeness @ self.weights
        shares = 1.0 / (1.0 + np.exp(-(scores * self.scale[:, 0] + self.scale[:, 1])))
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in shares]

    def choose(self, texts: Sequence[str], encoder: SentenceEncoding) -> list[dict[str, float]]:
        """Shares of the labels that add up to one, for texts of which one label is true."""
        if not texts:
            return []
        likeness = _likeness(
            encoder.encode_many(texts),
            self.vectors,
            self.lexical.similarity(texts),
            np.full(len(texts), -1),
            self.of_context,
        )
        scores = (likeness @ self.weights) / TEMPERATURE
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in shares]

    def save(self, directory: Path, name: str) -> None:
        """Writes the model as npz and JSON: no pickle, so loading runs no code."""
        data = {"labels": self.labels, "contexts": self.contexts, "held_out": self.held_out}
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
                data.get("held_out"),
            )


def _measured(labels: Sequence[str], said: Array, truth: Array) -> dict[str, list[float]]:
    found = {}
    for number, label in enumerate(labels):
        right, told, true = (said & truth)[:, number].sum(), said[:, number].sum(), truth[:, number].sum()
        found[label] = [int(true), round(right / max(1, told), 3), round(right / max(1, true), 3)]
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


def _solve(likeness: Array, among: Array, targets: Array, trust: Array, exact: bool) -> Array:
    """Ridge regression in the space that the landmarks span; `exact`: they are the examples themselves, quicker."""
    if exact:
        left = likeness.copy()
        left[np.diag_indices_from(left)] += RIDGE / trust
        found: Array = solve(left, targets, assume_a="pos", overwrite_a=True, check_finite=False)
        return found.astype(np.float32)
    weighted = likeness * trust[:, None]
    left = gram(weighted, likeness) + RIDGE * among
    left[np.diag_indices_from(left)] += 100 * JITTER * left.trace() / len(left)
    weights: Array = solve(left, gram(weighted, targets), assume_a="pos", check_finite=False)
    return weights.astype(np.float32)


def _platt(scores: Array, truth: Array, trust: Array) -> Array:
    """Slope and bias under which held-out scores are probabilities."""
    from sklearn.linear_model import LogisticRegression

    if truth.all() or not truth.any():
        return np.array([8.0, -4.0])
    model = LogisticRegression(C=100.0, max_iter=500).fit(scores.reshape(-1, 1), truth, sample_weight=trust)
    return np.array([float(model.coef_[0, 0]), float(model.intercept_[0])])
