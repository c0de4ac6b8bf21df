"""Understands one message: which topic or intent, how surely, in scope or not.

Plain Python on numpy; `topic_classifier.py` is the thin layer that speaks Rasa.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.nlu import calibration
from bot.nlu.calibration import Gate, Thresholds
from bot.nlu.kernel import Evidence, KernelClassifier, KernelOptions
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import clauses, sentences, tidy, words
from bot.nlu.spelling import Speller

TOPIC, OUTSIDE = "ask", "out_of_scope"
COURTESIES = {"greet", "thank", "goodbye"}
FALLBACK = "nlu_fallback"
FOLDS = 5
# Relatives count half: 'is it a topic at all' is learnt together with 'which topic'.
KINSHIP = 0.5
# There are far more topic questions than others, so each of the others counts more.
MINORITY_TRUST = 2.5
FORMAT = 1


class SentenceEncoding(Protocol):
    """What the model needs of an encoder."""

    def encode_many(self, texts: Sequence[str]) -> np.ndarray:
        """One row of length one per text."""


@dataclass(frozen=True)
class Reading:
    """What the model makes of one text."""

    ranking: list[tuple[str, float]]
    topics: list[tuple[str, float]]
    outside: list[tuple[str, float]]
    intents: list[tuple[str, float]]
    in_scope: float
    right: float
    band: str

    @property
    def intent(self) -> str:
        """The intent, `nlu_fallback` when the model does not know."""
        if not self.intents:
            return FALLBACK
        return FALLBACK if self.band == calibration.REJECT else self.intents[0][0]


@dataclass(frozen=True)
class Targets:
    """What the bands are tuned for, on held-out scores of training examples."""

    lost_inside: float = 0.04
    answered_outside: float = 0.04
    least_accuracy: float = 0.85
    intent_confidence: float = 0.35


class TopicModel:
    """Speller, encoder, TF-IDF, kernel classifier and gates, in that order."""

    def __init__(
        self,
        labels: Sequence[str],
        speller: Speller,
        lexical: Lexical,
        kernel: KernelClassifier,
        settings: Mapping[str, Any],
    ) -> None:
        """Takes the trained parts; `settings` holds the numbers fitted on held-out scores."""
        self.labels = list(labels)
        self.speller = speller
        self.lexical = lexical
        self.kernel = kernel
        self.settings = dict(settings)
        self.temperature = float(settings["temperature"])
        self.scope_gate = Gate.from_dict(settings["scope_gate"])
        self.right_gate = Gate.from_dict(settings["right_gate"])
        self.thresholds = Thresholds(**settings["thresholds"])
        self._topics = np.array([is_of(label, TOPIC) for label in self.labels])
        self._bases = [label.split("/", 1)[0] for label in self.labels]

    # Training -----------------------------------------------------------------------

    @classmethod
    def train(
        cls,
        examples: Sequence[tuple[str, str]],
        encoder: SentenceEncoding,
        general_words: Sequence[str] = (),
        options: KernelOptions = KernelOptions(),
        targets: Targets = Targets(),
    ) -> TopicModel:
        """Learns from (text, label) pairs; the same pairs always give the same model."""
        examples = list(dict.fromkeys((respell(tidy(text)), label) for text, label in examples))
        texts = [text for text, _ in examples]
        labels = sorted({label for _, label in examples})
        numbers = np.array([labels.index(label) for _, label in examples])
        vectors = encoder.encode_many(texts)
        lexical = Lexical.fit(texts)
        rows = lexical.transform(texts)
        # Every block is scored as if unread; whole kinds of out-of-scope too, because real
        # ones will mostly be of a kind that nobody wrote down.
        blocks = calibration.blocks_by_order(numbers, FOLDS)
        kinds = [
            np.flatnonzero(numbers == index)
            for index, label in enumerate(labels)
            if is_of(label, OUTSIDE)
        ]
        blocks = [block for block in blocks if len(block)]
        topical = np.array([is_of(label, TOPIC) for label in labels])
        kernel, held_out = KernelClassifier.fit(
            vectors,
            rows,
            numbers,
            family_template(labels),
            options,
            [*blocks, *kinds],
            np.where(topical[numbers], 1.0, MINORITY_TRUST),
        )
        members = np.concatenate([*blocks, *kinds])
        settings = _calibrate(
            labels,
            numbers[members],
            np.concatenate([np.zeros(len(b), bool) for b in blocks] + [np.ones(len(k), bool) for k in kinds]),
            join(held_out),
            np.array([lexical.known_share(texts[i]) for i in members]),
            targets,
        )
        speller = Speller.from_texts(texts, general_words)
        return cls(labels, speller, lexical, kernel, settings)

    # Use ----------------------------------------------------------------------------

    def prepare(self, text: str) -> str:
        """The text as the classifier reads it: tidy, in plain words, slips mended."""
        return self.speller.repair(respell(tidy(text)))

    def read(self, texts: Sequence[str], encoder: SentenceEncoding) -> list[Reading]:
        """Understands prepared texts."""
        if not texts:
            return []
        rows = self.lexical.transform(texts)
        evidence = self.kernel.evidence(encoder.encode_many(texts), rows)
        shares = calibration.softmax(evidence.scores, self.temperature)
        known = np.array([self.lexical.known_share(text) for text in texts])
        table = features(evidence, shares, self._topics, known)
        scope, right = self.scope_gate(table), self.right_gate(table)
        return [self._reading(shares[i], float(scope[i]), float(right[i])) for i in range(len(texts))]

    def understand(self, text: str, encoder: SentenceEncoding) -> Reading:
        """Understands a whole message, without the courtesies around the question."""
        prepared = self.prepare(text)
        reading = self.read([prepared], encoder)[0]
        pieces = sentences(prepared)
        if len(pieces) < 2:
            return reading
        kept = [
            piece
            for piece, part in zip(pieces, self.read(pieces, encoder))
            if not (part.intents[0][0] in COURTESIES and part.intents[0][1] >= 0.5)
        ]
        if not kept or len(kept) == len(pieces):
            return reading
        return self.read([" ".join(kept)], encoder)[0]

    def second_topic(self, text: str, first: str, encoder: SentenceEncoding) -> str | None:
        """The topic of a second question in the same message, if there surely is one."""
        parts = [part for part in clauses(self.prepare(text)) if len(words(part)) >= 3]
        if not 2 <= len(parts) <= 4:
            return None
        sure = [
            reading.topics[0][0]
            for reading in self.read(parts, encoder)
            if reading.band == calibration.ANSWER and reading.intents[0][0] == TOPIC
        ]
        others = [topic for topic in sure if topic != first]
        return others[0] if first in sure and others else None

    def _reading(self, shares: np.ndarray, in_scope: float, right: float) -> Reading:
        order = np.argsort(-shares, kind="stable")
        ranking = [(self.labels[i], float(shares[i])) for i in order]
        sums: dict[str, float] = {}
        for index, base in enumerate(self._bases):
            sums[base] = sums.get(base, 0.0) + float(shares[index])
        intents = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        top = ranking[0]
        # The best single class decides, so that many weak topics do not outvote one intent.
        base = top[0].split("/", 1)[0]
        intents.sort(key=lambda item: item[0] != base)
        band = calibration.ANSWER
        if base == TOPIC:
            band = self.thresholds.band(right, in_scope)
        elif base != OUTSIDE and sums[base] < self.settings["intent_confidence"]:
            band = calibration.SUGGEST if in_scope >= self.thresholds.in_scope else calibration.REJECT
            if band == calibration.SUGGEST:
                intents.sort(key=lambda item: item[0] != TOPIC)
        return Reading(
            ranking=ranking,
            topics=[item for item in ranking if is_of(item[0], TOPIC)],
            outside=[item for item in ranking if is_of(item[0], OUTSIDE)],
            intents=intents,
            in_scope=in_scope,
            right=right,
            band=band,
        )

    # Storage ------------------------------------------------------------------------

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON: no pickle, so loading runs no code."""
        self.kernel.save(directory / "kernel.npz")
        self.lexical.save(directory / "lexical.json")
        data = {
            "format": FORMAT,
            "labels": self.labels,
            "settings": self.settings,
            "words": {"counts": self.speller.counts, "right": sorted(self.speller.right)},
        }
        text = json.dumps(data, ensure_ascii=False)
        (directory / "topics.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> TopicModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / "topics.json").read_text(encoding="utf-8"))
        if data.get("format") != FORMAT:
            raise ValueError("the stored topic model is of another version: train again")
        return cls(
            data["labels"],
            Speller(data["words"]["counts"], data["words"]["right"]),
            Lexical.load(directory / "lexical.json"),
            KernelClassifier.load(directory / "kernel.npz"),
            data["settings"],
        )


def is_of(label: str, base: str) -> bool:
    """Whether a full label belongs to a retrieval intent."""
    return label.startswith(base + "/")


def family_template(labels: Sequence[str]) -> np.ndarray:
    """Wanted scores: the own class first, its relatives (`ask/...`) above all others."""
    bases = np.array([label.split("/", 1)[0] for label in labels])
    template: np.ndarray = np.eye(len(labels)) - 1.0 / len(labels)
    return template + KINSHIP * ((bases[:, None] == bases[None, :]) - 1.0 / len(set(bases)))


def join(parts: Sequence[Evidence]) -> Evidence:
    """The rows of several pieces of evidence, one below the other."""
    return Evidence(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.nearest for part in parts]),
        np.concatenate([part.overlap for part in parts]),
    )


def features(
    evidence: Evidence, shares: np.ndarray, topics: np.ndarray, known: np.ndarray
) -> np.ndarray:
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


def _calibrate(
    labels: Sequence[str],
    truth: np.ndarray,
    unseen_kind: np.ndarray,
    evidence: Evidence,
    known: np.ndarray,
    targets: Targets,
) -> dict[str, Any]:
    """Fits temperature, gates and thresholds on held-out evidence."""
    topics = np.array([is_of(label, TOPIC) for label in labels])
    outside = np.array([is_of(label, OUTSIDE) for label in labels])
    seen = ~unseen_kind
    temperature = calibration.fit_temperature(evidence.scores[seen], truth[seen])
    shares = calibration.softmax(evidence.scores, temperature)
    table = features(evidence, shares, topics, known)
    concerned = topics[truth] | outside[truth]
    inside = topics[truth][concerned]
    best = np.flatnonzero(topics)[evidence.scores[:, topics].argmax(axis=1)]
    right = (best == truth)[concerned]
    table = table[concerned]
    if inside.all() or not inside.any() or right.all() or not right.any():
        # Too little to learn from (tests with toy data): everything is in scope.
        flat = Gate((0.0,) * table.shape[1], (1.0,) * table.shape[1], (0.0,) * table.shape[1], 9.0)
        scope_gate = right_gate = flat
        thresholds = Thresholds(answer=0.0, in_scope=0.0)
    else:
        scope_gate, right_gate = Gate.fit(table, inside), Gate.fit(table, right)
        # Where an out-of-scope class wins, no topic is answered whatever the gates say.
        topped = topics[evidence.scores.argmax(axis=1)][concerned]
        thresholds = calibration.choose_thresholds(
            np.where(topped, right_gate(table), 0.0),
            scope_gate(table),
            inside,
            right,
            targets.lost_inside,
            targets.answered_outside,
            targets.least_accuracy,
        )
    return {
        "temperature": temperature,
        "scope_gate": scope_gate.as_dict(),
        "right_gate": right_gate.as_dict(),
        "thresholds": vars(thresholds),
        "intent_confidence": targets.intent_confidence,
    }
