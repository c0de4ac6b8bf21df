"""The adaptation as a file: what to add to the published weights, in eight bits.

The published weights stay where they are published; only our own difference is kept here. (Its main
directions alone, 48 or 96 of 384, would be smaller, but cost 0.5 and 0.3 points of accuracy.)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

Weights = dict[str, npt.NDArray[Any]]
SEEN = "seen"


def between(before: Mapping[str, npt.NDArray[Any]], after: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """The difference of two sets of weights: matrices in eight bits with a step a row, vectors in half precision."""
    found: Weights = {}
    for name, new in after.items():
        change = new.astype(np.float32) - before[name].astype(np.float32)
        if not np.any(change):
            continue
        if change.ndim == 2:
            step = np.maximum(np.abs(change).max(axis=1, keepdims=True) / 127, np.float32(1e-12))
            found[f"{name}.steps"] = np.rint(change / step).astype(np.int8)
            found[f"{name}.step"] = step.astype(np.float32)
        else:
            found[f"{name}.whole"] = change.astype(np.float16)
    return found


def apply(weights: Weights, difference: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """The published weights with the difference added.

    Raises:
        KeyError: if the difference belongs to other weights.
    """
    adapted = dict(weights)
    for name, part in difference.items():
        base, _, kind = name.rpartition(".")
        if kind == "whole":
            adapted[base] = adapted[base].astype(np.float32) + part.astype(np.float32)
        elif kind == "steps":
            change = part.astype(np.float32) * difference[f"{base}.step"]
            adapted[base] = adapted[base].astype(np.float32) + change
    return adapted


def store(difference: Weights, seen: npt.NDArray[np.uint8], path: Path, notes: Mapping[str, str]) -> None:
    """Writes the difference and the digests of the texts it was made from, one row each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({**difference, SEEN: seen}, path, metadata=dict(notes))


def read(path: Path) -> tuple[Weights, npt.NDArray[np.uint8]]:
    """What `store` wrote: the difference and the digests."""
    parts = load_file(path)
    return parts, parts.pop(SEEN)
