"""What every door does, whoever comes in: limits, redaction, context, one turn of Rasa, never silence.

A door (web.py, teams/) checks who somebody is and renders replies in its own form; between the two it
hands the message to `Door.turn`.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot import context
from bot.channels import edits
from bot.channels.replies import DANGER, ERASE, ERROR, TEXT, Reply, replies_in
from bot.failures import without_values
from bot.in_process import InProcess
from bot.settings import Settings, current
from bot.store import store_of
from guidance.notices import load_notices
from privacy.logs import clean_structlog
from privacy.redaction import Redaction, Redactor

logger = logging.getLogger(__name__)

LONGEST_SESSION = 120  # events, some twenty turns; after that a new Rasa session keeps turns as quick as the first


@dataclass(frozen=True)
class Turn:
    """What came of one message. `erased` tells the client that its conversation is gone."""

    replies: list[Reply]
    erased: bool = False


class Collector(OutputChannel):
    """Gathers what the assistant says in one turn."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.replies: list[Reply] = []

    def name(self) -> str:  # type: ignore[override]
        """The door's name, as the tracker records it."""
        return self.channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes one bot utterance: a payload of ours, or a plain text."""
        custom = message.get("custom") or {}
        try:
            if custom:
                self.replies += replies_in(custom)
            elif message.get("text"):
                self.replies.append(Reply(kind=TEXT, text=message["text"]))
        except (TypeError, ValueError) as error:
            logger.error("A reply could not be understood (%s); it was left out.", type(error).__name__)


@lru_cache(maxsize=1)
def redactor() -> Redactor:
    """The redactor of this process; its name lists are loaded once."""
    return Redactor(current().secret.encode())


class Door:
    """One turn of conversation for any channel."""

    def __init__(self, agent: Agent, settings: Settings) -> None:
        self.agent = agent
        self.settings = settings
        if not settings.actions_url:
            run_in_process(agent)
        clean_structlog()  # not sooner: Rasa configures structlog when it starts

    def problem(self, text: str) -> Reply | None:
        """What is wrong with a typed text, or None. Nothing is stored of a text that is refused."""
        if not text.strip():
            return error("empty")
        if len(text) > self.settings.max_text:
            return error("too_long", length=len(text), max=self.settings.max_text)
        return None

    async def turn(
        self,
        channel: str,
        session_id: str,
        text: str,
        meaning: dict[str, Any] | None = None,
        message_id: str | None = None,
    ) -> Turn:
        """One message in, all replies out; there is always at least one.

        Args:
            channel: the door's name.
            session_id: the conversation.
            text: what was typed, or the label of the pressed button.
            meaning: what a pressed button stands for (intent, topic, reply), None for typed text.
            message_id: the client's own mark; the same one again brings the same replies and is not read twice.
        """
        if not self.agent.is_ready():
            return Turn([error("not_ready", retry=True)])
        if meaning and meaning["intent"] == context.ERASE_NOW:
            return await self._erased(session_id)
        # Typed `/intent{"slot": 1}` would plant intents and slots: https://github.com/RasaHQ/rasa/issues/2409
        typed = text.lstrip().lstrip("/") if meaning is None else text
        async with self.agent.lock_store.lock(session_id):
            tracker = await self.tracker(session_id)
            said = context.replies_to(tracker, message_id) if message_id and tracker else None
            if said is not None:
                return Turn([Reply.from_dict(payload) for payload in said] or [error("failed", retry=True)])
            if tracker and len(tracker.events) > LONGEST_SESSION:
                await self._new_session(tracker)
            known = tracker.get_slot(context.REDACTION_SLOT) if tracker else None
            redaction = redactor().redact(typed, known)
            written = ""
            if meaning and edits.is_edit(meaning):
                meaning, redaction, written = edits.without_names(meaning, redactor(), known)
            metadata = context.for_message(tracker)
            metadata |= {"pressed": True} if meaning else {}
            metadata |= {"id": message_id} if message_id else {}
            metadata |= {"redaction": redaction.known} if redaction.spans else {}
            replies, failure = await self._answer(channel, session_id, redaction.text, meaning, metadata, written)
            if failure == "failed":
                await self._heal(session_id, keep=True)
                replies, failure = await self._answer(channel, session_id, redaction.text, meaning, metadata, written)
            if failure == "failed":
                await self._heal(session_id, keep=False)
                replies, failure = await self._answer(channel, session_id, redaction.text, meaning, metadata, written)
        turn = await self._completed(session_id, replies, failure)
        return turn if not redaction.spans or turn.erased else Turn(with_notice(turn.replies, redaction))

    async def _answer(
        self,
        channel: str,
        session_id: str,
        text: str,
        meaning: dict[str, Any] | None,
        metadata: dict[str, Any],
        written: str = "",
    ) -> tuple[list[Reply], str | None]:
        """One turn of Rasa: what it said, and what went wrong (the name of a notice), if anything.

        `written` are somebody's own words in an edit: they are read for danger like any message.
        """
        collected = Collector(channel)
        parsed = parse_data(text, meaning) if meaning else None
        if parsed and written:
            parsed["reading"] = await self._read(written, collected, session_id, metadata)
        message = UserMessage(text, collected, session_id, input_channel=channel, metadata=metadata, parse_data=parsed)
        try:
            await asyncio.wait_for(self.agent.processor.handle_message(message), self.settings.turn_seconds)
        except TimeoutError:
            return collected.replies, "too_slow"
        except Exception as problem:  # whatever it is, the user must hear of it, and the log must not hold their words
            logger.exception("A turn failed: %s", type(problem).__name__, exc_info=without_values(problem))
            return collected.replies, "failed"
        return collected.replies, None if collected.replies else "failed"

    async def _read(self, text: str, channel: Collector, session_id: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """What the readers make of a text that is not the message itself; nothing where they fail."""
        try:
            message = UserMessage(text, channel, session_id, input_channel=channel.name(), metadata=metadata)
            found = await asyncio.wait_for(self.agent.processor.parse_message(message), self.settings.turn_seconds)
        except Exception as problem:  # an edit must not be lost because it could not be read
            logger.exception("An edit could not be read: %s", type(problem).__name__, exc_info=without_values(problem))
            return {}
        return dict(found.get("reading") or {})

    async def _new_session(self, tracker: DialogueStateTracker, keep: bool = True) -> None:
        """Begins a new Rasa session with the slots carried over: Rasa replays a session's events at every step."""
        slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
        tracker.update(ActionExecuted(ACTION_SESSION_START_NAME))
        tracker.update(SessionStarted())
        for name, value in slots.items():
            if keep or name != context.DIALOGUE_SLOT:
                tracker.update(SlotSet(name, value))  # made after the session began: the store reads by time
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await self.agent.tracker_store.save(tracker)

    async def _heal(self, session_id: str, keep: bool) -> None:
        """A conversation that cannot be answered as it is starts a new session, so that it can."""
        logger.warning("A conversation was healed (%s).", "slots carried over" if keep else "its state left behind")
        try:
            tracker = await self.tracker(session_id)
            if tracker is not None:
                await self._new_session(tracker, keep)
        except Exception as problem:  # the store itself may be what is broken
            logger.exception("Healing failed: %s", type(problem).__name__, exc_info=without_values(problem))

    async def _completed(self, session_id: str, replies: list[Reply], failure: str | None) -> Turn:
        """Adds what a turn must not lack: a reason when something failed."""
        if any(reply.kind == ERASE for reply in replies):
            return await self._erased(session_id)
        if failure or not replies:
            replies = [*replies, error(failure or "failed", retry=True)]
        return Turn(replies)

    async def tracker(self, session_id: str) -> DialogueStateTracker | None:
        """The conversation so far, None if there is none."""
        found: DialogueStateTracker | None = await self.agent.tracker_store.retrieve(session_id)
        return found

    async def history(self, session_id: str) -> list[tuple[str, list[Reply], float]]:
        """The whole conversation: (what the user said, what was answered, Unix time), oldest first."""
        tracker = await self.agent.tracker_store.retrieve_full_tracker(session_id)
        turns: list[tuple[str, list[Reply], float]] = []
        for event in tracker.events if tracker else []:
            if event.type_name == "user":
                turns.append((event.text or "", [], event.timestamp))
            elif event.type_name == "bot" and turns:
                payloads = context.payloads(event)
                turns[-1][1].extend(Reply.from_dict(payload) for payload in payloads)
        return turns

    async def erase(self, session_id: str) -> None:
        """Deletes the conversation from the database, off the event loop."""
        store = store_of(self.agent.tracker_store)
        async with self.agent.lock_store.lock(session_id):
            await asyncio.get_running_loop().run_in_executor(None, partial(store.erase, session_id))

    async def _erased(self, session_id: str) -> Turn:
        await self.erase(session_id)
        return Turn([Reply(kind=TEXT, text=load_notices().say("erased"))], erased=True)

    async def feedback(
        self, session_id: str, topic: str | None, helpful: bool, reason: str | None = None, comment: str | None = None
    ) -> None:
        """Keeps what somebody thinks of an answer, for the trainers; a comment is redacted like any text."""
        said = redactor().redact(comment[: self.settings.max_text]).text if comment else None
        given = {"topic": topic, "helpful": helpful, "reason": reason, "comment": said}
        await self._set_slot(session_id, context.FEEDBACK_SLOT, {k: v for k, v in given.items() if v is not None})

    async def keep_state(self, session_id: str, state: dict[str, Any]) -> None:
        """Puts the dialogue into another state between two turns, when a message was changed."""
        await self._set_slot(session_id, context.DIALOGUE_SLOT, state)

    def redacted(self, text: str, known: Any) -> str:
        """A text as `turn` would keep it."""
        return redactor().redact(text.lstrip().lstrip("/"), known).text

    async def _set_slot(self, session_id: str, slot: str, value: Any) -> None:
        """Sets a slot outside a turn; only after one, or Rasa would not open the conversation."""
        async with self.agent.lock_store.lock(session_id):
            tracker = await self.agent.tracker_store.retrieve(session_id)
            if tracker is not None:
                tracker.update(SlotSet(slot, value))
                await self.agent.tracker_store.save(tracker)


def with_notice(replies: list[Reply], redaction: Redaction) -> list[Reply]:
    """Tells, every time and in half a line, what was taken out; an alarm still comes first."""
    kinds = ", ".join(sorted({span.kind.replace("_", " ") for span in redaction.spans}))
    notice = load_notices().say("redacted", kinds=kinds)
    place = 1 if replies[0].kind == DANGER and len(replies) > 1 else 0
    if replies[place].kind == DANGER:
        return [replace(replies[place], text=f"{replies[place].text}\n\n{notice}"), *replies[1:]]
    told = replace(replies[place], text=f"{notice}\n\n{replies[place].text}")
    return [*replies[:place], told, *replies[place + 1 :]]


def run_in_process(agent: Agent) -> None:
    """Let the agent run our actions inside this process."""
    here = in_process()
    agent.action_endpoint = here
    if agent.processor:
        agent.processor.action_endpoint = here


@lru_cache(maxsize=1)
def in_process() -> InProcess:
    """The action endpoint of this process."""
    return InProcess()


def error(name: str, retry: bool = False, **values: str | int) -> Reply:
    """An error in plain words, always with the emergency numbers."""
    notices = load_notices()
    return Reply(kind=ERROR, text=f"{notices.say(name, **values)}\n\n{notices.say('emergency')}", retry=retry)


def parse_data(label: str, meaning: dict[str, Any]) -> dict[str, Any]:
    """What the NLU would have said, for a pressed button: its intent with certainty."""
    parsed: dict[str, Any] = {
        "text": label,
        "intent": {"name": meaning["intent"], "confidence": 1.0},
        "intent_ranking": [{"name": meaning["intent"], "confidence": 1.0}],
        "entities": [],
    }
    parsed["pressed"] = {name: meaning[name] for name in ("intent", "topic", "reply") if meaning.get(name)}
    if meaning.get("topic"):
        key = f"{meaning['intent']}/{meaning['topic']}"
        response = {"intent_response_key": key, "utter_action": f"utter_{key}", "confidence": 1.0, "responses": []}
        parsed["response_selector"] = {
            "all_retrieval_intents": [meaning["intent"]],
            meaning["intent"]: {
                "response": response,
                "ranking": [{"intent_response_key": key, "confidence": 1.0}],
            },
        }
        parsed["topic_decision"] = {"band": "answer", "topics": [{"topic": meaning["topic"], "confidence": 1.0}]}
    return parsed
