"""How far the index has read, in a way that survives late commits and ids that are given out twice.

* PostgreSQL hands out ids when a row is written and shows the row when it is committed, so a lower id may turn up after
  a higher one. Gaps in recent ids are therefore remembered and looked at again for a while.
* SQLite gives the highest ids out again after the newest events were erased. Checkpoints (id and time of an event that
  was read) reveal that: one that no longer matches means going back to the newest that does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from review.database import insert
from review.tables import EVENTS, PROGRESS

CHECKPOINTS = 60
GAP_SECONDS = 600.0
MOST_GAPS = 500


@dataclass
class Progress:
    """The index has read up to event `event`, without `gaps` ([first, last, until when to look again])."""

    event: int = 0
    checkpoints: list[list[float]] = field(default_factory=list)
    gaps: list[list[float]] = field(default_factory=list)

    def passed(self, rows: list[Any], now: float) -> None:
        """Takes note of a batch that was read, ordered by id."""
        before = self.event
        for row in rows:
            if row.id > before + 1 and before and (row.timestamp or 0.0) > now - GAP_SECONDS:
                self.gaps.append([before + 1, row.id - 1, now + GAP_SECONDS])
            before = row.id
        self.gaps = self.gaps[-MOST_GAPS:]
        self.event = before
        self.checkpoints.append([rows[-1].id, rows[-1].timestamp or 0.0])
        if len(self.checkpoints) > CHECKPOINTS:  # dense for the recent past, sparse before
            half = CHECKPOINTS // 2
            self.checkpoints = self.checkpoints[:half:2] + self.checkpoints[half:]

    def filled(self, ids: set[int], now: float) -> None:
        """Takes note of events that turned up in a gap, and forgets gaps that stayed empty."""
        left: list[list[float]] = []
        for first, last, until in self.gaps:
            if until < now:
                continue
            begin = int(first)
            for found in sorted(i for i in ids if first <= i <= last):
                if found > begin:
                    left.append([begin, found - 1, until])
                begin = found + 1
            if begin <= last:
                left.append([begin, last, until])
        self.gaps = left


def load(connection: Connection) -> Progress:
    """The progress, locked: where two consoles index the same database, they take turns."""
    connection.execute(insert(connection, PROGRESS).values(id=1, event=0, state="{}").on_conflict_do_nothing())
    row = connection.execute(sa.select(PROGRESS).where(PROGRESS.c.id == 1).with_for_update()).one()
    state = json.loads(row.state)
    return Progress(row.event, state.get("checkpoints", []), state.get("gaps", []))


def save(connection: Connection, progress: Progress) -> None:
    """Keeps the progress, in the transaction of what was indexed."""
    state = json.dumps({"checkpoints": progress.checkpoints, "gaps": progress.gaps})
    connection.execute(sa.update(PROGRESS).where(PROGRESS.c.id == 1).values(event=progress.event, state=state))


def step_back(connection: Connection, progress: Progress) -> bool:
    """Goes back to the newest checkpoint that is still there; says whether it had to."""
    if not progress.event:
        return False
    kept = list(progress.checkpoints)
    while kept:
        event, at = kept[-1]
        row = connection.execute(sa.select(EVENTS.c.timestamp).where(EVENTS.c.id == int(event))).first()
        if row is not None and abs((row.timestamp or 0.0) - at) < 1e-3:
            break
        kept.pop()
    found = int(kept[-1][0]) if kept else 0
    went_back = found < progress.event
    progress.event, progress.checkpoints = found, kept
    return went_back
