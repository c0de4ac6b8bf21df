"""Confidence and bands: turns class scores into honest numbers and a decision.

Everything here is fitted on held-out scores of training examples, never on a test set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.nlu.arrays import Array

ANSWER, SUGGEST, REJECT = "answer", "suggest", "reject"


def softmax(scores: Array, temperature: float) -> Array:
    """Shares of each row that add up to one."""
    scaled = scores / temperature
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Array = scaled / scaled.sum(axis=1, keepdims=True)
    return shares


def fit_temperature(scores: Array, labels: Array) -> float:
    """The temperature under which the right classes are most likely."""
    rows = np.arange(len(labels))

    def loss(temperature: float) -> float:
        shares = softmax(scores, temperature)[rows, labels]
        return float(-np.log(np.maximum(shares, 1e-12)).mean())

    return float(min(np.geomspace(0.01, 1.0, 60), key=loss))


@dataclass(frozen=True)
class Gate:
    """A logistic regression on a handful of features, as plain numbers."""

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    @classmethod
    def fit(cls, features: Array, truth: Array) -> Gate:
        """Learns to tell true rows from false ones, both kinds counting the same."""
        from sklearn.linear_model import LogisticRegression

        centre = features.mean(axis=0)
        scale = features.std(axis=0) + 1e-9
        model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)
        model.fit((features - centre) / scale, truth)
        return cls(
            tuple(map(float, centre)),
            tuple(map(float, scale)),
            tuple(map(float, model.coef_[0])),
            float(model.intercept_[0]),
        )

    @classmethod
    def always(cls, size: int) -> Gate:
        """A gate that lets everything through."""
        return cls((0.0,) * size, (1.0,) * size, (0.0,) * size, 9.0)

    def __call__(self, features: Array) -> Array:
        """The probability of being true, for every row."""
        scaled = (features - np.array(self.centre)) / np.array(self.scale)
        value: Array = 1.0 / (1.0 + np.exp(-(scaled @ np.array(self.weights) + self.bias)))
        return value

    def as_dict(self) -> dict[str, Any]:
        """For storing as JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Gate:
        """From stored JSON."""
        return cls(tuple(data["centre"]), tuple(data["scale"]), tuple(data["weights"]), data["bias"])


@dataclass(frozen=True)
class Thresholds:
    """Where the bands begin."""

    answer: float
    in_scope: float

    def band(self, right: float, in_scope: float) -> str:
        """The band of a message whose best class is a topic."""
        if in_scope < self.in_scope:
            return REJECT
        return ANSWER if right >= self.answer else SUGGEST


def choose_thresholds(
    right: Array,
    in_scope: Array,
    is_inside: Array,
    is_right: Array,
    lost_inside: float,
    answered_outside: float,
    least_accuracy: float,
) -> Thresholds:
    """Bands from held-out scores.

    Args:
        right: estimated probability that the best topic is the right one.
        in_scope: estimated probability that the message is about a topic at all.
        is_inside: whether it really is.
        is_right: whether the best topic really is the right one.
        lost_inside: the share of real questions that may be turned away.
        answered_outside: the share of other messages that may get an answer.
        least_accuracy: how often an answer must be right.
    """
    reject_below = float(np.quantile(in_scope[is_inside], lost_inside))
    outside = np.where(in_scope >= reject_below, right, 0.0)[~is_inside]
    answer_from = float(np.quantile(outside, 1 - answered_outside)) if len(outside) else 0.0
    kept = is_inside & (in_scope >= reject_below)
    answer_from = max(answer_from, _accuracy_from(right[kept], is_right[kept], least_accuracy))
    return Thresholds(answer=answer_from, in_scope=reject_below)


def _accuracy_from(right: Array, is_right: Array, least: float) -> float:
    """The lowest threshold above which the share of right answers is at least `least`."""
    order = np.argsort(-right)
    running = np.cumsum(is_right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(running >= least)
    return float(right[order][good[-1]]) if len(good) else 1.0
