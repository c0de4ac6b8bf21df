"""Retention: erase a conversation, purge old ones, and prove that nothing is left.

`python -m privacy.retention purge --days 30 --database-url URL`, `... erase SENDER`, `... find TEXT`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from privacy.markers import find_marker as find_marker

DAYS = 30
URL_VARIABLE = "DATABASE_URL"
DAY_SECONDS = 86_400
_AT_ONCE = 200


@dataclass(frozen=True)
class PersonalTable:
    """A table that holds something about a conversation.

    Attributes:
        name: the table.
        sender_column: the column with the conversation's id.
        time_column: a column in seconds since 1970 that counts as activity; optional.
    """

    name: str
    sender_column: str = "sender_id"
    time_column: str | None = None


EVENTS = PersonalTable("events", "sender_id", "timestamp")
_tables: dict[str, PersonalTable] = {EVENTS.name: EVENTS}


def register_table(name: str, sender_column: str = "sender_id", time_column: str | None = None) -> PersonalTable:
    """Have a further table erased and purged together with the events; called where a room declares its table."""
    table = PersonalTable(name, sender_column, time_column)
    _tables[name] = table
    return table


def registered_tables() -> tuple[PersonalTable, ...]:
    """All tables that erasure reaches."""
    return tuple(_tables.values())


@dataclass
class Erased:
    """What an erasure removed: conversations, and rows by table."""

    conversations: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Rows in all tables."""
        return sum(self.rows.values())


def _present(connection: Connection) -> Iterator[tuple[PersonalTable, sa.sql.expression.TableClause]]:
    inspector = sa.inspect(connection)
    there = set(inspector.get_table_names())
    for table in registered_tables():
        if table.name in there:
            columns = [table.sender_column, *([table.time_column] if table.time_column else [])]
            yield table, sa.table(table.name, *(sa.column(name) for name in columns))


def erase_conversation(engine: Engine, sender_id: str, *, scrub: bool = True) -> Erased:
    """Remove everything the database holds about one conversation.

    Args:
        engine: the tracker store's engine.
        sender_id: the conversation.
        scrub: also rewrite the files of an SQLite database, so that the bytes are gone. False when more is to follow.
    """
    return _erase(engine, [sender_id], scrub)


def purge(engine: Engine, older_than_days: float = DAYS, now: float | None = None, *, scrub: bool = True) -> Erased:
    """Remove every conversation whose last activity is longer ago than this.

    A conversation still in use keeps its early messages: what counts is its latest row in any table with a time.
    `scrub` as in `erase_conversation`.

    Raises:
        ValueError: if the number of days is negative.
    """
    if older_than_days < 0:
        raise ValueError("The number of days cannot be negative.")
    limit = (time.time() if now is None else now) - older_than_days * DAY_SECONDS
    last: dict[str, float] = {}
    with engine.connect() as connection:
        for table, clause in _present(connection):
            if not table.time_column:
                continue
            sender, when = clause.c[table.sender_column], clause.c[table.time_column]
            for name, latest in connection.execute(sa.select(sender, sa.func.max(when)).group_by(sender)):
                if name is not None:
                    last[name] = max(last.get(name, 0.0), float(latest or 0.0))
    return _erase(engine, [name for name, latest in last.items() if latest < limit], scrub=scrub, cutoff=limit)


def _erase(engine: Engine, senders: Sequence[str], scrub: bool, cutoff: float | None = None) -> Erased:
    erased = Erased()
    if senders:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
                connection.exec_driver_sql("PRAGMA busy_timeout = 10000")
            transaction = connection.get_transaction() or connection.begin()
            with transaction:
                gone = 0
                for first in range(0, len(senders), _AT_ONCE):
                    gone += _erase_some(connection, senders[first : first + _AT_ONCE], erased, cutoff)
                erased.conversations = gone
    if scrub and engine.dialect.name == "sqlite":
        scrub_sqlite(engine)
    return erased


def _erase_some(connection: Connection, senders: Sequence[str], erased: Erased, cutoff: float | None) -> int:
    tables = list(_present(connection))
    if cutoff is not None:  # somebody may have gone on writing since the list was made
        busy: set[str] = set()
        for table, clause in tables:
            if table.time_column:
                sender, when = clause.c[table.sender_column], clause.c[table.time_column]
                busy.update(connection.execute(sa.select(sender).where(sender.in_(senders), when >= cutoff)).scalars())
        senders = [name for name in senders if name not in busy]
    touched: set[str] = set()
    for table, clause in tables:
        sender = clause.c[table.sender_column]
        touched.update(connection.execute(sa.select(sender).where(sender.in_(senders)).distinct()).scalars())
        count = connection.execute(sa.delete(clause).where(sender.in_(senders))).rowcount
        if count:
            erased.rows[table.name] = erased.rows.get(table.name, 0) + count
    return len(touched)


def scrub_sqlite(engine: Engine) -> None:
    """Rewrite an SQLite database and empty its write-ahead log, so that deleted bytes are gone from the disk's files.

    In PostgreSQL deleted rows are unreachable at once and overwritten by autovacuum; write-ahead log and back-ups there
    follow the server's own settings (see docs/privacy.md).
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10000")
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def connect(url: str, must_exist: bool = True) -> Engine:
    """An engine for a database address; a bare path means SQLite.

    Args:
        url: the address.
        must_exist: whether a missing SQLite file is a mistake.

    Raises:
        ValueError: if it cannot be read or the file does not exist; the message shows no password.
    """
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise ValueError(
            "The database address cannot be read; wanted: sqlite:///path or postgresql://user@host/name."
        ) from error
    missing = parsed.get_backend_name() == "sqlite" and not (parsed.database and Path(parsed.database).is_file())
    if missing and must_exist:
        raise ValueError(f"There is no database file {parsed.database}.")
    return sa.create_engine(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m privacy.retention", description="Erase conversations from the database."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    purge_ = commands.add_parser("purge", help="erase conversations without activity for some days")
    purge_.add_argument("--days", type=float, default=DAYS, help=f"days since the last activity (default {DAYS})")
    erase = commands.add_parser("erase", help="erase one conversation")
    erase.add_argument("sender", metavar="SENDER", help="the conversation's id")
    find = commands.add_parser("find", help="say where a text still stands in the database; exit status 1 if anywhere")
    find.add_argument("text", metavar="TEXT")
    for command in (purge_, erase, find):
        command.add_argument(
            "--database-url",
            default=os.environ.get(URL_VARIABLE),
            help=f"sqlite:///path or postgresql://...; default: the environment's {URL_VARIABLE}",
        )
        command.add_argument(
            "--table",
            action="append",
            default=[],
            metavar="NAME:COLUMN",
            help="a further table to erase from; may be repeated",
        )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 done, 1 found (for `find`), 2 could not."""
    options = _parser().parse_args(arguments)
    try:
        if not options.database_url:
            raise ValueError(f"No database given: use --database-url or set {URL_VARIABLE}.")
        for entry in options.table:
            name, colon, column = entry.partition(":")
            if not (name and colon and column):
                raise ValueError(f"--table {entry}: wanted NAME:COLUMN.")
            register_table(name, column)
        engine = connect(options.database_url)
        if options.command == "find":
            found = find_marker(engine, options.text)
            print("\n".join(found) if found else "Not found.")
            return 1 if found else 0
        erased = (
            purge(engine, options.days) if options.command == "purge" else erase_conversation(engine, options.sender)
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except (SQLAlchemyError, ImportError) as error:
        # SQLAlchemy's message may quote rows or the address with its password
        print(f"The database refused: {type(getattr(error, 'orig', None) or error).__name__}.", file=sys.stderr)
        return 2
    print(f"Erased {erased.conversations} conversation(s), {erased.total} row(s).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
