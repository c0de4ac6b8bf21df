"""Trains the topic model from labelled examples; nothing is tuned by hand or on a test set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.nlu import calibration
from bot.nlu.arrays import Array
from bot.nlu.calibration import Thresholds
from bot.nlu.held_out import Rehearsal, kept_apart
from bot.nlu.kernel import KernelClassifier, KernelOptions
from bot.nlu.label_model import landmark_rows
from bot.nlu.labels import OUTSIDE, TOPIC, base_of, is_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy
from bot.nlu.spelling import Speller
from bot.nlu.stage import Calibration, Judged, SentenceEncoding
from bot.nlu.topic_model import TopicModel

# Relatives count half: 'is it a topic at all' is learnt together with 'which topic'.
KINSHIP = 0.5
# There are far more topic questions than others, so each of the others counts more.
MINORITY_TRUST = 2.5
# Examples that all others are likened to
LANDMARKS = 8_000


@dataclass(frozen=True)
class Targets:
    """What the bands are tuned for, on held-out scores of training examples."""

    lost_inside: float = 0.02
    answered_outside: float = 0.04
    least_accuracy: float = 0.95
    intent_confidence: float = 0.35


OPTIONS, TARGETS = KernelOptions(), Targets()


@dataclass(frozen=True)
class Task:
    """The examples in the form that the classifier learns from."""

    texts: list[str]
    labels: list[str]
    numbers: Array

    @classmethod
    def of(cls, examples: Sequence[tuple[str, str]]) -> Task:
        """From (text, label) pairs; the same pairs always give the same task."""
        pairs = list(dict.fromkeys((prepare(text), label) for text, label in examples))
        labels = sorted({label for _, label in pairs})
        index = {label: number for number, label in enumerate(labels)}
        return cls([text for text, _ in pairs], labels, np.array([index[label] for _, label in pairs]))

    @property
    def topics(self) -> Array:
        """Which classes are topics."""
        return np.array([is_of(label, TOPIC) for label in self.labels])

    @property
    def outside(self) -> Array:
        """Which classes are out of scope."""
        return np.array([is_of(label, OUTSIDE) for label in self.labels])

    @property
    def trust(self) -> Array:
        """How much each example counts."""
        return np.where(self.topics[self.numbers], 1.0, MINORITY_TRUST)


def train(
    examples: Sequence[tuple[str, str]],
    encoder: SentenceEncoding,
    general_words: Sequence[str] = (),
    options: KernelOptions = OPTIONS,
    targets: Targets = TARGETS,
    stored: Mapping[str, Any] | None = None,
) -> TopicModel:
    """Learns from (text, label) pairs.

    `stored` is what `calibrate` found for these weights; without it, confidence is fitted here on examples kept
    apart, which flatters an encoder that was adapted to them.
    """
    task = Task.of(examples)
    found = stored or calibrate(task, encoder, options, targets)
    chosen = landmark_rows(task.texts, np.eye(len(task.labels))[task.numbers], LANDMARKS)
    lexical = Lexical.fit(task.texts).keep(chosen)
    kernel = KernelClassifier.fit(
        encoder.encode_many(task.texts),
        lexical.similarity(task.texts),
        task.numbers,
        family_template(task.labels),
        options,
        chosen,
        task.trust,
    )
    settings = {"thresholds": found["thresholds"], "intent_confidence": targets.intent_confidence}
    speller = Speller.from_texts(task.texts, general_words)
    return TopicModel(task.labels, speller, lexical, kernel, Calibration.from_dict(found["calibration"]), settings)


def calibrate(
    task: Task,
    encoder: SentenceEncoding,
    options: KernelOptions = OPTIONS,
    targets: Targets = TARGETS,
    apart: Array | None = None,
) -> dict[str, Any]:
    """Temperature, gates and bands from examples kept apart; `encoder` should not have been adapted to those."""
    kept = kept_apart([task.labels[number] for number in task.numbers]) if apart is None else apart
    rehearsal = Rehearsal(task.texts, task.numbers, kept, LANDMARKS)
    topics, outside = task.topics, task.outside
    evidence = rehearsal.evidence(encoder, family_template(task.labels), options, task.trust)
    fitted = Calibration.fit(evidence, rehearsal.truth, rehearsal.of_unseen_class, topics, outside, rehearsal.known)
    judged = fitted.judge(evidence, topics, rehearsal.known)
    thresholds = _thresholds(judged, rehearsal.truth, topics, outside, targets)
    return {"calibration": fitted.as_dict(), "thresholds": vars(thresholds)}


def prepare(text: str) -> str:
    """An example as the classifier reads it; only users' slips are mended, examples are as they should be."""
    return respell(tidy(text))


def family_template(labels: Sequence[str]) -> Array:
    """Wanted scores: the own class first, its relatives (`ask/...`) above all others."""
    bases = np.array([base_of(label) for label in labels])
    template: Array = np.eye(len(labels)) - 1.0 / len(labels)
    template += KINSHIP * ((bases[:, None] == bases[None, :]) - 1.0 / len(set(bases)))
    return template


def _thresholds(
    judged: Judged,
    truth: Array,
    topics: Array,
    outside: Array,
    targets: Targets,
) -> Thresholds:
    concerned = topics[truth] | outside[truth]
    inside = topics[truth][concerned]
    if inside.all() or not inside.any():
        return Thresholds(answer=0.0, in_scope=0.0)
    best = np.flatnonzero(topics)[judged.shares[:, topics].argmax(axis=1)]
    # Where an out-of-scope class wins, no topic is answered whatever the gates say.
    topped = topics[judged.shares.argmax(axis=1)]
    return calibration.choose_thresholds(
        np.where(topped, judged.right, 0.0)[concerned],
        judged.in_scope[concerned],
        inside,
        (best == truth)[concerned],
        targets.lost_inside,
        targets.answered_outside,
        targets.least_accuracy,
    )
