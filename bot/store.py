"""Where conversations are kept: Rasa's SQL tracker store, with what it lacks (erasure, safe SQLite)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot import settings
from bot.context import DIALOGUE_SLOT
from privacy.backups import erase_from_backups, folder_for
from privacy.retention import erase_conversation
from privacy.second_line import clean_event


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
        """Deletes every trace of a conversation from the database and from the back-ups beside it."""
        erase_conversation(self.engine, sender_id)
        erase_from_backups(folder_for(self.engine, settings.VAR), sender_id)

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Any]:
        """The events that are not stored yet, once more without numbers that identify.

        A new desk makes the older ones worthless, and what was deleted from a guided tool must not live on in
        them. They are emptied and not removed: Rasa counts stored events to know which are new.
        """
        fresh = list(super()._additional_events(session, tracker))
        if any(event.type_name == "slot" and event.key == DIALOGUE_SLOT for event in fresh):
            older = session.query(self.SQLEvent).filter_by(
                sender_id=tracker.sender_id, type_name="slot", action_name=DIALOGUE_SLOT
            )
            emptied = json.dumps({"event": "slot", "timestamp": 0.0, "name": DIALOGUE_SLOT, "value": None})
            older.update({"data": emptied}, synchronize_session=False)
        return (_Clean(event) for event in fresh)

    async def _stream_new_events(self, event_broker: EventBroker, new_events: list[Event], sender_id: str) -> None:
        """Publishes what it stores, nothing else."""
        for event in new_events:
            event_broker.publish({"sender_id": sender_id} | clean_event(event.as_dict()))


class _Clean:
    """An event as `SQLTrackerStore.save` reads it."""

    def __init__(self, event: Event) -> None:
        self.type_name = event.type_name
        self._data = clean_event(event.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """What is written to the database."""
        return self._data


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
