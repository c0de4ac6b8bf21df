"""Least-squares kernel classifier on sentence vectors and TF-IDF, solved exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from bot.nlu.arrays import Array


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
        trust: Array | None = None,
    ) -> KernelClassifier:
        """Solves the classifier exactly.

        Args:
            vectors: one sentence vector per example.
            shared: likeness of wording between all examples.
            labels: one class number per example.
            template: the wanted scores of all columns, one row per class.
            options: the kernel's numbers.
            trust: how much each example counts (1 by default); rare classes need more.

        Raises:
            numpy.linalg.LinAlgError: if the examples' likeness is no valid kernel (broken vectors).
        """
        numbers = np.asarray(labels, dtype=np.int64)
        # Single precision: half the memory and time, and the ridge keeps it well conditioned.
        kernel = vectors.astype(np.float32) @ vectors.T.astype(np.float32)
        kernel -= 1.0
        kernel *= options.sharpness
        np.exp(kernel, out=kernel)
        kernel += options.lexical_weight * shared
        ridge = options.ridge / (np.ones(len(numbers)) if trust is None else trust)
        kernel[np.diag_indices_from(kernel)] += ridge.astype(np.float32)
        factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        weights = cho_solve(factor, template[numbers].astype(np.float32), check_finite=False)
        return cls(vectors, numbers, weights, options)

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
        kernel = np.exp(self.options.sharpness * (cosine - 1.0))
        kernel += self.options.lexical_weight * shared
        scores = kernel @ self.weights
        return Evidence(scores, _nearest(cosine, self.labels, self.classes), shared.max(axis=1))


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
