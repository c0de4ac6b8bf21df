"""Placeholders such as `[name 1]`, numbered per conversation without keeping what they stand for.

The memory of a conversation is a small JSON object: a random key, and for each kind a table from a keyed hash to a
number. A hash of a short name can be guessed by whoever holds the key, so an installation may add a secret that lives
outside the database; then the memory alone tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Any

from privacy.lexicon import fold

LABELS = {
    "name": "name",
    "dob": "date of birth",
    "address": "address",
    "postcode": "postcode",
    "phone": "phone",
    "email": "email",
    "chi": "CHI number",
    "ni": "NI number",
    "registration": "registration",
    "social_handle": "username",
    "reference": "reference",
    "bank": "bank details",
    "school": "school",
}
PLACEHOLDER = re.compile(r"\[(?:" + "|".join(LABELS.values()) + r")(?: \d{1,4})?\]")
# A conversation that names more people than this gets an unnumbered placeholder, so the memory cannot grow for ever.
MOST = 200
_DIGEST = re.compile(r"[0-9a-f]{16}")
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "pc", "dc", "ds", "di", "sgt"])


class Numbering:
    """Gives the same person the same number within one conversation.

    Args:
        known: the memory returned for the conversation's earlier message, or None for a new conversation.
        secret: bytes that live outside the database; optional.
    """

    def __init__(self, known: dict[str, Any] | None, secret: bytes = b"") -> None:
        known = known if isinstance(known, dict) else {}
        key = known.get("key")
        self.key = key if isinstance(key, str) and re.fullmatch(r"[0-9a-f]{32}", key) else secrets.token_hex(16)
        self._secret = secret + self.key.encode()
        self._tables: dict[str, dict[str, int]] = {}
        for kind in LABELS:
            table = known.get(kind) if self.key == key else None  # without their key the hashes say nothing
            if isinstance(table, dict):
                self._tables[kind] = {
                    h: n
                    for h, n in table.items()
                    if isinstance(h, str) and _DIGEST.fullmatch(h) and type(n) is int and 0 < n <= MOST
                }

    def memory(self) -> dict[str, Any]:
        """The JSON object to keep with the conversation."""
        return {"key": self.key, **{kind: dict(table) for kind, table in self._tables.items() if table}}

    def remembers(self, low: str) -> bool:
        """Whether a word, folded, was somebody's first name or surname earlier in the conversation."""
        table = self._tables.get("name", {})
        return bool(table) and (self._hash("first", low) in table or self._hash("last", low) in table)

    def placeholder(self, kind: str, text: str, title: str = "") -> str:
        """The placeholder for what was written; `title` is what stood before a name (`Mr`)."""
        number = self._name(text, title) if kind == "name" else self._other(kind, text)
        return f"[{LABELS[kind]} {number}]" if number else f"[{LABELS[kind]}]"

    def _hash(self, *parts: str) -> str:
        data = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, data, hashlib.sha256).hexdigest()[:16]

    def _new(self, table: dict[str, int]) -> int:
        number = max(table.values(), default=0) + 1
        return number if number <= MOST else 0

    def _other(self, kind: str, text: str) -> int:
        table = self._tables.setdefault(kind, {})
        digest = self._hash(kind, re.sub(r"[\W_]+", "", fold(text)))
        if digest not in table:
            number = self._new(table)
            if not number:
                return 0
            table[digest] = number
        return table[digest]

    def _name(self, text: str, title: str) -> int:
        table = self._tables.setdefault("name", {})
        words = [re.sub(r"'s$|s'$", "", word) for word in re.split(r"[\s.,]+", fold(text)) if word]
        if words and words[0] in _TITLES:
            title, words = words[0], words[1:]
        words = words or [fold(text)]
        full = self._hash("full", title if len(words) == 1 else "", *words)
        if full in table:
            return table[full]
        first = self._hash("first", words[0])
        last = self._hash("last", words[-1])
        number = 0
        if len(words) == 1:
            # "Jamie" after "Jamie Smith" is Jamie; "Mr Smith" is not assumed to be.
            number = 0 if title else table.get(first, table.get(last, 0))
        elif self._hash("alone", words[0]) in table:
            # "Jamie Smith" after a lone "Jamie" is that Jamie, unless a surname already belongs to him.
            number = table[first]
            del table[self._hash("alone", words[0])]
        number = number or self._new(table)
        if not number:
            return 0
        table[full] = number
        if not title or len(words) > 1:
            if len(words) == 1 and first not in table and last not in table:
                table[self._hash("alone", words[0])] = number
            table.setdefault(first, number)
            if len(words) > 1:
                table.setdefault(last, number)
        return number
