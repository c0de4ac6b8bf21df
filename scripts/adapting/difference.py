"""The adaptation as a small file: what to add to the published weights, each matrix by its main directions.

The published weights stay where they are published; only our own difference is kept here.
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


def between(before: Mapping[str, npt.NDArray[Any]], after: Mapping[str, npt.NDArray[Any]], rank: int) -> Weights:
    """The difference of two sets of weights: two thin factors a matrix, vectors as they are (half precision)."""
    found: Weights = {}
    for name, new in after.items():
        change = new.astype(np.float64) - before[name].astype(np.float64)
        if not np.any(change):
            continue
        if change.ndim == 2 and min(change.shape) > rank:
            left, sizes, right = np.linalg.svd(change, full_matrices=False)
            root = np.sqrt(sizes[:rank])
            found[f"{name}.up"] = (left[:, :rank] * root).astype(np.float16)
            found[f"{name}.down"] = (root[:, None] * right[:rank]).astype(np.float16)
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
        elif kind == "up":
            change = part.astype(np.float32) @ difference[f"{base}.down"].astype(np.float32)
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
