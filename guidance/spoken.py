"""Texts for moments: what is said in an emergency, to families and young people, and about the assistant itself.

Files of one shape (content/emergency.yml, family.yml, about.yml):

    <group>:
      <name>: {title: ..., text: ..., facts: [...], sources: [...], contacts: young_person}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guidance.directory import AUDIENCES
from guidance.reading import CONTENT_DIR, Entry, read


@dataclass(frozen=True)
class Spoken:
    """One text with what it rests on; `contacts` names the audience whose contacts are shown with it."""

    text: str
    title: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    contacts: str


@lru_cache(maxsize=4)
def load_spoken(name: str, folder: Path = CONTENT_DIR) -> Mapping[str, Mapping[str, Spoken]]:
    """The texts of one file as {group: {name: text}}.

    Raises:
        ContentError: a field is missing, unknown or cannot be used.
    """
    file = read(folder / f"{name}.yml")
    return {str(group): _group(file.entry(str(group))) for group in file.data}


def _group(entry: Entry) -> dict[str, Spoken]:
    return {str(name): _spoken(entry.entry(str(name))) for name in entry.data}


def _spoken(entry: Entry) -> Spoken:
    entry.only("title", "text", "facts", "sources", "contacts")
    return Spoken(
        text=entry.text("text").strip(),
        title=entry.text("title", ""),
        facts=entry.texts("facts"),
        sources=entry.texts("sources"),
        contacts=entry.choice("contacts", ("", *AUDIENCES), ""),
    )
