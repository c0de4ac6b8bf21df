"""Cross-validation of the topic model on the training data alone: what new, similar questions would get."""

from __future__ import annotations

from typing import Any

from bot.nlu.encoder import shared_encoders
from bot.nlu.topic_training import train
from scripts.content import examples
from scripts.measuring.metrics import share

FOLDS = 5
TOPIC = "ask/"


def crossval() -> dict[str, Any]:
    """Trains on four fifths, reads the rest, five times. Neighbouring examples go to different folds."""
    pairs = [(text, intent) for intent, texts in examples().items() for text in texts]
    encoders = shared_encoders()
    first = three = total = 0
    for fold in range(FOLDS):
        learnt = [pair for number, pair in enumerate(pairs) if number % FOLDS != fold]
        held = [pair for number, pair in enumerate(pairs) if number % FOLDS == fold and pair[1].startswith(TOPIC)]
        model = train(learnt, encoders)
        for (_, wanted), reading in zip(held, model.read([text for text, _ in held], encoders), strict=True):
            topics = [f"{TOPIC}{topic.removeprefix(TOPIC)}" for topic, _ in reading.topics]
            first += topics[:1] == [wanted]
            three += wanted in topics[:3]
            total += 1
    return {"folds": FOLDS, "questions": total, "first": share(first, total), "first_three": share(three, total)}
