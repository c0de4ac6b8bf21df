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
from bot.nlu.held_out import Rehearsal, apart_for
from bot.nlu.kernel import KernelClassifier, KernelOptions, one_of
from bot.nlu.lexical import Lexical
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy
from bot.nlu.stage import EncoderSet, encoders_of_stages

PATH = Path(__file__).with_name("reply_examples.yml")
OPTIONS = KernelOptions(sharpness=2.0)
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
    """A kernel classifier over the reply labels."""

    def __init__(self, labels: Sequence[str], lexical: Lexical, kernel: KernelClassifier, temperature: float) -> None:
        """Takes the trained parts."""
        self.labels = list(labels)
        self.lexical = lexical
        self.kernel = kernel
        self.temperature = temperature

    @classmethod
    def train(
        cls, by_intent: Mapping[str, Sequence[str]], questions: Sequence[str], encoders: EncoderSet
    ) -> ReplyModel:
        """Learns from the examples by intent and from topic questions."""
        pairs = [(text, label) for label, texts in reply_examples().items() for text in texts]
        pairs += [(t, LABELS[i]) for i, texts in by_intent.items() if i in LABELS for t in texts]
        pairs += [(text, QUESTION) for text in questions[::QUESTION_STEP]]
        pairs = list(dict.fromkeys((prepare(text), label) for text, label in pairs))
        texts, marks = [text for text, _ in pairs], [label for _, label in pairs]
        labels = sorted(set(marks))
        numbers = np.array([labels.index(label) for label in marks])
        template = one_of(len(labels))
        rehearsal = Rehearsal(texts, numbers, apart_for(texts, marks, encoders))
        # Replies are short, so the larger encoder is affordable for every one of them.
        encoder, trial = encoders_of_stages(encoders)[-1]
        scores = rehearsal.evidence(trial, template, OPTIONS).scores
        lexical = Lexical.fit(texts)
        vectors, shared = encoder.encode_many(texts), lexical.similarity(texts)
        kernel = KernelClassifier.fit(vectors, shared, numbers, template, OPTIONS)
        return cls(labels, lexical, kernel, calibration.fit_temperature(scores, rehearsal.truth))

    def guess(self, text: str, encoders: EncoderSet) -> dict[str, float]:
        """How likely each label is."""
        read = [prepare(text)]
        evidence = self.kernel.evidence(
            encoders_of_stages(encoders)[-1][0].encode_many(read), self.lexical.similarity(read)
        )
        shares = calibration.softmax(evidence.scores, self.temperature)[0]
        return {label: float(share) for label, share in zip(self.labels, shares, strict=True)}

    def save(self, directory: Path) -> None:
        """Writes the model as npz and JSON."""
        data = {"labels": self.labels, "temperature": self.temperature}
        (directory / "replies.json").write_text(json.dumps(data), encoding="utf-8")
        self.lexical.save(directory, "reply_lexical")
        self.kernel.save(directory / "replies.npz")

    @classmethod
    def load(cls, directory: Path) -> ReplyModel:
        """Reads what `save` wrote."""
        data = json.loads((directory / "replies.json").read_text(encoding="utf-8"))
        kernel = KernelClassifier.load(directory / "replies.npz")
        return cls(data["labels"], Lexical.load(directory, "reply_lexical"), kernel, float(data["temperature"]))


def prepare(text: str) -> str:
    """The text as the classifier reads it."""
    return respell(tidy(text))
