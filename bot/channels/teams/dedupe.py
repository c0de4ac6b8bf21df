"""What was seen or sent a short time ago: in this process' memory, or in Redis when several workers share it.

Used for replays (an activity is answered once) and for feedback (which answer a message id stands for).
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Protocol

logger = logging.getLogger(__name__)

MOST: Final = 50_000


class Memo(Protocol):
    """A small store whose entries run out. Keys are keyed hashes: no id of a person or chat is kept."""

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keeps an entry; False if there is one already."""

    async def get(self, key: str) -> str | None:
        """The value of an entry, None if there is none."""

    async def close(self) -> None:
        """Lets go of connections."""


class InMemory:
    """Entries of this process; the oldest go first when there are too many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keeps an entry; False if there is one already."""
        if await self.get(key) is not None:
            return False
        self._entries[key] = (value, self._clock() + seconds)
        self._entries.move_to_end(key)
        while len(self._entries) > MOST:
            self._entries.popitem(last=False)
        return True

    async def get(self, key: str) -> str | None:
        """The value of an entry, None if there is none."""
        value, until = self._entries.get(key, ("", 0.0))
        return value if until > self._clock() else None

    async def close(self) -> None:
        """Nothing to let go of."""


class InRedis:
    """Entries that all workers share. While Redis is down, this process' memory stands in."""

    def __init__(self, connection: Any) -> None:
        self._redis = connection
        self._instead = InMemory()

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keeps an entry; False if there is one already."""
        try:
            return bool(await self._redis.set(f"cec:teams:{key}", value, nx=True, ex=seconds))
        except Exception as error:  # whatever the client raises: a duplicate is better than no answer
            logger.error("Redis cannot be used (%s); replays are only known to this process.", type(error).__name__)
            return await self._instead.add(key, value, seconds)

    async def get(self, key: str) -> str | None:
        """The value of an entry, None if there is none."""
        try:
            found = await self._redis.get(f"cec:teams:{key}")
        except Exception:  # as above
            return await self._instead.get(key)
        return found.decode() if isinstance(found, bytes) else found

    async def close(self) -> None:
        """Closes the connections."""
        await self._redis.close()


def open_memo(redis_url: str) -> Memo:
    """The store for an installation: Redis if it has one."""
    if not redis_url:
        return InMemory()
    from redis import asyncio as redis  # only installations with several workers need it

    return InRedis(redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2))
