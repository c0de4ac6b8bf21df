"""Passwords: argon2id hashes, and what a password must be."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200

_hasher = PasswordHasher()
# Compared with when there is no such user, so that the answer takes as long
_NOBODY = _hasher.hash("there is nobody of that name")


def problem(password: str, name: str = "") -> str | None:
    """What is wrong with a new password, in words for its owner; None if nothing."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three or four words that do not belong together are easy to keep."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if len(set(password)) < 5 or (name and name.lower() in password.lower()):
        return "This password would be guessed quickly. Choose one without your user name and with more variety."
    return None


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash; takes as long where there is none."""
    try:
        return _hasher.verify(stored or _NOBODY, password[:LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
