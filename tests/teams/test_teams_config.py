"""Settings: off without an app id, and a plain word for each wrong value; every setting is in the docs."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.channels.teams.config import CLOUDS, PREFIX, TeamsConfig, load
from bot.settings import ROOT, SettingsError
from scripts.teams_package import SETTINGS
from tests.teams.fake_bot_service import APP_ID, OTHER_TENANT, TENANT

GOOD = {"CEC_TEAMS_APP_ID": APP_ID, "CEC_TEAMS_TENANT_ID": TENANT, "CEC_TEAMS_APP_SECRET": "an invented app secret"}


def test_without_an_app_id_the_door_is_off() -> None:
    assert load({}) is None
    assert load({"CEC_TEAMS_APP_ID": " ", "CEC_TEAMS_TENANT_ID": TENANT}) is None


def test_the_defaults_are_the_careful_ones() -> None:
    config = load(GOOD)
    assert config is not None
    assert config.allowed_tenants == {TENANT}
    assert config.allow_group is False
    assert config.metadata_url == CLOUDS["public"].metadata_url
    assert config.login_url == "https://login.microsoftonline.com"
    assert config.extra_service_urls == ()
    assert "an invented app secret" not in repr(config)


def test_all_of_it() -> None:
    more = {
        "CEC_TEAMS_APP_ID": APP_ID.upper(),
        "CEC_TEAMS_ALLOWED_TENANTS": f"{TENANT}, {OTHER_TENANT.upper()}",
        "CEC_TEAMS_CLOUD": "usgov",
        "CEC_TEAMS_ALLOW_GROUP": "Yes",
        "CEC_TEAMS_FEEDBACK": "no",
        "CEC_TEAMS_PUBLIC_URL": "https://guide.example.org/",
        "CEC_TEAMS_PACKAGE_NAME": "not read here",
    }
    config = load(GOOD | more)
    assert config is not None
    assert config.app_id == APP_ID
    assert config.allowed_tenants == {TENANT, OTHER_TENANT}
    assert (config.allow_group, config.feedback) == (True, False)
    assert config.issuer == "https://api.botframework.us"
    assert config.public_url == "https://guide.example.org"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"CEC_TEAMS_APP_ID": "my-bot"}, "CEC_TEAMS_APP_ID"),
        ({"CEC_TEAMS_TENANT_ID": ""}, "CEC_TEAMS_TENANT_ID"),
        ({"CEC_TEAMS_TENANT_ID": "contoso.example"}, "CEC_TEAMS_TENANT_ID"),
        ({"CEC_TEAMS_APP_SECRET": ""}, "CEC_TEAMS_APP_SECRET"),
        ({"CEC_TEAMS_CERTIFICATE_PATH": "/x"}, "CEC_TEAMS_APP_SECRET or the certificate"),
        ({"CEC_TEAMS_APP_SECRET": "", "CEC_TEAMS_CERTIFICATE_PATH": "/x"}, "go together"),
        (
            {
                "CEC_TEAMS_APP_SECRET": "",
                "CEC_TEAMS_CERTIFICATE_PATH": "/not/there",
                "CEC_TEAMS_CERTIFICATE_KEY_PATH": "/not/there",
            },
            "a file that this process can read",
        ),
        ({"CEC_TEAMS_ALLOWED_TENANTS": "everybody"}, "CEC_TEAMS_ALLOWED_TENANTS"),
        ({"CEC_TEAMS_CLOUD": "private"}, "CEC_TEAMS_CLOUD"),
        ({"CEC_TEAMS_ALLOW_GROUP": "perhaps"}, "CEC_TEAMS_ALLOW_GROUP"),
        ({"CEC_TEAMS_PUBLIC_URL": "http://guide.example.org"}, "CEC_TEAMS_PUBLIC_URL"),
        ({"CEC_TEAMS_METADATA_URL": "http://login.example"}, "CEC_TEAMS_METADATA_URL"),
        ({"CEC_TEAMS_EXTRA_SERVICE_URLS": "https://a.example,ftp://b.example"}, "CEC_TEAMS_EXTRA_SERVICE_URLS"),
        ({"CEC_TEAMS_VERIFY": "no"}, "CEC_TEAMS_VERIFY is not a setting"),
        ({"CEC_TEAMS_ALOW_GROUP": "yes"}, "CEC_TEAMS_ALOW_GROUP is not a setting"),
    ],
)
def test_what_is_wrong_is_said_by_name(changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load(GOOD | changes)


def test_every_setting_is_in_the_docs_and_nothing_there_is_made_up() -> None:
    docs = (ROOT / "docs" / "teams.md").read_text()
    named = {f"{PREFIX}{field.name.upper()}" for field in fields(TeamsConfig)}
    named |= {f"{PREFIX}PACKAGE_{name}" for name in SETTINGS}
    in_table = {line.split("`")[1] for line in docs.splitlines() if line.startswith(f"| `{PREFIX}")}
    assert in_table == named


def test_the_protocol_knows_neither_rasa_nor_sanic() -> None:
    folder = ROOT / "bot" / "channels" / "teams"
    for path in sorted(Path(folder).glob("*.py")):
        lines = path.read_text().splitlines()
        imports = [line for line in lines if line.startswith(("import ", "from "))]
        foreign = [line for line in imports if line.split()[1].split(".")[0] in ("rasa", "sanic")]
        assert path.name == "channel.py" or not foreign, path.name
        assert len(lines) < 300, path.name
