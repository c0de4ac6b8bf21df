"""Writes conversations into the index: few statements for many rows."""

from __future__ import annotations

import time
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from review.database import insert
from review.index.events import key
from review.index.state import COLUMNS, DAY, Conversation
from review.tables import CONVERSATIONS, DAILY, FACETS, MESSAGES, TOOLS, WORDS


def clear(connection: Connection, cid: int) -> None:
    """Takes out what hangs on a conversation, to be written anew. Its row and what reviewers said stay."""
    for table in (MESSAGES, TOOLS, FACETS, WORDS):
        connection.execute(sa.delete(table).where(table.c.cid == cid))


def write(connection: Connection, conversations: list[Conversation]) -> None:
    """Writes what has changed."""
    if not conversations:
        return
    _rows(connection, conversations)
    _facets(connection, conversations)
    messages = [message for one in conversations for message in one.new_messages]
    if messages:
        connection.execute(insert(connection, MESSAGES).on_conflict_do_nothing(), messages)
    words = [{"word": key(word), "cid": one.cid} for one in conversations for word in one.new_words]
    if words:
        connection.execute(insert(connection, WORDS).on_conflict_do_nothing(), words)
    _tools(connection, conversations)
    _daily(connection, conversations)


def _rows(connection: Connection, conversations: list[Conversation]) -> None:
    names = [name for name in COLUMNS if name not in ("cid", "sender_id", "name", "sample", "reviewed_to")]
    update = (
        sa.update(CONVERSATIONS)
        .where(CONVERSATIONS.c.cid == sa.bindparam("_cid"))
        .values({name: sa.bindparam(f"_{name}") for name in names})
    )
    rows = [
        {f"_{name}": value for name, value in one.row().items() if name in ("cid", *names)} for one in conversations
    ]
    connection.execute(update, rows)


def _facets(connection: Connection, conversations: list[Conversation]) -> None:
    moved, gone, new = [], [], []
    for one in conversations:
        now = one.facets()
        if one.before:
            moved.append({"_cid": one.cid, "_at": one.last_at})
        gone += [{"_cid": one.cid, "_facet": key(name)} for name in one.before - now]
        added = (now - one.before) | one.new_facets
        new += [{"facet": key(name), "last_at": one.last_at, "cid": one.cid} for name in added]
    if gone:
        of_it = sa.and_(FACETS.c.cid == sa.bindparam("_cid"), FACETS.c.facet == sa.bindparam("_facet"))
        connection.execute(sa.delete(FACETS).where(of_it), gone)
    if moved:
        its = sa.update(FACETS).where(FACETS.c.cid == sa.bindparam("_cid"))
        connection.execute(its.values(last_at=sa.bindparam("_at")), moved)
    if new:
        connection.execute(insert(connection, FACETS).on_conflict_do_nothing(), new)


def _tools(connection: Connection, conversations: list[Conversation]) -> None:
    rows = [{"cid": one.cid, "tool": name, **vars(tool)} for one in conversations for name, tool in one.tools.items()]
    if rows:
        put = insert(connection, TOOLS)
        changed = {name: put.excluded[name] for name in ("item", "furthest", "length", "finished")}
        connection.execute(put.on_conflict_do_update(index_elements=["cid", "tool"], set_=changed), rows)


def _daily(connection: Connection, conversations: list[Conversation]) -> None:
    counts: Counter[tuple[str, int]] = Counter()
    for one in conversations:
        counts.update(one.counts)
    rows = [{"key": name, "day": day, "count": count} for (name, day), count in sorted(counts.items())]
    if rows:
        put = insert(connection, DAILY)
        more = {"count": DAILY.c.count + put.excluded["count"]}
        connection.execute(put.on_conflict_do_update(index_elements=["key", "day"], set_=more), rows)


def set_facets(connection: Connection, cid: int, add: set[str], remove: set[str]) -> None:
    """Adds and removes facets of one conversation."""
    at = connection.execute(sa.select(CONVERSATIONS.c.last_at).where(CONVERSATIONS.c.cid == cid)).scalar()
    if at is None:
        return
    if remove:
        numbers = [key(name) for name in remove]
        connection.execute(sa.delete(FACETS).where(FACETS.c.cid == cid, FACETS.c.facet.in_(numbers)))
    if add:
        rows = [{"facet": key(name), "last_at": at, "cid": cid} for name in add]
        connection.execute(insert(connection, FACETS).on_conflict_do_nothing(), rows)


def count(connection: Connection, name: str) -> None:
    """Counts one more of something today."""
    put = insert(connection, DAILY).values(key=name, day=int(time.time() // DAY), count=1)
    more = {"count": DAILY.c.count + put.excluded["count"]}
    connection.execute(put.on_conflict_do_update(index_elements=["key", "day"], set_=more))
