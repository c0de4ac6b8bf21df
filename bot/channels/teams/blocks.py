"""The smallest parts of our cards: a line of text, and a text as lines."""

from __future__ import annotations

from typing import Any


def block(text: str, **looks: Any) -> dict[str, Any]:
    """A line of text."""
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs and list entries, each as a block of its own: not every client of Teams renders lists in cards."""
    found: list[dict[str, Any]] = []
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        for number, line in enumerate(filter(None, (part.strip() for part in paragraph.split("\n")))):
            bullet = line.startswith("- ")
            shown = "• " + line[2:] if bullet else line
            found.append(block(shown, spacing="Small" if bullet or number else "Default"))
    return found


def quoted(text: str, longest: int = 300) -> dict[str, Any]:
    """Somebody's own words."""
    return block(f"“{short(text, longest)}”", spacing="None")


def short(text: str, longest: int) -> str:
    """A text that is not too long."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def without_list(text: str) -> str:
    """A text without its lists, where the card shows them in another form."""
    return "\n\n".join(part for part in text.split("\n\n") if not part.lstrip().startswith("- "))
