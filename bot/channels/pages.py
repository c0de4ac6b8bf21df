"""What the web door serves besides the conversation: the page, its files, topics, records, health."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.files import Served, read_files
from guidance.reading import CONTENT_DIR, read


def add(routes: Blueprint) -> None:
    """Adds the page at / and all files.

    Rasa owns the route `/` ("Hello from Rasa"), so the page is answered by a request middleware.
    """
    files = read_files()

    async def file(request: Request, **_path: str) -> HTTPResponse:
        served = files.get(request.path)
        return serve(served, request) if served else response.text("Not found", 404)

    async def root(request: Request) -> HTTPResponse | None:
        return serve(files["/"], request) if request.path == "/" and request.method in ("GET", "HEAD") else None

    async def start(app: Sanic, _loop: Any) -> None:
        app.register_middleware(root, "request")

    routes.add_route(file, "/page/<name>", methods=["GET", "HEAD"], name="page_file")
    routes.add_route(file, "/widget.js", methods=["GET", "HEAD"], name="widget_script")
    routes.add_route(file, "/widget.css", methods=["GET", "HEAD"], name="widget_styles")
    routes.listener("before_server_start")(start)


def serve(served: Served, request: Request) -> HTTPResponse:
    """The answer to a request for a file; an empty one if the browser has it already."""
    headers = served.headers()
    if request.headers.get("if-none-match") == served.tag:
        return response.empty(304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return response.raw(served.content, content_type=served.kind, headers=headers)
    return response.raw(served.packed, content_type=served.kind, headers=headers | {"Content-Encoding": "gzip"})


def topic_groups(responses: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All topics with their titles, by group, in the catalogue's order."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, variations in responses.items():
        data = variations[0].get("metadata") or {}
        if name.startswith("utter_ask/") and data.get("title"):
            topic = {"topic": name.removeprefix("utter_ask/"), "title": str(data["title"])}
            groups.setdefault(str(data.get("group", "")), []).append(topic)
    order = {group: place for place, group in enumerate(read(CONTENT_DIR / "topic_groups.yml").texts("groups"))}
    ordered = sorted(groups.items(), key=lambda entry: order.get(entry[0], len(order)))
    return [{"group": group, "topics": topics} for group, topics in ordered]
