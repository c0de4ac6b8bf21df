"""Recognises a message about a child in danger right now.

Phrases first: patterns that need no judgement, kept as data with an example and a
counter-example each. Then a classifier whose threshold is set for recall on held-out
examples, because a missed danger costs more than a false alarm.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu import calibration
from bot.nlu.kernel import KernelClassifier, KernelOptions, one_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy, words
from bot.nlu.topic_model import SentenceEncoding

FOLDS = 5
# Every third ordinary question is enough to know what is not danger, and keeps training quick.
ORDINARY_STEP = 3
OPTIONS = KernelOptions(sharpness=1.0, lexical_weight=0.25, ridge=0.2)


class PhraseError(ValueError):
    """The danger file holds an entry that does not do what it says."""


@dataclass(frozen=True)
class Phrase:
    """A pattern that means danger whatever the classifier thinks."""

    id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class DangerData:
    """What the danger file holds."""

    urgent: tuple[str, ...]
    not_urgent: tuple[str, ...]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Judgement:
    """Whether a message is about danger, and why."""

    danger: bool
    probability: float
    phrase: str | None = None


def prepare(text: str) -> str:
    """The text as the classifier reads it."""
    return respell(tidy(text))


def read_danger_data(data: Mapping[str, Any]) -> DangerData:
    """Checks the danger file's content.

    Raises:
        PhraseError: naming the entry and what is wanted, if one is wrong.
    """
    phrases = []
    for entry in data.get("phrases") or []:
        name = entry.get("id", "?")
        try:
            phrase = Phrase(name, re.compile(entry["pattern"], re.IGNORECASE))
        except (KeyError, re.error) as error:
            raise PhraseError(f"danger phrase '{name}': wants a valid pattern ({error})") from error
        if not phrase.pattern.search(tidy(entry.get("example", ""))):
            raise PhraseError(f"danger phrase '{name}': its example does not match")
        if entry.get("counter_example") and phrase.pattern.search(tidy(entry["counter_example"])):
            raise PhraseError(f"danger phrase '{name}': its counter-example matches")
        phrases.append(phrase)
    return DangerData(
        tuple(data.get("urgent") or ()), tuple(data.get("not_urgent") or ()), tuple(phrases)
    )


class DangerModel:
    """Phrases and classifier together."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        lexical: Lexical | None = None,
        kernel: KernelClassifier | None = None,
        temperature: float = 1.0,
        threshold: float = 1.0,
    ) -> None:
        """Without a classifier the phrases alone decide."""
        self.phrases = tuple(phrases)
        self.lexical = lexical
        self.kernel = kernel
        self.temperature = temperature
        self.threshold = threshold

    @classmethod
    def train(
        cls,
        data: DangerData,
        more_urgent: Sequence[str],
        ordinary: Sequence[str],
        encoder: SentenceEncoding,
        recall: float = 0.985,
    ) -> DangerModel:
        """Learns from the danger file, the danger intent's examples and ordinary questions."""
        urgent = list(dict.fromkeys(prepare(t) for t in [*data.urgent, *more_urgent]))
        calm = list(dict.fromkeys(prepare(t) for t in [*data.not_urgent, *ordinary[::ORDINARY_STEP]]))
        calm = [text for text in calm if text not in set(urgent)]
        if not urgent or not calm:
            return cls(data.phrases)
        texts = urgent + calm
        numbers = np.array([1] * len(urgent) + [0] * len(calm))
        lexical = Lexical.fit(texts)
        # Interleaved folds: neighbours in the file tell of the same kind of danger, and a
        # threshold for recall should not assume that a whole kind is unknown.
        blocks = [np.flatnonzero(np.arange(len(texts)) % FOLDS == i) for i in range(FOLDS)]
        kernel, held_out = KernelClassifier.fit(
            encoder.encode_many(texts), lexical.transform(texts), numbers, one_of(2), OPTIONS, blocks
        )
        members = np.concatenate(blocks)
        scores = np.concatenate([part.scores for part in held_out])
        temperature = calibration.fit_temperature(scores, numbers[members])
        shares = calibration.softmax(scores, temperature)[:, 1]
        threshold = float(np.quantile(shares[numbers[members] == 1], 1 - recall))
        return cls(data.phrases, lexical, kernel, temperature, min(threshold, 0.5))

    def judge(self, text: str, encoder: SentenceEncoding) -> Judgement:
        """Whether the message tells of danger right now."""
        whole = tidy(text)
        if not words(whole):
            return Judgement(False, 0.0)
        for phrase in self.phrases:
            if phrase.pattern.search(whole):
                return Judgement(True, 1.0, phrase.id)
        probability = float(self.probabilities([prepare(text)], encoder)[0])
        return Judgement(probability >= self.threshold, probability)

    def probabilities(self, texts: Sequence[str], encoder: SentenceEncoding) -> np.ndarray:
        """The classifier's probability of danger for every text."""
        if self.kernel is None or self.lexical is None:
            return np.zeros(len(texts))
        rows = self.lexical.transform(texts)
        evidence = self.kernel.evidence(encoder.encode_many(texts), rows)
        shares: np.ndarray = calibration.softmax(evidence.scores, self.temperature)[:, 1]
        return shares

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON."""
        data = {
            "phrases": [{"id": p.id, "pattern": p.pattern.pattern} for p in self.phrases],
            "temperature": self.temperature,
            "threshold": self.threshold,
        }
        text = json.dumps(data, ensure_ascii=False)
        (directory / "danger.json").write_text(text, encoding="utf-8")
        if self.kernel is not None and self.lexical is not None:
            self.kernel.save(directory / "danger.npz")
            self.lexical.save(directory / "danger_lexical.json")

    @classmethod
    def load(cls, directory: Path) -> DangerModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / "danger.json").read_text(encoding="utf-8"))
        phrases = [Phrase(p["id"], re.compile(p["pattern"], re.IGNORECASE)) for p in data["phrases"]]
        if not (directory / "danger.npz").exists():
            return cls(phrases)
        return cls(
            phrases,
            Lexical.load(directory / "danger_lexical.json"),
            KernelClassifier.load(directory / "danger.npz"),
            data["temperature"],
            data["threshold"],
        )
