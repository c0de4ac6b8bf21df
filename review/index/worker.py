"""The background thread: keeps the index up to date, purges, tidies, and has questions grouped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy.engine import Engine

from privacy import retention
from privacy.backups import folder_for, purge_backups
from review import database
from review.auth import audit, sessions
from review.config import Config
from review.index.indexer import Indexer, orphans
from review.jobs import background
from review.labels import Labels

logger = logging.getLogger(__name__)

PURGE_EVERY = 3600.0
ORPHANS_EVERY = 300.0
GROUPS_EVERY = 900.0
MANY = 20_000  # events indexed at once, after which the database's statistics are out of date


class Worker:
    """Does regularly what no page should wait for. Slow work runs in a second thread, so the index never waits."""

    def __init__(self, engine: Engine, config: Config, labels: Labels) -> None:
        self.engine = engine
        self.config = config
        self.indexer = Indexer(engine, config.secret)
        self.stopping = threading.Event()
        self.asked: set[str] = set()
        self._threads = [
            threading.Thread(target=self._index, name="index", daemon=True),
            threading.Thread(target=self._regularly, name="upkeep", daemon=True),
        ]
        self._tasks: dict[str, tuple[float, Callable[[], object]]] = {
            "orphans": (ORPHANS_EVERY, lambda: orphans(engine)),
            "purge": (PURGE_EVERY, self.purge),
            "tidy": (PURGE_EVERY, self._tidy),
            "statistics": (PURGE_EVERY, lambda: database.refresh_statistics(engine)),
            "groups": (GROUPS_EVERY, lambda: background.group_open_questions(engine)),
        }
        self._on_demand: dict[str, Callable[[], object]] = {
            "empty log": lambda: database.empty_log(self._plain_engine()),
            "measure": lambda: background.measure(engine, config, labels),
        }

    def start(self) -> None:
        """Starts the threads, where this process is to do the upkeep."""
        if self.config.maintenance:
            background.not_measuring(self.engine)
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Asks the threads to end after what they are doing."""
        self.stopping.set()

    def ask(self, name: str) -> None:
        """Has something done soon: 'empty log', 'measure' or one of the regular tasks."""
        self.asked.add(name)

    def purge(self) -> retention.Erased:
        """Erases conversations older than the retention.

        Without rewriting the whole file, during which nobody could write: in SQLite what is deleted is overwritten
        at once all the same (secure_delete).
        """
        engine = self._plain_engine()
        erased = retention.purge(engine, self.config.retention_days, scrub=False)
        purge_backups(folder_for(engine, self.config.var), self.config.retention_days)
        if erased.conversations:
            database.empty_log(self._plain_engine())
            detail = f"{erased.conversations} conversations without activity for {self.config.retention_days} days"
            audit.note(self.engine, "schedule", "purged", detail=detail)
        return erased

    def _plain_engine(self) -> Engine:
        return retention.connect(self.config.database_url)

    def _tidy(self) -> None:
        sessions.tidy(self.engine, self.config)
        audit.tidy(self.engine)

    def _index(self) -> None:
        while not self.stopping.is_set():
            self._safely("index", self._catch_up)
            self.stopping.wait(self.config.index_seconds)

    def _catch_up(self) -> None:
        if self.indexer.catch_up(self.stopping) > MANY:
            self.ask("statistics")

    def _regularly(self) -> None:
        due = {name: time.monotonic() + 5.0 for name in self._tasks}
        while not self.stopping.wait(0.5):
            now = time.monotonic()
            for name, (every, task) in self._tasks.items():
                if now >= due[name] or name in self.asked:
                    self.asked.discard(name)
                    due[name] = now + every
                    self._safely(name, task)
            for name in [name for name in self.asked if name in self._on_demand]:
                self.asked.discard(name)
                self._safely(name, self._on_demand[name])

    def _safely(self, name: str, task: Callable[[], object]) -> None:
        try:
            task()
        except Exception as error:  # the next round tries again; the message could quote what somebody typed
            logger.warning("The console's task '%s' failed (%s); it will be tried again.", name, type(error).__name__)
