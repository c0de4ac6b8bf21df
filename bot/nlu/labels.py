"""Names of intents and retrieval intents that the understanding treats in a special way."""

from __future__ import annotations

TOPIC, OUTSIDE = "ask", "out_of_scope"
FALLBACK = "nlu_fallback"
DANGER = "child_in_danger"
COURTESIES = frozenset({"greet", "thank", "goodbye"})


def is_of(label: str, base: str) -> bool:
    """Whether a full label belongs to a retrieval intent."""
    return label.startswith(base + "/")


def base_of(label: str) -> str:
    """The intent of a full label."""
    return label.split("/", 1)[0]


def bare(label: str) -> str:
    """The second half of a full label: the topic's id."""
    return label.split("/", 1)[-1]
