"""Erasure, purge and back-ups against a real PostgreSQL; skipped where none answers."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from privacy import backups, retention
from privacy.markers import find_marker
from scripts import backup

SERVER = os.environ.get("CEC_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
MARKER = "turquoise semaphore é"
DAY = 86_400


def _answers() -> str:
    """Why PostgreSQL cannot be tested here; empty if it can."""
    try:
        with sa.create_engine(SERVER, connect_args={"connect_timeout": 2}).connect():
            return ""
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        return f"no PostgreSQL at {sa.engine.make_url(SERVER).host} ({type(error).__name__}); set CEC_TEST_POSTGRES"


WHY = _answers()
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A database of its own with Rasa's table and one that hangs on a conversation."""
    name = f"cec_test_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = sa.create_engine(sa.engine.make_url(SERVER).set(database=name))
    with made.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (id SERIAL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255),"
            " timestamp DOUBLE PRECISION, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
        )
        connection.exec_driver_sql("CREATE TABLE threads (cid BIGSERIAL PRIMARY KEY, sender_id TEXT, facts JSONB)")
        connection.exec_driver_sql(
            "CREATE TABLE notes (id SERIAL PRIMARY KEY, note TEXT,"
            " cid BIGINT REFERENCES threads (cid) ON DELETE CASCADE)"
        )
        for sender, age in (("old", 40), ("new", 1), ("busy", 40), ("busy", 2)):
            connection.execute(
                sa.text("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:s, 'user', :t, :d)"),
                {"s": sender, "t": time.time() - age * DAY, "d": json.dumps({"text": f"{MARKER} {sender}"})},
            )
        for sender in ("old", "new"):
            connection.execute(
                sa.text(
                    "WITH c AS (INSERT INTO threads (sender_id, facts) VALUES (:s, :f) RETURNING cid)"
                    " INSERT INTO notes (cid, note) SELECT cid, :n FROM c"
                ),
                {"s": sender, "f": json.dumps({"of": sender}), "n": f"{MARKER} {sender}"},
            )
    yield made
    made.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_tables", {retention.EVENTS.name: retention.EVENTS})
    retention.register_table("threads")


def senders(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(sa.text("SELECT sender_id FROM events ORDER BY sender_id")).scalars())


def test_purge_goes_by_the_last_activity(engine: Engine) -> None:
    erased = retention.purge(engine, 30)
    assert erased.conversations == 1
    assert senders(engine) == ["busy", "busy", "new"]
    assert not find_marker(engine, f"{MARKER} old"), "what hangs on the conversation must go with it"
    assert find_marker(engine, f"{MARKER} new")


def test_the_command_erases_and_leaves_the_others(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    url = engine.url.render_as_string(hide_password=False)
    assert retention.main(["erase", "busy", "--database-url", url]) == 0
    assert senders(engine) == ["new", "old"]
    assert retention.main(["find", f"{MARKER} busy", "--database-url", url]) == 0
    assert "Not found" in capsys.readouterr().out


def test_erasure_reaches_back_ups(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    place = ["--database-url", url, "--folder", str(tmp_path)]
    assert backup.main(["make", *place]) == 0
    (copy,) = backups.backups(tmp_path)
    assert copy.stat().st_mode & 0o077 == 0
    assert find_marker(tmp_path, f"{MARKER} old")
    assert backup.main(["erase", "old", *place]) == 0
    assert not find_marker(tmp_path, f"{MARKER} old")
    assert not find_marker(engine, f"{MARKER} old")
    assert find_marker(tmp_path, f"{MARKER} new")


def test_a_back_up_can_be_restored_and_written_to(engine: Engine, tmp_path: Path) -> None:
    path = backups.make_backup(engine, tmp_path)
    before = senders(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE events, threads, notes RESTART IDENTITY")
    backups.restore_backup(path, engine)
    assert senders(engine) == before
    with engine.begin() as connection:
        facts = connection.execute(sa.text("SELECT facts->>'of' FROM threads WHERE sender_id = 'new'")).scalar()
        connection.exec_driver_sql("INSERT INTO events (sender_id, data) VALUES ('next', '{}')")
    assert facts == "new"
    with pytest.raises(ValueError, match="conversations already"):
        backups.restore_backup(path, engine)
