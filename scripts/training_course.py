"""How far a training is: from what Rasa says, and from how long the last one took on this machine."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from bot.settings import ROOT

MEASURED = ROOT / "var" / "training-seconds.json"
# For the first training on a machine: how the parts compare. Only the proportions count; the first part that is done
# tells how quick this machine is.
PROPORTIONS = {"reading": 12.0, "DialoguePolicy": 0.1, "MessageReader": 40.0, "TopicClassifier": 40.0, "packing": 3.0}
DOING = {"reading": "reading the examples", "packing": "packing the model"}

_STARTS = re.compile(r"Starting to train component '(\w+)'")
_ENDS = re.compile(r"(?:Finished training component|Restored component) '(\w+)'")
# A part may tell how far it is: `progress 1200/9000`
_WITHIN = re.compile(r"\bprogress (\d+)/(\d+)")


class Course:
    """The parts of a training, what is done of them, and what is left."""

    def __init__(self, measured: Path = MEASURED) -> None:
        self.path = measured
        self.expected = _read(measured) or dict(PROPORTIONS)
        self.known = measured.exists()
        self.took: dict[str, float] = {}
        self.restored: set[str] = set()
        self.part, self.began, self.within = "reading", time.monotonic(), 0.0

    def hear(self, line: str) -> None:
        """Takes in one line of the training's log."""
        if found := _STARTS.search(line):
            self._turn_to(found[1])
        elif found := _ENDS.search(line):
            if "Restored" in found[0]:
                self.restored.add(found[1])
            self._turn_to("packing")
        elif found := _WITHIN.search(line):
            self.within = int(found[1]) / max(1, int(found[2]))

    def now(self) -> tuple[float, str, float | None]:
        """The share that is done, what is being done, and seconds left (None while nothing is measured here)."""
        spent = time.monotonic() - self.began
        speed = self._speed()
        wanted = self.expected.get(self.part, 10.0) * speed
        here = self.within or min(0.95, spent / wanted if self.known or self.took else 0.0)
        parts = {name: seconds * speed for name, seconds in self.expected.items() if name not in self.restored}
        done = sum(parts.get(name, 0) for name in self.took if name != self.part)
        total = max(sum(parts.values()), 0.1)
        share = min(0.99, (done + here * parts.get(self.part, 0)) / total)
        measured = (self.known or self.took) and (self.within or spent < wanted)  # else it is late, and nobody knows
        left = (1 - share) * total if measured else None
        return share, DOING.get(self.part, f"learning ({self.part})"), left

    def remember(self) -> None:
        """Keeps what the parts took, for the next training on this machine."""
        self._turn_to("packing")
        kept = {name: seconds for name, seconds in self.took.items() if name not in self.restored}
        self.path.write_text(json.dumps(self.expected | kept, indent=2) + "\n", encoding="utf-8")

    def _turn_to(self, part: str) -> None:
        now = time.monotonic()
        self.took[self.part] = self.took.get(self.part, 0.0) + now - self.began
        self.part, self.began, self.within = part, now, 0.0

    def _speed(self) -> float:
        """How many times longer than expected this machine takes, from the parts that are done."""
        done = [name for name in self.took if name in self.expected and name not in self.restored and name != self.part]
        expected = sum(self.expected[name] for name in done)
        return sum(self.took[name] for name in done) / expected if expected > 1 else 1.0


def _read(path: Path) -> dict[str, float]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}
