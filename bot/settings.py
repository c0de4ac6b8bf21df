"""Settings: every environment variable the assistant reads, checked once, with its default."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """What an installation may change. Field `max_text` is read from CEC_MAX_TEXT, and so on.

    Times are in the unit the name ends with; sizes are in characters (max_text) or bytes.
    """

    host: str = "127.0.0.1"
    port: int = 5005
    actions_port: int = 5055
    actions_url: str = ""
    review_port: int = 5006
    secret: str = ""
    database_url: str = ""
    retention_days: int = 30
    max_text: int = 4000
    max_body: int = 65536
    messages_per_minute: int = 40
    sessions_per_minute: int = 30
    turn_seconds: int = 30
    session_hours: int = 72
    record_minutes: int = 30
    redis_url: str = ""
    proxies: int = 0
    allowed_origins: str = ""
    log_level: str = "INFO"
    review_session_hours: int = 8
    review_idle_minutes: int = 60
    review_index_seconds: int = 2
    review_sso_header: str = ""
    review_sso_from: str = "127.0.0.1"

    @property
    def sso_proxies(self) -> frozenset[str]:
        """Addresses of the proxies that may say who somebody is, for the review console's single sign-on."""
        return frozenset(a.strip() for a in self.review_sso_from.split(",") if a.strip())

    @property
    def origins(self) -> frozenset[str]:
        """Web origins, besides the page's own, that may use the chat door."""
        return frozenset(o.strip().rstrip("/") for o in self.allowed_origins.split(",") if o.strip())


def variable(field_name: str) -> str:
    """The environment variable that sets a field of `Settings`."""
    return f"CEC_{field_name.upper()}"


def load(environ: dict[str, str] | None = None) -> Settings:
    """Reads the settings from the environment.

    Raises:
        SettingsError: a number is not a number or is not positive, or the secret is too short.
    """
    env = os.environ if environ is None else environ
    values: dict[str, str | int] = {}
    for field in fields(Settings):
        raw = env.get(variable(field.name), "").strip()
        if not raw:
            continue
        if isinstance(field.default, int):
            if not raw.isdigit() or (int(raw) == 0 and field.name != "proxies"):
                raise SettingsError(f"{variable(field.name)} must be a whole number above 0, not '{raw}'")
            values[field.name] = int(raw)
        else:
            values[field.name] = raw
    settings = Settings(**values)  # type: ignore[arg-type]
    if settings.secret and len(settings.secret) < 32:
        raise SettingsError("CEC_SECRET is too short: use at least 32 characters (openssl rand -hex 32)")
    return settings


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, with a secret and a database address filled in."""
    given = load()
    filled = {f.name: getattr(given, f.name) for f in fields(Settings)}
    filled["secret"] = given.secret or _kept_secret()
    filled["database_url"] = given.database_url or f"sqlite:///{VAR / 'conversations.db'}"
    VAR.mkdir(exist_ok=True)
    return Settings(**filled)


def _kept_secret() -> str:
    """A random secret, made once for this installation and readable by its owner only."""
    path = VAR / "secret"
    VAR.mkdir(exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_hex(32)
        file.write(value)
    return value
