"""Accounts: sign-in with lock-out, invitations by one-time link, roles."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.auth import passwords
from review.auth.roles import ADMINISTRATOR, ROLES
from review.database import reading, writing
from review.tables import ATTEMPTS, INVITATIONS, SESSIONS, USERS

FAILURES = 5  # wrong passwords until an account is locked
LOCKED_SECONDS = 15 * 60
ADDRESS_FAILURES = 30  # wrong passwords from one address in LOCKED_SECONDS, whatever the name
INVITED_SECONDS = 72 * 3600
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,98}")


class UserError(ValueError):
    """Something about an account cannot be done; the message is for the person at the screen."""


@dataclass(frozen=True)
class User:
    """An account. Without a password it has been invited and not yet used its link."""

    id: int
    name: str
    role: str
    disabled: bool
    invited: bool
    locked_until: float


def token_hash(token: str) -> str:
    """What is stored of a token that opens something."""
    return hashlib.sha256(token.encode()).hexdigest()


def _user(row: Any) -> User:
    return User(row.id, row.name, row.role, bool(row.disabled), row.password is None, row.locked_until)


def everybody(engine: Engine) -> list[User]:
    """All accounts by name."""
    with reading(engine) as connection:
        return [_user(row) for row in connection.execute(sa.select(USERS).order_by(USERS.c.name))]


def find(engine: Engine, name: str) -> User | None:
    """The account of that name."""
    with reading(engine) as connection:
        row = connection.execute(sa.select(USERS).where(USERS.c.name == name.strip().lower())).first()
        return _user(row) if row else None


def invite(engine: Engine, name: str, role: str, now: float | None = None) -> str:
    """Makes an account, or a new link for an existing one; returns the token of the one-time link.

    Raises:
        UserError: the name or the role cannot be used.
    """
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise UserError("A user name is 2 to 99 letters, digits or . _ @ -, beginning with a letter or digit.")
    if role not in ROLES:
        raise UserError(f"There is no role '{role}'. Choose one of: {', '.join(ROLES)}.")
    now = time.time() if now is None else now
    token = secrets.token_urlsafe(32)
    with writing(engine) as connection:
        row = connection.execute(sa.select(USERS.c.id).where(USERS.c.name == name)).first()
        if row is None:
            made = connection.execute(sa.insert(USERS).values(name=name, role=role, created_at=now))
            user_id = made.inserted_primary_key[0]
        else:
            user_id = row.id
            connection.execute(sa.update(USERS).where(USERS.c.id == user_id).values(role=role, disabled=False))
        connection.execute(sa.delete(INVITATIONS).where(INVITATIONS.c.user_id == user_id))
        connection.execute(
            sa.insert(INVITATIONS).values(token=token_hash(token), user_id=user_id, expires_at=now + INVITED_SECONDS)
        )
    return token


def invited(engine: Engine, token: str) -> User | None:
    """Whom a one-time link is for; None if it was used or has run out."""
    with reading(engine) as connection:
        row = connection.execute(
            sa.select(USERS)
            .join(INVITATIONS, INVITATIONS.c.user_id == USERS.c.id)
            .where(INVITATIONS.c.token == token_hash(token), INVITATIONS.c.expires_at > time.time())
        ).first()
        return _user(row) if row else None


def accept(engine: Engine, token: str, password: str) -> User:
    """Sets the password for a one-time link and uses the link up; ends the account's other sign-ins.

    Raises:
        UserError: the link is no longer good, or the password will not do.
    """
    user = invited(engine, token)
    if user is None:
        raise UserError("This link has been used or has run out. Ask an administrator for a new one.")
    trouble = passwords.problem(password, user.name)
    if trouble:
        raise UserError(trouble)
    hashed = passwords.hashed(password)
    with writing(engine) as connection:
        gone = connection.execute(sa.delete(INVITATIONS).where(INVITATIONS.c.token == token_hash(token)))
        if gone.rowcount != 1:  # two windows at once
            raise UserError("This link has been used or has run out. Ask an administrator for a new one.")
        values = {"password": hashed, "failures": 0, "locked_until": 0.0}
        connection.execute(sa.update(USERS).where(USERS.c.id == user.id).values(**values))
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.user_id == user.id))
    return user


def sign_in(engine: Engine, name: str, password: str, address: str, now: float | None = None) -> User | None:
    """The account, if name and password are right and it is neither disabled nor locked.

    A locked account answers like a wrong password: whoever guesses learns nothing.
    """
    now = time.time() if now is None else now
    with reading(engine) as connection:
        row = connection.execute(sa.select(USERS).where(USERS.c.name == name.strip().lower())).first()
        recent = connection.execute(
            sa.select(sa.func.count()).where(ATTEMPTS.c.address == address, ATTEMPTS.c.at > now - LOCKED_SECONDS)
        ).scalar_one()
    right = passwords.matches(row.password if row else None, password)
    shut = recent >= ADDRESS_FAILURES or row is None or row.disabled or row.locked_until > now
    if row is not None and right and not shut:
        with writing(engine) as connection:
            connection.execute(sa.update(USERS).where(USERS.c.id == row.id).values(failures=0, locked_until=0.0))
        return _user(row)
    with writing(engine) as connection:
        connection.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.at < now - LOCKED_SECONDS))
        connection.execute(sa.insert(ATTEMPTS).values(address=address[:64], at=now))
        if row is not None and not right and row.locked_until <= now:
            # counted in the database, not from what was read: guesses may come side by side
            full = USERS.c.failures + 1 >= FAILURES
            connection.execute(
                sa.update(USERS)
                .where(USERS.c.id == row.id)
                .values(
                    failures=sa.case((full, 0), else_=USERS.c.failures + 1),
                    locked_until=sa.case((full, now + LOCKED_SECONDS), else_=USERS.c.locked_until),
                )
            )
    return None


def change(engine: Engine, user_id: int, role: str | None = None, disabled: bool | None = None) -> User:
    """Changes an account's role or whether it may sign in, and ends its sign-ins.

    Raises:
        UserError: nobody would be left who can administer.
    """
    if role is not None and role not in ROLES:
        raise UserError(f"There is no role '{role}'.")
    with writing(engine) as connection:
        row = connection.execute(sa.select(USERS).where(USERS.c.id == user_id)).first()
        if row is None:
            raise UserError("There is no such account.")
        values: dict[str, Any] = {}
        values |= {} if role is None else {"role": role}
        values |= {} if disabled is None else {"disabled": disabled, "failures": 0, "locked_until": 0.0}
        if row.role == ADMINISTRATOR and (disabled or role not in (None, ADMINISTRATOR)):
            others = sa.select(sa.func.count()).where(
                USERS.c.role == ADMINISTRATOR,
                USERS.c.id != user_id,
                USERS.c.disabled.is_(False),
                USERS.c.password.isnot(None),
            )
            if not connection.execute(others).scalar_one():
                raise UserError("This is the last administrator. Make somebody else administrator first.")
        connection.execute(sa.update(USERS).where(USERS.c.id == user_id).values(**values))
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.user_id == user_id))
        return _user(connection.execute(sa.select(USERS).where(USERS.c.id == user_id)).one())
