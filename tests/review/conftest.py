"""A console with one account for each role, and a small set of invented conversations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review.console import Console
from tests.review.talk import Talk


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """A console with accounts and nothing to read."""
    with Console(tmp_path) as running:
        running.accounts()
        yield running


@pytest.fixture
def talk(console: Console) -> Talk:
    """Writes conversations as the assistant would."""
    return Talk(console.engine)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """A console with conversations of every kind, for tests that change nothing others look at."""
    with Console(tmp_path_factory.mktemp("review")) as running:
        running.accounts()
        Talk(running.engine).everything()
        running.index()
        yield running
