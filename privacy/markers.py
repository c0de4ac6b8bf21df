"""Where a text still stands: the search that proves an erasure."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

_CHUNK = 1 << 20


def find_marker(where: str | Path | Engine, marker: str) -> list[str]:
    """Where a text still stands: files (a database with its log and journal, or all of a folder), or table.column.

    Args:
        where: a file, a folder or an engine. An SQLite engine is searched both ways.
        marker: the text to look for, as it was stored.
    """
    if isinstance(where, Engine):
        found = _find_in_tables(where, marker)
        database = where.url.database
        if where.dialect.name == "sqlite" and database and database != ":memory:":
            found += find_marker(Path(database), marker)
        return found
    path = Path(where)
    files = (
        [file for file in path.rglob("*") if file.is_file()]
        if path.is_dir()
        else sorted(path.parent.glob(f"{path.name}*"))
    )
    # JSON may have stored it with escapes
    forms = (
        marker.encode(),
        json.dumps(marker)[1:-1].encode(),
        marker.encode("unicode_escape"),
        marker.encode("utf-16-le"),
    )
    needles = {form for form in forms if form}
    return [str(file) for file in files if any(_in_file(file, needle) for needle in needles)]


def _in_file(path: Path, needle: bytes) -> bool:
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if needle in tail + chunk:
                return True
            tail = (tail + chunk)[-len(needle) :]
    return False


def _find_in_tables(engine: Engine, marker: str) -> list[str]:
    found = []
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for name in inspector.get_table_names():
            for column in inspector.get_columns(name):
                text = sa.cast(sa.column(column["name"]), sa.Text)
                query = (
                    sa.select(sa.literal(1))
                    .select_from(sa.table(name))
                    .where(text.contains(marker, autoescape=True))
                    .limit(1)
                )
                if connection.execute(query).first():
                    found.append(f"{name}.{column['name']}")
    return found
