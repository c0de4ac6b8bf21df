"""Worries and pasted notes as first messages: which alarm came, and which rows were heard with which words.

    {"id", "text", "urgent": "now|check|no", "kind": "worry|control|...", "rows": ["<row>", ...]}             a worry
    {"id", "text", "urgent", "rows": {"<row>": "the words it rests on"}, "none_for": ["<row>", ...]}           a note

`none_for` are the rows that a careless reader would tick.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.measuring.metrics import share

Say = Callable[[str], list[dict[str, Any]]]
CARD, ASKED = "danger", "check"


@dataclass(frozen=True)
class Came:
    """What came back to a first message: kinds of reply in order, and the words heard for each row of the tool."""

    kinds: tuple[str, ...]
    rows: Mapping[str, str]
    text: str

    @classmethod
    def of(cls, replies: Sequence[Mapping[str, Any]]) -> Came:
        """From the door's replies."""
        signs = [sign for reply in replies for sign in reply.get("signs") or []]
        heard = {s["row"]: s["words"] for s in signs if s["role"] == "for" and not s["row"].startswith("other_")}
        return cls(tuple(str(one["kind"]) for one in replies), heard, " ".join(str(one["text"]) for one in replies))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def figures(rows: Sequence[Mapping[str, Any]], say: Say) -> dict[str, Any]:
    """All shares in per cent; `say` sends a text as the first message of a new conversation."""
    played = [(row, Came.of(say(row["text"]))) for row in rows]
    return _notes(played) if rows and isinstance(rows[0]["rows"], dict) else _worries(played)


def _worries(played: Sequence[tuple[Mapping[str, Any], Came]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    worries = [one for one in played if one[0].get("kind") != "control"]
    for level in ("no", "check", "now"):
        mine = [came for row, came in worries if row["urgent"] == level]
        found[level] = {
            "messages": len(mine),
            "card_first": share(sum(came.kinds[:1] == (CARD,) for came in mine), len(mine)),
            "card_or_asked": share(sum(bool({CARD, ASKED} & set(came.kinds)) for came in mine), len(mine)),
            "shows_999": share(sum("999" in came.text for came in mine), len(mine)),
        }
    controls = [came for row, came in played if row.get("kind") == "control"]
    found["controls"] = {
        "messages": len(controls),
        "heard_something": share(sum(bool(c.rows) for c in controls), len(controls)),
    }
    right = sum(len(set(row["rows"]) & set(came.rows)) for row, came in played)
    found["rows"] = _shares(right, sum(len(c.rows) for _, c in played), sum(len(row["rows"]) for row, _ in played))
    return found


def _notes(played: Sequence[tuple[Mapping[str, Any], Came]]) -> dict[str, Any]:
    right = sum(
        row_id in came.rows and _alike(came.rows[row_id], words)
        for row, came in played
        for row_id, words in row["rows"].items()
    )
    traps = [(row_id, came) for row, came in played for row_id in row.get("none_for") or ()]
    calm = [came for row, came in played if row["urgent"] == "no"]
    return {
        "notes": len(played),
        "rows": _shares(right, sum(len(c.rows) for _, c in played), sum(len(row["rows"]) for row, _ in played)),
        "look_alikes_ticked": share(sum(row_id in came.rows for row_id, came in traps), len(traps)),
        "card_first_though_calm": share(sum(came.kinds[:1] == (CARD,) for came in calm), len(calm)),
    }


def _shares(right: int, said: int, true: int) -> dict[str, float]:
    return {"precision": share(right, said), "recall": share(right, true)}


def _alike(words: str, other: str) -> bool:
    """Whether two texts share a word of four letters or more."""
    return bool(set(re.findall(r"\w{4,}", words.lower())) & set(re.findall(r"\w{4,}", other.lower())))
