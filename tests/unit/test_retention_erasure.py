"""Erasure and purging, proved by searching whole database files for planted markers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from privacy import markers, retention

NOW = 1_800_000_000.0
DAY = 86_400


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture(params=["delete", "wal"])
def engine(database: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA journal_mode = {request.param}")
        connection.exec_driver_sql(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255),"
            " timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
        )
        connection.exec_driver_sql("CREATE INDEX ix_events_sender_id ON events (sender_id)")
    yield engine
    engine.dispose()


def say(engine: Engine, sender: str, text: str, age_days: float = 0) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:s, 'user', :t, :d)"),
            {"s": sender, "t": NOW - age_days * DAY, "d": text},
        )


def senders(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(sa.text("SELECT sender_id FROM events")).scalars())


def test_erased_conversation_is_gone_from_every_file(engine: Engine, database: Path) -> None:
    for number in range(60):
        say(engine, "heron-17", f"marker-kestrel {number} " + "x" * 3000)
        say(engine, "other-1", f"marker-osprey {number}")
    assert markers.find_marker(database, "marker-kestrel")
    erased = retention.erase_conversation(engine, "heron-17")
    assert (erased.conversations, erased.rows) == (1, {"events": 60})
    assert markers.find_marker(database, "marker-kestrel") == []
    assert markers.find_marker(database, "heron-17") == []
    assert markers.find_marker(engine, "marker-osprey")


def test_purge_goes_by_last_activity(engine: Engine) -> None:
    say(engine, "old", "marker-old", 45)
    say(engine, "back again", "marker-early", 45)
    say(engine, "back again", "here I am", 2)
    say(engine, "new", "hello", 29)
    erased = retention.purge(engine, 30, NOW)
    assert erased.conversations == 1
    assert senders(engine) == {"back again", "new"}
    assert markers.find_marker(engine, "marker-old") == []
    assert markers.find_marker(engine, "marker-early")


def test_purge_of_nothing_and_of_many(engine: Engine) -> None:
    assert retention.purge(engine, 30, NOW).total == 0
    for number in range(450):
        say(engine, f"s{number}", "old", 31)
    assert retention.purge(engine, 30, NOW).conversations == 450
    assert senders(engine) == set()


def test_reaches_tables_that_other_rooms_register(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_tables", dict(retention._tables))
    retention.register_table("annotations", "conversation")
    retention.register_table("not_made_yet", "sender")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE annotations (conversation TEXT, text TEXT)")
        connection.exec_driver_sql("INSERT INTO annotations VALUES ('a', 'marker-note'), ('b', 'stays')")
    say(engine, "a", "one")
    erased = retention.erase_conversation(engine, "a")
    assert erased.rows == {"events": 1, "annotations": 1}
    assert markers.find_marker(engine, "marker-note") == []
    assert markers.find_marker(engine, "stays") != []


def test_unknown_conversation_is_no_error(engine: Engine) -> None:
    assert retention.erase_conversation(engine, "nobody").total == 0


def test_odd_identifiers_are_data_not_sql(engine: Engine) -> None:
    say(engine, "x' OR '1'='1", "one")
    say(engine, "other", "two")
    retention.erase_conversation(engine, "x' OR '1'='1")
    assert senders(engine) == {"other"}


def test_finds_a_marker_across_chunks_and_in_escaped_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markers, "_CHUNK", 8)
    (tmp_path / "a.log").write_text("0123456marker", encoding="utf-8")
    (tmp_path / "b.log").write_text('{"text": "m\\xe4rker"}', encoding="utf-8")
    assert markers.find_marker(tmp_path, "marker") == [str(tmp_path / "a.log")]
    assert markers.find_marker(tmp_path, "märker") == [str(tmp_path / "b.log")]


def test_command_line(engine: Engine, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(engine, "heron-17", "marker-cli", 400)
    url = f"sqlite:///{database}"
    assert retention.main(["find", "marker-cli", "--database-url", url]) == 1
    assert retention.main(["purge", "--days", "30", "--database-url", url]) == 0
    assert "Erased 1 conversation" in capsys.readouterr().out
    assert retention.main(["find", "marker-cli", "--database-url", url]) == 0
    assert retention.main(["erase", "heron-17", "--database-url", url]) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["purge", "--database-url", "sqlite:////no/such/file.db"], "no database file"),
        (["purge", "--database-url", "what://"], "refused"),
        (["purge"], "No database given"),
        (["erase", "x", "--database-url", "sqlite://", "--table", "nonsense"], "NAME:COLUMN"),
    ],
)
def test_says_clearly_what_is_wrong(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(retention.URL_VARIABLE, raising=False)
    assert retention.main(arguments) == 2
    assert says in capsys.readouterr().err


def test_negative_days_are_refused(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sa.create_engine(f"sqlite:///{database}").connect().close()
    database.touch()
    assert retention.main(["purge", "--days", "-1", "--database-url", str(database)]) == 2
    assert "negative" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_refused_without_its_contents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.db"
    file.write_text("marker-private " * 200, encoding="utf-8")
    assert retention.main(["purge", "--database-url", str(file)]) == 2
    shown = capsys.readouterr()
    assert "refused" in shown.err
    assert "marker-private" not in shown.err + shown.out


def test_help_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "privacy.retention", "purge", "--help"], capture_output=True, text=True, check=True
    )
    assert "last activity" in done.stdout
