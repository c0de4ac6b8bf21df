"""Text as Teams can show it: no headings, tables or pictures, and no message longer than Teams takes."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 20_000  # UTF-16 units of a message; Teams takes more, older clients less
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$")
_PICTURE: Final = re.compile(r"!\[([^\]\n]{0,300})\]\(")
_RULE: Final = re.compile(r"^\|?[ \t:|-]*-{3}[ \t:|-]*$")
FENCE: Final = "```"


def size(text: str) -> int:
    """The length as Teams counts it: an emoji is two."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def for_teams(text: str) -> str:
    """Markdown in the part that Teams renders; what it does not render is put in another way."""
    lines: list[str] = []
    fenced = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith(FENCE):
            fenced = not fenced
        elif not fenced:
            plain = _plain(line)
            if plain is None:
                continue
            line = plain
        lines.append(line)
    # Teams takes some HTML in messages: what somebody typed stays text, and mentions nobody
    return "\n".join(lines).replace("<", "&lt;")


def _plain(line: str) -> str | None:
    """One line outside of code; None for the ruler of a table."""
    heading = _HEADING.match(line)
    if heading:
        return f"**{heading.group(1)}**"
    if "|" in line and _RULE.match(line):
        return None
    if line.lstrip().startswith("|"):
        return " · ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    return _PICTURE.sub(r"[\1](", line)


def split(text: str, longest: int = LONGEST) -> list[str]:
    """The text in parts that fit: cut at a paragraph, else at a line, else at a blank, else anywhere.

    A code block that is cut is closed in one part and opened again in the next.
    """
    parts: list[str] = []
    rest = text.strip()
    while size(rest) > longest:
        room = longest - 2 * (len(FENCE) + 1)
        cut = _cut(rest, _index(rest, room))
        part, rest = rest[:cut].rstrip(), rest[cut:].lstrip("\n")
        if part.count(FENCE) % 2:
            part, rest = f"{part}\n{FENCE}", f"{FENCE}\n{rest}"
        parts.append(part)
    return [*parts, rest] if rest or not parts else parts


def _index(text: str, units: int) -> int:
    """How many characters make so many UTF-16 units."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > units:
            return index
    return len(text)


def _cut(text: str, end: int) -> int:
    """The best place for a cut before `end`, not in the first half, so that parts do not become crumbs."""
    for mark in ("\n\n", "\n", " "):
        found = text.rfind(mark, end // 2, end)
        if found > 0:
            return found + len(mark)
    return max(1, end)
