"""Reads one row of Rasa's `events` table: only what the index wants to know, and never an error for odd data."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

FALLBACK: Final = "nlu_fallback"
DANGER: Final = "child_in_danger"
RETRIEVAL: Final = ("ask", "out_of_scope")
# As Rasa's JSON writes them; within a text the quotes would be escaped, so nobody can type these
_KINDS: Final = {name: f'"kind": "{name}"' for name in ("error", "danger", "record")}
_LONGEST_WORD: Final = 40
_MOST_WORDS: Final = 400
_READ: Final = 20_000  # characters of one message that are indexed


@dataclass(frozen=True)
class Message:
    """What the assistant understood of one message.

    Attributes:
        topic: topic id for questions, the kind for out-of-scope messages.
        band: answer, suggest or reject; empty where the topic classifier did not speak.
        confidence: of the topic for questions, else of the intent.
        pressed: a button, so nothing had to be understood.
    """

    text: str
    intent: str
    topic: str
    band: str
    confidence: float
    pressed: bool
    danger: bool
    channel: str
    model: str

    @property
    def label(self) -> str:
        """The class as training data writes it: ask/<topic>, out_of_scope/<kind> or the intent."""
        return f"{self.intent}/{self.topic}" if self.intent in RETRIEVAL and self.topic else self.intent

    @property
    def missed(self) -> bool:
        """Whether it was typed and not understood."""
        return not self.pressed and (self.intent == FALLBACK or self.band in ("suggest", "reject"))


def parsed(data: str | None) -> dict[str, Any]:
    """An event's JSON; {} if it is none."""
    try:
        value = json.loads(data or "")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def as_dict(value: object) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text_of(value: object, longest: int = 100) -> str:
    """A short text that any database takes: PostgreSQL refuses NUL, and lone surrogates have no encoding."""
    return clean(value)[:longest] if isinstance(value, str) else ""


def clean(text: str) -> str:
    """A text without NUL and lone surrogates."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def number(value: object) -> float:
    """A share between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        return 0.0
    return min(1.0, max(0.0, float(value)))


def message(event: dict[str, Any]) -> Message:
    """The message of a `user` event."""
    parse = as_dict(event.get("parse_data"))
    metadata = as_dict(event.get("metadata"))
    found = as_dict(parse.get("intent"))
    intent = text_of(found.get("name")) or text_of(event.get("intent_name"))
    decision = as_dict(parse.get("topic_decision"))
    topics = decision.get("topics")
    best = as_dict(topics[0]) if isinstance(topics, list) and topics else {}
    topic, confidence = "", number(found.get("confidence"))
    if intent in RETRIEVAL:
        response = as_dict(as_dict(as_dict(parse.get("response_selector")).get(intent)).get("response"))
        topic = text_of(response.get("intent_response_key")).partition("/")[2]
        confidence = number(response.get("confidence")) if response else confidence
    elif intent == FALLBACK:
        confidence = number(best.get("confidence"))
    bands = text_of(decision.get("band"))
    band = bands if intent in (*RETRIEVAL, FALLBACK) else ""
    text = event.get("text")
    return Message(
        text=clean(text) if isinstance(text, str) else "",
        intent=intent,
        topic=topic,
        band=band if band in ("answer", "suggest", "reject") else "",
        confidence=confidence,
        pressed=metadata.get("pressed") is True,
        danger=intent == DANGER,
        channel=text_of(event.get("input_channel"), 60),
        model=text_of(metadata.get("model_id"), 64),
    )


def has_kind(data: str | None, kind: str) -> bool:
    """Whether a `bot` event holds a reply of that kind, without reading its JSON."""
    return _KINDS[kind] in (data or "")


def words(text: str) -> set[str]:
    """The words of a text as the search knows them: folded, without accents."""
    folded = unicodedata.normalize("NFKD", text[:_READ]).casefold()
    kept = "".join(c if c.isalnum() else " " if not unicodedata.combining(c) else "" for c in folded.replace("'", ""))
    found: set[str] = set()
    for word in kept.split():
        if len(word) > 1:
            found.add(word[:_LONGEST_WORD])
        if len(found) == _MOST_WORDS:
            break
    return found


def key(name: str) -> int:
    """A facet or a word as a number that fits a database's big integer."""
    return int.from_bytes(blake2b(clean(name).encode(), digest_size=8).digest(), "big") >> 1
