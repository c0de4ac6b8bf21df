"""The queue: which conversations there are, by filter, fifty at a time."""

from __future__ import annotations

from sanic.response import HTTPResponse

from review.auth.roles import VIEWER
from review.queries import filters, queue, remarks, saved
from review.queries.filters import Filter
from review.services import labels, tools
from review.web.call import Call
from review.web.routes import Refused, action, page


@page("/", VIEWER)
def queue_page(call: Call) -> HTTPResponse:
    """A page of the queue."""
    wanted = Filter.read(call.query())
    found = queue.page(call.engine, wanted, after=call.arg("after"), before=call.arg("before"))
    assert call.session is not None
    return call.page(
        "queue.html",
        filter=wanted,
        rows=found.rows,
        older=found.older,
        newer=found.newer,
        saved=saved.of(call.engine, call.session.user_id),
        outcomes=filters.OUTCOMES,
        verdicts=filters.VERDICTS,
        reviewed=filters.REVIEWED,
        low=filters.LOW,
        always=filters.ALWAYS,
        channels=queue.channels(call.engine),
        tags=remarks.known_tags(call.engine),
        names=labels().names(),
        tools=tools(),
    )


@action("/filters", VIEWER)
def save_filter(call: Call) -> HTTPResponse:
    """Keeps the present filter under a name."""
    assert call.session is not None
    name = " ".join(call.field("name", 80).split())
    wanted = Filter.read({key: call.field(key, 200) for key in Filter.__dataclass_fields__})
    if not name:
        raise Refused(400, "Give the filter a name.")
    saved.save(call.engine, call.session.user_id, name, wanted.query())
    return call.redirect(f"/?{wanted.query()}", done="filter")


@action("/filters/<number>/delete", VIEWER)
def delete_filter(call: Call, number: str) -> HTTPResponse:
    """Deletes one of one's own filters."""
    assert call.session is not None
    saved.delete(call.engine, call.session.user_id, call.number(number))
    return call.redirect("/", done="filter-gone")
