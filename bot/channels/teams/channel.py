"""The Teams door in Rasa and Sanic: POST /teams/messages for Teams, GET /teams/records/<id> for record links.

The only module of this package that knows Rasa and Sanic. Without CEC_TEAMS_APP_ID the door has no routes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import settings
from bot.channels.door import Door, redactor
from bot.channels.limits import Limits
from bot.channels.records import make_record
from bot.channels.teams.config import load
from bot.channels.teams.dedupe import open_memo
from bot.channels.teams.links import Links
from bot.channels.teams.service import LARGEST_BODY, Service
from bot.channels.teams.talk import CHANNEL, Talk
from bot.channels.teams.turns import Turns
from bot.channels.tokens import TokenError, TokenExpired, Tokens
from bot.context import DIALOGUE_SLOT
from guidance.notices import load_notices

PREFIX: Final = "/teams"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


class TeamsChannel(InputChannel):
    """The input channel named in credentials.yml."""

    def __init__(self) -> None:
        self.settings = settings.current()
        self.config = load()
        self.app: Sanic | None = None
        self.links = Links(self.settings.secret, self.settings.record_minutes * 60)
        if self.config is None:
            return
        base = f"{self.config.public_url}{PREFIX}/records/" if self.config.public_url else ""
        self.talk = Talk(
            self.door,
            lambda text, known: redactor().redact(text, known).text,
            Tokens(self.settings.secret, self.settings.session_hours * 3600, self.settings.record_minutes * 60),
            Limits(self.settings.redis_url, self.settings.messages_per_minute, self.settings.sessions_per_minute),
            self.settings,
            self.config,
            (lambda session_id, what: base + self.links.make(session_id, what)) if base else None,
        )
        memo = open_memo(self.settings.redis_url)
        self.service = Service(self.config, self.settings.secret, memo, Turns(), self.talk)

    @classmethod
    def name(cls) -> str:
        """The name of the door in trackers."""
        return CHANNEL

    def url_prefix(self) -> str:
        """An absolute path, so that the door stands at /teams and not under /webhooks/."""
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa's `on_new_message` is not used: `Door.turn` needs the agent itself."""
        routes = Blueprint("teams")
        if self.config is None:
            return routes
        for method, path, handler in (
            ("POST", "/messages", self.messages),
            ("GET", "/records/<record_id>", self.record),
        ):
            # Sanic writes its own attributes on handlers, which a bound method does not take
            free = partial(handler)
            free.__name__ = handler.__name__  # type: ignore[attr-defined]
            routes.add_route(free, path, methods=[method])
        routes.listener("before_server_start")(self._start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    async def _start(self, app: Sanic, _loop: Any) -> None:
        self.app = app
        await self.service.start()

    async def _stop(self, _app: Sanic, _loop: Any) -> None:
        await self.service.stop()

    def door(self) -> Door | None:
        """What every door does, None while the assistant is still loading."""
        agent = getattr(self.app.ctx, "agent", None) if self.app is not None else None
        return Door(agent, self.settings) if agent is not None else None

    async def messages(self, request: Request) -> HTTPResponse:
        """An activity of Teams: acknowledged at once, answered afterwards."""
        announced = request.headers.get("content-length") or "0"
        if not announced.isdigit() or int(announced) > LARGEST_BODY:
            return response.json({"error": "too large"}, 413)
        status, body = await self.service.receive(request.headers.getall("authorization", []), request.body)
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        if body is None:
            return response.empty(status, headers=headers)
        return response.json(body, status, headers=headers)

    async def record(self, request: Request, record_id: str) -> HTTPResponse:
        """A record of a guided tool. The signed id, which soon runs out, is all that is needed."""
        try:
            session_id, what = self.links.read(record_id)
        except TokenExpired:
            return _notice("record_expired", 410)
        except TokenError:
            return _notice("no_record", 404)
        door = self.door()
        if door is None:
            return _notice("not_ready", 503)
        tracker = await door.tracker(session_id)
        desk = (tracker.get_slot(DIALOGUE_SLOT) or {}).get("desk") if tracker else None
        made = await asyncio.get_running_loop().run_in_executor(None, make_record, desk, what)
        if made is None:
            return _notice("no_record", 404)
        disposition = f"attachment; filename=\"{made.name}\"; filename*=UTF-8''{quote(made.name)}"
        headers = HEADERS | {"Content-Disposition": disposition}
        return response.raw(made.content, content_type=made.media_type, headers=headers)


def _notice(name: str, status: int) -> HTTPResponse:
    return response.text(load_notices().say(name), status, headers=dict(HEADERS))
