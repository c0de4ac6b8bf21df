"""How urgent a message is, from what the reader makes of it and of its clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

# Chosen on hands kept apart from the trial encoder (docs/understanding-experiments.md). What a message says as a whole
# counts from a lower probability on than what one clause says: read alone, a clause rings too easily.
LONG: Final = 40  # words; longer texts are not what the reader has learnt from
NOW, NOW_IN_A_CLAUSE, CHECK, CHECK_IN_A_CLAUSE, RELIEF = 0.2, 0.5, 0.08, 0.3, 0.4
ANY = "any"  # now or check: learnt together, since they differ only in degree


def decide_urgency(found: Sequence[Mapping[str, float]], long: bool = False) -> dict[str, Any]:
    """The level of a message from those of its clauses (the last is the whole message).

    Of a long text only the clauses count: the reader has learnt messages, and a page says many things at once.
    """
    if not found or not found[0]:
        return {"level": "none", "p": 0.0, "kind": "", "reason": "examples"}
    whole = {} if long else found[-1]
    found = found[:-1] if long else found
    now = max(one.get("now", 0.0) for one in found)
    relief = max(one.get("relief", 0.0) for one in found)
    check = max(one.get(ANY, 0.0) for one in found)
    kinds = {label[5:]: max(one.get(label, 0.0) for one in found) for label in found[0] if label.startswith("kind_")}
    kind = max(kinds, key=lambda name: kinds[name]) if kinds else ""
    level = "none"
    if relief >= RELIEF:
        pass
    elif _is_now(whole) or now >= NOW_IN_A_CLAUSE:
        level = "now"
    elif whole.get(ANY, 0.0) >= CHECK or check >= CHECK_IN_A_CLAUSE:
        level = "check"
    return {
        "level": level,
        "p": round(max(now, check), 3),
        "kind": kind if kinds.get(kind, 0) >= 0.2 else "",
        "reason": "examples",
    }


def _is_now(whole: Mapping[str, float]) -> bool:
    """Likely enough to be an emergency, and not far likelier to be what should be asked about first."""
    now = whole.get("now", 0.0)
    return now >= NOW and 2 * now > whole.get("check", 0.0)
