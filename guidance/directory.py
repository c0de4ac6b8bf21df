"""The directory: whom to contact, from content/directory.yml and a team's own content/local/*.yml."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from guidance.reading import CONTENT_DIR, Entry, read

AUDIENCES = ("practitioner", "parent", "young_person")
ROLES = ("social_work_day", "social_work_out_of_hours", "child_protection_lead", "police_local", "procedure", "other")
WAYS = ("phone", "text", "url", "email", "hours")


@dataclass(frozen=True)
class Contact:
    """One service. Hours are given only where a dated source is certain of them."""

    id: str
    name: str
    use: str
    audiences: frozenset[str]
    checked: str
    phone: str | None = None
    text: str | None = None
    url: str | None = None
    email: str | None = None
    hours: str | None = None
    role: str | None = None
    sources: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """What a door shows: name, use and the ways to reach it."""
        names = ("id", "name", "use", "phone", "text", "url", "email", "hours", "role")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class Directory:
    """All contacts, local ones first where they are configured."""

    def __init__(self, contacts: list[Contact]) -> None:
        self.contacts = contacts

    def for_audience(self, audience: str) -> list[Contact]:
        """The contacts meant for practitioners, parents or young people; emergency first, then local."""
        mine = [contact for contact in self.contacts if audience in contact.audiences]
        return sorted(mine, key=lambda c: (c.phone != "999", c.role is None))

    def local(self, *roles: str) -> list[Contact]:
        """The team's own contacts with one of the given roles, or all of them."""
        return [c for c in self.contacts if c.role and (not roles or c.role in roles)]


@lru_cache(maxsize=1)
def load_directory(folder: Path = CONTENT_DIR) -> Directory:
    """Reads the national directory and the local one beside it.

    Raises:
        ContentError: an entry lacks a field, or a field has a value that cannot be used.
    """
    contacts = [_contact(entry, local=False) for entry in read(folder / "directory.yml").entries("services")]
    for path in sorted((folder / "local").glob("*.yml")):
        contacts += [_contact(entry, local=True) for entry in read(path).entries("services")]
    return Directory(contacts)


def _contact(entry: Entry, local: bool) -> Contact:
    entry.only("id", "name", "use", "for", "checked", "role", "sources", "emergency", *WAYS)
    ways = {name: entry.text(name, "") or None for name in WAYS}
    if ways["url"] and not ways["url"].startswith(("https://", "http://")):
        raise entry.error("url", "must begin with https:// or http://")
    return Contact(
        id=entry.text("id"),
        name=entry.text("name"),
        use=entry.text("use", "" if local else None),
        audiences=frozenset(entry.ids("for", AUDIENCES, required=True)),
        checked=entry.text("checked"),
        role=entry.choice("role", ROLES) if local else None,
        sources=list(entry.texts("sources")),
        **ways,
    )
