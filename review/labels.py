"""The classes that training data knows, with their titles: what the picker offers and what contradicts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from guidance.answers import load_answers
from guidance.reading import ContentError
from guidance.sources import load_sources

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Labels:
    """Reads bot/data; anew when the files have changed."""

    def __init__(self, root: Path) -> None:
        self.data = root / "bot" / "data"
        self._lock = threading.Lock()
        self._stamp: object = None
        self._examples: dict[str, set[str]] = {}
        self._names: list[str] = []
        self.titles = self._titles()

    def _titles(self) -> dict[str, str]:
        try:
            return {topic: a.title for topic, a in load_answers(self.data / "answers", load_sources()).items()}
        except (ContentError, OSError):
            return {}  # the console must open even while somebody is half way through editing the answers

    def names(self) -> list[str]:
        """All classes: ask/<topic>, out_of_scope/<kind>, intents."""
        self._read()
        return self._names

    def examples(self) -> dict[str, set[str]]:
        """The labels of every example in the training data, by `same`."""
        self._read()
        return self._examples

    def _read(self) -> None:
        files = sorted(self.data.glob("*.yml"))
        stamp = [(path.name, path.stat().st_mtime_ns) for path in files]
        with self._lock:
            if stamp == self._stamp:
                return
            examples: dict[str, set[str]] = {}
            names: set[str] = set()
            for path in files:
                for label, text in _examples_of(path):
                    names.add(label)
                    examples.setdefault(same(text), set()).add(label)
            self._stamp, self._examples, self._names = stamp, examples, sorted(names)


def same(text: str) -> str:
    """What makes two examples the same: their words, not case, spaces or punctuation at the end."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".?! ").casefold()


def _examples_of(path: Path) -> Iterator[tuple[str, str]]:
    content = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    if not isinstance(content, dict):
        return  # examples of the readers (acts, signs, ...), which have labels of their own
    for block in content.get("nlu") or []:
        examples = block.get("examples") if isinstance(block, dict) else None
        if "intent" in (block or {}) and isinstance(examples, str):
            for line in examples.split("\n- "):
                yield str(block["intent"]), line.removeprefix("- ").strip()
