"""`make teams-package`: builds the Teams app (manifest, icons, zip) from the settings, and checks it before writing."""

from __future__ import annotations

import argparse
import json
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import yaml
from honcho.environ import parse

from bot.channels.teams.config import GUID, PACKAGE_PREFIX, YES_NO
from bot.settings import ROOT

TEMPLATES: Final = ROOT / "deploy" / "teams"
TARGET: Final = ROOT / "build" / "cec-guide-teams.zip"
SETTINGS: Final = ("ID", "VERSION", "NAME", "DEVELOPER", "WEBSITE_URL", "PRIVACY_URL", "TERMS_URL")
MEMBERS: Final = frozenset(
    {
        *("$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons", "accentColor"),
        *("bots", "defaultInstallScope"),
    }
)
SCOPES: Final = frozenset({"personal", "team", "groupChat"})
# What a text may be long: the limits of schema 1.29
LENGTHS: Final = {
    ("developer", "name"): 32,
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4000,
}
SAMPLES: Final = 3  # sub-points per pixel and direction, for smooth edges


class PackageError(ValueError):
    """Something in the package is wrong; the message lists all of it."""


def build_manifest(environ: Mapping[str, str], templates: Path = TEMPLATES) -> dict[str, Any]:
    """The manifest from the template and the settings.

    Raises:
        PackageError: a setting is missing, unknown or cannot be used; all of them are named.
    """
    given = {
        name.removeprefix(PACKAGE_PREFIX): value.strip()
        for name, value in environ.items()
        if name.startswith(PACKAGE_PREFIX) and value.strip()
    }
    wrong = [f"{PACKAGE_PREFIX}{name} is not a setting" for name in sorted(set(given) - set(SETTINGS))]
    app_id = environ.get("CEC_TEAMS_APP_ID", "").strip().lower()
    groups = YES_NO.get(environ.get("CEC_TEAMS_ALLOW_GROUP", "").strip().lower() or "no")
    if not app_id:
        wrong.append("CEC_TEAMS_APP_ID is missing: the application id of the Entra registration")
    if groups is None:
        wrong.append("CEC_TEAMS_ALLOW_GROUP must be yes or no")
    for name in ("DEVELOPER", "WEBSITE_URL", "PRIVACY_URL", "TERMS_URL"):
        if name not in given:
            wrong.append(f"{PACKAGE_PREFIX}{name} is missing")
    if wrong:
        raise PackageError("\n".join(wrong))
    manifest: dict[str, Any] = json.loads((templates / "manifest.json").read_text())
    manifest["version"] = given.get("VERSION", "1.0.0")
    manifest["id"] = given.get("ID", app_id).lower()
    manifest["developer"] = {
        "name": given["DEVELOPER"],
        "websiteUrl": given["WEBSITE_URL"],
        "privacyUrl": given["PRIVACY_URL"],
        "termsOfUseUrl": given["TERMS_URL"],
    }
    if "NAME" in given:
        manifest["name"] = manifest["name"] | {"short": given["NAME"]}
    scopes = ["personal", "team", "groupChat"] if groups else ["personal"]
    bot = manifest["bots"][0]
    bot |= {"botId": app_id, "scopes": scopes}
    for commands in bot.get("commandLists", []):
        commands["scopes"] = scopes
    problems = check_manifest(manifest)
    if problems:
        raise PackageError("\n".join(problems))
    return manifest


def check_manifest(manifest: dict[str, Any]) -> list[str]:
    """What is wrong with a manifest, by the rules of schema 1.29 for a chat bot; [] if nothing is."""
    wrong = [f"{name}: is not known to the schema" for name in sorted(set(manifest) - MEMBERS)]
    if manifest.get("manifestVersion") != "1.29":
        wrong.append("manifestVersion: must be 1.29")
    if not re.fullmatch(r"\d{1,5}\.\d{1,5}\.\d{1,5}", str(manifest.get("version"))):
        wrong.append(f"version: must be three numbers such as 1.0.0, not '{manifest.get('version')}'")
    if not GUID.fullmatch(str(manifest.get("id"))):
        wrong.append(f"id: must be an id such as 12345678-1234-1234-1234-123456789abc, not '{manifest.get('id')}'")
    for (part, name), longest in LENGTHS.items():
        text = manifest.get(part, {}).get(name)
        if not isinstance(text, str) or not text.strip() or len(text) > longest:
            wrong.append(f"{part}.{name}: must be a text of at most {longest} characters, not {_told(text)}")
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        url = manifest.get("developer", {}).get(name)
        if not isinstance(url, str) or not re.fullmatch(r"https://[^\s/]+\.[^\s/]+(/\S*)?", url) or len(url) > 2048:
            wrong.append(f"developer.{name}: must be an https:// address, not {_told(url)}")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(manifest.get("accentColor"))):
        wrong.append("accentColor: must be #RRGGBB")
    if manifest.get("icons") != {"color": "color.png", "outline": "outline.png"}:
        wrong.append("icons: must be color.png and outline.png")
    return wrong + _check_bots(manifest.get("bots"))


def _check_bots(bots: Any) -> list[str]:
    if not isinstance(bots, list) or len(bots) != 1:
        return ["bots: there must be exactly one"]
    bot, wrong = bots[0], []
    if not GUID.fullmatch(str(bot.get("botId"))):
        wrong.append(f"bots.botId: must be the application id (CEC_TEAMS_APP_ID), not {_told(bot.get('botId'))}")
    scopes = bot.get("scopes") or []
    if not scopes or not set(scopes) <= SCOPES:
        wrong.append(f"bots.scopes: must be of {', '.join(sorted(SCOPES))}, not {_told(scopes)}")
    lists = bot.get("commandLists", [])
    if len(lists) > 3:
        wrong.append("bots.commandLists: at most 3")
    for commands in lists:
        if not set(commands.get("scopes", ())) <= set(scopes) or len(commands["commands"]) > 12:
            wrong.append("bots.commandLists: scopes must be those of the bot, and at most 12 commands in a list")
        for command in commands["commands"]:
            for name in ("title", "description"):
                if not 0 < len(command.get(name, "")) <= (32 if name == "title" else 128):
                    wrong.append(f"bots.commandLists.{name}: is missing or too long: {_told(command.get(name))}")
    return wrong


def _told(value: Any) -> str:
    return f"'{str(value)[:60]}'" + (f" ({len(value)} characters)" if isinstance(value, str) else "")


def draw(icon: dict[str, Any]) -> bytes:
    """An icon as a PNG, from its shapes in icons.yml."""
    size = int(icon["size"])
    fine = size * SAMPLES
    inks = [[(0, 0, 0, 0)] * fine for _ in range(fine)]
    for shape in icon["shapes"]:
        ink = (0, 0, 0, 0) if shape["colour"] == "none" else (*bytes.fromhex(shape["colour"][1:]), 255)
        for row in range(fine):
            for column in range(fine):
                if _inside(shape, (column + 0.5) / fine, (row + 0.5) / fine):
                    inks[row][column] = ink
    lines = bytearray()
    for row in range(size):
        lines.append(0)  # each line of a PNG begins with its filter: none
        for column in range(size):
            points = [inks[row * SAMPLES + y][column * SAMPLES + x] for y in range(SAMPLES) for x in range(SAMPLES)]
            seen = [point for point in points if point[3]]
            mixed = [sum(point[part] for point in seen) // len(seen) for part in range(3)] if seen else [0, 0, 0]
            lines += bytes([*mixed, sum(point[3] for point in points) // len(points)])
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(lines), 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _inside(shape: dict[str, Any], x: float, y: float) -> bool:
    if shape["kind"] == "triangle":
        (ax, ay), (bx, by), (cx, cy) = shape["points"]
        sides = [
            (bx - ax) * (y - ay) - (by - ay) * (x - ax),
            (cx - bx) * (y - by) - (cy - by) * (x - bx),
            (ax - cx) * (y - cy) - (ay - cy) * (x - cx),
        ]
        return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)
    radius = shape["radius"]
    dx = max(shape["x"] + radius - x, 0, x - (shape["x"] + shape["width"] - radius))
    dy = max(shape["y"] + radius - y, 0, y - (shape["y"] + shape["height"] - radius))
    return bool(dx * dx + dy * dy <= radius * radius)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def build_package(environ: Mapping[str, str], templates: Path = TEMPLATES) -> bytes:
    """The whole app package: the same settings give the same bytes.

    Raises:
        PackageError: something is wrong; nothing has been written.
    """
    manifest = build_manifest(environ, templates)
    icons = yaml.safe_load((templates / "icons.yml").read_text())
    files = {"manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False).encode()}
    files |= {f"{name}.png": draw(icons[name]) for name in ("color", "outline")}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=TARGET)
    target = parser.parse_args().output
    kept = ROOT / ".env"
    environ = (parse(kept.read_text()) if kept.exists() else {}) | dict(os.environ)
    try:
        package = build_package(environ)
    except PackageError as error:
        sys.exit(f"No package was written:\n{error}\nSee docs/teams.md.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(package)
    print(f"{target} is ready: upload it in the Teams admin centre (docs/teams.md).")


if __name__ == "__main__":
    main()
