"""What each of the last messages changed in the state, so that the state before and after a message can be had again.

A message that is changed afterwards (Teams) needs both. Only the newest state is stored in the database, so that it
carries its own last steps back: small differences, newest last.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dialogue.state import State

STEPS: Final = 20
AGAIN: Final = "#"  # between a message's mark and how often it was changed
NOTE: Final = "edited"  # tells the next turn what was taken back (revising.py)
_OWN: Final = ("past", "undo", NOTE)  # what is no part of a difference
_VALUE, _INSIDE, _GONE = "v", "d", "x"


class Around(NamedTuple):
    """The state around a message, which is known by `mark`."""

    mark: str
    before: State
    after: State


def remember(state: State, before: Mapping[str, Any], mark: str) -> None:
    """Keep how to get from a state back to the one before it; a message without a mark ends what can be had again."""
    past = state["past"]
    if not mark:
        past.clear()
        return
    past.append({"id": mark, "back": _difference(_bare(state), _bare(before))})
    del past[:-STEPS]


def around(state: State, mark: str) -> Around | None:
    """The state before and after a message as it was read last, None if it is too long ago."""
    after = _bare(state)
    for step in reversed(state["past"]):
        before = _patched(after, step["back"])
        if step["id"].partition(AGAIN)[0] == mark:
            return Around(step["id"], before, after)
        after = before
    return None


def with_past(revised: State, current: State) -> State:
    """A state that takes the place of another, with that one's past."""
    step = {"id": "", "back": _difference(_bare(revised), _bare(current))}
    revised["past"] = [*current["past"], step][-STEPS:]
    return revised


def _bare(state: Mapping[str, Any]) -> State:
    return {key: value for key, value in state.items() if key not in _OWN}


def _difference(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in {*now, *before}:
        if key not in before:
            found[key] = {_GONE: 1}
        elif key not in now or not (isinstance(now[key], dict) and isinstance(before[key], dict)):
            if key not in now or now[key] != before[key]:
                found[key] = {_VALUE: copy.deepcopy(before[key])}
        elif now[key] != before[key]:
            found[key] = {_INSIDE: _difference(now[key], before[key])}
    return found


def _patched(now: Mapping[str, Any], back: Mapping[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(dict(now))
    for key, change in back.items():
        if _GONE in change:
            made.pop(key, None)
        elif _INSIDE in change:
            made[key] = _patched(made.get(key) or {}, change[_INSIDE])
        else:
            made[key] = copy.deepcopy(change[_VALUE])
    return made
