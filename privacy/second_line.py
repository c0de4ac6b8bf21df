"""The second line: takes numbers and addresses with an unmistakable shape out of what is about to be stored.

The door has redacted already. This catches what reaches the store by another way (a test door, a future channel, a
tool's slot) and finds nothing in what the door let through, so that storing costs next to nothing. It knows no names:
telling a name needs the conversation's memory, and doing that twice would number people twice.
"""

from __future__ import annotations

from typing import Any

from privacy import patterns
from privacy.placeholders import LABELS

_FINDERS = (
    patterns.emails,
    patterns.health_and_insurance,
    patterns.banks,
    patterns.phones,
    patterns.postcodes,
    patterns.registrations,
)
_USER_TEXTS = ("text", "evidence", "comment", "message")


def without_numbers(text: str) -> str:
    """The text with telephone, CHI, NI and bank numbers, e-mails, postcodes and registrations replaced."""
    if not (any(letter.isdigit() for letter in text) or "@" in text):
        return text
    claimed = patterns.kept(text)
    found: list[tuple[int, int, str]] = []
    for finder in _FINDERS:
        for start, end, kind in finder(text):
            if start < end and not any(start < e and s < end for s, e in claimed):
                claimed.append((start, end))
                found.append((start, end, kind))
    for start, end, kind in sorted(found, reverse=True):
        text = f"{text[:start]}[{LABELS[kind]}]{text[end:]}"
    return text


def clean_event(event: dict[str, Any]) -> dict[str, Any]:
    """A tracker event, as Rasa writes it, ready to be stored or published.

    Only what a user wrote is looked at: the text of a message, what was read from it, and the free texts in slots.
    What the assistant says holds public numbers and links of its own.
    """
    kind = event.get("event")
    if kind == "user":
        return {key: _clean(value, key) for key, value in event.items()}
    if kind == "slot":
        return event | {"value": _clean(event.get("value"), "")}
    return event


def _clean(value: Any, key: str) -> Any:
    if isinstance(value, str):
        # Ids, hashes and dates have no space in them; a free text nearly always has.
        return without_numbers(value) if " " in value or key in _USER_TEXTS else value
    if isinstance(value, dict):
        return {name: _clean(item, str(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, key) for item in value]
    return value
