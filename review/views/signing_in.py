"""Sign-in, sign-out, and the one-time link that sets a password."""

from __future__ import annotations

from sanic.response import HTTPResponse

from review.auth import sessions, users
from review.auth.passwords import SHORTEST
from review.auth.roles import VIEWER
from review.auth.users import UserError
from review.web.call import SESSION_COOKIE, Call
from review.web.routes import Refused, action, page

FAILED = "User name or password is wrong, or there were too many attempts. After five wrong passwords wait 15 minutes."


def _next(text: str) -> str:
    """Where to go after signing in: only ever a page of the console."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in text
    return text if plain and text.isprintable() else "/"


@page("/sign-in", None)
def sign_in_page(call: Call) -> HTTPResponse:
    """The form."""
    return call.page("sign_in.html", error="", name="", next=_next(call.arg("next")))


@action("/sign-in", None)
def sign_in(call: Call) -> HTTPResponse:
    """Checks the password and signs in."""
    name, target = call.field("name", 100), _next(call.field("next"))
    user = users.sign_in(call.engine, name, call.field("password", 500), call.address)
    if user is None:
        call.log("sign-in failed")
        return call.page("sign_in.html", status=403, error=FAILED, name=name, next=target)
    old = call.request.cookies.get(SESSION_COOKIE)
    if old:
        sessions.end(call.engine, old)
    call.log("signed in", user=user.name)
    answer = call.redirect(target)
    call.set_cookie(answer, SESSION_COOKIE, sessions.begin(call.engine, user.id))
    return answer


@action("/sign-out", VIEWER)
def sign_out(call: Call) -> HTTPResponse:
    """Ends the sign-in."""
    sessions.end(call.engine, call.request.cookies.get(SESSION_COOKIE) or "")
    call.log("signed out")
    answer = call.redirect("/sign-in", done="signed-out")
    call.drop_cookie(answer, SESSION_COOKIE)
    return answer


@page("/welcome/<link>", None)
def welcome_page(call: Call, link: str) -> HTTPResponse:
    """The form behind a one-time link. Opening it does not use the link up: mail scanners open links too."""
    user = users.invited(call.engine, link)
    if user is None:
        raise Refused(404, "This link has been used or has run out. Ask an administrator for a new one.")
    return call.page("welcome.html", user=user, error="", shortest=SHORTEST)


@action("/welcome/<link>", None)
def welcome(call: Call, link: str) -> HTTPResponse:
    """Sets the password."""
    first, second = call.field("password", 500), call.field("again", 500)
    try:
        if first != second:
            raise UserError("The two passwords are not the same.")
        user = users.accept(call.engine, link, first)
    except UserError as error:
        invited = users.invited(call.engine, link)
        if invited is None:
            raise Refused(404, str(error)) from error
        return call.page("welcome.html", status=400, user=invited, error=str(error), shortest=SHORTEST)
    call.log("password set", user=user.name)
    answer = call.redirect("/")
    call.set_cookie(answer, SESSION_COOKIE, sessions.begin(call.engine, user.id))
    return answer
