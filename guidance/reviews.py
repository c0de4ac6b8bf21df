"""What people decided about the answers they read: content/reviews.yml, one decision per topic.

Written by `make content-review READ=...` from the Word files that reviewers filled in. A decision holds for the words
that were read: once an answer is changed, it counts as not yet decided.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from guidance.answers import Answer
from guidance.reading import CONTENT_DIR, read

REVIEWS: Final = CONTENT_DIR / "reviews.yml"
DECISIONS: Final = ("approved", "change", "remove")
_HEADER = """\
# Decisions of the people who read the answers, by topic. Written by `make content-review READ="file.docx ..."`.
# decision: approved, change or remove; role: who decided, as a role, no name; version: the words that were read.
"""


@dataclass(frozen=True)
class Review:
    """One decision. `role` is a role and not a name; `decided` a date, YYYY-MM-DD; `version` see `version_of`."""

    decision: str
    role: str
    decided: str
    version: str
    note: str = ""


def version_of(answer: Answer) -> str:
    """Eight letters that change with the words of an answer."""
    said = "\n".join((answer.title, answer.text, answer.more or ""))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def load_reviews(path: Path = REVIEWS) -> dict[str, Review]:
    """All decisions by topic; none if nobody has decided yet.

    Raises:
        ContentError: a decision lacks a field, or has a value that cannot be used.
    """
    if not path.exists():
        return {}
    file = read(path)
    file.only("reviews")
    entries = file.entry("reviews")
    found = {}
    for topic in entries.data:
        entry = entries.entry(str(topic))
        entry.only("decision", "role", "decided", "version", "note")
        decided = entry.text("decided")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", decided):
            raise entry.error("decided", 'must be a date such as "2026-11-24", in quotes')
        found[str(topic)] = Review(
            entry.choice("decision", DECISIONS),
            entry.text("role"),
            decided,
            entry.text("version"),
            entry.text("note", ""),
        )
    return found


def save_reviews(reviews: Mapping[str, Review], path: Path = REVIEWS) -> None:
    """Writes all decisions, sorted by topic."""
    data = {topic: {k: v for k, v in vars(one).items() if v} for topic, one in sorted(reviews.items())}
    text = yaml.safe_dump({"reviews": data}, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(_HEADER + text, encoding="utf-8")


def standing(answer: Answer, reviews: Mapping[str, Review]) -> str:
    """In a few words what was decided about an answer as it reads now; empty if nobody has decided."""
    review = reviews.get(answer.topic)
    if review is None:
        return ""
    if review.version != version_of(answer):
        return f"changed since the decision of {review.decided}"
    if review.decision == "approved":
        return f"approved {review.decided} ({review.role})"
    return f"decided {review.decided}: {review.decision}"
