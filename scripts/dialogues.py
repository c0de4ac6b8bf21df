"""`make dialogues`: plays conversations, and worries and notes as first messages, against the assistant.

    python -m scripts.dialogues [FILE ...] [--url http://127.0.0.1:5005]

Dialogues are YAML (scripts/measuring/played.py), worries and notes are JSON lines (scripts/measuring/told.py).
Without --url it starts an assistant of its own, with a database of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from scripts.measuring import told
from scripts.measuring.played import Figures, PlayedError, play, read
from scripts.started import get, post, server

TESTS = ROOT / "tests"
SETS = [*(TESTS / "dialogue" / "played").glob("*.yml"), *(TESTS / "nlu" / "evaluation" / "told").glob("*.jsonl")]


class WebDoor:
    """A conversation in the web chat's door, a new one for each dialogue."""

    def __init__(self, url: str) -> None:
        """Begins a conversation at an address."""
        self.url = url
        self.token = str(post(f"{url}/chat/session", {})["token"])

    def say(self, text: str) -> list[dict[str, Any]]:
        """The replies to a message."""
        return list(post(f"{self.url}/chat/messages", {"text": text}, self.token)["messages"])

    def press(self, choice: str) -> list[dict[str, Any]]:
        """The replies to a button."""
        return list(post(f"{self.url}/chat/messages", {"choice": choice}, self.token)["messages"])

    def tools(self) -> dict[str, Any]:
        """What is written."""
        return get(f"{self.url}/chat/tools", self.token)


def figures(files: list[Path], url: str) -> dict[str, dict[str, Any]]:
    """The figures of each file, by its name."""
    found = {}
    for path in files:
        if path.suffix == ".jsonl":
            found[path.stem] = told.figures(told.read(path), lambda text: WebDoor(url).say(text))
            continue
        counted = Figures()
        for dialogue in read(path):
            play(dialogue, WebDoor(url), counted)
        found[path.stem] = counted.as_dict()
    return found


@contextlib.contextmanager
def started(url: str | None) -> Iterator[str]:
    """The address of the assistant: the given one, or that of one started for the purpose."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (_, own, _):
        yield own


def line_of(one: dict[str, Any]) -> str:
    """The figures of a set in one line."""
    if "counts" in one:
        return ", ".join(f"{kind} {one[kind]} % ({count})" for kind, count in one["counts"].items())
    parts = []
    for name, value in one.items():
        inner = ", ".join(f"{key} {number}" for key, number in value.items()) if isinstance(value, dict) else value
        parts.append(f"{name} ({inner})" if isinstance(value, dict) else f"{name} {inner}")
    return "; ".join(parts)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="default: all sets under tests")
    parser.add_argument("--url", help="a running assistant (default: one is started)")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "dialogues.json", help="default: %(default)s")
    given = parser.parse_args()
    try:
        with started(given.url) as url:
            found = figures(given.files or sorted(SETS), url)
    except (OSError, PlayedError) as error:
        print(f"Could not play: {error}", file=sys.stderr)
        return 1
    for name, one in found.items():
        print(f"{name}: {line_of(one)}")
        for dialogue, line, typed, check, got in one.get("wrong", ()):
            print(f"  {dialogue}.{line} {typed!r}: {check}, but {got!r}")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
