"""A classifier of replies, for those the word lists do not decide.

It learns from reply_examples.yml, from the intents of the same meaning and, as questions,
from a sample of topic questions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from bot.nlu import calibration
from bot.nlu.arrays import Array
from bot.nlu.kernel import KernelClassifier, KernelOptions, one_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy
from bot.nlu.stage import EncoderPair

PATH = Path(__file__).with_name("reply_examples.yml")
FOLDS = 5
SURE = 0.9
QUESTION_STEP = 20
# A description given as an answer says yes, so in the middle of items the two are one.
COMMENT, YES, QUESTION = "comment", "yes", "question"
LABELS = {
    "inform_affirm": "yes",
    "inform_deny": "no",
    "inform_unsure": "unsure",
    "skip": "skip",
    "go_back": "back",
    "pause": "pause",
    "stop": "stop",
    "show_summary": "summary",
    "change_answer": "change",
}


@lru_cache(maxsize=1)
def reply_examples() -> dict[str, list[str]]:
    """The examples by label."""
    data: dict[str, list[str]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return data


class ReplyModel:
    """Kernel classifiers over the reply labels, one per encoder."""

    def __init__(
        self,
        labels: Sequence[str],
        lexical: Lexical,
        stages: Sequence[tuple[KernelClassifier, float]],
    ) -> None:
        """Takes the trained parts; each stage is a classifier and its temperature."""
        self.labels = list(labels)
        self.lexical = lexical
        self.stages = list(stages)

    @classmethod
    def train(
        cls, by_intent: Mapping[str, Sequence[str]], questions: Sequence[str], encoders: EncoderPair
    ) -> ReplyModel:
        """Learns from the examples by intent and from topic questions."""
        pairs = [(text, label) for label, texts in reply_examples().items() for text in texts]
        pairs += [(t, LABELS[i]) for i, texts in by_intent.items() if i in LABELS for t in texts]
        pairs += [(text, QUESTION) for text in questions[::QUESTION_STEP]]
        pairs = list(dict.fromkeys((prepare(text), label) for text, label in pairs))
        texts = [text for text, _ in pairs]
        labels = sorted({label for _, label in pairs})
        numbers = np.array([labels.index(label) for _, label in pairs])
        lexical = Lexical.fit(texts)
        shared = lexical.similarity(texts)
        blocks = [np.flatnonzero(np.arange(len(texts)) % FOLDS == i) for i in range(FOLDS)]
        stages = []
        for encoder in (encoders.small, encoders.large):
            if encoder is None:
                continue
            vectors = encoder.encode_many(texts)
            kernel, held_out = KernelClassifier.fit(
                vectors, shared, numbers, one_of(len(labels)), KernelOptions(), blocks
            )
            scores = np.zeros((len(texts), len(labels)))
            for block, part in zip(blocks, held_out, strict=True):
                scores[block] = part.scores
            stages.append((kernel, calibration.fit_temperature(scores, numbers)))
        return cls(labels, lexical, stages)

    def guess(self, text: str, encoders: EncoderPair) -> dict[str, float]:
        """How likely each label is."""
        read = [prepare(text)]
        shared = self.lexical.similarity(read)
        shares: Array = np.zeros(len(self.labels))
        for (kernel, temperature), encoder in zip(self.stages, (encoders.small, encoders.large), strict=False):
            if encoder is None:
                break
            evidence = kernel.evidence(encoder.encode_many(read), shared)
            shares = calibration.softmax(evidence.scores, temperature)[0]
            if shares.max() >= SURE:
                break
        return {label: float(share) for label, share in zip(self.labels, shares, strict=True)}

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON."""
        data = {"labels": self.labels, "temperatures": [t for _, t in self.stages]}
        (directory / "replies.json").write_text(json.dumps(data), encoding="utf-8")
        self.lexical.save(directory, "reply_lexical")
        for number, (kernel, _) in enumerate(self.stages):
            kernel.save(directory / f"replies{number}.npz")

    @classmethod
    def load(cls, directory: Path) -> ReplyModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / "replies.json").read_text(encoding="utf-8"))
        stages = [
            (KernelClassifier.load(directory / f"replies{number}.npz"), float(temperature))
            for number, temperature in enumerate(data["temperatures"])
        ]
        return cls(data["labels"], Lexical.load(directory, "reply_lexical"), stages)


def prepare(text: str) -> str:
    """The text as the classifier reads it."""
    return respell(tidy(text))
