"""Confidence that was fitted once, with weights that had not seen the examples kept apart (`make adapt`).

It lies beside the adapted weights and counts only for exactly those: with other weights it is fitted anew in training.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "encoder"
PATH = FOLDER / "calibration.json"
WEIGHTS = FOLDER / "adapted.safetensors"


def stored(reader: str) -> dict[str, Any] | None:
    """What was fitted for a reader, None where there is nothing for the present weights."""
    try:
        data = json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found: dict[str, Any] | None = data.get(reader) if data.get("weights") == digest() else None
    return found


def store(reader: str, fitted: dict[str, Any]) -> None:
    """Keep what was fitted for a reader with the present weights."""
    try:
        data = json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        data = {}
    if data.get("weights") != digest():
        data = {"weights": digest()}
    data[reader] = fitted
    PATH.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def digest() -> str:
    """The digest of the adapted weights."""
    return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
