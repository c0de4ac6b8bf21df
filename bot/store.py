"""Where conversations are kept: Rasa's SQL tracker store, with what it lacks (erasure, safe SQLite)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot import settings
from privacy.retention import erase_conversation


class ConversationStore(SQLTrackerStore):
    """The tracker store named in endpoints.yml; its database is CEC_DATABASE_URL."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        # Rasa takes a `host` with a scheme as the whole address
        super().__init__(
            domain=domain, event_broker=event_broker, host=host or settings.current().database_url, **kwargs
        )
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.engine.dispose()

    def erase(self, sender_id: str) -> None:
        """Deletes every trace of a conversation from the database."""
        erase_conversation(self.engine, sender_id)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # WAL lets the console read while the assistant writes; secure_delete overwrites what is erased,
    # without it the bytes stay in the file
    for pragma in ("journal_mode=WAL", "secure_delete=ON", "busy_timeout=15000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def store_of(tracker_store: Any) -> ConversationStore:
    """Our store behind Rasa's fail-safe wrapper.

    Raises:
        TypeError: endpoints.yml names another tracker store.
    """
    inner = getattr(tracker_store, "_tracker_store", tracker_store)
    if not isinstance(inner, ConversationStore):
        raise TypeError("endpoints.yml must name bot.store.ConversationStore as the tracker store")
    return inner
