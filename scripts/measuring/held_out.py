"""The topic model tried on training examples that were kept from it: what new people would get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.nlu.encoder import training_encoders
from bot.nlu.held_out import apart_for
from bot.nlu.labels import DANGER, TOPIC, is_of
from bot.nlu.topic_training import prepare, train
from scripts.content import examples
from scripts.measuring.metrics import share


def held_out() -> dict[str, Any]:
    """Trains on the examples that the trial encoder has seen and reads the topic questions that it has not.

    The fifth that is kept apart is whole runs of neighbouring examples, so mostly whole writers. The other
    four folds of a cross-validation would each need an adaptation of their own (`make adapt`).
    """
    pairs = [(prepare(text), intent) for intent, texts in examples().items() if intent != DANGER for text in texts]
    with training_encoders() as encoders:
        apart = apart_for([text for text, _ in pairs], [label for _, label in pairs], encoders)
        without = replace(encoders, small=encoders.trial or encoders.small, trial=None)
        model = train([pair for pair, kept in zip(pairs, apart, strict=True) if not kept], without)
        held = [pair for pair, kept in zip(pairs, apart, strict=True) if kept and is_of(pair[1], TOPIC)]
        readings = model.read([text for text, _ in held], without)
    first = sum(r.topics[0][0] == label for r, (_, label) in zip(readings, held, strict=True))
    three = sum(label in [t for t, _ in r.topics[:3]] for r, (_, label) in zip(readings, held, strict=True))
    n = len(held)
    return {"learnt": int((~apart).sum()), "questions": n, "first": share(first, n), "first_three": share(three, n)}
