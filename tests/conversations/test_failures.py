"""Processes die and come back; the user is told, and nothing typed so far is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant import Assistant, Chat


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(tmp_path_factory.mktemp("failures")) as running:
        yield running


def half_way(chat: Chat) -> None:
    chat.say("start the screening tool")
    chat.say("yes, out until 3am most nights since October")
    chat.press("No")
    assert chat.of("question")["progress"]["item"] == 3


def test_an_action_server_apart_that_does_not_answer_is_said_with_the_emergency_numbers(tmp_path: Path) -> None:
    with Assistant(tmp_path, CEC_ACTIONS_URL="http://127.0.0.1:9/webhook") as running, Chat(running.url) as chat:
        chat.say("start the screening tool")
        error = chat.of("error")
        assert error["retry"] is True
        assert "safe" in error["text"]
        assert "999" in error["text"]


def test_everything_killed_in_mid_screening_goes_on_after_a_restart(own: Assistant) -> None:
    with Chat(own.url) as chat:
        half_way(chat)
        own.kill()
        own.start()
        chat.say("no")
        assert chat.of("question")["progress"]["item"] == 4
        turns = chat.http.get("/chat/history", headers=chat.headers).json()["turns"]
        assert [turn["text"] for turn in turns][:2] == [
            "start the screening tool",
            "yes, out until 3am most nights since October",
        ]


def test_starting_on_a_taken_port_says_so_in_one_sentence(own: Assistant, tmp_path: Path) -> None:
    import subprocess
    import sys

    from bot.settings import ROOT

    environment = own.environment
    result = subprocess.run(
        [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 1
    assert f"Port {own.ports['rasa']} is taken" in result.stderr
    assert "Traceback" not in result.stderr
