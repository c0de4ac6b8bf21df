"""What reviewers' annotations mean for a conversation's filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from review.tables import ANNOTATIONS

VERDICTS = ("right", "wrong", "new_topic", "not_training")


def verdicts(rows: Iterable[Any]) -> dict[int, dict[str, Any]]:
    """Each reviewer's latest verdict on each message: {event: {user: row}}; rows in the order they were made."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.kind in VERDICTS and row.event is not None:
            found.setdefault(row.event, {})[row.user] = row
    return found


def disagree(by_user: dict[str, Any]) -> bool:
    """Whether the reviewers of a message do not say the same."""
    return len({(row.kind, row.label) for row in by_user.values()}) > 1


def tags(rows: Iterable[Any]) -> set[str]:
    """The tags a conversation has now: later rows take earlier ones back."""
    found: set[str] = set()
    for row in rows:
        if row.kind == "tag":
            found.add(row.label)
        elif row.kind == "untag":
            found.discard(row.label)
    return found


def facets_of(rows: list[Any]) -> set[str]:
    """The facets that follow from a conversation's annotations."""
    found = {f"tag:{tag}" for tag in tags(rows)}
    said = verdicts(rows)
    found |= {f"verdict:{row.kind}" for by_user in said.values() for row in by_user.values()}
    if any(disagree(by_user) for by_user in said.values()):
        found.add("verdict:disagree")
    if any(row.kind == "flag" for row in rows):
        found.add("verdict:flag")
    return found


def facets(connection: Connection, cid: int) -> set[str]:
    """The same, read from the database."""
    query = sa.select(ANNOTATIONS).where(ANNOTATIONS.c.cid == cid).order_by(ANNOTATIONS.c.id)
    return facets_of(list(connection.execute(query)))
