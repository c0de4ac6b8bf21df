"""What a clause does because of a row it names: an answer for it, going to it, reading it back.

The readers do not know a tool's rows; here their reading is put right by the form of the clause.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from dialogue import assigning, rows
from dialogue.heard import Clause
from guidance.definitions import Definition, Item

_POLITE: Final = (
    r"\W*(?:(?:please|kindly|now|ok|okay|right|so|and|then|let'?s|just|can (?:we|you|i)|could (?:we|you|i)|"
    r"i want to|i'd like to|i would like to)\W+)*"
)
_GO: Final = re.compile(
    rf"{_POLITE}(?:go|jump|move|skip|take me|bring me|return|get|back|on)(?: (?:back|on|forward|straight|over|ahead))* "
    r"(?:to|tae)\b",
    re.IGNORECASE,
)
_READ: Final = re.compile(
    rf"{_POLITE}(?:what(?:'s|s)?|whit|read|show me|tell me what)\b(?=.*\b(?:have|huv|did|do|got|written|wrote|put|pit|"
    r"down|read|show|answer|say|noted|recorded)\b).{0,40}?\b(?:for|under|on|at|about|in|fur|against)\b",
    re.IGNORECASE,
)
_DELETE: Final = re.compile(
    rf"{_POLITE}(?:delete|remove|clear|erase|take (?:out|away|back))\b.{{0,30}}?"
    r"\b(?:to|for|on|of|from|in|at|under|with)\b",
    re.IGNORECASE,
)
# The row that was left out, whichever it is
OPEN_ROW: Final = re.compile(
    r"\b(?:skipped|missed|left (?:out|open)|passed over|unanswered|"
    r"(?:not|haven'?t|have not|didn'?t) (?:yet )?answer(?:ed)?)\b",
    re.IGNORECASE,
)
# What a clause that gives an answer to a row is easily taken for
_MISTAKEN: Final = ("move", "read_row", "skip", "goto", "summary")
_NEAR: Final = 6  # characters between "go to" and the row


def sharpen(tool: Definition, clause: Clause, here: Item | None, before: Item | None) -> Clause:
    """The clause with the one label its form gives, or as it was."""
    if _GO.match(clause.text) and OPEN_ROW.search(clause.text):
        return replace(clause, acts={"goto": 1.0})
    label = _form(tool, clause.text, here, before)
    if (
        label is None
        and tool.values
        and clause.labels[:1]
        and clause.labels[0] in _MISTAKEN
        and _assigned(tool, clause.text, here)
    ):
        label = "change"
    return replace(clause, acts={label: 1.0}) if label else clause


def _form(tool: Definition, text: str, here: Item | None, before: Item | None) -> str | None:
    named = [one for one in rows.named(tool, text, here, before) if one.items and not one.bare]
    if not named:
        return None
    for label, pattern in (("goto", _GO), ("read_row", _READ), ("delete", _DELETE)):
        match = pattern.match(text)
        if match and any(0 <= one.start - match.end() <= _NEAR for one in named) and not _assigned(tool, text, here):
            return label
    return "change" if tool.values and assigning.opens_with_answer(tool, text, here, before) else None


def _assigned(tool: Definition, text: str, here: Item | None) -> bool:
    return bool(assigning.assignments(tool, text, here, None)[0])
