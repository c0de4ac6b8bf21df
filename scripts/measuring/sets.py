"""The evaluation sets: the project's own, and the shared ones where they are beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.settings import ROOT

OWN = ROOT / "tests" / "nlu" / "evaluation"
SHARED = ROOT.parent / "shared" / "evaluation"

Row = dict[str, Any]


def folders() -> dict[str, Path]:
    """Where sets are, by the name the report gives them."""
    return {name: path for name, path in (("own", OWN), ("shared", SHARED)) if path.is_dir()}


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of one set, [] if the folder does not have it."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
