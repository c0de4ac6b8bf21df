"""Data protection: what is stored, purge by age, erasing one conversation, and a copy for the person it is about."""

from __future__ import annotations

import json
import time

import sqlalchemy as sa
from sanic.response import HTTPResponse

from privacy import retention
from review.auth.roles import ADMINISTRATOR, EXPORTER, VIEWER
from review.database import reading
from review.index.state import DAY
from review.pseudonyms import pseudonym
from review.queries import transcript
from review.tables import CONVERSATIONS
from review.views.conversation import conversation
from review.web.call import Call
from review.web.routes import Refused, action, page


@page("/data-protection", VIEWER)
def protection(call: Call) -> HTTPResponse:
    """What is stored about whom, for how long, and what can be done about it."""
    limit = time.time() - call.config.retention_days * DAY
    oldest = sa.select(CONVERSATIONS.c.last_at).where(CONVERSATIONS.c.events > 0).order_by(CONVERSATIONS.c.last_at)
    old = sa.select(sa.literal(1)).where(CONVERSATIONS.c.last_at < limit, CONVERSATIONS.c.events > 0).limit(1001)
    with reading(call.engine) as connection:
        first = connection.execute(oldest.limit(1)).scalar()
        due = connection.execute(sa.select(sa.func.count()).select_from(old.subquery())).scalar_one()
    return call.page("protection.html", days=call.config.retention_days, first=first, due=due, database=_kind(call))


def _kind(call: Call) -> str:
    return "SQLite" if call.engine.dialect.name == "sqlite" else "PostgreSQL"


@action("/data-protection/find", EXPORTER)
def find(call: Call) -> HTTPResponse:
    """From the id somebody gives us to their conversation; sent as a form, so that the id stays out of addresses."""
    sender = call.field("id", 255).strip()
    name = pseudonym(call.config.secret, sender)
    conversation(call, name)
    return call.redirect(f"/conversations/{name}")


@action("/data-protection/purge", ADMINISTRATOR)
def purge(call: Call) -> HTTPResponse:
    """Has the purge run now instead of within the hour."""
    call.request.app.ctx.worker.ask("purge")
    erased = retention.purge(retention.connect(call.config.database_url), call.config.retention_days, scrub=False)
    call.log("purged", detail=f"{erased.conversations} conversations")
    return call.redirect("/data-protection", done="purged")


@page("/data-protection/<name>/erase", ADMINISTRATOR)
def erase_page(call: Call, name: str) -> HTTPResponse:
    """Asks once more."""
    return call.page("erase.html", row=conversation(call, name))


@action("/data-protection/<name>/erase", ADMINISTRATOR)
def erase(call: Call, name: str) -> HTTPResponse:
    """Erases a conversation with all that reviewers noted about it."""
    row = conversation(call, name)
    if call.field("sure") != "yes":
        raise Refused(400, "Tick the box to say that you are sure. Nothing was erased.")
    erased = retention.erase_conversation(retention.connect(call.config.database_url), row.sender_id, scrub=False)
    call.request.app.ctx.worker.ask("empty log")
    call.log("erased", row.name, f"{erased.total} rows")
    return call.redirect("/", done="erased")


@action("/data-protection/<name>/export", EXPORTER)
def export(call: Call, name: str) -> HTTPResponse:
    """Everything that is stored about one conversation, for the person who had it."""
    row = conversation(call, name)
    notes = [
        {"at": n.at, "kind": n.kind, "label": n.label, "note": n.note, "message": n.text}
        for n in transcript.about(call.engine, row.cid)
    ]
    content = {
        "reference": row.name,
        "conversation": row.sender_id,
        "events": transcript.whole(call.engine, row.sender_id),
        "reviewers": notes,
    }
    call.log("exported", row.name, "for a subject request")
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return call.download(f"conversation-{row.name}.json", text.encode("utf-8", "replace"), "application/json")
