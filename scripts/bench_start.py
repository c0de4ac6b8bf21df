"""`make bench-start`: how long a start takes, how much memory and disk the assistant needs; prints a table.

With --clean (make bench-start CLEAN=1) also a clean copy of the repository from nothing to its first answer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.model_info import MODEL, model_info
from bot.settings import ROOT
from scripts.started import post, ready, server

QUESTIONS = (
    "what are the signs?", "tell me more", "who can make an NRM referral?", "what is an IRD", "how do I write this up?",
    "start the screening tool", "aye, twice since Easter", "pause", "what is county lines", "thanks",
)  # fmt: skip


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clean", action="store_true", help="also time a clean copy from nothing to its first answer")
    clean = parser.parse_args().clean
    rows = [*sizes(), *start()]
    if clean:
        rows.append(("clean copy to first answer", spell(clean_copy())))
    print("| what | measured |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    return 0


def sizes() -> list[tuple[str, str]]:
    """What lies on the disk."""
    venv = Path(sys.prefix)
    packages = len(list(venv.glob("lib/python*/site-packages/*.dist-info")))
    encoder = Path(os.environ.get("SENTENCE_ENCODER_DIR") or ROOT / "var" / "encoder")
    return [
        ("environment on disk (developers' tools, if they are in it)", f"{megabytes(venv):.0f} MB"),
        ("packages in it", f"{packages}"),
        ("model", f"{MODEL.stat().st_size / 1e6:.0f} MB, {model_info().get('examples', '?')} examples"),
        ("encoder", f"{megabytes(encoder):.0f} MB"),
        ("trainings of its parts, last seen here", trainings()),
    ]


def trainings() -> str:
    """What the parts of the last trainings took."""
    from scripts.training_course import MEASURED

    try:
        parts = json.loads(MEASURED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "none"
    return ", ".join(f"{name} {seconds:.0f} s" for name, seconds in parts.items() if seconds >= 1)


def start() -> list[tuple[str, str]]:
    """A start of the Rasa server, its memory, and a hundred questions."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (process, url, took):
        idle = memory(process.pid)
        token = post(f"{url}/chat/session", {})["token"]
        times = []
        for number in range(100):
            began = time.monotonic()
            post(f"{url}/chat/messages", {"text": QUESTIONS[number % len(QUESTIONS)]}, token)
            times.append((time.monotonic() - began) * 1000)
        times.sort()
        return [
            ("process start to ready", f"{took:.1f} s"),
            ("memory when ready", f"{idle:.0f} MB"),
            ("memory after 100 questions", f"{memory(process.pid):.0f} MB"),
            ("a turn, p50 / p95", f"{times[50]:.0f} / {times[95]:.0f} ms"),
        ]


def clean_copy() -> float:
    """Seconds from a clean copy of the repository to its first answer, everything set up by `make run`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cec-guide"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        kept = {"PATH", "HOME", "LANG", "TERM"}
        environment = {k: v for k, v in os.environ.items() if k in kept or k.startswith(("PIP_", "UV_"))}
        environment |= {"CEC_PORT": str(port), "CEC_REVIEW_PORT": str(port + 1), "CEC_ACTIONS_PORT": str(port + 2)}
        began = time.monotonic()
        process = subprocess.Popen(["make", "run"], cwd=folder, env=environment, start_new_session=True)
        try:
            while not ready(f"http://127.0.0.1:{port}"):
                if process.poll() is not None:
                    raise SystemExit("`make run` ended before it was ready.")
                time.sleep(0.5)
            token = post(f"http://127.0.0.1:{port}/chat/session", {})["token"]
            post(f"http://127.0.0.1:{port}/chat/messages", {"text": QUESTIONS[0]}, token)
            return time.monotonic() - began
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(30)


def memory(process: int) -> float:
    """Resident memory of a process, in MB."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    if shutil.which("ps"):
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True).stdout
        return int(said or 0) / 1024
    return float("nan")


def megabytes(folder: Path) -> float:
    """The size of all files below a folder, in MB."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def spell(seconds: float) -> str:
    """1 min 5 s."""
    from scripts.progress import spell as spelt

    return spelt(seconds)


if __name__ == "__main__":
    sys.exit(main())
