"""Pseudonyms: what the console shows instead of a conversation's id."""

from __future__ import annotations

import base64
import hashlib
import hmac

LENGTH = 12


def pseudonym(secret: str, sender_id: str) -> str:
    """A short keyed hash of a conversation's id; without the secret it leads nowhere."""
    digest = hmac.new(secret.encode(), b"pseudonym:" + sender_id.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]


def sample_number(name: str) -> int:
    """0 to 99, the same for ever for the same conversation: 'a fifth of them' means all below 20."""
    return int.from_bytes(hashlib.sha256(b"sample:" + name.encode()).digest()[:4], "big") % 100
