"""Trains the topic model from labelled examples; nothing is tuned by hand or on a test set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu import calibration
from bot.nlu.arrays import Array
from bot.nlu.calibration import Thresholds
from bot.nlu.held_out import Rehearsal, apart_for
from bot.nlu.kernel import KernelClassifier, KernelOptions
from bot.nlu.labels import OUTSIDE, TOPIC, base_of, is_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy
from bot.nlu.spelling import Speller
from bot.nlu.stage import Calibration, EncoderSet, Judged, Stage, encoders_of_stages
from bot.nlu.topic_model import TopicModel

# Relatives count half: 'is it a topic at all' is learnt together with 'which topic'.
KINSHIP = 0.5
# There are far more topic questions than others, so each of the others counts more.
MINORITY_TRUST = 2.5


@dataclass(frozen=True)
class Targets:
    """What the bands are tuned for, on held-out scores of training examples."""

    lost_inside: float = 0.02
    answered_outside: float = 0.04
    least_accuracy: float = 0.95
    intent_confidence: float = 0.35
    # Below this share of the best class the larger encoder is asked.
    sure: float = 0.7


OPTIONS, TARGETS = KernelOptions(), Targets()


def train(
    examples: Sequence[tuple[str, str]],
    encoders: EncoderSet,
    general_words: Sequence[str] = (),
    options: KernelOptions = OPTIONS,
    targets: Targets = TARGETS,
) -> TopicModel:
    """Learns from (text, label) pairs; the same pairs always give the same model."""
    pairs = list(dict.fromkeys((prepare(text), label) for text, label in examples))
    texts = [text for text, _ in pairs]
    labels = sorted({label for _, label in pairs})
    numbers = np.array([labels.index(label) for _, label in pairs])
    topics = np.array([is_of(label, TOPIC) for label in labels])
    outside = np.array([is_of(label, OUTSIDE) for label in labels])
    template, trust = family_template(labels), np.where(topics[numbers], 1.0, MINORITY_TRUST)
    rehearsal = Rehearsal(texts, numbers, apart_for(texts, [label for _, label in pairs], encoders))
    lexical = Lexical.fit(texts)
    shared = lexical.similarity(texts)
    stages, judged = [], []
    for encoder, trial in encoders_of_stages(encoders):
        evidence = rehearsal.evidence(trial, template, options, trust)
        fitted = Calibration.fit(evidence, rehearsal.truth, rehearsal.of_unseen_class, topics, outside, rehearsal.known)
        judged.append(fitted.judge(evidence, topics, rehearsal.known))
        kernel = KernelClassifier.fit(encoder.encode_many(texts), shared, numbers, template, options, trust)
        stages.append(Stage(kernel, fitted))
    result = judged[0]
    if len(judged) > 1:
        unsure = np.flatnonzero(result.shares.max(axis=1) < targets.sure)
        result = result.replace(unsure, judged[1].take(unsure))
    settings = {
        "thresholds": vars(_thresholds(result, rehearsal.truth, topics, outside, targets)),
        "intent_confidence": targets.intent_confidence,
        "sure": targets.sure,
    }
    return TopicModel(labels, Speller.from_texts(texts, general_words), lexical, stages, settings)


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
