"""Cuts a message into sentences and clauses that may each be a question of their own."""

from __future__ import annotations

import re
import unicodedata

# A full stop ends a sentence only before a space or the end ("e.g." and "2.3" do not).
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+|\s+[-–—]\s+|;\s+")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|dr|mr|mrs|ms|no|approx)\.)$", re.IGNORECASE)
# Words that open a question, so that ", and who ..." starts a second one.
_OPENERS = (
    r"(?:what|who|whom|whose|when|where|why|which|how|whit|wha|whaur|is|are|was|were|do|does|did|"
    r"can|could|should|shall|will|would|has|have|had|am|may|might|must|if)"
)
_CLAUSE = re.compile(rf",?\s+(?:and|but|or|also|plus|then|&)\s+(?:also\s+|then\s+)?(?={_OPENERS}\b)", re.IGNORECASE)
MIN_WORDS = 3


def tidy(text: str) -> str:
    """One line, plain quotes, no repeated spaces."""
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower())


def sentences(text: str) -> list[str]:
    """The sentences of a message, in order."""
    parts: list[str] = []
    for piece in _END.split(unicodedata.normalize("NFKC", text)):
        piece = tidy(piece)
        if not piece:
            continue
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


def clauses(text: str) -> list[str]:
    """The sentences, each cut where 'and' begins a second question.

    Pieces of fewer than three words carry no question and are joined to the one before.
    """
    found: list[str] = []
    for sentence in sentences(text):
        pieces = [part.strip(" ,") for part in _CLAUSE.split(sentence)]
        kept: list[str] = []
        for piece in pieces:
            if kept and len(words(piece)) < MIN_WORDS:
                kept[-1] = f"{kept[-1]} and {piece}"
            elif piece:
                kept.append(piece)
        found.extend(kept)
    return found
