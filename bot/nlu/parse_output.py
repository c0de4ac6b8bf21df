"""The shapes in which the components hand over what they understood.

Rasa's own action for retrieval intents reads `response_selector`; everything here keeps
its keys. At most five entries are kept, because Rasa stores them with every message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.nlu.calibration import SUGGEST
from bot.nlu.labels import FALLBACK, OUTSIDE, TOPIC, bare
from bot.nlu.topic_model import Reading

KEPT = 5
RETRIEVAL_INTENTS = [TOPIC, OUTSIDE]


def intent_of(reading: Reading) -> dict[str, Any]:
    """The winning intent; `nlu_fallback` when the message was turned away."""
    if reading.intent == FALLBACK:
        return {"name": FALLBACK, "confidence": round(1.0 - reading.in_scope, 4)}
    name, confidence = reading.intents[0]
    return {"name": name, "confidence": round(confidence, 4)}


def ranking_of(reading: Reading) -> list[dict[str, Any]]:
    """All intents worth naming, the winning one first."""
    first = intent_of(reading)
    rest = [
        {"name": name, "confidence": round(confidence, 4)}
        for name, confidence in reading.intents
        if name != first["name"]
    ]
    return [first, *rest[: KEPT - 1]]


def selector_of(reading: Reading) -> dict[str, Any]:
    """Both retrieval intents in the shape of Rasa's response selector."""
    found: dict[str, Any] = {"all_retrieval_intents": RETRIEVAL_INTENTS}
    for name, classes in ((TOPIC, reading.topics), (OUTSIDE, reading.outside)):
        if classes:
            found[name] = _selected(classes)
    return found


def decision_of(reading: Reading, also: str | None = None, follow_up_of: str | None = None) -> dict[str, Any]:
    """What the answer generator and the console want to know about a topic decision."""
    return {
        "band": reading.band,
        "in_scope": round(reading.in_scope, 4),
        "topics": [{"topic": bare(label), "confidence": round(share, 4)} for label, share in reading.topics[:KEPT]],
        "also": bare(also) if also else None,
        "follow_up_of": follow_up_of,
    }


def nothing_understood() -> dict[str, Any]:
    """The decision about an empty message."""
    return {"band": SUGGEST, "in_scope": 0.0, "topics": [], "also": None, "follow_up_of": None}


def _selected(classes: Sequence[tuple[str, float]]) -> dict[str, Any]:
    label, share = classes[0]
    return {
        "response": {
            "responses": [],
            "confidence": round(share, 4),
            "intent_response_key": label,
            "utter_action": f"utter_{label}",
        },
        "ranking": [{"intent_response_key": name, "confidence": round(value, 4)} for name, value in classes[:KEPT]],
    }
