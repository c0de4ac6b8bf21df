"""What the web door serves besides the conversation: the page, its files, topics, records, health."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settings import ROOT

FILES: Final = ROOT / "widget" / "page"
TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing from elsewhere, no inline script or style, not framed by others
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def add(routes: Blueprint) -> None:
    """Adds the page's files under /chat/page/, and the page itself at /.

    Rasa owns the route `/` ("Hello from Rasa"), so the page is answered by a request middleware.
    """
    files = {path.name: path for path in sorted(FILES.iterdir()) if path.suffix in TYPES}

    async def file(_request: Request, name: str) -> HTTPResponse:
        return serve(files[name]) if name in files else response.text("Not found", 404)

    async def root(request: Request) -> HTTPResponse | None:
        return serve(files["index.html"]) if request.path == "/" and request.method in ("GET", "HEAD") else None

    async def start(app: Sanic, _loop: Any) -> None:
        app.register_middleware(root, "request")

    routes.add_route(file, "/page/<name>", methods=["GET"])
    routes.register_listener(start, "before_server_start")


def serve(path: Path) -> HTTPResponse:
    """A file of the page with the headers that keep the page to itself."""
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return response.raw(path.read_bytes(), content_type=TYPES[path.suffix], headers=headers)


def topic_groups(responses: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All topics with their titles, by group, in the catalogue's order."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, variations in responses.items():
        data = variations[0].get("metadata") or {}
        if name.startswith("utter_ask/") and data.get("title"):
            topic = {"topic": name.removeprefix("utter_ask/"), "title": str(data["title"])}
            groups.setdefault(str(data.get("group", "")), []).append(topic)
    return [{"group": group, "topics": topics} for group, topics in groups.items()]


async def listening(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 1)
    except (OSError, asyncio.TimeoutError):
        return False
    writer.close()
    return True


def today() -> str:
    """The date on a record, e.g. '24 November 2026'."""
    return datetime.now(timezone.utc).strftime("%-d %B %Y")
