"""What reviewers do on a conversation's page: verdicts, notes, tags, and marking it as reviewed."""

from __future__ import annotations

from typing import Any

from sanic.response import HTTPResponse

from review.auth.roles import REVIEWER
from review.queries import queue, remarks
from review.queries.filters import Filter
from review.queries.remarks import AnnotationError
from review.services import labels
from review.views.conversation import conversation, show
from review.web.call import Call
from review.web.routes import Refused, action


def _back(call: Call, row: Any, anchor: str = "") -> str:
    """The page the form stood on: same part, same filter."""
    wanted = Filter.read(call.query())
    query = wanted.query(**({"from": call.arg("from")} if call.arg("from").isdigit() else {}))
    return f"/conversations/{row.name}" + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


@action("/conversations/<name>/annotate", REVIEWER)
def annotate(call: Call, name: str) -> HTTPResponse:
    """Takes what a reviewer says about a message or the conversation."""
    row = conversation(call, name)
    event = call.number(call.field("event") or "0") or None
    kind = call.field("kind", 20)
    label = call.field("label", 140).strip()
    try:
        if kind == "wrong" and label and label not in labels().names():
            raise AnnotationError(f"There is no intent or topic '{label}'. Choose one from the list.")
        remarks.add(call.engine, row.name, call.user, kind, event, label, call.field("note"))
    except AnnotationError as error:
        return show(call, row, str(error), 400, event or 0)
    call.log("annotated", row.name, f"{kind} {label}".strip())
    return call.redirect(_back(call, row, f"m{event}" if event else "about"), done="saved")


@action("/conversations/<name>/tags", REVIEWER)
def tag(call: Call, name: str) -> HTTPResponse:
    """Adds or removes a tag."""
    row = conversation(call, name)
    removing = bool(call.field("remove"))
    label = call.field("remove", 60) or call.field("tag", 60)
    try:
        remarks.tag(call.engine, row.name, call.user, label, removing)
    except AnnotationError as error:
        return show(call, row, str(error), 400)
    call.log("untagged" if removing else "tagged", row.name, label)
    return call.redirect(_back(call, row, "about"), done="untagged" if removing else "tagged")


@action("/conversations/<name>/reviewed", REVIEWER)
def reviewed(call: Call, name: str) -> HTTPResponse:
    """Marks it as reviewed and goes on to the next one that is not, or takes the mark back."""
    row = conversation(call, name)
    done = call.field("done") == "yes"
    following = queue.following(call.engine, Filter.read(call.query()).but(reviewed="no"), row)
    try:
        remarks.review(call.engine, row.name, done)
    except AnnotationError as error:
        raise Refused(404, str(error)) from error
    call.log("reviewed" if done else "not reviewed", row.name)
    if done and following is not None and call.field("go") == "next":
        return call.redirect(_back(call, following), done="reviewed")
    return call.redirect(_back(call, row), done="reviewed" if done else "changed")
