"""The Sanic side: turns requests into calls, checks role and form token, adds the headers, handles failures."""

from __future__ import annotations

import asyncio
import hmac
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

from sanic import Sanic, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.engine import Engine

from review.auth import sessions, users
from review.auth.sessions import Session
from review.config import Config
from review.web import forms
from review.web.call import SESSION_COOKIE, Call
from review.web.routes import ROUTES, Refused, Route
from review.web.templates import Templates

logger = logging.getLogger(__name__)

THREADS = 8
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Server:
    """Serves the registered routes."""

    def __init__(self, engine: Engine, config: Config, templates: Templates) -> None:
        self.engine = engine
        self.config = config
        self.templates = templates
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def attach(self, app: Sanic) -> None:
        """Adds all routes and what surrounds them."""
        for number, route in enumerate(ROUTES):
            app.add_route(self._handler(route), route.path, methods=[route.method], name=f"r{number}")
        app.register_middleware(self._headers, "response")
        app.error_handler.add(Exception, self._failed)

    def _handler(self, route: Route) -> Any:
        async def handle(request: Request, **parts: str) -> HTTPResponse:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.threads, self._serve, route, request, parts)

        return handle

    def _serve(self, route: Route, request: Request, parts: dict[str, str]) -> HTTPResponse:
        call = Call(request, self.engine, self.config, self.templates, None)
        try:
            call.session, cookie = self._session(request, call)
            if route.role is not None:
                refusal = self._guard(route, call)
                if refusal is not None:
                    return refusal
            if route.method == "POST":
                self._check_form(call)
            answer = route.handler(call, **parts)
        except Refused as refused:
            return call.page("refused.html", status=refused.status, message=refused.message)
        if cookie:
            call.set_cookie(answer, SESSION_COOKIE, cookie)
        return answer

    def _session(self, request: Request, call: Call) -> tuple[Session | None, str]:
        """Who asks; with single sign-on also the cookie of a sign-in that begins now."""
        token = request.cookies.get(SESSION_COOKIE)
        session = sessions.find(self.engine, self.config, token) if token else None
        header = self.config.sso_header
        if not header or request.ip not in self.config.sso_from:
            return session, ""
        name = request.headers.get(header, "").strip().lower()
        if session is not None and session.user == name:
            return session, ""
        user = users.find(self.engine, name) if name else None
        if user is None or user.disabled:
            return None, ""  # the proxy says who it is, whatever an old cookie says
        fresh = sessions.begin(self.engine, user.id)
        call.log("signed in", detail="single sign-on", user=user.name)
        return sessions.find(self.engine, self.config, fresh), fresh

    def _guard(self, route: Route, call: Call) -> HTTPResponse | None:
        if call.session is None:
            if route.method == "POST":
                raise Refused(401, "You are not signed in any more. Sign in and send it again.")
            target = call.request.path + (f"?{call.request.query_string}" if call.request.query_string else "")
            return call.redirect("/sign-in" if target == "/" else f"/sign-in?next={quote(target, safe='')}")
        if not call.may(route.role or ""):
            call.log("refused", call.request.path[:200])
            raise Refused(403, f"This needs the role '{route.role}'; yours is '{call.session.role}'.")
        return None

    def _check_form(self, call: Call) -> None:
        origin = call.request.headers.get("origin")
        if origin and origin != "null" and urlsplit(origin).netloc != call.request.host:
            raise Refused(403, "This form was sent from another site. Nothing was changed.")
        if call.request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "This form was sent from another site. Nothing was changed.")
        token = call.field("token", 200)
        if call.session is not None:
            good = hmac.compare_digest(token.encode(), call.session.csrf.encode())
        else:
            good = forms.good(self.config.secret, call.browser, token)
        if not good:
            raise Refused(403, "This form is too old or was sent twice. Go back, reload the page and try again.")

    async def _headers(self, request: Request, answer: HTTPResponse) -> None:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        # what was read here must not stay in a browser's cache after signing out
        answer.headers.setdefault("Cache-Control", "no-store")

    async def _failed(self, request: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        if status >= 500:
            # the message and the values in a database error may quote what somebody typed
            bare = RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
            logger.error("A page failed: %s", type(error).__name__, exc_info=bare)
        texts = {404: "There is no such page.", 405: "There is no such page.", 413: "That was too large."}
        message = texts.get(status, "Something went wrong on our side. Nothing was changed.")
        call = Call(request, self.engine, self.config, self.templates, None)
        loop = asyncio.get_running_loop()

        def render() -> HTTPResponse:
            try:
                call.session, _ = self._session(request, call)
            except Exception:  # the database may be what failed
                call.session = None
            return call.page("refused.html", status=status, message=message)

        try:
            return await loop.run_in_executor(self.threads, render)
        except Exception:
            return response.text(message, status=status)
