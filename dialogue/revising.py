"""A message that was changed afterwards: taking back what was written from it, as if it had not been said.

Everything is worked out from three states of the conversation: before the message, after it, and now. What cannot be
taken back without touching what was said since is left as it is, and told.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from dialogue.past import NOTE, with_past
from dialogue.state import EMERGENCY, State, load
from guidance.definitions import load_tools
from guidance.state import split

_READ_AT: Final = ("item", "comment")
Row = tuple[str, str]


def written_by(before: object, after: object) -> dict[Row, Any]:
    """The rows that a message wrote: (tool, row) -> the entry after it, None where it took the row back."""
    was, became = load(before)["desk"]["tools"], load(after)["desk"]["tools"]
    found: dict[Row, Any] = {}
    for tool, state in became.items():
        old = (was.get(tool) or {}).get("answers") or {}
        for row in {*old, *state["answers"]}:
            if old.get(row) != state["answers"].get(row):
                found[tool, row] = state["answers"].get(row)
    return found


def still_there(before: object, after: object, now: object) -> list[str]:
    """What a message wrote and what is still as it wrote it, as lines for a person: "3. Stealing – Yes, with “…”"."""
    tools = load(now)["desk"]["tools"]
    order = {name: number for number, name in enumerate(load_tools())}
    lines = []
    for (tool, row), entry in sorted(written_by(before, after).items(), key=lambda one: order.get(one[0][0], 99)):
        definition = load_tools().get(tool)
        item = definition.item(row) if definition else None
        here = (tools.get(tool) or {}).get("answers", {}).get(row)
        if definition is None or item is None or here is None or entry is None:
            continue
        words = "; ".join(f"“{one['text']}”" for one in here["comments"] if one["text"])
        lines.append((item.number, f"{item.number}. {item.short} – {definition.label(here['value'])}", words))
    return [" ".join(filter(None, (name, words))) for _, name, words in sorted(lines)]


def take_back(mark: str, before: object, after: object, now: object) -> State | None:
    """The state without what a message wrote, ready for the new words; None where that is not safe."""
    was, became, current = load(before), load(after), load(now)
    if became["mode"] == EMERGENCY or current["mode"] == EMERGENCY:
        # An alarm ends when somebody says so, never because a message was changed
        return current if not written_by(was, became) else None
    revised = was if _same(became, current) else _out_of_the_middle(was, became, current)
    if revised is None:
        return None
    revised["undo"] = [one for one in current["undo"] if one.get("id") != mark]
    return with_past(revised, current) | {NOTE: still_there(before, after, now)}


def _out_of_the_middle(was: State, became: State, current: State) -> State | None:
    """As `take_back`, where more was said since."""
    rows = written_by(was, became)
    tools = current["desk"]["tools"]
    proposed = _new(_proposals(became), _proposals(was))
    for name, state in became["desk"]["tools"].items():
        old = was["desk"]["tools"].get(name)
        if old is None or any(old[part] != state[part] for part in ("context", "notes")):
            return None  # it began a tool, or wrote something that is no row
        if state["status"] == "finished" or (tools.get(name) or {}).get("status") == "finished":
            return None if rows else current
    if was["desk"]["active"] != current["desk"]["active"]:
        return None  # the new words would be read as an answer to something else
    for (tool, row), entry in rows.items():
        if current["desk"]["active"] != tool or tools[tool]["answers"].get(row) != entry:
            return None  # changed or added to since, or not in front of the person
    for one in proposed:  # a proposal out of its words that was answered since
        if one not in _proposals(current) and one.get("row"):
            return None
    said = _new(became["child"]["signs"], was["child"]["signs"])
    if said and not rows and any(one not in current["child"]["signs"] for one in said):
        return None
    revised = copy.deepcopy(current)
    for tool, row in rows:
        answers = revised["desk"]["tools"][tool]["answers"]
        old_entry = was["desk"]["tools"][tool]["answers"].get(row)
        if old_entry is None:
            answers.pop(row, None)
        else:
            answers[row] = copy.deepcopy(old_entry)
    active = revised["desk"]["active"]
    if active and not _ask_again(revised["desk"]["tools"][active], was["desk"]["tools"][active]):
        return None
    revised["child"]["signs"] = [one for one in revised["child"]["signs"] if one not in said]
    left = [one for one in _proposals(revised) if one not in proposed]
    if rows and was["pending"] and was["pending"] != became["pending"]:
        left.insert(0, was["pending"])  # the message was the answer to what waited then
    revised["pending"], revised["queue"] = (left[0], left[1:]) if left else (None, [])
    return revised


def _ask_again(state: dict[str, Any], was: dict[str, Any]) -> bool:
    """Open the row that was open when the message came; afterwards the tool goes on where it is.

    Returns whether that can be done: no other message has answered that row since.
    """
    if state["asking"] == was["asking"]:
        return True
    stage, row, _ = split(was["asking"])
    can = stage in _READ_AT and bool(row) and state["answers"].get(row) == was["answers"].get(row)
    if can:
        state["asking"] = was["asking"]
        state["visit"] = was["asking"] if stage == "item" else None  # a comment is asked for by itself
        state["closed"] = [one for one in state["closed"] if one in was["closed"] or one != row]
    return can


def _same(one: State, other: State) -> bool:
    return all(one[key] == other[key] for key in one if key not in ("undo", "past"))


def _proposals(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for one in (state["pending"], *state["queue"]) if one]


def _new(after: list[Any], before: list[Any]) -> list[Any]:
    return [one for one in after if one not in before]
