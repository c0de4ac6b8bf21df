"""People and log: who may do what, and who did what. For administrators."""

from __future__ import annotations

from sanic.response import HTTPResponse

from review.auth import audit, users
from review.auth.roles import ADMINISTRATOR
from review.auth.users import UserError
from review.web.call import Call
from review.web.routes import Refused, action, page


@page("/people", ADMINISTRATOR)
def people(call: Call) -> HTTPResponse:
    """All accounts."""
    return call.page("people.html", people=users.everybody(call.engine), link="", error="", name="")


@action("/people", ADMINISTRATOR)
def invite(call: Call) -> HTTPResponse:
    """Makes an account, or a new link for one, and shows the link this once."""
    name, role = call.field("name", 100), call.field("role", 20)
    try:
        token = users.invite(call.engine, name, role)
    except UserError as error:
        everybody = users.everybody(call.engine)
        return call.page("people.html", status=400, people=everybody, link="", error=str(error), name=name)
    call.log("invited", name.strip().lower(), role)
    scheme = "https" if call.secure else "http"
    link = f"{scheme}://{call.request.host}/welcome/{token}"
    return call.page("people.html", people=users.everybody(call.engine), link=link, error="", name=name)


@action("/people/<number>", ADMINISTRATOR)
def change(call: Call, number: str) -> HTTPResponse:
    """Changes a role, or whether somebody may sign in."""
    disabled = {"disable": True, "enable": False}.get(call.field("do", 10))
    role = call.field("role", 20) or None
    if disabled is None and role is None:
        raise Refused(400, "Nothing was chosen.")
    try:
        user = users.change(call.engine, call.number(number), role if disabled is None else None, disabled)
    except UserError as error:
        raise Refused(400, str(error)) from error
    call.log("changed account", user.name, f"{user.role}{', disabled' if user.disabled else ''}")
    return call.redirect("/people", done="changed")


@page("/log", ADMINISTRATOR)
def log(call: Call) -> HTTPResponse:
    """Who saw, changed and took out what."""
    before = call.number(call.arg("before") or "0")
    entries = audit.entries(call.engine, call.arg("user")[:100], before)
    more = entries[audit.PAGE - 1].id if len(entries) > audit.PAGE else 0
    return call.page("log.html", entries=entries[: audit.PAGE], older=more, user=call.arg("user")[:100],
                     days=audit.KEPT_DAYS)  # fmt: skip
