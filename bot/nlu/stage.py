"""How sure the topic classifier may be: class shares, and the gates 'is it a topic' and 'is it the right one'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bot.nlu import calibration
from bot.nlu.arrays import Array
from bot.nlu.calibration import Gate
from bot.nlu.kernel import Evidence


class SentenceEncoding(Protocol):
    """What the models need of an encoder."""

    def encode_many(self, texts: Sequence[str]) -> Array:
        """One row of length one per text."""


@dataclass(frozen=True)
class Judged:
    """Class shares and the two gates, one row per text."""

    shares: Array
    in_scope: Array
    right: Array


@dataclass(frozen=True)
class Calibration:
    """Numbers fitted on held-out evidence."""

    temperature: float
    scope_gate: Gate
    right_gate: Gate

    def judge(self, evidence: Evidence, topics: Array, known: Array) -> Judged:
        """Turns evidence into shares and gates."""
        shares = calibration.softmax(evidence.scores, self.temperature)
        table = features(evidence, shares, topics, known)
        return Judged(shares, self.scope_gate(table), self.right_gate(table))

    def as_dict(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {
            "temperature": self.temperature,
            "scope_gate": self.scope_gate.as_dict(),
            "right_gate": self.right_gate.as_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """From stored JSON."""
        return cls(
            float(data["temperature"]),
            Gate.from_dict(data["scope_gate"]),
            Gate.from_dict(data["right_gate"]),
        )

    @classmethod
    def fit(
        cls,
        evidence: Evidence,
        truth: Array,
        unseen_kind: Array,
        topics: Array,
        outside: Array,
        known: Array,
    ) -> Calibration:
        """Fits temperature and gates on held-out evidence.

        Args:
            evidence: one row per held-out example.
            truth: their classes.
            unseen_kind: rows whose whole class was held out, so that no share can be right.
            topics: which classes are topics.
            outside: which classes are out of scope.
            known: the share of known words per row.
        """
        seen = ~unseen_kind
        temperature = calibration.fit_temperature(evidence.scores[seen], truth[seen])
        shares = calibration.softmax(evidence.scores, temperature)
        concerned = topics[truth] | outside[truth]
        table = features(evidence, shares, topics, known)[concerned]
        inside = topics[truth][concerned]
        best = np.flatnonzero(topics)[evidence.scores[:, topics].argmax(axis=1)]
        right = (best == truth)[concerned]
        if inside.all() or not inside.any() or right.all() or not right.any():
            # Too little to learn from (toy data): everything is in scope.
            flat = Gate.always(table.shape[1])
            return cls(temperature, flat, flat)
        return cls(temperature, Gate.fit(table, inside), Gate.fit(table, right))


def features(evidence: Evidence, shares: Array, topics: Array, known: Array) -> Array:
    """What the gates look at, one row per text."""
    rows = np.arange(len(shares))
    scores, among = evidence.scores[:, topics], shares[:, topics]
    best = scores.argmax(axis=1)
    order = np.sort(scores, axis=1)[:, ::-1]
    second = order[:, 1] if order.shape[1] > 1 else np.zeros(len(rows))
    others = evidence.scores[:, ~topics]
    rest = others.max(axis=1) if others.shape[1] else np.zeros(len(rows))
    nearest = evidence.nearest[:, topics]
    entropy = -(shares * np.log(np.maximum(shares, 1e-12))).sum(axis=1)
    return np.column_stack(
        [
            among[rows, best],
            among.sum(axis=1),
            order[:, 0],
            order[:, 0] - second,
            order[:, 0] - rest,
            nearest.max(axis=1),
            nearest[rows, best],
            evidence.overlap,
            known,
            entropy,
        ]
    )
