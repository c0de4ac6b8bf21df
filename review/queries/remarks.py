"""What reviewers say about messages and conversations: rows are added with who and when, never changed."""

from __future__ import annotations

import re
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from review.database import reading, writing
from review.index import annotated, events, writer
from review.tables import ANNOTATIONS, CONVERSATIONS, DAILY, EVENTS

TAG = re.compile(r"[a-z0-9][a-z0-9 _-]{0,39}")
NEED_NOTE = ("flag", "note")
KINDS = (*annotated.VERDICTS, *NEED_NOTE)


class AnnotationError(ValueError):
    """An annotation that cannot be taken; the message is for the reviewer."""


def add(engine: Engine, name: str, user: str, kind: str, event: int | None, label: str = "", note: str = "") -> None:
    """Adds what a reviewer says.

    Args:
        engine: the database.
        name: the conversation's pseudonym.
        user: who says it.
        kind: one of `KINDS`.
        event: the message; None for the whole conversation.
        label: the right class, for 'wrong'; what is wanted, for 'new_topic'.
        note: reason or remark.

    Raises:
        AnnotationError: something is missing, or the message has been erased.
    """
    if kind not in KINDS or (event is None and kind in annotated.VERDICTS):
        raise AnnotationError("Choose what you want to say about the message.")
    if kind in NEED_NOTE and not note.strip():
        raise AnnotationError("Write why you flag it." if kind == "flag" else "The note is empty.")
    if kind == "wrong" and not label:
        raise AnnotationError("Choose the intent or topic that would have been right.")
    with writing(engine) as connection:
        row = _conversation(connection, name)
        said = _message(connection, row.sender_id, event) if event is not None else None
        values: dict[str, Any] = {"label": label[:140], "note": note.strip()[:2000]}
        if said is not None:
            values |= {"text": said.text, "predicted": said.label[:140], "model": said.model}
            values["label"] = said.label[:140] if kind == "right" else values["label"]
            if kind == "wrong" and label == said.label:
                raise AnnotationError("That is what the assistant understood. Mark it as right instead.")
        _insert(connection, row, user, kind, event, **values)


def tag(engine: Engine, name: str, user: str, label: str, remove: bool = False) -> None:
    """Adds a tag to a conversation, or takes it back.

    Raises:
        AnnotationError: it is no tag.
    """
    label = " ".join(label.lower().split())
    if not TAG.fullmatch(label):
        raise AnnotationError("A tag is up to 40 small letters, digits, spaces, - or _.")
    with writing(engine) as connection:
        row = _conversation(connection, name)
        _insert(connection, row, user, "untag" if remove else "tag", None, label=label)


def review(engine: Engine, name: str, done: bool = True) -> None:
    """Marks a conversation as reviewed up to its last event, or as not reviewed.

    Raises:
        AnnotationError: it has been erased.
    """
    with writing(engine) as connection:
        row = _conversation(connection, name)
        upto = row.last_event if done else 0
        connection.execute(sa.update(CONVERSATIONS).where(CONVERSATIONS.c.cid == row.cid).values(reviewed_to=upto))
        yes, no = {"reviewed:yes"}, {"reviewed:no"}
        writer.set_facets(connection, row.cid, add=yes if done else no, remove=no if done else yes)


def known_tags(engine: Engine) -> list[str]:
    """All tags ever given, for the filter."""
    names = sa.select(DAILY.c.key).distinct().where(DAILY.c.key >= "tag:", DAILY.c.key < "tag;")
    with reading(engine) as connection:
        return sorted(row.key[4:] for row in connection.execute(names))


def _conversation(connection: Connection, name: str) -> Any:
    query = sa.select(CONVERSATIONS).where(CONVERSATIONS.c.name == name)
    if connection.dialect.name == "postgresql":
        query = query.with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise AnnotationError("This conversation has been erased.")
    return row


def _message(connection: Connection, sender_id: str, event: int) -> events.Message:
    query = sa.select(EVENTS.c.data).where(
        EVENTS.c.id == event, EVENTS.c.sender_id == sender_id, EVENTS.c.type_name == "user"
    )
    if connection.dialect.name == "postgresql":  # an erasure at this moment waits and takes the annotation along
        query = query.with_for_update(read=True)
    row = connection.execute(query).first()
    if row is None:
        raise AnnotationError("This message is not there any more.")
    return events.message(events.parsed(row.data))


def _insert(connection: Connection, row: Any, user: str, kind: str, event: int | None, **values: Any) -> None:
    of_it = sa.select(ANNOTATIONS).where(ANNOTATIONS.c.cid == row.cid).order_by(ANNOTATIONS.c.id)
    before = annotated.facets_of(list(connection.execute(of_it)))
    connection.execute(
        sa.insert(ANNOTATIONS).values(
            cid=row.cid, sender_id=row.sender_id, event=event, at=time.time(), user=user, kind=kind, **values
        )
    )
    after = annotated.facets_of(list(connection.execute(of_it)))
    writer.set_facets(connection, row.cid, add=after - before, remove=before - after)
    if kind == "tag":
        writer.count(connection, f"tag:{values['label']}")
