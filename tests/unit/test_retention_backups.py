"""Back-ups made by our own command: complete, private, and within reach of erasure."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from privacy import backups, retention
from privacy.markers import find_marker
from scripts import backup

DAY = 86_400


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database in use, in write-ahead mode, with an old and a new conversation."""
    path = tmp_path / "conversations.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp REAL, data TEXT)"
        )
        rows = [("old", "user", 10 * DAY, "turquoise semaphore"), ("new", "user", 99 * DAY, "lavender wheelbarrow")]
        connection.executemany("INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?,?,?,?)", rows)
    return path


@pytest.fixture(autouse=True)
def only_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_tables", {retention.EVENTS.name: retention.EVENTS})


def arguments(database: Path) -> list[str]:
    return ["--database-url", f"sqlite:///{database}"]


def test_a_back_up_is_whole_private_and_one_file(database: Path) -> None:
    assert backup.main(["make", *arguments(database)]) == 0
    folder = database.parent / "backups"
    (copy,) = folder.iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    assert find_marker(copy, "turquoise semaphore")
    assert find_marker(copy, "lavender wheelbarrow")


def test_erasing_reaches_every_back_up_and_leaves_the_rest(database: Path) -> None:
    for _ in range(2):
        backup.main(["make", *arguments(database)])
    assert backup.main(["erase", "old", *arguments(database)]) == 0
    assert not find_marker(database.parent, "turquoise semaphore")
    assert len(find_marker(database.parent / "backups", "lavender wheelbarrow")) == 2


def test_purging_reaches_every_back_up(database: Path) -> None:
    engine = retention.connect(str(database))
    folder = backups.folder_for(engine, database)
    backups.make_backup(engine, folder)
    assert backups.purge_backups(folder, 30, now=100 * DAY).conversations == 1
    assert not find_marker(folder, "turquoise semaphore")
    assert find_marker(folder, "lavender wheelbarrow")


def test_old_back_ups_are_removed(database: Path) -> None:
    for _ in range(4):
        assert backup.main(["make", "--keep", "2", *arguments(database)]) == 0
    assert len(backups.backups(database.parent / "backups")) == 2


def test_restoring_wants_an_empty_database(database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup.main(["make", *arguments(database)])
    (copy,) = backups.backups(database.parent / "backups")
    assert backup.main(["restore", str(copy), *arguments(database)]) == 2
    assert "empty" in capsys.readouterr().err
    fresh = tmp_path / "fresh.db"
    assert backup.main(["restore", str(copy), *arguments(fresh)]) == 0
    assert find_marker(fresh, "lavender wheelbarrow")


@pytest.mark.parametrize("command", [["erase", "x"], ["make"], ["restore", "nothing.db"]])
def test_says_what_is_wrong(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup.main([*command, "--database-url", f"sqlite:///{tmp_path}/none.db"]) == 2
    assert "There is no" in capsys.readouterr().err
