"""The topic model tried on training examples that were kept from it: what new people would get."""

from __future__ import annotations

from typing import Any

from bot.nlu.encoder import training_encoder
from bot.nlu.held_out import kept_apart
from bot.nlu.labels import DANGER, TOPIC, is_of
from bot.nlu.stored_calibration import stored
from bot.nlu.topic_training import prepare, train
from scripts.content import examples
from scripts.measuring.metrics import share


def held_out() -> dict[str, Any]:
    """Trains without whole runs of neighbouring examples, so mostly whole writers, and reads their topic questions.

    The encoder was adapted to those examples too, so the figures flatter; `make adapt` has the honest ones.
    """
    pairs = [(prepare(text), intent) for intent, texts in examples().items() if intent != DANGER for text in texts]
    apart = kept_apart([label for _, label in pairs])
    with training_encoder() as encoder:
        learnt = [pair for pair, kept in zip(pairs, apart, strict=True) if not kept]
        model = train(learnt, encoder, stored=stored("topics"))
        held = [pair for pair, kept in zip(pairs, apart, strict=True) if kept and is_of(pair[1], TOPIC)]
        readings = model.read([text for text, _ in held], encoder)
    first = sum(r.topics[0][0] == label for r, (_, label) in zip(readings, held, strict=True))
    three = sum(label in [t for t, _ in r.topics[:3]] for r, (_, label) in zip(readings, held, strict=True))
    n = len(held)
    return {"learnt": int((~apart).sum()), "questions": n, "first": share(first, n), "first_three": share(three, n)}
