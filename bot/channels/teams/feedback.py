"""Thumbs under an answer: reads what Teams sends when one is pressed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

REACTIONS: Final = {"like": True, "dislike": False}
LONGEST: Final = 2000  # characters of a comment that are kept


@dataclass(frozen=True)
class Feedback:
    """Whether an answer helped, and what was written about it."""

    helpful: bool
    comment: str = ""


def read_feedback(value: Any) -> Feedback | None:
    """The feedback in the value of a `message/submitAction` invoke, None if it is something else.

    Teams sends the comment as JSON inside the JSON: {"actionName": "feedback",
    "actionValue": {"reaction": "like", "feedback": "{\"feedbackText\": \"...\"}"}}.
    """
    if not isinstance(value, dict) or value.get("actionName") != "feedback":
        return None
    said = value.get("actionValue")
    if not isinstance(said, dict) or said.get("reaction") not in REACTIONS:
        return None
    return Feedback(REACTIONS[said["reaction"]], _comment(said.get("feedback")))


def _comment(raw: Any) -> str:
    if isinstance(raw, str):
        written = raw
        try:
            raw = json.loads(written)
        except (ValueError, RecursionError):
            return written.strip()[:LONGEST]
    text = raw.get("feedbackText") if isinstance(raw, dict) else None
    return text.strip()[:LONGEST] if isinstance(text, str) else ""
