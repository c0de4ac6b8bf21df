"""The web door: JSON over HTTP at /chat, and the page at /.

POST /chat/session, POST /chat/messages, GET /chat/history, DELETE /chat/session, GET /chat/records/<id>,
GET /chat/topics, GET /chat/tools, GET /chat/health. Every error has a JSON body with a message that can be shown to the
user.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import context, settings
from bot.channels import door as doors
from bot.channels import edits, pages
from bot.channels.door import Door
from bot.channels.limits import Limits
from bot.channels.records import make_record
from bot.channels.render import render
from bot.channels.replies import Choice, Reply
from bot.channels.tokens import TokenError, TokenExpired, Tokens
from bot.failures import without_values
from bot.model_info import model_info
from dialogue import tools_view
from guidance.notices import load_notices

logger = logging.getLogger(__name__)

CHANNEL: Final = "web"
PREFIX: Final = "/chat"
MAX_ID: Final = 64  # characters of a client's own mark on a message


class Refusal(Exception):
    """A request that is not let in: an HTTP status and what to tell the user."""

    def __init__(self, status: int, notice: str, retry_after: int = 0, **values: str | int) -> None:
        super().__init__(notice)
        self.status = status
        self.reply = doors.error(notice, retry=False, **values)
        self.retry_after = retry_after


class WebChannel(InputChannel):
    """The input channel named in credentials.yml."""

    def __init__(self) -> None:
        self.settings = settings.current()
        self.tokens = Tokens(
            self.settings.secret, self.settings.session_hours * 3600, self.settings.record_minutes * 60
        )
        self.limits = Limits(
            self.settings.redis_url, self.settings.messages_per_minute, self.settings.sessions_per_minute
        )

    @classmethod
    def name(cls) -> str:
        """The name of the door in trackers."""
        return CHANNEL

    def url_prefix(self) -> str:
        """An absolute path, so that the door stands at /chat and not under /webhooks/."""
        return PREFIX

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa's `on_new_message` is not used: `Door.turn` needs the agent itself."""
        routes = Blueprint("chat")
        for method, path, handler in (
            ("POST", "/session", self.open_session),
            ("DELETE", "/session", self.close_session),
            ("POST", "/messages", self.messages),
            ("POST", "/feedback", self.feedback),
            ("GET", "/history", self.history),
            ("GET", "/records/<record_id>", self.record),
            ("GET", "/topics", self.topics),
            ("GET", "/tools", self.tools),
            ("GET", "/health", self.health),
        ):
            self._route(routes, method, path, handler)
        for path in ("/session", "/messages", "/feedback", "/history", "/records/<record_id>", "/topics", "/tools"):
            self._route(routes, "OPTIONS", path, self.preflight)
        pages.add(routes)
        return routes

    def _route(
        self, routes: Blueprint, method: str, path: str, handler: Callable[..., Awaitable[HTTPResponse]]
    ) -> None:
        name = f"{method}_{path}".lower().translate({ord(c): "_" for c in "/<>"})
        routes.add_route(partial(self._guarded, handler), path, methods=[method], name=name)

    async def _guarded(self, handler: Callable[..., Awaitable[HTTPResponse]], request: Request, **path: str) -> Any:
        """Checks origin and size, turns every refusal into JSON, and adds the headers."""
        origin = request.headers.get("origin", "")
        try:
            self._check_origin(request, origin)
            if int(request.headers.get("content-length") or 0) > self.settings.max_body:
                raise Refusal(413, "bad_request", reason=f"it is larger than {self.settings.max_body} bytes")
            answer = await handler(request, **path)
        except Refusal as refusal:
            body = self._render("", [refusal.reply])[0]
            answer = response.json({"error": body, "messages": [body]}, status=refusal.status)
            if refusal.retry_after:
                answer.headers["Retry-After"] = str(refusal.retry_after)
        except Exception as problem:  # never a bare 500: the user needs words and the emergency numbers
            logger.exception("A request failed: %s", type(problem).__name__, exc_info=without_values(problem))
            body = self._render("", [doors.error("failed", retry=True)])[0]
            answer = response.json({"error": body, "messages": [body]}, status=500)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if origin in self.settings.origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE, OPTIONS"
            answer.headers["Access-Control-Expose-Headers"] = "Retry-After, Content-Disposition"
            answer.headers["Vary"] = "Origin"
        return answer

    def _check_origin(self, request: Request, origin: str) -> None:
        """Lets the page itself and configured origins in; requests from no page (no Origin header) too."""
        own = {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("http", "https")}
        if origin and origin not in own and origin not in self.settings.origins:
            raise Refusal(403, "origin")

    # -- routes

    async def preflight(self, _request: Request, **_path: str) -> HTTPResponse:
        """What a browser asks before a request from another, configured origin."""
        return response.empty()

    async def open_session(self, request: Request) -> HTTPResponse:
        """A new conversation, made by the server: {token, expires_in, privacy_notice}."""
        wait = self.limits.session(self._address(request))
        if wait:
            raise Refusal(429, "too_fast", retry_after=wait, seconds=wait)
        _, token = self.tokens.new_session(CHANNEL)
        notice = load_notices().say("privacy_notice", days=self.settings.retention_days)
        return response.json(
            {"token": token, "expires_in": self.tokens.session_seconds, "privacy_notice": notice, "feedback": True}, 201
        )

    async def messages(self, request: Request) -> HTTPResponse:
        """One turn: {text}, {choice} or {edit}, with an optional {id}, in, {messages: [...]} out."""
        session_id = self._session(request)
        self._count(session_id)
        text, meaning = self._input(request, session_id)
        agent_door = self._door(request)
        if meaning is None:
            problem = agent_door.problem(text)
            if problem:
                return response.json({"messages": self._render(session_id, [problem])}, status=400)
        mark = request.json.get("id")
        message_id = mark if isinstance(mark, str) and len(mark) <= MAX_ID else None
        turn = await agent_door.turn(CHANNEL, session_id, text, meaning, message_id)
        body: dict[str, Any] = {"messages": self._render(session_id, turn.replies)}
        if turn.erased:
            body["erased"] = True
        return response.json(body)

    async def feedback(self, request: Request) -> HTTPResponse:
        """What somebody thinks of an answer: {topic, helpful, reason?, comment?}."""
        session_id = self._session(request)
        self._count(session_id)
        body = self._json(request)
        words = {name: body.get(name) for name in ("topic", "reason", "comment")}
        if not isinstance(body.get("helpful"), bool) or not all(
            isinstance(w, (str, type(None))) for w in words.values()
        ):
            raise Refusal(400, "bad_request", reason='send {"topic": "...", "helpful": true} as JSON')
        await self._door(request).feedback(session_id, helpful=body["helpful"], **words)
        return response.empty(status=204)

    async def history(self, request: Request) -> HTTPResponse:
        """The conversation so far: {turns: [{text, messages, time}]}."""
        session_id = self._session(request)
        turns = await self._door(request).history(session_id)
        return response.json(
            {
                "turns": [
                    {"text": text, "messages": self._render(session_id, replies), "time": round(time)}
                    for text, replies, time in turns
                ]
            }
        )

    async def close_session(self, request: Request) -> HTTPResponse:
        """Erases the conversation for good."""
        await self._door(request).erase(self._session(request))
        return response.empty(status=204)

    async def record(self, request: Request, record_id: str) -> HTTPResponse:
        """A record of a guided tool, made on demand from the conversation's answers."""
        session_id = self._session(request)
        try:
            what = self.tokens.read_record(session_id, record_id)
        except TokenExpired:
            raise Refusal(410, "record_expired") from None
        except TokenError:
            raise Refusal(404, "no_record") from None
        tracker = await self._door(request).tracker(session_id)
        desk = (tracker.get_slot(context.DIALOGUE_SLOT) or {}).get("desk") if tracker else None
        made = await asyncio.get_running_loop().run_in_executor(None, make_record, desk, what)
        if made is None:
            raise Refusal(404, "no_record")
        disposition = f"attachment; filename=\"{made.name}\"; filename*=UTF-8''{quote(made.name)}"
        return response.raw(made.content, content_type=made.media_type, headers={"Content-Disposition": disposition})

    async def topics(self, request: Request) -> HTTPResponse:
        """What can be asked: [{group, topics: [{topic, title}]}], for the empty page and suggestions."""
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise Refusal(503, "not_ready")
        return response.json({"groups": pages.topic_groups(agent.domain.responses)})

    async def health(self, request: Request) -> HTTPResponse:
        """200 when questions can be answered, 503 while not; `model` says which one answers."""
        agent = getattr(request.app.ctx, "agent", None)
        ready = agent is not None and agent.is_ready()
        return response.json({"ready": ready, "answers": ready, "model": model_info()}, 200 if ready else 503)

    async def tools(self, request: Request) -> HTTPResponse:
        """What is written in the guided tools so far, for the panel: see dialogue.view.tools_view."""
        tracker = await self._door(request).tracker(self._session(request))
        return response.json(tools_view(tracker.get_slot(context.DIALOGUE_SLOT) if tracker else None))

    # -- helpers

    def _door(self, request: Request) -> Door:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None:
            raise Refusal(503, "not_ready", retry_after=5)
        return Door(agent, self.settings)

    def _session(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(401, "no_session")
        try:
            return self.tokens.session(token.strip())
        except TokenExpired:
            raise Refusal(401, "expired") from None
        except TokenError:
            raise Refusal(401, "no_session") from None

    def _input(self, request: Request, session_id: str) -> tuple[str, dict[str, Any] | None]:
        """The text and, for a button, its meaning.

        Raises:
            Refusal: the body is not an object with one text or choice; the choice is not of this conversation.
        """
        body = self._json(request)
        if len({"text", "choice", "edit"} & set(body)) != 1:
            raise Refusal(400, "bad_request", reason='send {"text": "..."} or {"choice": "..."} as JSON')
        if "edit" in body:
            return self._edit(body["edit"])
        value = body.get("text", body.get("choice"))
        if not isinstance(value, str):
            raise Refusal(400, "bad_request", reason="text and choice are strings")
        if "text" in body:
            return value.replace("\x00", ""), None
        try:
            meaning = self.tokens.read_choice(session_id, value)
        except TokenError:
            raise Refusal(400, "unknown_choice") from None
        return str(meaning["label"]), meaning

    def _edit(self, raw: object) -> tuple[str, dict[str, Any]]:
        meaning = edits.meaning_of(raw)
        if meaning is None:
            raise Refusal(400, "bad_request", reason="there is no such row or answer")
        length = edits.longest(meaning)
        if length > self.settings.max_text:
            raise Refusal(400, "too_long", length=length, max=self.settings.max_text)
        return str(meaning["label"]), meaning

    def _json(self, request: Request) -> dict[str, Any]:
        try:
            body = request.json
        except Exception:  # Sanic raises InvalidUsage, or UnicodeDecodeError for other bytes
            body = None
        return body if isinstance(body, dict) else {}

    def _count(self, session_id: str) -> None:
        wait = self.limits.message(session_id)
        if wait:
            raise Refusal(429, "too_fast", retry_after=wait, seconds=wait)

    def _address(self, request: Request) -> str:
        """The client's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
        chain = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if self.settings.proxies and len(chain) >= self.settings.proxies:
            return str(chain[-self.settings.proxies])
        return str(request.ip)

    def _render(self, session_id: str, replies: list[Reply]) -> list[dict[str, Any]]:
        def sign(choice: Choice) -> str:
            return self.tokens.choice(session_id, choice.to_dict())

        def link(what: dict[str, Any]) -> str:
            return f"{PREFIX}/records/{self.tokens.record(session_id, what)}"

        return [render(reply, sign, link) for reply in replies]
