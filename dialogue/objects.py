"""What a command is about: the row it names, the words it brings."""

from __future__ import annotations

import re
from typing import Final

from dialogue import rows
from dialogue.talk import Talk
from guidance.definitions import Definition, Item
from guidance.state import split, value_of

NEAR: Final = 12  # characters between "add to" and the row it names
WHOLE_TOOL = re.compile(
    r"\b(?:screening|tool|form|questionnaire|assessment|priorities|whole "
    r"thing)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:can|could|will|would) (?:you|ye)\s+)?(?:please\s+)?(?:also\s+)?(?:add|put|note|write|stick|"
    r"record|append)(?:\s+(?:down|in|that|this|it|also))*"
    r"(?:\s+(?:to|under|on|in|for|against|with|beside|at))?\W*",
    re.IGNORECASE,
)


def row_in(talk: Talk, tool: Definition | None, text: str, bare: bool = True) -> Item | None:
    """The one row a text names; `bare`: a number alone counts."""
    if tool is None:
        return None
    before = talk.written_last
    found = [one for one in rows.named(tool, text, talk.here, before) if one.items]
    tagged = [one for one in found if not one.bare] or (found if bare else [])
    if not tagged:
        return None
    first = tagged[0].items
    if len(first) == 1:
        return first[0]
    answered = [
        item
        for item in first
        if split(talk.tool_state(tool)["asking"])[1] == item.id or value_of(talk.tool_state(tool), item.id)
    ]
    return answered[0] if len(answered) == 1 else None


def words_and_row(talk: Talk, tool: Definition, text: str) -> tuple[str, Item | None]:
    """The words to add and the row they are for."""
    found = [
        one for one in rows.named(tool, text, talk.here, talk.written_last) if len(one.items) == 1 and not one.bare
    ]
    lead = _LEAD.match(text)
    opening = lead.end() if lead else 0
    first = next((one for one in found if one.start <= opening + NEAR), None)
    last = next((one for one in found if one.end >= len(text.rstrip(" .!")) - 2), None)
    if first:
        return text[first.end :].strip(" ,:;-–—"), first.items[0]
    body = text[opening:]
    if last:
        body = re.sub(r"\s+(?:to|under|on|in|for|with|at)\s*$", "", text[opening : last.start])
        return body.strip(" ,:;-–—"), last.items[0]
    return body.strip(" ,:;-–—"), None
