"""Fixtures for tests that talk to the really started assistant over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.assistant import Assistant, Chat


@pytest.fixture(scope="session")
def shared_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One assistant for all tests that neither kill nor configure it."""
    with Assistant(tmp_path_factory.mktemp("assistant")) as running:
        yield running


@pytest.fixture
def assistant(shared_assistant: Assistant) -> str:
    """The address of the running assistant."""
    return shared_assistant.url


@pytest.fixture
def chat(shared_assistant: Assistant) -> Iterator[Chat]:
    """A new conversation through the web door."""
    with Chat(shared_assistant.url) as conversation:
        yield conversation
