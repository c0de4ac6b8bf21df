"""A started assistant of one's own, to measure it through its real door."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.settings import ROOT

READY_WITHIN = 180  # seconds


@contextlib.contextmanager
def server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """A Rasa server with a database of its own: the process, its address, seconds until it was ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {
        "CEC_PORT": str(port),
        "CEC_DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
        "CEC_SECRET": "a secret that only this measurement uses",
        "CEC_MESSAGES_PER_MINUTE": "100000",
        "CEC_SESSIONS_PER_MINUTE": "100000",
        "PYTHONPATH": str(ROOT),
    }
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.serve", "rasa"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        while not ready(url):
            if process.poll() is not None or time.monotonic() - began > READY_WITHIN:
                raise SystemExit("It did not become ready:\n" + (folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield process, url, time.monotonic() - began
    finally:
        process.terminate()
        process.wait(30)


def ready(url: str) -> bool:
    """Whether questions can be answered."""
    try:
        with urllib.request.urlopen(f"{url}/chat/health", timeout=5) as reply:
            return json.load(reply).get("ready") is True
    except (OSError, ValueError):
        return False


def post(url: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
    """What the door answers to something sent."""
    return _ask(urllib.request.Request(url, json.dumps(body).encode(), _headers(token)))


def get(url: str, token: str = "") -> dict[str, Any]:
    """What the door has under an address."""
    return _ask(urllib.request.Request(url, headers=_headers(token)))


def _headers(token: str) -> dict[str, str]:
    return {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})


def _ask(request: urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=60) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer
