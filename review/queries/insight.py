"""Figures for the charts: from counts by day, and for the funnels from one row per tool and conversation."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.database import chunks, reading
from review.index import events
from review.index.state import DAY
from review.tables import CONVERSATIONS, DAILY, EVENTS, MESSAGES, TOOLS

PERIODS = (7, 30, 90)


def today() -> int:
    """The number of this day."""
    return int(time.time() // DAY)


def totals(engine: Engine, prefix: str, first: int, last: int) -> dict[str, int]:
    """Counts from day `first` to `last` of all keys that begin with `prefix` ('topic:'), without it."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    total = sa.func.sum(DAILY.c.count).label("total")
    query = (
        sa.select(DAILY.c.key, total)
        .where(DAILY.c.key >= prefix, DAILY.c.key < end, DAILY.c.day.between(first, last))
        .group_by(DAILY.c.key)
    )
    with reading(engine) as connection:
        return {row.key[len(prefix) :]: int(row.total) for row in connection.execute(query)}


def series(engine: Engine, names: list[str], first: int, last: int) -> dict[str, list[int]]:
    """Counts of each key for each day."""
    found = {name: [0] * (last - first + 1) for name in names}
    query = sa.select(DAILY).where(DAILY.c.key.in_(names), DAILY.c.day.between(first, last))
    with reading(engine) as connection:
        for row in connection.execute(query).mappings():
            found[row["key"]][row["day"] - first] = int(row["count"])
    return found


@dataclass(frozen=True)
class Asked:
    """How often a topic was asked in a period and in the one before."""

    topic: str
    now: int
    before: int

    @property
    def growth(self) -> int:
        """How many more than before."""
        return self.now - self.before


def asked(engine: Engine, days: int) -> list[Asked]:
    """Topics by how often they were asked."""
    last = today()
    now = totals(engine, "topic:", last - days + 1, last)
    before = totals(engine, "topic:", last - 2 * days + 1, last - days)
    found = [Asked(name, now.get(name, 0), before.get(name, 0)) for name in set(now) | set(before)]
    return sorted(found, key=lambda one: (-one.now, one.topic))


@dataclass(frozen=True)
class Feedback:
    """What was said about a topic's answers."""

    topic: str
    helpful: int
    unhelpful: int

    @property
    def share(self) -> float:
        """Share of those not helped."""
        return self.unhelpful / (self.helpful + self.unhelpful)


def poor(engine: Engine, days: int, at_least: int = 3) -> list[Feedback]:
    """Topics whose answers did not help, the worst first."""
    last = today()
    good = totals(engine, "helpful:", last - days + 1, last)
    bad = totals(engine, "unhelpful:", last - days + 1, last)
    found = [Feedback(name, good.get(name, 0), bad[name]) for name in bad]
    return sorted(
        (one for one in found if one.helpful + one.unhelpful >= at_least), key=lambda one: (-one.share, -one.unhelpful)
    )


@dataclass(frozen=True)
class Step:
    """One item of a guided tool: how many came at least so far, and how many stopped there."""

    item: int
    reached: int
    left: int


def funnel(engine: Engine, tool: str) -> tuple[list[Step], int, int]:
    """The steps of a tool, how many began it, how many finished."""
    counted = sa.func.count().label("many")
    query = (
        sa.select(TOOLS.c.finished, TOOLS.c.item, TOOLS.c.furthest, TOOLS.c.length, counted)
        .where(TOOLS.c.tool == tool)
        .group_by(TOOLS.c.finished, TOOLS.c.item, TOOLS.c.furthest, TOOLS.c.length)
    )
    with reading(engine) as connection:
        rows = list(connection.execute(query))
    items = max((row.length for row in rows), default=0)
    reached = [sum(row.many for row in rows if row.finished or row.furthest >= i) for i in range(items + 2)]
    left = [sum(row.many for row in rows if not row.finished and row.item == i) for i in range(items + 2)]
    steps = [Step(i, reached[i], left[i]) for i in range(items + 2) if i or left[0]]
    return steps, sum(row.many for row in rows), sum(row.many for row in rows if row.finished)


def newest_open(engine: Engine) -> int:
    """The newest message that was not understood."""
    query = sa.select(MESSAGES.c.event).where(MESSAGES.c.open.is_(True)).order_by(MESSAGES.c.at.desc()).limit(1)
    with reading(engine) as connection:
        return int(connection.execute(query).scalar() or 0)


def open_texts(engine: Engine, most: int) -> list[tuple[int, str]]:
    """The newest messages that were not understood: number and text."""
    newest = sa.select(MESSAGES.c.event).where(MESSAGES.c.open.is_(True)).order_by(MESSAGES.c.at.desc()).limit(most)
    with reading(engine) as connection:
        numbers = list(connection.execute(newest).scalars())
    found = texts(engine, numbers)
    return [(number, found[number][0]) for number in numbers if number in found]


def texts(engine: Engine, numbers: list[int]) -> dict[int, tuple[str, Any]]:
    """Messages that are still there: text and their conversation's pseudonym."""
    found: dict[int, tuple[str, Any]] = {}
    with reading(engine) as connection:
        for some in chunks(numbers):
            query = (
                sa.select(EVENTS.c.id, EVENTS.c.data, CONVERSATIONS.c.name)
                .join(MESSAGES, MESSAGES.c.event == EVENTS.c.id)
                .join(CONVERSATIONS, CONVERSATIONS.c.cid == MESSAGES.c.cid)
                .where(EVENTS.c.id.in_(some))
            )
            for row in connection.execute(query):
                said = events.message(events.parsed(row.data))
                if said.text.strip():
                    found[row.id] = (said.text, row.name)
    return found
