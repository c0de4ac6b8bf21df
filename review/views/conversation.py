"""One conversation: what was said, and beside it what was understood."""

from __future__ import annotations

from typing import Any

from sanic.response import HTTPResponse

from review.auth.roles import VIEWER
from review.index import annotated
from review.queries import queue, transcript
from review.queries.filters import Filter
from review.services import labels, tools
from review.web.call import Call
from review.web.routes import Refused, page


def conversation(call: Call, name: str) -> Any:
    """The row of a conversation.

    Raises:
        Refused: there is none of that name.
    """
    row = queue.find(call.engine, name)
    if row is None:
        raise Refused(404, "There is no such conversation. It may have been erased.")
    return row


@page("/conversations/<name>", VIEWER)
def conversation_page(call: Call, name: str) -> HTTPResponse:
    """A part of a conversation, with the forms to annotate it for those who may."""
    row = conversation(call, name)
    return show(call, row)


def show(call: Call, row: Any, error: str = "", status: int = 200, event: int = 0) -> HTTPResponse:
    """The page; with what was wrong about a form that was sent."""
    wanted = Filter.read(call.query())
    start = call.number(call.arg("from") or "0")
    part = transcript.part(call.engine, row, start)
    notes = transcript.about(call.engine, row.cid)
    call.log("saw", row.name)
    return call.page(
        "conversation.html",
        status=status,
        row=row,
        part=part,
        start=start,
        notes=[note for note in notes if note.event is None and note.kind not in ("tag", "untag")],
        tags=sorted(annotated.tags(notes)),
        filter=wanted,
        next=queue.following(call.engine, wanted, row),
        previous=queue.preceding(call.engine, wanted, row),
        unreviewed=queue.following(call.engine, wanted.but(reviewed="no"), row),
        disagree=lambda turn: annotated.disagree(annotated.verdicts(turn.notes).get(turn.event, {})),
        names=labels().names(),
        tools=tools(),
        error=error,
        error_event=event,
    )
