"""The state of a conversation: the value of the slot `dialogue`, a JSON object.

desk       every guided tool's answers (guidance/desk.py)
mode       talk, or emergency: from the alarm until the person says that it is over or goes back by choice
who        who is asking, by what they said of themselves: {who, words}; None while unknown
pending    what waits for a yes: {kind, ...} (pending.py); None where nothing does
queue      further proposals, one after another
child      what was told about the child: {signs: [{row, words, role}], others: [...]}
last       the turn before: {topic, topics, rows, place, said}
misses     how often in a row nothing could be made of a message
undo       what the last turns changed, newest last (undo.py)
past       how to get back to the state before each of the last messages (past.py)
"""

from __future__ import annotations

import copy
from typing import Any

State = dict[str, Any]
VERSION = 1
TALK, EMERGENCY = "talk", "emergency"
_EMPTY: State = {
    "v": VERSION, "desk": {"active": None, "tools": {}}, "mode": TALK, "who": None, "pending": None, "queue": [],
    "child": {"signs": []}, "last": {}, "misses": 0, "undo": [], "past": [],
}  # fmt: skip


def load(raw: object) -> State:
    """A copy of a stored state that is safe to work with; whatever cannot be used is replaced by an empty value."""
    state = copy.deepcopy(raw) if isinstance(raw, dict) else {}
    for key, empty in _EMPTY.items():
        wanted = (dict, type(None)) if empty is None else type(empty)
        if key not in state or not isinstance(state[key], wanted):
            state[key] = copy.deepcopy(empty)
    if state["mode"] not in (TALK, EMERGENCY):
        state["mode"] = TALK
    if not isinstance(state["child"].get("signs"), list):
        state["child"] = {"signs": []}
    return state
