"""Which model answers: what `make train` noted beside it."""

from __future__ import annotations

import json
from typing import Any

from bot.settings import ROOT

PATH = ROOT / "models" / "cec-guide.json"


def model_info() -> dict[str, Any]:
    """{version, trained, examples} of the model; empty where nothing was noted."""
    try:
        found: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
