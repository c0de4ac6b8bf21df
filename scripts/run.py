"""`make run`: checks, trains if needed, starts the Procfile's processes and keeps them up until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import IO

from honcho.environ import parse, parse_procfile

from bot.settings import ROOT, Settings, SettingsError, load
from scripts import train

SUPERVISED = "CEC_SUPERVISED"  # read by bot/model_watch.py
RESTART_PAUSE = (1, 2, 5, 10, 30)  # seconds before a process that died is started again
READY_WITHIN = 180  # seconds


class Supervisor:
    """Runs the processes of the Procfile, restarts one that dies, stops them all together."""

    def __init__(self, commands: dict[str, str], log: IO[str]) -> None:
        self.commands = commands
        self.log = log
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: dict[str, int] = dict.fromkeys(commands, 0)
        self.stopping = threading.Event()

    def start(self, name: str) -> None:
        """Starts one process in a group of its own, so that Ctrl-C reaches it only through us."""
        words = [sys.executable if word == "python" else word for word in self.commands[name].split()]
        self.running[name] = subprocess.Popen(
            words,
            cwd=ROOT,
            env=os.environ | {SUPERVISED: "1"},
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def watch(self) -> None:
        """Until told to stop: starts again what died, waiting longer each time."""
        due: dict[str, float] = {}
        while not self.stopping.wait(0.3):
            for name, process in list(self.running.items()):
                if process.poll() is None:
                    continue
                if name not in due:
                    pause = RESTART_PAUSE[min(self.deaths[name], len(RESTART_PAUSE) - 1)]
                    self.deaths[name] += 1
                    due[name] = time.monotonic() + pause
                    say(f"The {name} process stopped (exit {process.returncode}); starting it again in {pause} s.")
                elif time.monotonic() >= due[name]:
                    del due[name]
                    self.start(name)

    def stop(self) -> None:
        """Asks every process to end, waits, then ends what is left."""
        self.stopping.set()
        for process in self.running.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + 10
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has already ended
        os.killpg(process.pid, number)


def say(line: str) -> None:
    """One line to the person at the terminal."""
    print(line, flush=True)


def free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def health(settings: Settings) -> dict[str, object]:
    """What GET /chat/health says, or an empty dict while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/chat/health", timeout=5) as reply:
            return dict(json.load(reply))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))
    except (OSError, ValueError):
        return {}


def check(settings: Settings, names: list[str]) -> str | None:
    """The first thing that stands in the way of starting, in one sentence; None if nothing does."""
    ports = {"rasa": settings.port, "review": settings.review_port}
    variables = {"rasa": "CEC_PORT", "review": "CEC_REVIEW_PORT"}
    for name in names:
        if name in ports and not free("127.0.0.1", ports[name]):
            return (
                f"Port {ports[name]} is taken (another copy running?). "
                f"Stop that program, or choose another port: {variables[name]}={ports[name] + 100} make run"
            )
    from scripts.content import problems

    found = problems()
    return "The content has errors:\n  " + "\n  ".join(found[:10]) if found else None


def main() -> int:
    """Entry point of `python -m scripts.run`."""
    argparse.ArgumentParser(description=__doc__, epilog="Settings: see .env.example").parse_args()
    env_file = ROOT / ".env"
    if env_file.exists():
        for key, value in parse(env_file.read_text()).items():
            os.environ.setdefault(key, value)
    try:
        settings = load()
    except SettingsError as error:
        return fail(str(error))
    commands = dict(parse_procfile((ROOT / "Procfile").read_text()).processes)
    trouble = check(settings, list(commands))
    if trouble:
        return fail(trouble)
    if not train.is_current() and train.train():
        return 1
    return supervise(settings, commands)


def supervise(settings: Settings, commands: dict[str, str]) -> int:
    """Starts everything, says when it is ready, and waits for Ctrl-C."""
    log_path = ROOT / "var" / "log" / "cec-guide.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("w") as log:
        supervisor = Supervisor(commands, log)

        def leave(_signum: int, _frame: FrameType | None) -> None:
            supervisor.stopping.set()

        signal.signal(signal.SIGINT, leave)
        signal.signal(signal.SIGTERM, leave)
        say("Starting ...")
        started = time.monotonic()
        for name in commands:
            supervisor.start(name)
        threading.Thread(target=supervisor.watch, daemon=True).start()
        status = 0
        while not supervisor.stopping.wait(0.5):
            if health(settings).get("ready") is True:
                shown = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
                took = time.monotonic() - started
                say(f"CEC Guide is ready: http://{shown}:{settings.port}/  (after {took:.0f} s; Ctrl-C stops it)")
                if "review" in commands:
                    say(f"Review console for trainers: http://{shown}:{settings.review_port}/  (docs/review.md)")
                supervisor.stopping.wait()
            elif time.monotonic() - started > READY_WITHIN:
                status = fail(f"It did not become ready within {READY_WITHIN} s. The reason should be in {log_path}")
                break
        say("Stopping ...")
        supervisor.stop()
        say("Stopped.")
    return status


def fail(message: str) -> int:
    """Says what is wrong on standard error; returns the exit status for it."""
    print(message, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
