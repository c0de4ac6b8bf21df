"""Fixtures for tests of the Teams protocol, which need neither Rasa nor Sanic."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.teams.bench import Bench
from tests.teams.fake_bot_service import FakeBotService


@pytest.fixture
def fake() -> Iterator[FakeBotService]:
    """Microsoft's side."""
    with FakeBotService() as running:
        yield running


@pytest_asyncio.fixture
async def bench(fake: FakeBotService) -> AsyncIterator[Bench]:
    """Our side, with an assistant that says what a test wants."""
    ours = Bench(fake)
    await ours.service.start()
    yield ours
    await ours.service.stop()
