"""What a conversation is about right now, read from its tracker for the door and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

from dialogue import context_of

DIALOGUE_SLOT: Final = "dialogue"  # the state of the conversation (dialogue/state.py)
ASKING_SLOT: Final = "asking"  # the question that is open now, for the console: tool, asked, item, items
REDACTION_SLOT: Final = "redaction"  # keyed hashes of names already replaced in this conversation
FEEDBACK_SLOT: Final = "feedback"  # what was last said about an answer: topic, helpful, reason, comment
ERASE_NOW: Final = "confirm_erase"  # what the button behind that question means; the door itself carries it out


class Conversation(Protocol):
    """The part of Rasa's DialogueStateTracker that is read here."""

    @property
    def events(self) -> Iterable[Any]:
        """All events, oldest first."""

    def get_slot(self, key: str) -> Any:
        """The value of a slot."""


def payloads(event: Any) -> list[dict[str, Any]]:
    """The reply payloads of a bot utterance, [] for any other event."""
    if getattr(event, "type_name", None) != "bot":
        return []
    custom = (event.data or {}).get("custom") or {}
    return list(custom.get("replies", [custom] if custom.get("kind") else []))


def last_replies(tracker: Conversation) -> list[dict[str, Any]]:
    """What the assistant said in its last turn, oldest first."""
    said: list[dict[str, Any]] = []
    in_turn = True
    for event in reversed(list(tracker.events)):
        kind = getattr(event, "type_name", None)
        if kind == "bot":
            said = payloads(event) + said
            in_turn = False
        elif kind == "user" and not in_turn:
            break
    return said


def replies_to(tracker: Conversation, message_id: str) -> list[dict[str, Any]] | None:
    """What was answered to a message of the client's mark, so that one sent twice is answered once; None if unknown."""
    said: list[dict[str, Any]] | None = None
    for event in tracker.events:
        kind = getattr(event, "type_name", None)
        if kind == "user":
            if said is not None:
                return said
            said = [] if (event.metadata or {}).get("id") == message_id else None
        elif said is not None:
            said += payloads(event)
    return said


def awaiting_erase(tracker: Conversation) -> bool:
    """Whether the assistant has just asked if it really shall delete everything."""
    state = tracker.get_slot(DIALOGUE_SLOT) or {}
    return bool((state.get("pending") or {}).get("kind") == "erase")


def for_message(tracker: Conversation | None) -> dict[str, Any]:
    """The metadata that a door sends with a message, for the readers: `context` and, if there is one, `last_topic`."""
    if tracker is None:
        return {"context": "none"}
    state = tracker.get_slot(DIALOGUE_SLOT)
    found: dict[str, Any] = {"context": context_of(state)}
    topic = (state or {}).get("last", {}).get("topic")
    if topic:
        found["last_topic"] = topic
    return found
