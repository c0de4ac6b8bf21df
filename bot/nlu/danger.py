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
from bot.nlu.arrays import Array
from bot.nlu.held_out import Rehearsal, apart_for
from bot.nlu.kernel import KernelClassifier, KernelOptions, one_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy, words
from bot.nlu.stage import EncoderSet, encoders_of_stages

# Every sixth ordinary message is enough to know what is not danger, and keeps training quick.
ORDINARY_STEP = 6
# The share of urgent examples that the small encoder alone may lose.
CLEARED = 0.005
OPTIONS = KernelOptions(sharpness=2.0, lexical_weight=0.3, ridge=0.15)


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
    return DangerData(tuple(data.get("urgent") or ()), tuple(data.get("not_urgent") or ()), tuple(phrases))


@dataclass(frozen=True)
class DangerStage:
    """A classifier and the probability from which it counts.

    In a questionnaire people describe harm that is over, so there it takes more.
    """

    kernel: KernelClassifier
    temperature: float
    threshold: float
    in_questionnaire: float

    def probability(self, vectors: Array, shared: Array) -> float:
        """How likely one text tells of danger."""
        scores = self.kernel.evidence(vectors, shared).scores
        return float(calibration.softmax(scores, self.temperature)[0, 1])


class DangerModel:
    """Phrases and classifiers together.

    With two encoders the small one only clears messages that are surely harmless; what it
    cannot clear is decided by both.
    """

    def __init__(
        self, phrases: Sequence[Phrase], lexical: Lexical | None = None, stages: Sequence[DangerStage] = ()
    ) -> None:
        """Without a classifier the phrases alone decide."""
        self.phrases = tuple(phrases)
        self.lexical = lexical
        self.stages = tuple(stages)

    @classmethod
    def train(
        cls,
        data: DangerData,
        more_urgent: Sequence[str],
        ordinary: Sequence[str],
        encoders: EncoderSet,
        false_alarms: float = 0.05,
    ) -> DangerModel:
        """Learns from the danger file, the danger intent's examples and ordinary messages.

        Args:
            data: the danger file.
            more_urgent: further examples of danger.
            ordinary: examples of everything else, answers in a questionnaire among them.
            encoders: the encoders.
            false_alarms: the share of the file's `not_urgent`, which are meant to mislead,
                that may set the alarm off; recall is what this leaves.
        """
        urgent = list(dict.fromkeys(prepare(t) for t in [*data.urgent, *more_urgent]))
        near = _new([prepare(t) for t in data.not_urgent], urgent)
        far = _new([prepare(t) for t in ordinary[::ORDINARY_STEP]], [*urgent, *near])
        if not urgent or not (near or far):
            return cls(data.phrases)
        texts = [*urgent, *near, *far]
        kinds = ["urgent"] * len(urgent) + ["near"] * len(near) + ["far"] * len(far)
        numbers = np.array([int(kind == "urgent") for kind in kinds])
        rehearsal = Rehearsal(texts, numbers, apart_for(texts, kinds, encoders))
        wanted = "near" if near else "far"
        misleading = np.array([kinds[row] == wanted for row in rehearsal.rows])
        lexical = Lexical.fit(texts)
        shared = lexical.similarity(texts)
        stages: list[DangerStage] = []
        pairs = encoders_of_stages(encoders)
        for encoder, trial in pairs:
            scores = rehearsal.evidence(trial, one_of(2), OPTIONS).scores
            temperature = calibration.fit_temperature(scores, rehearsal.truth)
            shares = calibration.softmax(scores, temperature)[:, 1]
            allowed = [float(np.quantile(shares[misleading], 1 - part)) for part in (false_alarms, false_alarms / 2)]
            if len(stages) + 1 < len(pairs):
                # This one may clear only what is below nearly every urgent example.
                allowed = [min(allowed[0], float(np.quantile(shares[rehearsal.truth == 1], CLEARED)))] * 2
            kernel = KernelClassifier.fit(encoder.encode_many(texts), shared, numbers, one_of(2), OPTIONS)
            stages.append(DangerStage(kernel, temperature, *(min(0.5, value) for value in allowed)))
        return cls(data.phrases, lexical, stages)

    def judge(self, text: str, encoders: EncoderSet, in_questionnaire: bool = False) -> Judgement:
        """Whether the message tells of danger right now."""
        whole = tidy(text).lower()
        if not words(whole):
            return Judgement(False, 0.0)
        for phrase in self.phrases:
            if phrase.pattern.search(whole):
                return Judgement(True, 1.0, phrase.id)
        if self.lexical is None:
            return Judgement(False, 0.0)
        read, probability = [prepare(text)], 0.0
        shared = self.lexical.similarity(read)
        for stage, (encoder, _) in zip(self.stages, encoders_of_stages(encoders), strict=False):
            probability = stage.probability(encoder.encode_many(read), shared)
            if probability < (stage.in_questionnaire if in_questionnaire else stage.threshold):
                return Judgement(False, probability)
        return Judgement(bool(self.stages), probability)

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON."""
        data = {
            "phrases": [{"id": p.id, "pattern": p.pattern.pattern} for p in self.phrases],
            "stages": [[s.temperature, s.threshold, s.in_questionnaire] for s in self.stages],
        }
        text = json.dumps(data, ensure_ascii=False)
        (directory / "danger.json").write_text(text, encoding="utf-8")
        for number, stage in enumerate(self.stages):
            stage.kernel.save(directory / f"danger{number}.npz")
        if self.lexical is not None:
            self.lexical.save(directory, "danger_lexical")

    @classmethod
    def load(cls, directory: Path) -> DangerModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / "danger.json").read_text(encoding="utf-8"))
        phrases = [Phrase(p["id"], re.compile(p["pattern"], re.IGNORECASE)) for p in data["phrases"]]
        if not data["stages"]:
            return cls(phrases)
        stages = [
            DangerStage(KernelClassifier.load(directory / f"danger{number}.npz"), *numbers)
            for number, numbers in enumerate(data["stages"])
        ]
        return cls(phrases, Lexical.load(directory, "danger_lexical"), stages)


def _new(texts: Sequence[str], known: Sequence[str]) -> list[str]:
    seen = set(known)
    return [text for text in dict.fromkeys(texts) if text not in seen]
