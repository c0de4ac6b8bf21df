"""Filters that people keep under a name of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.database import reading, writing
from review.tables import FILTERS

MOST = 30


def of(engine: Engine, user_id: int) -> list[Any]:
    """Somebody's filters by name."""
    query = sa.select(FILTERS).where(FILTERS.c.user_id == user_id).order_by(FILTERS.c.name)
    with reading(engine) as connection:
        return list(connection.execute(query))


def save(engine: Engine, user_id: int, name: str, query: str) -> None:
    """Keeps a filter; one of the same name is replaced."""
    mine = FILTERS.c.user_id == user_id
    with writing(engine) as connection:
        connection.execute(sa.delete(FILTERS).where(mine, FILTERS.c.name == name))
        count = connection.execute(sa.select(sa.func.count()).where(mine)).scalar_one()
        if count < MOST:
            connection.execute(sa.insert(FILTERS).values(user_id=user_id, name=name, query=query[:1000]))


def delete(engine: Engine, user_id: int, number: int) -> None:
    """Deletes one of somebody's own filters."""
    with writing(engine) as connection:
        connection.execute(sa.delete(FILTERS).where(FILTERS.c.user_id == user_id, FILTERS.c.id == number))
