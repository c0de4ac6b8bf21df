"""Which model answers: what `make train` noted beside it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.settings import ROOT

MODEL = ROOT / "models" / "cec-guide.tar.gz"
NOTE = MODEL.with_name("cec-guide.json")

_answering: dict[str, Any] | None = None


def noted() -> dict[str, Any]:
    """What was noted with the newest training; empty where nothing was."""
    try:
        found: dict[str, Any] = json.loads(NOTE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def took_up(note: dict[str, Any]) -> None:
    """Remembers which model this process has loaded."""
    global _answering
    _answering = note


def model_info() -> dict[str, Any]:
    """{version, trained, examples} of the model that answers in this process; empty where nothing was noted."""
    note = noted() if _answering is None else _answering
    return {name: note[name] for name in ("version", "trained", "examples") if name in note}


def code_digest() -> str:
    """A digest of the code that a model is read with; a process with other code must not load it."""
    total = hashlib.sha256()
    for path in sorted((ROOT / "bot" / "nlu").rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]
