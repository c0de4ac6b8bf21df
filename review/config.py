"""What the console needs to know; made from the settings by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Config:
    """The console's configuration.

    Attributes:
        database_url: the tracker store's database; the console keeps its own tables beside `events`.
        secret: signs sign-in forms and makes pseudonyms.
        retention_days: days after the last activity until a conversation is erased.
        session_hours: how long a sign-in lasts at most.
        idle_minutes: how long a sign-in lasts without a page being opened.
        index_seconds: pause between two looks for new events.
        sso_header: header with the user's name, set by a single sign-on proxy; empty: not used.
        sso_from: addresses of proxies that may set it.
        proxies: reverse proxies in front that add to X-Forwarded-For and set X-Forwarded-Proto.
        var: folder of the installation, where back-ups of a PostgreSQL database lie.
        maintenance: whether this process indexes, purges and groups; off where another process does.
    """

    database_url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 5006
    retention_days: int = 30
    session_hours: int = 8
    idle_minutes: int = 60
    index_seconds: int = 2
    sso_header: str = ""
    sso_from: frozenset[str] = field(default_factory=lambda: frozenset({"127.0.0.1"}))
    proxies: int = 0
    var: Path = Path("var")
    maintenance: bool = True
