"""Labelled examples of what people type, read from bot/data: acts, signs, urgency, emergency, who, family, about.

- hand: n1                 # who wrote them
  context: item            # what was open when they were typed (acts only)
  says:
    evidence: [...]        # label: texts
    "yes | evidence": ["aye | out till three"]    # parts of a message, and what each does
    "sign_a + sign_b": [...]                       # several labels of one text
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.label_model import Example
from bot.nlu.respelling import respell
from bot.nlu.sentences import tidy

DATA = Path(__file__).resolve().parents[1] / "data"
NOTHING = "none"


class ExamplesError(ValueError):
    """A file of examples cannot be used; the message names the file, the block and what is wanted."""


def prepare(text: str) -> str:
    """A text as the label models read it."""
    return respell(tidy(text))


@lru_cache(maxsize=16)
def load(name: str, folder: Path = DATA) -> tuple[Example, ...]:
    """The examples of `<name>.yml`, parts and wholes; empty where there is no such file.

    Raises:
        ExamplesError: a block lacks its hand or holds parts and labels that do not fit.
    """
    path = folder / f"{name}.yml"
    if not path.exists():
        return ()
    # Everything is a text here, `yes` and `no` too
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    blocks = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return tuple(one for number, block in enumerate(blocks, 1) for one in _block(path.name, number, block))


def _block(file: str, number: int, block: Any) -> Iterator[Example]:
    if not isinstance(block, Mapping) or not block.get("hand") or not isinstance(block.get("says"), Mapping):
        raise ExamplesError(f"{file}: block {number}: wants 'hand' and 'says' (label: list of texts)")
    for key, texts in block["says"].items():
        labels = [[one.strip() for one in part.split("+")] for part in str(key).split("|")]
        for text in texts or ():
            parts = [part.strip() for part in str(text).split("|")]
            if len(parts) != len(labels):
                raise ExamplesError(
                    f"{file}: block {number}: '{text}' has {len(parts)} parts, but '{key}' {len(labels)}"
                )
            yield from _examples(parts, labels, str(block.get("context", "")), str(block["hand"]))


def _examples(parts: list[str], labels: list[list[str]], context: str, hand: str) -> Iterator[Example]:
    for part, names in zip(parts, labels, strict=True):
        yield Example(prepare(part), _set(names), context, hand)
    if len(parts) > 1:
        yield Example(prepare(" ".join(parts)), _set([name for names in labels for name in names]), context, hand)


def _set(names: list[str]) -> frozenset[str]:
    return frozenset(name for name in names if name != NOTHING)
