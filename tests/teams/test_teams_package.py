"""The app package: right for a good configuration, and a plain word for each wrong value."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from scripts.teams_package import PackageError, build_manifest, build_package, check_manifest
from tests.teams.fake_bot_service import APP_ID

GOOD = {
    "CEC_TEAMS_APP_ID": APP_ID,
    "CEC_TEAMS_PACKAGE_DEVELOPER": "Invented Council",
    "CEC_TEAMS_PACKAGE_WEBSITE_URL": "https://council.example",
    "CEC_TEAMS_PACKAGE_PRIVACY_URL": "https://council.example/privacy",
    "CEC_TEAMS_PACKAGE_TERMS_URL": "https://council.example/terms",
}


def test_a_good_package() -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow reads the icons")
    with zipfile.ZipFile(io.BytesIO(build_package(GOOD))) as package:
        assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        color = image.open(io.BytesIO(package.read("color.png"))).convert("RGBA")
        outline = image.open(io.BytesIO(package.read("outline.png"))).convert("RGBA")
    assert manifest["bots"][0]["botId"] == manifest["id"] == APP_ID
    assert manifest["bots"][0]["scopes"] == ["personal"]
    assert color.size == (192, 192)
    assert color.getextrema()[3] == (255, 255), "the colour icon has a full background"
    assert outline.size == (32, 32)
    assert outline.getpixel((0, 0))[3] == 0, "the outline icon is see-through"
    assert {pixel[:3] for _, pixel in outline.getcolors(1024) if pixel[3]} == {(255, 255, 255)}


def test_groups_only_when_switched_on() -> None:
    manifest = build_manifest(GOOD | {"CEC_TEAMS_ALLOW_GROUP": "yes"})
    assert manifest["bots"][0]["scopes"] == ["personal", "team", "groupChat"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CEC_TEAMS_APP_ID": ""}, "CEC_TEAMS_APP_ID is missing"),
        ({"CEC_TEAMS_APP_ID": "my-bot"}, "botId"),
        ({"CEC_TEAMS_PACKAGE_ID": "x"}, "id: must be an id"),
        ({"CEC_TEAMS_PACKAGE_DEVELOPER": ""}, "CEC_TEAMS_PACKAGE_DEVELOPER is missing"),
        ({"CEC_TEAMS_PACKAGE_DEVELOPER": "x" * 33}, r"developer.name.*at most 32.*33 characters"),
        ({"CEC_TEAMS_PACKAGE_NAME": "x" * 31}, "name.short"),
        ({"CEC_TEAMS_PACKAGE_WEBSITE_URL": "http://council.example"}, "websiteUrl: must be an https"),
        ({"CEC_TEAMS_PACKAGE_PRIVACY_URL": "https://localhost"}, "privacyUrl"),
        ({"CEC_TEAMS_PACKAGE_TERMS_URL": "terms"}, "termsOfUseUrl"),
        ({"CEC_TEAMS_PACKAGE_VERSION": "1.0"}, "version: must be three numbers"),
        ({"CEC_TEAMS_PACKAGE_COLOUR": "#fff"}, "CEC_TEAMS_PACKAGE_COLOUR is not a setting"),
        ({"CEC_TEAMS_ALLOW_GROUP": "maybe"}, "CEC_TEAMS_ALLOW_GROUP must be yes or no"),
    ],
)
def test_wrong_values_are_named(changes: dict[str, str], said: str) -> None:
    with pytest.raises(PackageError, match=said):
        build_package(GOOD | changes)


def test_what_the_schema_would_refuse_is_refused_here() -> None:
    manifest = build_manifest(GOOD)
    bot = manifest["bots"][0]
    for changes, said in (
        ({"bots": [bot | {"scopes": ["groupchat"]}]}, "scopes"),
        ({"bots": [bot, bot]}, "exactly one"),
        ({"unknown": 1}, "not known to the schema"),
        ({"accentColor": "blue"}, "accentColor"),
        ({"manifestVersion": "1.5"}, "manifestVersion"),
        ({"description": {"short": "x" * 81, "full": "x"}}, "description.short"),
    ):
        assert any(said in problem for problem in check_manifest(manifest | changes)), said
    assert check_manifest(manifest) == []
