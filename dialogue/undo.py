"""Undo: what a turn changed in the tools, kept small, and put back any number of steps."""

from __future__ import annotations

import copy
from typing import Any

STEPS = 40
_WHERE = ("asking", "visit", "closed", "skips", "trail", "context", "status")


def remember(stack: list[dict[str, Any]], before: dict[str, Any], after: dict[str, Any], mark: str = "") -> bool:
    """Keep what a message changed between two desks in rows, context and notes; returns whether anything did."""
    changes = []
    for name, now in after["tools"].items():
        was = before["tools"].get(name)
        if was is None:
            continue
        rows = {
            row: copy.deepcopy(was["answers"].get(row))
            for row in {*was["answers"], *now["answers"]}
            if was["answers"].get(row) != now["answers"].get(row)
        }
        if rows or was["context"] != now["context"] or was["notes"] != now["notes"]:
            place = {key: copy.deepcopy(was[key]) for key in _WHERE if was.get(key) != now.get(key) or key == "asking"}
            changes.append({"tool": name, "rows": rows, "place": place, "notes": len(was["notes"])})
    if changes:
        stack.append({"changes": changes} | ({"id": mark} if mark else {}))
        del stack[:-STEPS]
    return bool(changes)


def step_back(stack: list[dict[str, Any]], desk: dict[str, Any]) -> list[tuple[str, str]]:
    """Put back what the newest step changed; returns (tool, row) of the rows that are as they were before."""
    if not stack:
        return []
    put_back = []
    for change in stack.pop()["changes"]:
        state = desk["tools"].get(change["tool"])
        if state is None:
            continue
        for row, was in change["rows"].items():
            if was is None:
                state["answers"].pop(row, None)
            else:
                state["answers"][row] = was
            put_back.append((change["tool"], row))
        status = state["status"]
        state.update(change["place"])
        if status == "paused":  # undoing writes; it does not wake a tool that rests
            state["status"] = status
        del state["notes"][change["notes"] :]
    return put_back
