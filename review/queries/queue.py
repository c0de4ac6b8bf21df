"""Which conversations the queue shows. Each page costs the same, however many there are and however far one goes.

The rarest filter leads, in the order of last activity, and each further one is looked up per conversation. Pages
continue after the last row shown (its time and number) instead of counting rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from review.database import reading
from review.index import events
from review.index.events import key
from review.queries.filters import Filter
from review.tables import CONVERSATIONS, DAILY, FACETS, WORDS

PAGE = 50
RARE = 6000  # so few are looked at one by one


@dataclass(frozen=True)
class Page:
    """One page: the conversations, and where the pages before and after begin."""

    rows: list[Any]
    older: str = ""
    newer: str = ""


def page(engine: Engine, wanted: Filter, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """A page of the queue, newest activity first.

    Args:
        engine: the database.
        wanted: the filter.
        after: position of the row before the page's first.
        before: position of the row after the page's last, for going back.
        size: rows.
    """
    back = _position(before)
    forward = _position(after)
    with reading(engine) as connection:
        keys = _keys(connection, wanted, back or forward, bool(back), size + 1)
        more = len(keys) > size
        keys = keys[:size]
        if back:
            keys.reverse()
        rows = _rows(connection, [cid for _, cid in keys])
    if not keys:
        return Page([], newer="" if not forward else "first")
    first, last = _mark(keys[0]), _mark(keys[-1])
    return Page(rows, older=last if (more or back) else "", newer=first if (forward or (back and more)) else "")


def following(engine: Engine, wanted: Filter, row: Any) -> Any | None:
    """The next conversation after this one, as the queue orders them."""
    return _first(engine, wanted, (row.last_at, row.cid), False)


def preceding(engine: Engine, wanted: Filter, row: Any) -> Any | None:
    """The conversation before this one."""
    return _first(engine, wanted, (row.last_at, row.cid), True)


def _first(engine: Engine, wanted: Filter, position: tuple[float, int], back: bool) -> Any | None:
    with reading(engine) as connection:
        keys = _keys(connection, wanted, position, back, 1)
        rows = _rows(connection, [cid for _, cid in keys])
    return rows[0] if rows else None


def find(engine: Engine, name: str) -> Any | None:
    """The conversation of that pseudonym."""
    with reading(engine) as connection:
        return connection.execute(sa.select(CONVERSATIONS).where(CONVERSATIONS.c.name == name)).first()


def channels(engine: Engine) -> list[str]:
    """All channels that messages have come through."""
    start = "channel:"
    names = sa.select(DAILY.c.key).distinct().where(DAILY.c.key > start, DAILY.c.key < "channel;")
    with reading(engine) as connection:
        return sorted(row.key[len(start) :] for row in connection.execute(names))


def _rows(connection: Connection, cids: list[int]) -> list[Any]:
    if not cids:
        return []
    found = connection.execute(sa.select(CONVERSATIONS).where(CONVERSATIONS.c.cid.in_(cids)))
    by_cid = {row.cid: row for row in found}
    return [by_cid[cid] for cid in cids if cid in by_cid]


def _mark(position: tuple[float, int]) -> str:
    return f"{position[0]!r}.{position[1]}"


def _position(mark: str) -> tuple[float, int] | None:
    at, dot, cid = mark.rpartition(".")
    try:
        return (float(at), int(cid)) if dot and abs(float(at)) < 1e12 and 0 <= int(cid) < 2**62 else None
    except ValueError:
        return None


def _keys(
    connection: Connection, wanted: Filter, start: tuple[float, int] | None, back: bool, limit: int
) -> list[tuple[float, int]]:
    """Times and numbers of the conversations in order."""
    groups = [[key(name) for name in names] for names in wanted.facets()]
    if wanted.about and "/" not in wanted.about:
        groups[-1] = _narrowed(connection, groups[-1])
    terms = sorted(events.words(wanted.text))[:8]
    if wanted.text and not terms:
        return []
    source, query, groups = _lead(connection, groups, [key(term) for term in terms])
    at, cid = source.c.last_at, source.c.cid
    query = query.add_columns(at, cid)
    for numbers in groups:
        other = FACETS.alias()
        same = sa.and_(other.c.facet.in_(numbers), other.c.last_at == at, other.c.cid == cid)
        query = query.where(_there(connection, same))
    if wanted.percent:
        query = query.where(_sampled(connection, wanted, cid))
    if start:
        here: Any = sa.tuple_(sa.literal(start[0], sa.Float), sa.literal(start[1], sa.BigInteger))
        query = query.where(sa.tuple_(at, cid) > here if back else sa.tuple_(at, cid) < here)
    if wanted.begin() is not None:
        query = query.where(at >= wanted.begin())
    if wanted.end() is not None:
        query = query.where(at < wanted.end())
    order = (at.asc(), cid.asc()) if back else (at.desc(), cid.desc())
    return [(row.last_at, row.cid) for row in connection.execute(query.order_by(*order).limit(limit))]


def _narrowed(connection: Connection, numbers: list[int]) -> list[int]:
    """A name is either an intent or a topic: the one that occurs."""
    there = [n for n in numbers if connection.execute(sa.select(sa.exists().where(FACETS.c.facet == n))).scalar()]
    return there[:1] or numbers[:1]


def _lead(connection: Connection, groups: list[list[int]], terms: list[int]) -> tuple[Any, Any, list[list[int]]]:
    """The table that leads, the query begun, and the facets still to be looked up."""
    counts = {n: _count(connection, FACETS, FACETS.c.facet, n) for numbers in groups for n in numbers}
    word_counts = {n: _count(connection, WORDS, WORDS.c.word, n) for n in terms}
    terms = sorted(terms, key=lambda n: word_counts[n])  # the one that rules most out is looked up first
    rarest = min(groups, key=lambda numbers: sum(counts[n] for n in numbers), default=None)
    rare_word = terms[0] if terms else None
    if rare_word is not None and word_counts[rare_word] < RARE:
        word = WORDS.alias()
        query = sa.select().select_from(word.join(CONVERSATIONS, CONVERSATIONS.c.cid == word.c.cid))
        query = query.where(word.c.word == rare_word)
        return CONVERSATIONS, _with_words(connection, query, CONVERSATIONS.c.cid, terms[1:]), groups
    if rarest is not None:
        lead = FACETS.alias()
        query = sa.select().select_from(lead).where(lead.c.facet == rarest[0])
        return (
            lead,
            _with_words(connection, query, lead.c.cid, terms),
            [numbers for numbers in groups if numbers is not rarest],
        )
    query = sa.select().select_from(CONVERSATIONS).where(CONVERSATIONS.c.events > 0)
    return CONVERSATIONS, _with_words(connection, query, CONVERSATIONS.c.cid, terms), groups


def _there(connection: Connection, condition: Any) -> Any:
    """Whether there is such a row, looked up for one conversation after the other.

    PostgreSQL would join and sort all of them to show fifty; it leaves a query with OFFSET as it is.
    """
    query = sa.select(sa.literal(1)).where(condition)
    return sa.exists(query.offset(0) if connection.dialect.name == "postgresql" else query)


def _with_words(connection: Connection, query: Any, cid: Any, terms: list[int]) -> Any:
    for term in terms:
        word = WORDS.alias()
        query = query.where(_there(connection, sa.and_(word.c.word == term, word.c.cid == cid)))
    return query


def _count(connection: Connection, table: sa.Table, column: Any, number: int) -> int:
    some = sa.select(sa.literal(1)).select_from(table).where(column == number).limit(RARE).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def _sampled(connection: Connection, wanted: Filter, cid: Any) -> Any:
    one = CONVERSATIONS.alias()
    chosen = one.c.sample < int(wanted.percent)
    if wanted.always:
        chosen = sa.or_(chosen, one.c[wanted.always].is_(True))
    return _there(connection, sa.and_(one.c.cid == cid, chosen))
