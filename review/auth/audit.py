"""The log of who saw, changed and took out what. It names conversations by pseudonym and quotes nobody."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.database import reading, writing
from review.tables import AUDIT

KEPT_DAYS = 400
PAGE = 100


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    id: int
    at: float
    user: str
    action: str
    subject: str
    detail: str


def note(engine: Engine, user: str, action: str, subject: str = "", detail: str = "") -> None:
    """Adds a line."""
    values = {"at": time.time(), "user": user, "action": action, "subject": subject[:200], "detail": detail[:400]}
    with writing(engine) as connection:
        connection.execute(sa.insert(AUDIT).values(**values))


def entries(engine: Engine, user: str = "", before: int = 0) -> list[Entry]:
    """The newest lines, one more than a page if there are older ones."""
    query = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(PAGE + 1)
    if user:
        query = query.where(AUDIT.c.user == user)
    if before:
        query = query.where(AUDIT.c.id < before)
    with reading(engine) as connection:
        return [Entry(**row) for row in connection.execute(query).mappings()]


def tidy(engine: Engine, now: float | None = None) -> None:
    """Deletes lines older than the log is kept."""
    limit = (time.time() if now is None else now) - KEPT_DAYS * 86_400
    with writing(engine) as connection:
        connection.execute(sa.delete(AUDIT).where(AUDIT.c.at < limit))
