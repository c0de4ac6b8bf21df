"""The console in a thread of its own, on a database of its own, with invented conversations; and a client for it."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2 as httpx
import sqlalchemy as sa
from argon2 import PasswordHasher
from sanic import Sanic
from sqlalchemy.engine import Engine

from review import database
from review.app import create_app
from review.auth import passwords, users
from review.auth.roles import ROLES
from review.config import Config
from review.index.indexer import Indexer

SECRET = "a secret that only this test run uses"
PASSWORD = "gravel lantern umbrella"
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS events (id {id}, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL, "
    "timestamp {float}, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
)


def make_events_table(engine: Engine) -> None:
    """Rasa's table, as its SQLTrackerStore makes it."""
    lite = engine.dialect.name == "sqlite"
    kinds = {"id": "INTEGER NOT NULL PRIMARY KEY" if lite else "SERIAL PRIMARY KEY"}
    kinds["float"] = "FLOAT" if lite else "DOUBLE PRECISION"
    with engine.begin() as connection:
        connection.execute(sa.text(SCHEMA.format(**kinds)))
        connection.execute(sa.text("CREATE INDEX IF NOT EXISTS ix_events_sender_id ON events (sender_id)"))


# The tests' passwords are no secret: hashing them as real ones would take most of the tests' time
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._NOBODY = passwords._hasher.hash("there is nobody of that name")
Sanic.test_mode = True  # Sanic rewrites its own methods at the start; else it could do so once in a process only


class Console:
    """A running console. `index` brings its index up to date at once, instead of waiting for the worker."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        url = changes.pop("database_url", f"sqlite:///{folder / 'conversations.db'}")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.config = Config(database_url=url, secret=SECRET, port=self.port, **({"maintenance": False} | changes))
        self.engine = database.connect(url)
        make_events_table(self.engine)
        self.app = create_app(self.config, self.engine)
        self.indexer = Indexer(self.engine, SECRET)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self.app.create_server(host="127.0.0.1", port=self.port, return_asyncio_server=True)
        )
        self._loop.run_until_complete(server.startup())
        self._loop.run_until_complete(server.after_start())
        self._loop.run_forever()
        server.close()

    def __enter__(self) -> Console:
        self._thread.start()
        deadline = time.monotonic() + 20
        while True:
            try:
                httpx.get(f"{self.url}/health", timeout=2)
                return self
            except httpx.HTTPError:
                assert time.monotonic() < deadline, "the console did not start"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.app.ctx.worker.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self.engine.dispose()

    def index(self) -> int:
        """Indexes what is new."""
        return self.indexer.catch_up()

    def account(self, role: str, name: str = "") -> str:
        """Makes an account with the password of all tests."""
        name = name or f"test-{role}"
        users.accept(self.engine, users.invite(self.engine, name, role), PASSWORD)
        return name

    def accounts(self) -> None:
        """One account for each role."""
        for role in ROLES:
            self.account(role)

    def client(self, role: str | None) -> Client:
        """Somebody of that role, signed in; None: nobody."""
        somebody = Client(self.url)
        if role is not None:
            somebody.sign_in(f"test-{role}")
        return somebody


class Client:
    """Somebody with a browser, without the browser: keeps cookies and sends forms with their token."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.token = ""

    def get(self, path: str, **how: Any) -> httpx.Response:
        """Opens a page and keeps its form token."""
        answer = self.http.get(path, **how)
        found = re.search(r'name="token" value="([^"]+)"', answer.text)
        self.token = found.group(1) if found else self.token
        return answer

    def post(self, path: str, fields: dict[str, Any] | None = None, **how: Any) -> httpx.Response:
        """Sends a form."""
        return self.http.post(path, data={"token": self.token} | (fields or {}), **how)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Signs in; the token of the new sign-in is kept."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"name": name, "password": password})
        if answer.status_code == 303:
            self.get("/")
        return answer
