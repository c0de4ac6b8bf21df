"""Understands one message: which topic or intent, how surely, in scope or not.

Plain Python on numpy; `topic_classifier.py` is the thin layer that speaks Rasa and
`topic_training.py` makes the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu import calibration
from bot.nlu.calibration import Thresholds
from bot.nlu.kernel import KernelClassifier
from bot.nlu.labels import COURTESIES, FALLBACK, OUTSIDE, TOPIC, base_of, is_of
from bot.nlu.lexical import Lexical
from bot.nlu.reply_wording import is_question
from bot.nlu.respelling import respell
from bot.nlu.sentences import clauses, sentences, tidy, words
from bot.nlu.spelling import Speller
from bot.nlu.stage import Calibration, Judged, SentenceEncoding

FORMAT = 4
LONGEST_COURTESY = 6
# From this share on a topic is at least offered, however strange the message is.
CLEAR = 0.5
# How likely right each of two questions in one message must be for both to be answered.
SURELY_TWO = 0.8


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
        if not self.intents or self.band == calibration.REJECT:
            return FALLBACK
        return self.intents[0][0]


class TopicModel:
    """Speller, TF-IDF, kernel classifier and gates, in that order."""

    def __init__(
        self,
        labels: Sequence[str],
        speller: Speller,
        lexical: Lexical,
        kernel: KernelClassifier,
        calibration: Calibration,
        settings: Mapping[str, Any],
    ) -> None:
        """Takes the trained parts; `settings` holds the numbers fitted on held-out scores."""
        self.labels = list(labels)
        self.speller = speller
        self.lexical = lexical
        self.kernel = kernel
        self.calibration = calibration
        self.settings = dict(settings)
        self.thresholds = Thresholds(**settings["thresholds"])
        self._topics = np.array([is_of(label, TOPIC) for label in self.labels])
        self._bases = [base_of(label) for label in self.labels]

    def prepare(self, text: str) -> str:
        """The text as the classifier reads it: tidy, in plain words, slips mended."""
        return self.speller.repair(respell(tidy(text)))

    def read(self, texts: Sequence[str], encoder: SentenceEncoding) -> list[Reading]:
        """Understands prepared texts."""
        if not texts:
            return []
        known = np.array([self.lexical.known_share(text) for text in texts])
        evidence = self.kernel.evidence(encoder.encode_many(texts), self.lexical.similarity(texts))
        judged = self.calibration.judge(evidence, self._topics, known)
        return [self._reading(judged, row) for row in range(len(texts))]

    def understand(self, text: str, encoder: SentenceEncoding) -> Reading:
        """Understands a whole message, without the courtesies around the question."""
        return self.read([self.without_courtesies(self.prepare(text), encoder)], encoder)[0]

    def without_courtesies(self, prepared: str, encoder: SentenceEncoding) -> str:
        """A prepared message without sentences that only greet or thank."""
        pieces = sentences(prepared)
        short = [piece for piece in pieces if len(words(piece)) <= LONGEST_COURTESY]
        if len(pieces) < 2 or not short:
            return prepared
        courtesies = {
            piece
            for piece, part in zip(short, self.read(short, encoder), strict=True)
            if part.intents[0][0] in COURTESIES and part.intents[0][1] >= 0.5
        }
        kept = [piece for piece in pieces if piece not in courtesies]
        return " ".join(kept) if kept else prepared

    def second_topic(self, text: str, first: str, encoder: SentenceEncoding) -> str | None:
        """The topic of a second question in the same message, if there surely is one."""
        # Circumstances come in sentences of their own; only what asks can be a second question.
        parts = [part for part in clauses(self.prepare(text)) if len(words(part)) >= 3 and is_question(part)]
        if not 2 <= len(parts) <= 4:
            return None
        sure = [
            reading.topics[0][0]
            for reading in self.read(parts, encoder)
            if reading.intents[0][0] == TOPIC and reading.right >= SURELY_TWO
        ]
        others = [topic for topic in sure if topic != first]
        return others[0] if first in sure and others else None

    def _reading(self, judged: Judged, row: int) -> Reading:
        shares = judged.shares[row]
        in_scope, right = float(judged.in_scope[row]), float(judged.right[row])
        order = np.argsort(-shares, kind="stable")
        ranking = [(self.labels[i], float(shares[i])) for i in order]
        sums: dict[str, float] = {}
        for index, base in enumerate(self._bases):
            sums[base] = sums.get(base, 0.0) + float(shares[index])
        intents = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        # The best single class decides, so that many weak topics do not outvote one intent.
        first = base_of(ranking[0][0])
        band = calibration.ANSWER
        if first == TOPIC:
            band = self.thresholds.band(right, in_scope)
            if band == calibration.REJECT and ranking[0][1] >= CLEAR:
                # Strange wording, but hardly any other topic could be meant: ask rather than turn away.
                band = calibration.SUGGEST
        elif first != OUTSIDE and sums[first] < self.settings["intent_confidence"]:
            # Too weak for an intent: offer topics if it is about the subject at all.
            inside = in_scope >= self.thresholds.in_scope and TOPIC in sums
            band = calibration.SUGGEST if inside else calibration.REJECT
            first = TOPIC if inside else first
        intents.sort(key=lambda item: item[0] != first)
        return Reading(
            ranking=ranking,
            topics=[item for item in ranking if is_of(item[0], TOPIC)],
            outside=[item for item in ranking if is_of(item[0], OUTSIDE)],
            intents=intents,
            in_scope=in_scope,
            right=right,
            band=band,
        )

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON: no pickle, so loading runs no code."""
        self.kernel.save(directory / "kernel.npz")
        self.lexical.save(directory, "lexical")
        data = {
            "format": FORMAT,
            "labels": self.labels,
            "settings": self.settings,
            "calibration": self.calibration.as_dict(),
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
            Lexical.load(directory, "lexical"),
            KernelClassifier.load(directory / "kernel.npz"),
            Calibration.from_dict(data["calibration"]),
            data["settings"],
        )
