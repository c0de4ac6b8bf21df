"""Brings the index up to date with Rasa's `events`: reads what is new, in batches, each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from review.database import chunks, insert, reading, writing
from review.index import annotated, progress, writer
from review.index.state import Conversation, Tool
from review.pseudonyms import pseudonym, sample_number
from review.tables import CONVERSATIONS, EVENTS, TOOLS

BATCH = 2000  # events in one transaction; while it runs, SQLite lets nobody else write


class Indexer:
    """Indexes one database. Its work may be repeated or interrupted at any point."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self.engine = engine
        self.secret = secret

    def catch_up(self, stop: Any = None) -> int:
        """Indexes all that is new; returns how many events. `stop` is an event that ends it early."""
        total = 0
        while not (stop is not None and stop.is_set()):
            done, more = self.step()
            total += done
            if not more:
                break
            time.sleep(0.002)  # lets others write between two batches
        return total

    def step(self, batch: int = BATCH) -> tuple[int, bool]:
        """One batch: how many events were indexed, and whether there is more."""
        if not self._something_new():
            return 0, False
        now = time.time()
        with writing(self.engine) as connection:
            state = progress.load(connection)
            progress.step_back(connection, state)
            late = self._late(connection, state, now)
            rows = self._rows(connection, EVENTS.c.id > state.event, batch)
            if rows:
                state.passed(rows, now)
            self._index(connection, [*late, *rows], state.event)
            progress.save(connection, state)
        return len(rows) + len(late), len(rows) == batch

    def _something_new(self) -> bool:
        """A look without a lock: most of the time nothing has happened."""
        with reading(self.engine) as connection:
            if not sa.inspect(connection).has_table("events"):
                return False
            newest = connection.execute(sa.select(sa.func.max(EVENTS.c.id))).scalar()
            row = connection.execute(sa.text("SELECT event, state FROM review_progress WHERE id = 1")).first()
        if row is None:
            return newest is not None
        return bool((newest or 0) != row.event or '"gaps": []' not in row.state)

    def _rows(self, connection: Connection, condition: Any, limit: int) -> list[Any]:
        query = sa.select(EVENTS).where(condition).order_by(EVENTS.c.id).limit(limit)
        if connection.dialect.name == "postgresql":
            # an erasure that runs at the same time waits, and then finds what was indexed
            query = query.with_for_update(read=True)
        return list(connection.execute(query))

    def _late(self, connection: Connection, state: progress.Progress, now: float) -> list[Any]:
        """Events that turned up in gaps."""
        rows: list[Any] = []
        for first, last, _ in state.gaps:
            rows += self._rows(connection, EVENTS.c.id.between(int(first), int(last)), BATCH)
        state.filled({row.id for row in rows}, now)
        return rows

    def _index(self, connection: Connection, rows: list[Any], upto: int) -> None:
        by_sender: dict[str, list[Any]] = {}
        for row in rows:
            by_sender.setdefault(row.sender_id, []).append(row)
        conversations = self._load(connection, by_sender)
        again: list[Conversation] = []
        for sender, its_rows in by_sender.items():
            one = conversations[sender]
            if its_rows[0].id <= one.last_event:
                again.append(one)
                continue
            for row in its_rows:
                one.apply(row)
        fresh = [self._reread(connection, one, upto) for one in again]
        changed = [one for one in conversations.values() if one not in again]
        writer.write(connection, changed + fresh)

    def _load(self, connection: Connection, senders: Iterable[str]) -> dict[str, Conversation]:
        """The conversations of these senders, made where they are new."""
        found: dict[str, Conversation] = {}
        for some in chunks(senders):
            new = []
            for sender in some:
                name = pseudonym(self.secret, sender)
                new.append({"sender_id": sender, "name": name, "sample": sample_number(name)})
            connection.execute(insert(connection, CONVERSATIONS).on_conflict_do_nothing(), new)
            query = sa.select(CONVERSATIONS).where(CONVERSATIONS.c.sender_id.in_(some))
            for row in connection.execute(query).mappings():
                found[row["sender_id"]] = Conversation(**row)
        by_cid = {one.cid: one for one in found.values()}
        for ids in chunks(by_cid):
            for its in connection.execute(sa.select(TOOLS).where(TOOLS.c.cid.in_(ids))):
                by_cid[its.cid].tools[its.tool] = Tool(its.item, its.furthest, its.length, bool(its.finished))
        for one in found.values():
            one.before = one.facets() if one.events else set()
        return found

    def _reread(self, connection: Connection, old: Conversation, upto: int) -> Conversation:
        """The conversation from its first event on; days count only what was not counted before."""
        writer.clear(connection, old.cid)
        one = Conversation(old.cid, old.sender_id, old.name, old.sample, reviewed_to=old.reviewed_to)
        its_own = sa.and_(EVENTS.c.sender_id == old.sender_id, EVENTS.c.id <= upto)
        counted = False
        for row in self._rows(connection, its_own, 1_000_000):
            if row.id > old.last_event and not counted:
                one.counts.clear()
                counted = True
            one.apply(row)
        if not counted:
            one.counts.clear()
        one.new_facets |= annotated.facets(connection, one.cid)
        return one


def orphans(engine: Engine) -> int:
    """Removes what is indexed of conversations that have no events any more: erased where nobody told the console."""
    gone = sa.select(CONVERSATIONS.c.cid).where(
        ~sa.exists().where(EVENTS.c.sender_id == CONVERSATIONS.c.sender_id), CONVERSATIONS.c.events > 0
    )
    with reading(engine) as connection:
        if not sa.inspect(connection).has_table("events"):
            return 0
        found = [row.cid for row in connection.execute(gone)]
    if found:
        with writing(engine) as connection:
            for ids in chunks(found):
                connection.execute(sa.delete(CONVERSATIONS).where(CONVERSATIONS.c.cid.in_(ids)))
    return len(found)
