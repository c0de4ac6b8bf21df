"""Several proposals that wait together: listed for a door that can show them at once, answered one by one or in one go.

"1 yes, 4 no" and a card with a choice for each row mean the same: an answer for each row that was named. A row that
gets none stays open. The words of a proposal go with the answer that they speak for, never with its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from dialogue import assigning, writing
from dialogue.heard import Clause
from dialogue.talk import Talk, shown
from guidance.definitions import Definition

PUT: Final = "put"
MEANS: Final = "proposed"  # what a card with a choice for each row stands for
_LIST: Final = re.compile(
    r"\W*(?:(?:and|then|also|so|ok|okay|well|please)\W+)*(?:rows?|numbers?|no\.|#)?\s*\d", re.IGNORECASE
)


def waiting(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answers that are proposed, in the order in which they are asked; all of one tool."""
    found = [one for one in (state["pending"], *state["queue"]) if one and one.get("kind") == PUT]
    return [one for one in found if one["tool"] == found[0]["tool"]]


def listed(talk: Talk) -> list[dict[str, Any]]:
    """The proposals for a door that shows them together; none where only one waits."""
    found = waiting(talk.state)
    if len(found) < 2:
        return []
    tool = talk.kit.tools[found[0]["tool"]]
    told = []
    for one in found:
        item = tool.item(one["row"])
        if item is None:
            continue
        told.append(
            {
                "tool": tool.id,
                "row": item.id,
                "number": item.number,
                "label": item.short,
                "wording": item.wording,
                "value": one["value"],
                "answer": tool.label(one["value"]),
                "words": shown(one["text"]),
                "values": {value: tool.label(value) for value in tool.values},
            }
        )
    return told


def settle_named(talk: Talk, clauses: list[Clause]) -> list[Clause]:
    """Take the answers to proposals out of a message that names their rows; returns the clauses that are left."""
    found = waiting(talk.state)
    tool = talk.kit.tools[found[0]["tool"]] if found else None
    if tool is None:
        return clauses
    left: list[Clause] = []
    many: list[assigning.Assigned] = []
    for clause in clauses:
        assigned, rest = assigning.assignments(tool, clause.text, None, None)
        proposed_rows = {one["row"] for one in waiting(talk.state)}
        single = [one for one in assigned if len(one.items) == 1 and not one.scope]
        scoped = [one for one in assigned if one.scope]
        mine = any(one.items[0].id in proposed_rows for one in single)
        if "question" in clause.labels[:1] or not (mine or scoped) or not _is_list(clause.text, rest):
            left.append(clause)
            continue
        many += scoped
        for one in single:
            answer(talk, tool, one.items[0].id, one.value, rest if len(single) == 1 and not scoped else "")
    for scope in many:
        _all(talk, tool, scope.value)
    return left


def pick(talk: Talk, picked: Mapping[str, Any]) -> None:
    """Take the answers chosen in a card. What waits no more is left as it is."""
    tool = talk.kit.tools[waiting(talk.state)[0]["tool"]] if waiting(talk.state) else None
    talk.served = True
    for one in waiting(talk.state):
        value = picked.get(one["row"])
        if tool and isinstance(value, str) and value in tool.values:
            answer(talk, tool, one["row"], value)
    if not talk.wrote:
        talk.remark("none_picked" if tool else "proposals_gone")


def answer(talk: Talk, tool: Definition, row: str, value: str, more: str = "") -> None:
    """Write the answer for a row, and the words that were proposed for it where they speak for that answer."""
    one = next((one for one in waiting(talk.state) if one["row"] == row), None)
    item = tool.item(row)
    if item is None:
        return
    if one is None:
        writing.put(talk, tool, item, value, more)
        return
    _done_with(talk, one)
    fits = value in (one["value"], "unsure")
    writing.put(talk, tool, item, value, ", ".join(filter(None, (one["text"] if fits else "", more))))
    if not fits:
        talk.remark("not_written", text=shown(one["text"]))


def leave(talk: Talk) -> None:
    """Write none of them; their rows stay open."""
    left = waiting(talk.state)
    names = []
    for one in left:
        item = talk.kit.tools[one["tool"]].item(one["row"])
        names += [talk.row_name(item)] if item else []
        _done_with(talk, one)
    talk.remark("proposals_left", rows="; ".join(names)) if names else talk.remark("proposals_gone")


def _all(talk: Talk, tool: Definition, value: str) -> None:
    """One answer for all that wait: read back before it is written, like any answer for many rows."""
    left = waiting(talk.state)
    if value == "no" or value not in tool.values:
        if left:
            leave(talk)
        return
    fits = [one for one in left if value in (one["value"], "unsure")]
    for one in fits:
        _done_with(talk, one)
    if len(fits) == 1:
        talk.state["queue"].insert(0, fits[0])
    elif fits:
        many = {"kind": "many", "tool": tool.id, "value": value, "rows": [one["row"] for one in fits]}
        if talk.state["pending"]:
            talk.state["queue"].insert(0, talk.state["pending"])
        talk.state["pending"] = many | {"texts": {one["row"]: one["text"] for one in fits}}
    talk.served = True


def _is_list(text: str, rest: str) -> bool:
    """Whether a clause is made of rows and answers, so that a number in it can be no time and no count."""
    return bool(_LIST.match(text)) or not re.search(r"\w", rest)


def _done_with(talk: Talk, one: dict[str, Any]) -> None:
    if talk.state["pending"] is one or talk.state["pending"] == one:
        talk.state["pending"] = None
    talk.state["queue"] = [other for other in talk.state["queue"] if other != one]
    talk.served = True
