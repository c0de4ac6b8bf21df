"""The Teams door without a web server: takes requests, acknowledges them at once, answers in order afterwards."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any, Final, Protocol

import httpx2 as httpx

from bot.channels.replies import DANGER, ERROR, TEXT, Reply
from bot.channels.teams import cards
from bot.channels.teams.activity import FEEDBACK, IGNORED, INVOKE, WELCOME, Incoming, Reader
from bot.channels.teams.auth import Auth, Refused
from bot.channels.teams.cards import Means
from bot.channels.teams.config import TeamsConfig
from bot.channels.teams.connector import Connector, NotDelivered, TooLarge
from bot.channels.teams.credentials import Credentials
from bot.channels.teams.dedupe import Memo
from bot.channels.teams.feedback import Feedback
from bot.channels.teams.http import new_client
from bot.channels.teams.keys import Keys
from bot.channels.teams.texts import load_texts
from bot.channels.teams.turns import Turns
from guidance.notices import load_notices

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 256 * 1024
SEEN_SECONDS: Final = 3600
SENT_SECONDS: Final = 7 * 24 * 3600  # how long a thumb can be pressed and still find its answer
TYPING_EVERY: Final = 3.0  # seconds; Teams shows the indicator about that long
CLOSING_SECONDS: Final = 10.0

Result = tuple[int, "dict[str, Any] | None"]


class Assistant(Protocol):
    """What the door needs of the assistant behind it."""

    async def answer(self, incoming: Incoming) -> list[Reply]:
        """What is said to a message or a pressed button."""

    async def welcome(self, incoming: Incoming) -> list[Reply]:
        """What is said when the bot was added."""

    async def feedback(self, session_id: str, topic: str | None, feedback: Feedback) -> None:
        """Keeps a thumb for the trainers."""

    def means(self, incoming: Incoming) -> Means:
        """How replies in this conversation are rendered."""


class Service:
    """One bot."""

    def __init__(
        self, config: TeamsConfig, secret: str, memo: Memo, turns: Turns, assistant: Assistant, backoff: float = 0.5
    ) -> None:
        self.config = config
        self.reader = Reader(secret, config.bot_id)
        self.memo = memo
        self.turns = turns
        self.assistant = assistant
        self._http: httpx.AsyncClient | None = None
        self.keys = Keys(self.client, config.metadata_url, config.issuer)
        self.auth = Auth(config, self.keys)
        self.connector = Connector(self.client, config, Credentials(self.client, config), backoff)
        self._told_busy: set[str] = set()

    def client(self) -> httpx.AsyncClient:
        """The HTTP client, made by `start`."""
        if self._http is None:
            self._http = new_client()
        return self._http

    async def start(self) -> None:
        """Makes what takes time before the first request. Needs no network."""
        self.client()

    async def stop(self) -> None:
        """Answers what waits, then lets go of connections."""
        await self.turns.drain(CLOSING_SECONDS)
        await self.memo.close()
        if self._http is not None:
            await self._http.aclose()

    async def receive(self, authorizations: Sequence[str], body: bytes) -> Result:
        """One request of Teams: status and body of the answer, which never waits for a turn.

        Over 15 seconds without an answer, Teams sends the activity again.
        """
        try:
            if len(body) > LARGEST_BODY:
                raise Refused(413, "too large")
            claims = await self.auth.token(authorizations)
            activity = _activity(body)
            principal = self.auth.activity(claims, activity)
            incoming = self.reader.read(activity, principal)
        except Refused as refused:
            logger.warning("A Teams request was refused: %d, %s", refused.status, refused.reason)
            return refused.status, {"error": refused.reason}
        if incoming.kind == IGNORED:
            return 200, None
        if not await self.memo.add(incoming.key, "1", SEEN_SECONDS):
            return 200, {} if incoming.kind == FEEDBACK else None
        if incoming.kind == INVOKE:
            return 501, None
        if incoming.kind == FEEDBACK:
            self.turns.aside(lambda: self._feedback(incoming))
            return 200, {}  # anything in the body makes Teams show an error
        if self.turns.add(incoming.session_id, lambda: self._turn(incoming)):
            self._told_busy.discard(incoming.session_id)
        elif incoming.session_id not in self._told_busy:
            self._told_busy.add(incoming.session_id)
            busy = [Reply(kind=TEXT, text=load_texts().say("busy"))]
            self.turns.aside(lambda: self._deliver(incoming, busy))
        return 202, None

    async def _turn(self, incoming: Incoming) -> None:
        """Answers one activity, whatever happens."""
        if incoming.group and not self.config.allow_group:
            await self._deliver(incoming, [Reply(kind=TEXT, text=load_texts().say("private_only"))])
            return
        typing = asyncio.ensure_future(self._typing(incoming))
        try:
            said = self.assistant.welcome if incoming.kind == WELCOME else self.assistant.answer
            replies = await said(incoming)
        except Exception as error:  # the user must hear of it, and the log must not hold their words
            logger.error("A Teams turn failed: %s", type(error).__name__)
            notices = load_notices()
            replies = [Reply(kind=ERROR, text=f"{notices.say('failed')}\n\n{notices.say('emergency')}", retry=True)]
        finally:
            typing.cancel()
        await self._deliver(incoming, replies)

    async def _deliver(self, incoming: Incoming, replies: list[Reply]) -> None:
        """Sends replies in order, danger before all others. One that cannot be delivered does not stop the rest."""
        means = self.assistant.means(incoming)
        for reply in sorted(replies, key=lambda one: one.kind != DANGER):
            for activity in cards.render(reply, means):
                try:
                    sent = await self._send(incoming, activity)
                except NotDelivered as error:
                    logger.error("A reply did not reach Teams: %s", error)
                    if error.status in (403, 404):
                        return  # blocked, removed or gone: nothing else will arrive either
                    continue
                if sent and "feedbackLoop" in activity.get("channelData", {}):
                    await self._remember(incoming, sent, reply.topic or "")

    async def _send(self, incoming: Incoming, activity: cards.Activity, longest: int = 0) -> str:
        whole = activity | {"from": {"id": self.config.bot_id}, "conversation": {"id": incoming.conversation_id}}
        try:
            return await self.connector.send(incoming.service_url, incoming.conversation_id, whole)
        except TooLarge:
            text = activity.get("text") or _text_of_card(activity)
            longest = (longest or len(text)) // 2
            if longest < 500:
                raise
            # Without its buttons a card that is too large still says what it has to say
            rest = {key: value for key, value in activity.items() if key in ("entities", "channelData")}
            parts = cards.messages(text, longest=longest)
            parts[-1] |= rest
            sent = ""
            for part in parts:
                sent = await self._send(incoming, part, longest)
            return sent

    async def _typing(self, incoming: Incoming) -> None:
        """Shows that we are at it until cancelled. A failure here must never cost the answer."""
        whole = {"type": "typing", "from": {"id": self.config.bot_id}}
        try:
            while True:
                await self.connector.send(incoming.service_url, incoming.conversation_id, whole, attempts=1)
                await asyncio.sleep(TYPING_EVERY)
        except NotDelivered as error:
            logger.debug("The typing indicator did not reach Teams: %s", error)

    async def _remember(self, incoming: Incoming, message_id: str, topic: str) -> None:
        await self.memo.add(self.reader.message_key(incoming.session_id, message_id), topic, SENT_SECONDS)

    async def _feedback(self, incoming: Incoming) -> None:
        topic = await self.memo.get(incoming.replied_to)
        if incoming.feedback is not None and topic is not None:
            await self.assistant.feedback(incoming.session_id, topic or None, incoming.feedback)
        else:
            logger.info("A thumb under a Teams message that is not known any more was not kept.")


def _activity(body: bytes) -> dict[str, Any]:
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "no JSON") from None
    if not isinstance(activity, dict):
        raise Refused(400, "no activity")
    return activity


def _text_of_card(activity: cards.Activity) -> str:
    attachments = activity.get("attachments") or [{}]
    return str(attachments[0].get("content", {}).get("fallbackText", ""))
