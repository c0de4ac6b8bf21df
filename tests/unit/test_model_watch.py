"""A newly trained model is taken up by a running server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot import model_info, model_watch


class Agent:
    def __init__(self, broken: bool = False) -> None:
        self.loaded: list[str] = []
        self.broken = broken

    def load_model(self, path: str) -> None:
        if self.broken:
            raise ValueError(path)
        self.loaded.append(path)


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cec-guide.json"
    monkeypatch.setattr(model_info, "NOTE", path)
    monkeypatch.setattr(model_info, "_answering", None)
    monkeypatch.delenv(model_watch.SUPERVISED, raising=False)
    write(path, "first")
    return path


def write(path: Path, version: str, code: str | None = None) -> None:
    code = code or model_info.code_digest()
    path.write_text(json.dumps({"version": version, "trained": "2026-01-01", "examples": 3, "code": code}))


async def while_watching(agent: Any, note: Path, *versions: tuple[str, str | None]) -> None:
    task = asyncio.create_task(model_watch.watch(agent, every=0.01))
    await asyncio.sleep(0.05)
    for version, code in versions:
        write(note, version, code)
        await asyncio.sleep(0.2)
    task.cancel()


def test_a_new_model_is_loaded_once_and_told(note: Path) -> None:
    agent = Agent()
    asyncio.run(while_watching(agent, note, ("second", None), ("second", None)))
    assert agent.loaded == [str(model_info.MODEL)]
    assert model_info.model_info() == {"version": "second", "trained": "2026-01-01", "examples": 3}


def test_the_same_model_is_left_alone(note: Path) -> None:
    agent = Agent()
    asyncio.run(while_watching(agent, note, ("first", None)))
    assert not agent.loaded


def test_a_model_that_cannot_be_loaded_changes_nothing(note: Path) -> None:
    asyncio.run(while_watching(Agent(broken=True), note, ("second", None)))
    assert model_info.model_info()["version"] == "first"


def test_other_code_needs_a_new_process(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signals: list[int] = []
    monkeypatch.setattr(model_watch.os, "kill", lambda _process, number: signals.append(number))
    agent = Agent()
    asyncio.run(while_watching(agent, note, ("second", "other")))
    assert not signals, "nobody would start it again"
    monkeypatch.setenv(model_watch.SUPERVISED, "1")
    asyncio.run(while_watching(agent, note, ("third", "other")))
    assert len(signals) == 1
    assert not agent.loaded


def test_nothing_noted_is_no_information(note: Path) -> None:
    note.unlink()
    assert model_info.model_info() == {}
