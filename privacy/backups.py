"""Back-ups that erasure can reach: one SQLite file each, whatever the database, all in one folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from privacy.retention import DAYS, Erased, erase_conversation, purge, registered_tables

_PATTERN = "cec-guide-*.db"
_AT_ONCE = 500


def folder_for(engine: Engine, otherwise: Path) -> Path:
    """Where the back-ups of a database are kept: beside an SQLite file, else in a folder of the installation."""
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and database != ":memory:":
        return Path(database).parent / "backups"
    return otherwise / "backups"


def backups(folder: Path) -> list[Path]:
    """The back-ups in a folder, oldest first."""
    return sorted(folder.glob(_PATTERN))


def make_backup(engine: Engine, folder: Path, now: datetime | None = None) -> Path:
    """Copies the whole database while it is in use, into a file that only its owner can read.

    Raises:
        FileExistsError: there is one of this very moment already.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = now or datetime.now(UTC)
    path = folder / f"cec-guide-{moment:%Y%m%d-%H%M%S-%f}.db"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(Path(str(engine.url.database)), path)
        else:
            with _opened(path) as copy:
                _copy_tables(engine, copy)
    except BaseException:
        path.unlink()  # half a back-up is worse than none
        raise
    return path


def restore_backup(path: Path, engine: Engine) -> None:
    """Puts a back-up into a database that holds no conversation yet; stop the assistant first.

    Raises:
        ValueError: the file is not there, or the database is not empty.
    """
    if not path.is_file():
        raise ValueError(f"There is no back-up {path}.")
    with engine.connect() as connection:
        if sa.inspect(connection).has_table("events") and connection.execute(sa.text("SELECT 1 FROM events")).first():
            raise ValueError("The database holds conversations already; restore into an empty one.")
    if engine.dialect.name == "sqlite":
        _copy_sqlite(path, Path(str(engine.url.database)))
        return
    with _opened(path) as copy:
        _copy_tables(copy, engine)


def erase_from_backups(folder: Path, sender_id: str) -> Erased:
    """Removes one conversation from every back-up, to the last byte."""
    total = Erased()
    for path in backups(folder):
        with _opened(path) as copy:
            if _mentions(copy, sender_id):
                _add(total, erase_conversation(copy, sender_id))
    return total


def purge_backups(folder: Path, older_than_days: float = DAYS, now: float | None = None) -> Erased:
    """Removes from every back-up the conversations whose last activity is longer ago than this."""
    total = Erased()
    for path in backups(folder):
        with _opened(path) as copy:
            # Rewriting a file that nobody reads meanwhile is only worth it when something went.
            erased = purge(copy, older_than_days, now, scrub=False)
            if erased.total:
                with copy.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM")
            _add(total, erased)
    return total


def _add(total: Erased, erased: Erased) -> None:
    total.conversations += erased.conversations
    for table, rows in erased.rows.items():
        total.rows[table] = total.rows.get(table, 0) + rows


def _mentions(engine: Engine, sender_id: str) -> bool:
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in registered_tables():
            if inspector.has_table(table.name):
                column = sa.column(table.sender_column)
                query = sa.select(sa.literal(1)).select_from(sa.table(table.name)).where(column == sender_id).limit(1)
                if connection.execute(query).first():
                    return True
    return False


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    engine = sa.create_engine(f"sqlite:///{path}")
    # tables that hang on a conversation's row go with it
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    try:
        yield engine
    finally:
        engine.dispose()


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # a copy in write-ahead mode would leave two more files about
        new.execute("PRAGMA journal_mode = DELETE")


def _copy_tables(source: Engine, target: Engine) -> None:
    """Copies tables between kinds of database, with keys, but without indexes and defaults."""
    reflected = sa.MetaData()
    reflected.reflect(source if target.dialect.name == "sqlite" else target)
    plain = sa.MetaData()
    for table in reflected.sorted_tables:
        columns = [
            sa.Column(
                column.name,
                column.type.as_generic(allow_nulltype=True),
                *(sa.ForeignKey(key.target_fullname, ondelete=key.ondelete) for key in column.foreign_keys),
                primary_key=column.primary_key,
                autoincrement=False,
            )
            for column in table.columns
        ]
        sa.Table(table.name, plain, *columns)
    if target.dialect.name == "sqlite":
        plain.create_all(target)
    with source.connect() as reading, target.begin() as writing:
        there = set(sa.inspect(reading).get_table_names())
        for table in plain.sorted_tables:
            if table.name not in there:
                continue
            rows = reading.execution_options(stream_results=True).execute(sa.select(table))
            while chunk := rows.fetchmany(_AT_ONCE):
                writing.execute(table.insert(), [dict(row._mapping) for row in chunk])
        if writing.dialect.name == "postgresql":
            _continue_numbering(writing, plain.sorted_tables)


def _continue_numbering(connection: sa.engine.Connection, tables: Sequence[sa.Table]) -> None:
    """The next row gets the next number, not one that the back-up brought along."""
    for table in tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, sa.Integer):
                continue
            serial = sa.func.pg_get_serial_sequence(table.name, column.name)
            sequence = connection.execute(sa.select(serial)).scalar()
            highest = connection.execute(sa.select(sa.func.max(column))).scalar()
            if sequence and highest:
                connection.execute(sa.select(sa.func.setval(sequence, highest)))


def remove_backups(folder: Path, keep: int) -> int:
    """Deletes the oldest back-ups until so many are left; says how many went."""
    old = backups(folder)[:-keep] if keep else backups(folder)
    for path in old:
        with suppress(FileNotFoundError):
            path.unlink()
    return len(old)
