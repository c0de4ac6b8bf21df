"""The evaluation sets: the project's own, and the shared ones where they are beside the checkout.

`first` was written with the first examples; some of its questions have been seen since. `second` was
written by people who saw neither it nor the examples, and nobody has read it while improving anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.settings import ROOT

OWN = ROOT / "tests" / "nlu" / "evaluation"
FIRST, SECOND = OWN / "first", OWN / "second"
SHARED = ROOT.parent / "shared" / "evaluation"

Row = dict[str, Any]


def folders() -> dict[str, Path]:
    """Where sets are, by the name the report gives them."""
    return {name: path for name, path in (("first", FIRST), ("second", SECOND), ("shared", SHARED)) if path.is_dir()}


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of one set, [] if the folder does not have it."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
