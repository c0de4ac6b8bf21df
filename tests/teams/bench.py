"""Our Teams service with a stand-in for the assistant behind it, and short waits between attempts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.replies import TEXT, Reply
from bot.channels.teams.activity import Incoming
from bot.channels.teams.cards import Means
from bot.channels.teams.config import load
from bot.channels.teams.dedupe import InMemory, Memo
from bot.channels.teams.feedback import Feedback
from bot.channels.teams.service import Result, Service
from bot.channels.teams.turns import Turns
from bot.channels.tokens import Tokens
from tests.teams.fake_bot_service import FakeBotService

SECRET = "a secret that only this test run uses"


class Echo:
    """An assistant that repeats what it heard, or says what it was told to."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.thumbs: list[tuple[str, str | None, Feedback]] = []
        self.replies: list[Reply] = []
        self.think: Callable[[], Awaitable[Any]] | None = None
        self.tokens = Tokens(SECRET, 3600, 600)

    async def answer(self, incoming: Incoming) -> list[Reply]:
        self.heard.append(incoming)
        if self.think:
            await self.think()
        return self.replies or [Reply(kind=TEXT, text=f"you said {incoming.text}")]

    async def welcome(self, incoming: Incoming) -> list[Reply]:
        return [Reply(kind=TEXT, text="welcome")]

    async def feedback(self, session_id: str, topic: str | None, feedback: Feedback) -> None:
        self.thumbs.append((session_id, topic, feedback))

    def means(self, incoming: Incoming) -> Means:
        return Means(
            sign=lambda choice: self.tokens.choice(incoming.session_id, choice.to_dict()),
            link=lambda what: f"https://guide.example.org/teams/records/{what['format']}",
            user_id=incoming.user_id,
        )


class Bench:
    """One bot that talks to the fake."""

    def __init__(self, fake: FakeBotService, memo: Memo | None = None, waiting: int = 20, **settings: str) -> None:
        self.fake = fake
        config = load(fake.environment(**settings))
        assert config is not None
        self.assistant = Echo()
        self.service = Service(config, SECRET, memo or InMemory(), Turns(waiting), self.assistant, backoff=0.01)

    async def post(self, activity: dict[str, Any], token: str | None = None, *headers: str) -> Result:
        """One request of Teams."""
        authorizations = headers or (f"Bearer {self.fake.token() if token is None else token}",)
        return await self.service.receive(authorizations, json.dumps(activity).encode())

    async def say(self, text: str = "hello", **changes: Any) -> int:
        """A message with a good token; returns the status."""
        return (await self.post(self.fake.activity(text, **changes)))[0]

    async def arrived(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """Waits for messages at the fake without holding the loop."""
        return await asyncio.get_running_loop().run_in_executor(None, self.fake.arrived, count, seconds)

    async def idle(self) -> None:
        """Waits until all turns are done."""
        while self.service.turns._running:
            await asyncio.wait(set(self.service.turns._running))
