"""One queue per conversation: messages are answered in the order they came, after they were acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

logger = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

WAITING: Final = 20  # messages of one conversation
CONVERSATIONS: Final = 2000  # at work at the same time


class Turns:
    """Runs jobs one after another per conversation, and conversations side by side."""

    def __init__(self, waiting: int = WAITING, conversations: int = CONVERSATIONS) -> None:
        self._waiting = waiting
        self._conversations = conversations
        self._queues: dict[str, deque[Job]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def add(self, conversation: str, job: Job) -> bool:
        """Puts a job in line; False if the line is full or the door is closing."""
        queue = self._queues.get(conversation)
        if self._closed or (queue is not None and len(queue) >= self._waiting):
            return False
        if queue is not None:
            queue.append(job)
            return True
        if len(self._queues) >= self._conversations:
            return False
        self._queues[conversation] = deque([job])
        self.aside(lambda: self._work(conversation))
        return True

    def aside(self, job: Job) -> None:
        """Runs a job now, out of line."""
        task = asyncio.ensure_future(_safely(job))
        self._running.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Lets the jobs that wait be done, but no new ones in; what is not done in time is dropped."""
        self._closed = True
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                logger.error("%d Teams conversations were not answered before the end.", len(late))

    async def _work(self, conversation: str) -> None:
        queue = self._queues[conversation]
        try:
            while queue:
                await _safely(queue[0])
                queue.popleft()
        finally:
            del self._queues[conversation]


async def _safely(job: Job) -> None:
    """A job that fails must not stop those behind it. The type of the error says enough; its text may hold words."""
    try:
        await job()
    except Exception as error:
        logger.error("A Teams turn failed: %s", type(error).__name__)
