"""Retention: erasing one conversation."""

from __future__ import annotations

import sqlalchemy as sa


def erase_conversation(engine: sa.engine.Engine, sender_id: str) -> None:
    """Deletes a conversation's events."""
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender_id})
