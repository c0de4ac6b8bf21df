"""Settings are checked, documented and listed in the example file."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bot.settings import ROOT, Settings, SettingsError, load, variable

NAMES = [variable(field.name) for field in fields(Settings)]


def test_nothing_set_gives_the_defaults() -> None:
    assert load({}) == Settings()


@pytest.mark.parametrize(("name", "value"), [("CEC_PORT", "abc"), ("CEC_PORT", "0"), ("CEC_MAX_TEXT", "-5")])
def test_a_value_that_is_no_number_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load({name: value})


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="CEC_SECRET"):
        load({"CEC_SECRET": "short"})


def test_origins_are_read_as_a_list() -> None:
    assert load({"CEC_ALLOWED_ORIGINS": "https://a.example/, https://b.example"}).origins == {
        "https://a.example",
        "https://b.example",
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_explained_and_in_the_example_file(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "settings.md").read_text()
    assert name in (ROOT / ".env.example").read_text()
