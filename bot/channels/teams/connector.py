"""Sends activities to Teams: to allowed hosts only, not faster than allowed, again when that may help."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

import httpx2 as httpx

from bot.channels.teams.addresses import service_allowed
from bot.channels.teams.config import TeamsConfig
from bot.channels.teams.credentials import Credentials, NoToken
from bot.channels.teams.http import Answer, Unreachable, exchange

logger = logging.getLogger(__name__)

ATTEMPTS: Final = 5
BACKOFF: Final = 0.5  # seconds before the second attempt; doubles
LONGEST_WAIT: Final = 30.0  # seconds, whatever Retry-After says
AGAIN: Final = frozenset({412, 429, 500, 502, 503, 504})
# Microsoft's limits per bot and conversation: so many messages in so many seconds
RATES: Final = ((7, 1.0), (8, 2.0), (60, 30.0))
# The typing indicator counts too, and must not slow down answers: only so few in so many seconds leave room for it
QUIET: Final = (3, 2.0)
CONVERSATIONS: Final = 10_000  # whose pace is remembered


class NotDelivered(Exception):
    """A message did not arrive. `status` is the last answer's, 0 without one."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class TooLarge(NotDelivered):
    """Teams finds the message too large; smaller parts may pass."""


class Pace:
    """Knows when the next message to a conversation may go out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: OrderedDict[str, deque[float]] = OrderedDict()

    def quiet(self, conversation: str) -> bool:
        """Whether there is room for what is not an answer."""
        times = self._sent.get(conversation) or deque()
        return len(times) < QUIET[0] or self._clock() - times[-QUIET[0]] >= QUIET[1]

    def wait(self, conversation: str) -> float:
        """Counts a message and says how many seconds it has to wait."""
        now = self._clock()
        times = self._sent.setdefault(conversation, deque(maxlen=RATES[-1][0]))
        self._sent.move_to_end(conversation)
        while len(self._sent) > CONVERSATIONS:
            self._sent.popitem(last=False)
        at = now
        for most, seconds in RATES:
            if len(times) >= most:
                at = max(at, times[-most] + seconds)
        times.append(at)
        return at - now


class Connector:
    """The connector service of Teams, as one bot sees it."""

    def __init__(
        self,
        client: Callable[[], httpx.AsyncClient],
        config: TeamsConfig,
        credentials: Credentials,
        backoff: float = BACKOFF,
        patience: float = 15.0,
    ) -> None:
        self._client = client
        self._config = config
        self._credentials = credentials
        self._backoff = backoff
        self._patience = patience
        self._pace = Pace()

    async def send(
        self, service_url: str, conversation_id: str, activity: dict[str, Any], attempts: int = ATTEMPTS
    ) -> str:
        """Delivers an activity.

        Args:
            service_url: where, as the activity that is answered said.
            conversation_id: in which conversation.
            activity: what.
            attempts: 1 for what is not worth a second try, such as the typing indicator.

        Returns:
            The id that Teams gave the message, "" if it named none.

        Raises:
            TooLarge, NotDelivered: it did not arrive.
        """
        # Checked here again: whatever led here, the token leaves for these hosts only
        if not service_allowed(service_url, self._config.service_hosts, self._config.extra_service_urls):
            raise NotDelivered("the service URL is not allowed")
        url = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation_id, safe='')}/activities"
        if attempts == 1 and not self._pace.quiet(conversation_id):
            raise NotDelivered("there is no room for it now")
        await asyncio.sleep(self._pace.wait(conversation_id))
        refused, reason, status = "", "", 0
        for attempt in range(attempts):
            pause = self._backoff * 2**attempt * random.uniform(0.75, 1.25)
            try:
                token = await self._credentials.token(refused)
                answer = await self._post(url, token, activity)
            except NoToken as error:
                if not error.again:
                    raise NotDelivered(str(error)) from None
                reason, status = str(error), 0
            except Unreachable as error:
                reason, status = str(error), 0
                # It may have arrived: one more try is better than silence, five would be a flood
                if error.sent and attempt >= 1:
                    break
            else:
                status, reason = answer.status, f"status {answer.status}"
                if 200 <= status < 300:
                    return _message_id(answer)
                if status == 413:
                    raise TooLarge(reason, status)
                if status == 401 and not refused:
                    refused = token
                    continue
                if status not in AGAIN:
                    break
                pause = max(pause, retry_after(answer.headers.get("retry-after", "")))
            if attempt + 1 < attempts:
                await asyncio.sleep(min(pause, LONGEST_WAIT))
        raise NotDelivered(reason, status)

    async def _post(self, url: str, token: str, activity: dict[str, Any]) -> Answer:
        return await exchange(
            self._client(),
            "POST",
            url,
            self._patience,
            json=activity,
            headers={"Authorization": f"Bearer {token}"},
        )


def retry_after(value: str) -> float:
    """The seconds that a Retry-After header asks for: a number or a date; 0 for anything else."""
    try:
        return max(0.0, float(int(value)))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _message_id(answer: Answer) -> str:
    body = answer.json()
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) else ""
