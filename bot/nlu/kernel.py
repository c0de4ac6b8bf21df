"""Least-squares kernel classifier on sentence vectors and TF-IDF, in the space that some examples (landmarks) span.

Training grows linearly with the examples, a message's time not at all; with as many landmarks as examples it is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from bot.nlu.arrays import Array

JITTER, BLOCK = 1e-7, 2048


@dataclass(frozen=True)
class KernelOptions:
    """What was chosen by leave-one-person-out trials (docs/understanding-experiments.md)."""

    sharpness: float = 1.0
    lexical_weight: float = 0.3
    ridge: float = 0.15


@dataclass(frozen=True)
class Evidence:
    """What the classifier knows about one or more texts (one row each)."""

    scores: Array
    nearest: Array
    overlap: Array


class KernelClassifier:
    """Scores classes by weighted similarity to every training example."""

    def __init__(
        self,
        vectors: Array,
        labels: Array,
        weights: Array,
        options: KernelOptions,
    ) -> None:
        """Takes the examples' vectors, class numbers and solved weights."""
        self.vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self.labels = labels.astype(np.int32)
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.options = options
        self.classes = self.weights.shape[1]

    @classmethod
    def fit(
        cls,
        vectors: Array,
        shared: Array,
        labels: Sequence[int] | Array,
        template: Array,
        options: KernelOptions,
        landmarks: Array,
        trust: Array | None = None,
    ) -> KernelClassifier:
        """Solves the classifier.

        Args:
            vectors: one sentence vector per example.
            shared: likeness of wording, one row per example and one column per landmark.
            labels: one class number per example.
            template: the wanted scores of all columns, one row per class.
            options: the kernel's numbers.
            landmarks: rows of the examples that others are likened to.
            trust: how much each example counts (1 by default); rare classes need more.

        Raises:
            numpy.linalg.LinAlgError: if the examples' likeness is no valid kernel (broken vectors).
        """
        numbers = np.asarray(labels, dtype=np.int64)
        chosen = vectors[landmarks].astype(np.float32)
        kernel = _likeness(vectors.astype(np.float32) @ chosen.T, shared, options)
        weighted = kernel if trust is None else kernel * trust.astype(np.float32)[:, None]
        left = gram(weighted, kernel) + options.ridge * kernel[landmarks]
        left[np.diag_indices_from(left)] += JITTER * left.trace() / len(left)
        right = gram(weighted, template[numbers].astype(np.float32))
        factor = cho_factor(left, lower=True, overwrite_a=True, check_finite=False)
        weights = cho_solve(factor, right, check_finite=False)
        return cls(chosen, numbers[landmarks], weights, options)

    def save(self, path: Path) -> None:
        """Writes the classifier as npz; half precision costs no accuracy and half the room."""
        np.savez(
            path,
            vectors=self.vectors.astype(np.float16),
            labels=self.labels,
            weights=self.weights.astype(np.float16),
            options=np.array(astuple(self.options)),
        )

    @classmethod
    def load(cls, path: Path) -> KernelClassifier:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            options = KernelOptions(*map(float, stored["options"]))
            return cls(stored["vectors"], stored["labels"], stored["weights"], options)

    def evidence(self, vectors: Array, shared: Array) -> Evidence:
        """Scores of every class, closest example of every class and closest wording."""
        cosine = vectors.astype(np.float32) @ self.vectors.T
        kernel = _likeness(cosine, shared, self.options)
        scores = kernel @ self.weights
        return Evidence(scores, _nearest(cosine, self.labels, self.classes), shared.max(axis=1))


def gram(left: Array, right: Array) -> Array:
    """left.T @ right in double precision, from blocks in single precision: as exact as needed, and quick."""
    total = np.zeros((left.shape[1], right.shape[1]))
    for start in range(0, len(left), BLOCK):
        total += left[start : start + BLOCK].T @ right[start : start + BLOCK]
    return total


def _likeness(cosine: Array, shared: Array, options: KernelOptions) -> Array:
    kernel: Array = np.exp(options.sharpness * (cosine - 1.0))
    kernel += options.lexical_weight * shared
    return kernel


def one_of(classes: int) -> Array:
    """The plain template: one for the own class, nothing for the others, centred."""
    template: Array = np.eye(classes) - 1.0 / classes
    return template


def _nearest(cosine: Array, labels: Array, classes: int) -> Array:
    """The highest cosine per class, for every row."""
    best = np.full((classes, cosine.shape[0]), -1.0, dtype=cosine.dtype)
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    best[ordered[starts]] = np.maximum.reduceat(cosine.T[order], starts, axis=0)
    return np.ascontiguousarray(best.T)
