"""Form tokens: for people signed in a random one per sign-in, before that a signed one that expires."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

_GOOD_SECONDS = 3600


def fresh(secret: str, browser: str, now: float | None = None) -> str:
    """A token for a form shown to somebody not signed in, bound to a cookie of that browser."""
    at = str(int(time.time() if now is None else now))
    return f"{at}.{_signature(secret, browser, at)}"


def good(secret: str, browser: str, token: str, now: float | None = None) -> bool:
    """Whether such a token was made for this browser within the last hour."""
    at, _, signature = token.partition(".")
    if not browser or not (at.isascii() and at.isdigit()) or not signature.isascii():
        return False
    age = (time.time() if now is None else now) - int(at)
    return 0 <= age + 5 <= _GOOD_SECONDS and hmac.compare_digest(signature, _signature(secret, browser, at))


def browser_mark() -> str:
    """A random value for the cookie."""
    return secrets.token_urlsafe(24)


def _signature(secret: str, browser: str, at: str) -> str:
    return hmac.new(secret.encode(), f"review-form:{browser}:{at}".encode(), hashlib.sha256).hexdigest()
