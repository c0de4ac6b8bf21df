"""The register of sources: what an answer may cite, and how a citation reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guidance.reading import CONTENT_DIR, read

DECK = "DECK"
HOME = frozenset({"Scotland", "UK"})  # may be the basis of advice without a word about where it is from
NATIONS = HOME | {"Wales", "England and Wales", "not known"}


@dataclass(frozen=True)
class Source:
    """One publication (content/sources.yml). `url` is None for the framework's own slides."""

    key: str
    title: str
    publisher: str
    nation: str
    checked: str
    year: str | None = None
    url: str | None = None


class Sources:
    """Looks up sources by key; `DECK#Heading` cites one slide of the framework by its heading."""

    def __init__(self, entries: dict[str, Source]) -> None:
        self.entries = entries

    def __contains__(self, reference: str) -> bool:
        key, _, heading = reference.partition("#")
        return key in self.entries and (not heading or key == DECK)

    def label(self, reference: str) -> str:
        """How a citation reads, e.g. 'Safeguarding: Criminal exploitation, Education Scotland, 2024'.

        Raises:
            KeyError: the register has no such source.
        """
        key, _, heading = reference.partition("#")
        source = self.entries[key]
        parts = [f"{source.title}, slide '{heading}'" if heading else source.title, source.publisher]
        if source.year:
            parts.append(source.year)
        if source.nation not in HOME:
            parts.append("nation not known" if source.nation == "not known" else source.nation)
        return ", ".join(parts)

    def url(self, reference: str) -> str | None:
        """Where a source can be read, if it is public."""
        return self.entries[reference.partition("#")[0]].url


@lru_cache(maxsize=1)
def load_sources(path: Path = CONTENT_DIR / "sources.yml") -> Sources:
    """Reads and checks the register.

    Raises:
        ContentError: an entry lacks a field, or a field has a value that cannot be used.
    """
    register = read(path)
    entries: dict[str, Source] = {}
    for key in register.data:
        entry = register.entry(key)
        entry.only("title", "publisher", "year", "nation", "url", "checked")
        url = entry.text("url", "") or None
        if url and not url.startswith(("https://", "http://")):
            raise entry.error("url", "must begin with https:// or http://")
        entries[key] = Source(
            key=key,
            title=entry.text("title"),
            publisher=entry.text("publisher"),
            nation=entry.choice("nation", sorted(NATIONS)),
            checked=entry.text("checked"),
            year=entry.text("year", "") or None,
            url=url,
        )
    return Sources(entries)
