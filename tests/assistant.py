"""Starts the assistant's real processes for a test, and talks to them as the page does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2 as httpx

from bot.settings import ROOT
from scripts.train import MODEL

READY_WITHIN = 120  # seconds; a loaded machine needs about 30


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Assistant:
    """The Rasa server on a free port, with a database of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.ports = {"rasa": free_port()}
        self.database = folder / "conversations.db"
        self.environment = os.environ | {
            "CEC_PORT": str(self.ports["rasa"]),
            "CEC_DATABASE_URL": f"sqlite:///{self.database}",
            "CEC_SECRET": "a secret that only this test run uses",
            "CEC_MESSAGES_PER_MINUTE": "10000",
            "CEC_SESSIONS_PER_MINUTE": "10000",
            "PYTHONPATH": str(ROOT),
        }
        self.environment |= environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Where the web door answers."""
        return f"http://127.0.0.1:{self.ports['rasa']}"

    def log(self, name: str) -> Path:
        """The file with a process' output."""
        return self.folder / f"{name}.log"

    def start(self, *names: str) -> None:
        """Starts processes and waits until they answer."""
        assert MODEL.exists(), "there is no trained model: run `make train`"
        for name in names or tuple(self.ports):
            with self.log(name).open("ab") as log:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", "scripts.serve", name],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        self.wait()

    def wait(self) -> None:
        """Waits until the door says that it is ready."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise AssertionError(f"{name} ended: {self.log(name).read_text()[-2000:]}")
            try:
                state = httpx.get(f"{self.url}/chat/health", timeout=5).json()
                if state["ready"]:
                    return
            except (httpx.HTTPError, ValueError):
                pass  # not listening yet
            time.sleep(0.2)
        raise AssertionError(f"not ready within {READY_WITHIN} s: {self.log('rasa').read_text()[-2000:]}")

    def kill(self, *names: str) -> None:
        """Ends processes the hard way, as a crash would."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Assistant:
        try:
            self.start()
        except BaseException:  # nothing may be left running, whatever went wrong
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class Chat:
    """One conversation through the web door."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.messages: list[dict[str, Any]] = []
        opened = self.http.post("/chat/session")
        assert opened.status_code == 201, opened.text
        self.token: str = opened.json()["token"]
        self.privacy_notice: str = opened.json()["privacy_notice"]

    @property
    def headers(self) -> dict[str, str]:
        """What proves whose conversation it is."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: dict[str, Any]) -> httpx.Response:
        """Sends a message as it is."""
        return self.http.post("/chat/messages", json=body, headers=self.headers)

    def say(self, text: str) -> str:
        """Types a text; returns all that was answered as one text."""
        return self._take(self.post({"text": text}))

    def press(self, label: str) -> str:
        """Presses a button of the newest messages by its label."""
        return self._take(self.post({"choice": self.button(label)}))

    def button(self, label: str) -> str:
        """The opaque choice behind a button of the newest messages."""
        for message in reversed(self.messages):
            for button in message.get("choices", []) + message.get("related", []):
                if button["label"] == label:
                    return str(button["choice"])
        shown = [b["label"] for m in self.messages for b in m.get("choices", []) + m.get("related", [])]
        raise AssertionError(f"no button '{label}'; there are {shown}")

    def _take(self, answer: httpx.Response) -> str:
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        self.messages = answer.json()["messages"]
        assert self.messages, "the assistant said nothing"
        return "\n".join(message["text"] for message in self.messages)

    def kinds(self) -> list[str]:
        """The kinds of the newest messages."""
        return [message["kind"] for message in self.messages]

    def of(self, kind: str) -> dict[str, Any]:
        """The newest message of a kind."""
        found = [message for message in self.messages if message["kind"] == kind]
        assert found, f"no {kind} in {self.kinds()}: {[m['text'] for m in self.messages]}"
        return found[-1]

    def __enter__(self) -> Chat:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()
