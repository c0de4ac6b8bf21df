"""The connection to the tracker store's database, SQLite or PostgreSQL, and how to read and write in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import QueuePool

from review import tables

_WRITES = "review_writes"
_AT_ONCE = 500  # SQLite allows 999 parameters in older builds


def connect(url: str) -> Engine:
    """An engine for the database; makes no connection yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            parsed, poolclass=QueuePool, pool_size=8, connect_args={"check_same_thread": False, "timeout": 15}
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(parsed, pool_size=8, pool_pre_ping=True, executemany_mode="values_plus_batch")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    settings = ["busy_timeout=15000", "journal_mode=WAL", "secure_delete=ON", "synchronous=NORMAL"]
    # 32 MB: indexing puts rows all over the tables of words and filters
    for pragma in (*settings, "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Python's driver begins a transaction only at the first write: reads before it would see an older state, and a
    # writer that has read first fails at once when somebody else wrote in between
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; committed at the end, rolled back on an error."""
    with engine.execution_options(**{_WRITES: True}).connect() as connection, connection.begin():
        yield connection


def prepare(engine: Engine) -> None:
    """Creates the console's tables where they are missing. Rasa creates `events` itself."""
    tables.create(engine)


def refresh_statistics(engine: Engine) -> None:
    """Tells PostgreSQL's planner how the console's tables look; without that it reads them whole.

    Autovacuum does it too, but late after a large import, and not everywhere it is switched on.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (tables.CONVERSATIONS, tables.MESSAGES, tables.TOOLS, tables.FACETS, tables.WORDS):
                connection.exec_driver_sql(f"ANALYZE {table.name}")


def empty_log(engine: Engine) -> None:
    """Empties SQLite's write-ahead log, which still holds the pages that an erasure has overwritten in the database."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def insert(connection: Connection, table: sa.Table) -> Any:
    """An INSERT of this database that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    maker: Callable[[sa.Table], Any] = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return maker(table)


def chunks(items: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    """The items in lists short enough for one statement."""
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
