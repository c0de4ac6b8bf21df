"""Least-squares kernel classifier on sentence vectors and TF-IDF, solved exactly.

One matrix inverse gives the classifier and, without refitting, what it would have said
about any block of examples had they not been there: honest scores for calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import lapack

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
        blocks: Sequence[Array] = (),
        trust: Array | None = None,
    ) -> tuple[KernelClassifier, list[Evidence]]:
        """Solves the classifier; also returns each block's evidence as if it were unseen.

        Args:
            vectors: one sentence vector per example.
            shared: likeness of wording between all examples.
            labels: one class number per example.
            template: the wanted scores of all columns, one row per class.
            options: the kernel's numbers.
            blocks: index arrays, each scored as if its examples had been left out.
            trust: how much each example counts (1 by default); rare classes need more.
        """
        numbers = np.asarray(labels, dtype=np.int64)
        targets = template[numbers].astype(np.float32)
        # Single precision: half the memory and time, and the ridge keeps it well conditioned.
        cosine = vectors.astype(np.float32) @ vectors.T.astype(np.float32)
        kernel = np.exp(options.sharpness * (cosine - 1.0)) + options.lexical_weight * shared
        ridge = options.ridge / (np.ones(len(numbers)) if trust is None else trust)
        kernel = kernel.astype(np.float32)
        kernel[np.diag_indices_from(kernel)] += ridge
        inverse = _inverse(kernel)
        weights = inverse @ targets
        classes = len(template)
        held_out = []
        for block in blocks:
            own = inverse[np.ix_(block, block)]
            scores = targets[block] - np.linalg.solve(own, weights[block])
            rest = np.setdiff1d(np.arange(len(numbers)), block)
            near = _nearest(cosine[np.ix_(block, rest)], numbers[rest], classes)
            held_out.append(Evidence(scores, near, shared[np.ix_(block, rest)].max(axis=1)))
        return cls(vectors, numbers, weights, options), held_out

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


def _inverse(matrix: Array) -> Array:
    """Inverse of a symmetric positive definite matrix; overwrites its argument."""
    factor, failed = lapack.spotrf(matrix.T, lower=1, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the kernel matrix is not positive definite")
    lower, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise np.linalg.LinAlgError("the kernel matrix could not be inverted")
    full: Array = np.tril(lower)
    full += np.tril(full, -1).T
    return full


def _nearest(cosine: Array, labels: Array, classes: int) -> Array:
    """The highest cosine per class, for every row."""
    best = np.full((classes, cosine.shape[0]), -1.0, dtype=cosine.dtype)
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    best[ordered[starts]] = np.maximum.reduceat(cosine.T[order], starts, axis=0)
    return np.ascontiguousarray(best.T)
