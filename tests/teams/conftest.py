"""Fixtures: the protocol alone, which needs neither Rasa nor Sanic, and the really started assistant behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.assistant import Assistant
from tests.teams.bench import Bench
from tests.teams.chat import TeamsChat
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


@pytest.fixture(scope="session")
def teams() -> Iterator[FakeBotService]:
    """Microsoft's side of the started assistant."""
    with FakeBotService() as running:
        yield running


@pytest.fixture(scope="session")
def own(teams: FakeBotService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant, once for all conversations."""
    with Assistant(tmp_path_factory.mktemp("teams"), **teams.environment(CEC_TEAMS_ALLOW_GROUP="yes")) as running:
        yield running


@pytest.fixture
def chat(teams: FakeBotService, own: Assistant, request: pytest.FixtureRequest) -> TeamsChat:
    """A conversation of its own for each test."""
    return TeamsChat(teams, own.url, f"a:{request.node.name}")
