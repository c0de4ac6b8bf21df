"""Sign-ins, kept in the database so that they can be ended at once and survive a restart."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.auth.users import LOCKED_SECONDS, token_hash
from review.config import Config
from review.database import reading, writing
from review.tables import ATTEMPTS, SESSIONS, USERS

_SEEN_EVERY = 60.0  # seconds; writing at every page would make readers writers


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in. `csrf` must come back with every form."""

    user_id: int
    user: str
    role: str
    csrf: str


def begin(engine: Engine, user_id: int, now: float | None = None) -> str:
    """Signs somebody in; returns the cookie's value."""
    now = time.time() if now is None else now
    token = secrets.token_urlsafe(32)
    with writing(engine) as connection:
        connection.execute(
            sa.insert(SESSIONS).values(
                token=token_hash(token), user_id=user_id, csrf=secrets.token_urlsafe(32), created_at=now, seen_at=now
            )
        )
    return token


def find(engine: Engine, config: Config, token: str, now: float | None = None) -> Session | None:
    """Who a cookie belongs to; None if it has run out or the account may no longer sign in."""
    now = time.time() if now is None else now
    query = (
        sa.select(SESSIONS, USERS.c.name, USERS.c.role)
        .join(USERS, USERS.c.id == SESSIONS.c.user_id)
        .where(
            SESSIONS.c.token == token_hash(token),
            SESSIONS.c.created_at > now - config.session_hours * 3600,
            SESSIONS.c.seen_at > now - config.idle_minutes * 60,
            USERS.c.disabled.is_(False),
        )
    )
    with reading(engine) as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    if row.seen_at < now - _SEEN_EVERY:
        with writing(engine) as connection:
            connection.execute(sa.update(SESSIONS).where(SESSIONS.c.token == row.token).values(seen_at=now))
    return Session(row.user_id, row.name, row.role, row.csrf)


def end(engine: Engine, token: str) -> None:
    """Signs out."""
    with writing(engine) as connection:
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.token == token_hash(token)))


def tidy(engine: Engine, config: Config, now: float | None = None) -> None:
    """Deletes sign-ins that have run out, and the addresses of wrong passwords."""
    now = time.time() if now is None else now
    with writing(engine) as connection:
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.created_at < now - config.session_hours * 3600))
        connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.at < now - LOCKED_SECONDS))
