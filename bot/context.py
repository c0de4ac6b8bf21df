"""What a conversation is about right now, read from its tracker for the door and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

DESK_SLOT: Final = "desk"  # every guided tool's answers, as the questionnaire engine keeps them
ASKING_SLOT: Final = "asking"  # the question that is open now: tool, asked, item, items, answer_type
ACTIVE_SLOT: Final = "questionnaire_active"  # whether a guided tool is being worked through
REDACTION_SLOT: Final = "redaction"  # keyed hashes of names already replaced in this conversation
FEEDBACK_SLOT: Final = "feedback"  # what was last said about an answer: topic, helpful, reason, comment
TOOL_ACTION: Final = "action_questionnaire"
CONFIRM_ERASE: Final = "utter_confirm_erase"
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


def last_topic(tracker: Conversation) -> str | None:
    """The topic answered most recently, which a follow-up question may refer to."""
    for event in reversed(list(tracker.events)):
        for payload in reversed(payloads(event)):
            if payload.get("kind") == "answer" and payload.get("topic"):
                return str(payload["topic"])
    return None


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


def last_message_id(tracker: Conversation) -> str | None:
    """The client's mark on the newest message, so that one sent twice is answered once."""
    for event in reversed(list(tracker.events)):
        if getattr(event, "type_name", None) == "user":
            return (event.metadata or {}).get("id")
    return None


def awaiting_erase(tracker: Conversation) -> bool:
    """Whether the assistant has just asked if it really shall delete everything."""
    for event in reversed(list(tracker.events)):
        if getattr(event, "type_name", None) == "bot":
            return (event.metadata or {}).get("utter_action") == CONFIRM_ERASE
    return False


def went_unanswered(tracker: Conversation) -> bool:
    """Whether an action on a guided tool ran in the last turn and had nothing to say: it failed.

    Rasa notes an action as executed even when the action server did not answer.
    """
    for event in reversed(list(tracker.events)):
        kind = getattr(event, "type_name", None)
        if kind in ("user", "bot"):
            return False
        if kind == "action" and str(event.action_name).startswith(TOOL_ACTION):
            return True
    return False


def for_message(tracker: Conversation | None) -> dict[str, Any]:
    """The metadata that a door sends with a message, for the NLU components.

    Members: `questionnaire` (the open question) and `last_topic`, each only if there is one.
    """
    if tracker is None:
        return {}
    found: dict[str, Any] = {}
    if awaiting_erase(tracker):
        found["questionnaire"] = {"tool": "erase", "asked": "confirm", "answer_type": "yes_no"}
    elif tracker.get_slot(ASKING_SLOT):
        found["questionnaire"] = tracker.get_slot(ASKING_SLOT)
    topic = last_topic(tracker)
    if topic:
        found["last_topic"] = topic
    return found
