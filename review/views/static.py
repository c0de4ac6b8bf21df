"""The console's own files: style, script and icon; read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sanic import response
from sanic.response import HTTPResponse

from review.web.call import Call
from review.web.routes import Refused, page

FOLDER = Path(__file__).resolve().parent.parent / "static"
KINDS = {"console.css": "text/css", "console.js": "text/javascript", "icon.svg": "image/svg+xml"}


@lru_cache(maxsize=8)
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@page("/static/<name>", None)
def static(call: Call, name: str) -> HTTPResponse:
    """One file."""
    if name not in KINDS:
        raise Refused(404, "There is no such file.")
    headers = {"Cache-Control": "no-cache"}
    return response.raw(_content(name), content_type=f"{KINDS[name]}; charset=utf-8", headers=headers)


@page("/health", None)
def health(call: Call) -> HTTPResponse:
    """Whether the console answers; for whoever starts it."""
    return response.json({"ready": True})
