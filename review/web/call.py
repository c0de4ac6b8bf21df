"""One request as the pages see it: who asks, what was sent, and the ways to answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.engine import Engine

from review.auth import audit
from review.auth.roles import allows
from review.auth.sessions import Session
from review.config import Config
from review.web import forms
from review.web.routes import Refused
from review.web.templates import Templates

SESSION_COOKIE = "cec_review"
BROWSER_COOKIE = "cec_review_form"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Call:
    """A request. Its handler runs in a thread, so it may wait for the database."""

    def __init__(
        self, request: Request, engine: Engine, config: Config, templates: Templates, session: Session | None
    ) -> None:
        self.request = request
        self.engine = engine
        self.config = config
        self.templates = templates
        self.session = session
        self.browser = request.cookies.get(BROWSER_COOKIE) or ""

    @property
    def user(self) -> str:
        """The name of who asks; empty if not signed in."""
        return self.session.user if self.session else ""

    @property
    def address(self) -> str:
        """Where the request came from, as far as our own proxies tell."""
        chain = [part.strip() for part in self.request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        count = self.config.proxies
        return chain[-count] if count and len(chain) >= count else str(self.request.ip)

    @property
    def secure(self) -> bool:
        """Whether the browser talks HTTPS to us or to our proxy."""
        told = self.config.proxies and self.request.headers.get("x-forwarded-proto", "").split(",")[-1].strip()
        return bool((told or self.request.scheme) == "https")

    @property
    def local(self) -> bool:
        """Whether the page was opened on this very machine, where plain HTTP is no risk."""
        return str(self.request.host).rsplit(":", 1)[0] in LOOPBACK

    def may(self, role: str) -> bool:
        """Whether who asks has at least this role."""
        return self.session is not None and allows(self.session.role, role)

    def arg(self, name: str) -> str:
        """A parameter of the address."""
        return str(self.request.args.get(name) or "")

    def query(self) -> dict[str, str]:
        """All parameters of the address, the first value of each."""
        return {name: str(values[0]) for name, values in self.request.args.items() if values}

    def field(self, name: str, longest: int = 2000) -> str:
        """A field of the form."""
        return str(self.request.form.get(name) or "").replace("\x00", "")[:longest]

    def fields(self, name: str) -> list[str]:
        """All values of a field."""
        return [str(value) for value in self.request.form.getlist(name) or []]

    def number(self, text: str) -> int:
        """A number from an address or a form.

        Raises:
            Refused: it is none.
        """
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Refused(404, "There is no such page.")
        return int(text)

    def log(self, action: str, subject: str = "", detail: str = "", user: str = "") -> None:
        """Adds a line to the log of who did what."""
        audit.note(self.engine, user or self.user or "-", action, subject, detail)

    def page(self, template: str, /, status: int = 200, **values: Any) -> HTTPResponse:
        """A page from a template."""
        self.browser = self.browser or forms.browser_mark()
        token = self.session.csrf if self.session else forms.fresh(self.config.secret, self.browser)
        text = self.templates.render(template, call=self, token=token, done=self.arg("done"), **values)
        answer = response.html(text, status=status)
        if self.session is None:
            self.set_cookie(answer, BROWSER_COOKIE, self.browser)
        return answer

    def redirect(self, path: str, done: str = "") -> HTTPResponse:
        """To another page of the console; `done` names what is said there (templates.DONE)."""
        joint = "&" if "?" in path else "?"
        target, hash_, anchor = path.partition("#")
        return response.redirect(f"{target}{joint}done={quote(done)}{hash_}{anchor}" if done else path, status=303)

    def download(self, name: str, text: str | bytes, kind: str) -> HTTPResponse:
        """A file to keep."""
        body = text.encode() if isinstance(text, str) else text
        return response.raw(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def set_cookie(self, answer: HTTPResponse, name: str, value: str) -> None:
        """A cookie no script can read; without HTTPS only on this machine."""
        answer.cookies[name] = value
        cookie = answer.cookies[name]
        cookie["httponly"] = True
        cookie["samesite"] = "Lax"
        cookie["path"] = "/"
        cookie["secure"] = self.secure or not self.local

    def drop_cookie(self, answer: HTTPResponse, name: str) -> None:
        """Has the browser forget a cookie."""
        self.set_cookie(answer, name, "")
        answer.cookies[name]["max-age"] = 0
