"""Settings of the Teams door: every CEC_TEAMS_ variable, checked once, with its default."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.channels.teams.addresses import parse_address
from bot.settings import SettingsError

PREFIX: Final = "CEC_TEAMS_"
PACKAGE_PREFIX: Final = "CEC_TEAMS_PACKAGE_"  # for scripts/teams_package.py only
GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class Cloud:
    """The addresses of one Microsoft cloud. The values are those of Microsoft's own SDK."""

    metadata_url: str
    issuer: str
    login_url: str
    scope: str
    service_hosts: frozenset[str]


CLOUDS: Final = {
    "public": Cloud(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        "https://api.botframework.com",
        "https://login.microsoftonline.com",
        "https://api.botframework.com/.default",
        # Never trafficmanager.net as a whole: anybody can register names there
        frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"}),
    ),
    "usgov": Cloud(
        "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        "https://api.botframework.us",
        "https://login.microsoftonline.us",
        "https://api.botframework.us/.default",
        frozenset({"smba.infra.gov.teams.microsoft.us"}),
    ),
    "dod": Cloud(
        "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        "https://api.botframework.us",
        "https://login.microsoftonline.us",
        "https://api.botframework.us/.default",
        frozenset({"smba.infra.dod.teams.microsoft.us"}),
    ),
    "china": Cloud(
        "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
        "https://api.botframework.azure.cn",
        "https://login.partner.microsoftonline.cn",
        "https://api.botframework.azure.cn/.default",
        frozenset({"frontend.botapi.msg.infra.teams.microsoftonline.cn"}),
    ),
}


@dataclass(frozen=True)
class TeamsConfig:
    """What an installation says about Teams. Field `app_id` is read from CEC_TEAMS_APP_ID, and so on.

    There is no setting that turns a check off. `metadata_url`, `login_url`, `issuer`, `scope` and
    `extra_service_urls` are for clouds that this file does not know, and for tests.
    """

    app_id: str
    tenant_id: str
    app_secret: str = field(default="", repr=False)
    certificate_path: str = ""
    certificate_key_path: str = ""
    allowed_tenants: frozenset[str] = frozenset()
    cloud: str = "public"
    allow_group: bool = False
    feedback: bool = True
    public_url: str = ""
    metadata_url: str = ""
    login_url: str = ""
    issuer: str = ""
    scope: str = ""
    extra_service_urls: tuple[str, ...] = ()

    @property
    def service_hosts(self) -> frozenset[str]:
        """The hosts that may be given the bot's token."""
        return CLOUDS[self.cloud].service_hosts

    @property
    def bot_id(self) -> str:
        """How Teams addresses the bot."""
        return f"28:{self.app_id}"


def load(environ: Mapping[str, str] | None = None) -> TeamsConfig | None:
    """Reads the settings; None if CEC_TEAMS_APP_ID is not set, which turns the door off.

    Raises:
        SettingsError: a variable is unknown, missing, or has a value that cannot be used.
    """
    env = os.environ if environ is None else environ
    given = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in env.items()
        if name.startswith(PREFIX) and not name.startswith(PACKAGE_PREFIX) and value.strip()
    }
    if "app_id" not in given:
        return None
    known = set(TeamsConfig.__dataclass_fields__)
    for name in sorted(set(given) - known):
        raise SettingsError(f"{PREFIX}{name.upper()} is not a setting; docs/teams.md lists them")
    values: dict[str, Any] = dict(given)
    values["app_id"] = _guid(given, "app_id")
    values["tenant_id"] = _guid(given, "tenant_id")
    values["allowed_tenants"] = _tenants(given) or frozenset({values["tenant_id"]})
    for name in ("allow_group", "feedback"):
        if name in given:
            values[name] = _yes_no(given, name)
    if given.get("cloud", "public") not in CLOUDS:
        raise _wrong("cloud", given["cloud"], f"one of {', '.join(CLOUDS)}")
    cloud = CLOUDS[given.get("cloud", "public")]
    for name in ("metadata_url", "login_url", "issuer", "scope"):
        values.setdefault(name, getattr(cloud, name))
    for name in ("metadata_url", "login_url", "public_url"):
        if values.get(name):
            values[name] = _address(values[name], name)
    values["extra_service_urls"] = tuple(
        _address(url.strip(), "extra_service_urls")
        for url in given.get("extra_service_urls", "").split(",")
        if url.strip()
    )
    _check_secret(given)
    return TeamsConfig(**values)


def _wrong(name: str, value: str, wanted: str) -> SettingsError:
    return SettingsError(f"{PREFIX}{name.upper()} must be {wanted}, not '{value}'")


def _guid(given: dict[str, str], name: str) -> str:
    value = given.get(name, "").lower()
    if not GUID.fullmatch(value):
        raise _wrong(name, given.get(name, ""), "an id such as 12345678-1234-1234-1234-123456789abc")
    return value


def _tenants(given: dict[str, str]) -> frozenset[str]:
    tenants = [one.strip().lower() for one in given.get("allowed_tenants", "").split(",") if one.strip()]
    for one in tenants:
        if not GUID.fullmatch(one):
            raise _wrong("allowed_tenants", one, "tenant ids, separated by commas")
    return frozenset(tenants)


def _yes_no(given: dict[str, str], name: str) -> bool:
    if given[name].lower() not in YES_NO:
        raise _wrong(name, given[name], "yes or no")
    return YES_NO[given[name].lower()]


def _address(url: str, name: str) -> str:
    if parse_address(url) is None:
        raise _wrong(name, url, "an https:// address (http:// only for this machine itself)")
    return url.rstrip("/")


def _check_secret(given: dict[str, str]) -> None:
    certificate = [name for name in ("certificate_path", "certificate_key_path") if given.get(name)]
    if given.get("app_secret") and certificate:
        raise SettingsError(f"Set {PREFIX}APP_SECRET or the certificate, not both")
    if len(certificate) == 1:
        raise SettingsError(f"{PREFIX}CERTIFICATE_PATH and {PREFIX}CERTIFICATE_KEY_PATH go together")
    if not given.get("app_secret") and not certificate:
        raise SettingsError(f"{PREFIX}APP_SECRET is missing (or use a certificate, see docs/teams.md)")
    for name in certificate:
        if not Path(given[name]).is_file():
            raise _wrong(name, given[name], "a file that this process can read")
