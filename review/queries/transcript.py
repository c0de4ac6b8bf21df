"""One conversation, read from Rasa's events in parts: what was said, what was understood, what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from review.database import reading
from review.index import events
from review.index.events import Message
from review.tables import ANNOTATIONS, EVENTS, MESSAGES

PART = 25  # messages shown at once
LONGEST = 6000  # characters of one message shown at once


@dataclass
class Answer:
    """Something the assistant said."""

    kind: str
    text: str
    title: str = ""
    topic: str = ""
    choices: list[str] = field(default_factory=list)
    cut: int = 0


@dataclass
class Turn:
    """A message and what followed until the next one.

    Attributes:
        event: id of the message's event; 0 for what the assistant said before any message.
        ranking: labels with confidence, best first.
        tool: what a guided tool asked when the message came.
        seconds: until the last answer.
        silent: whether an action failed, so that nothing was said.
    """

    event: int
    at: float
    said: Message | None
    cut: int = 0
    ranking: list[tuple[str, float]] = field(default_factory=list)
    in_scope: float | None = None
    also: str = ""
    tool: dict[str, Any] = field(default_factory=dict)
    reply: str = ""
    answers: list[Answer] = field(default_factory=list)
    seconds: float | None = None
    silent: bool = False
    new_session: bool = False
    feedback: list[str] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)


@dataclass
class Part:
    """Some turns of a conversation, with where the parts beside it begin."""

    turns: list[Turn]
    earlier: int | None = None
    later: int | None = None


def part(engine: Engine, row: Any, start: int = 0, size: int = PART) -> Part:
    """The turns from event `start` on."""
    with reading(engine) as connection:
        mine = MESSAGES.c.cid == row.cid
        ahead = sa.select(MESSAGES.c.event).where(mine, MESSAGES.c.event >= start).order_by(MESSAGES.c.event)
        here = list(connection.execute(ahead.limit(size + 1)).scalars())
        behind = sa.select(MESSAGES.c.event).where(mine, MESSAGES.c.event < start)
        before = list(connection.execute(behind.order_by(MESSAGES.c.event.desc()).limit(size)).scalars())
        later = here[size] if len(here) > size else None
        first = start if before else 0
        turns = _turns(_events(connection, row.sender_id, first, later))
        said = connection.execute(
            sa.select(ANNOTATIONS).where(ANNOTATIONS.c.cid == row.cid).order_by(ANNOTATIONS.c.id)
        ).all()
    by_event: dict[int, list[Any]] = {}
    for annotation in said:
        by_event.setdefault(annotation.event or 0, []).append(annotation)
    for turn in turns:
        turn.notes = by_event.get(turn.event, []) if turn.event else []
    return Part(turns, earlier=before[-1] if before else None, later=later)


def about(engine: Engine, cid: int) -> list[Any]:
    """All annotations of a conversation, in the order they were made."""
    with reading(engine) as connection:
        query = sa.select(ANNOTATIONS).where(ANNOTATIONS.c.cid == cid).order_by(ANNOTATIONS.c.id)
        return list(connection.execute(query))


def message(engine: Engine, sender_id: str, event: int) -> Message | None:
    """One message of a conversation."""
    query = sa.select(EVENTS.c.data).where(
        EVENTS.c.id == event, EVENTS.c.sender_id == sender_id, EVENTS.c.type_name == "user"
    )
    with reading(engine) as connection:
        row = connection.execute(query).first()
    return events.message(events.parsed(row.data)) if row else None


def whole(engine: Engine, sender_id: str) -> list[dict[str, Any]]:
    """Everything that is stored as events of a conversation."""
    query = sa.select(EVENTS).where(EVENTS.c.sender_id == sender_id).order_by(EVENTS.c.id)
    with reading(engine) as connection:
        return [events.parsed(row.data) for row in connection.execute(query)]


def _events(connection: Connection, sender_id: str, first: int, later: int | None) -> list[Any]:
    slots = sa.and_(EVENTS.c.type_name == "slot", EVENTS.c.action_name == "feedback")
    wanted = sa.or_(EVENTS.c.type_name.in_(("user", "bot", "action", "session_started")), slots)
    query = sa.select(EVENTS).where(EVENTS.c.sender_id == sender_id, EVENTS.c.id >= first, wanted)
    if later is not None:
        query = query.where(EVENTS.c.id < later)
    return list(connection.execute(query.order_by(EVENTS.c.id).limit(PART * 40)))


def _turns(rows: list[Any]) -> list[Turn]:
    turns: list[Turn] = []
    waiting = new_session = False
    for row in rows:
        kind, at = row.type_name, float(row.timestamp or 0.0)
        if kind == "session_started":
            new_session = True
            continue
        if kind == "user":
            turns.append(_turn(row, at))
            turns[-1].new_session, new_session, waiting = new_session, False, False
            continue
        if kind == "bot" and not turns:
            turns.append(Turn(0, at, None))
        if not turns:
            continue
        turn = turns[-1]
        if kind == "bot":
            waiting = False
            turn.answers += _answers(events.parsed(row.data))
            turn.seconds = max(0.0, at - turn.at)
        elif kind == "slot":
            given = events.as_dict(events.parsed(row.data).get("value"))
            words = events.text_of(given.get("reason") or given.get("comment"), 500)
            turn.feedback.append(("Helpful" if given.get("helpful") is True else "Not helpful") + f" {words}".rstrip())
        elif str(row.action_name or "").startswith("action_dialogue"):
            waiting = True
        elif row.action_name == "action_listen":
            turn.silent, waiting = turn.silent or waiting, False
    return turns


def _turn(row: Any, at: float) -> Turn:
    event = events.parsed(row.data)
    said = events.message(event)
    parse = events.as_dict(event.get("parse_data"))
    decision = events.as_dict(parse.get("topic_decision"))
    reply = events.as_dict(parse.get("questionnaire_reply"))
    turn = Turn(row.id, at, said, cut=max(0, len(said.text) - LONGEST))
    turn.ranking = ranking(parse, said)
    turn.in_scope = events.number(decision.get("in_scope")) if "in_scope" in decision else None
    turn.also = events.text_of(decision.get("also"))
    turn.tool = events.as_dict(events.as_dict(event.get("metadata")).get("questionnaire"))
    turn.reply = events.text_of(reply.get("label") or reply.get("action"))
    return turn


def ranking(parse: dict[str, Any], said: Message) -> list[tuple[str, float]]:
    """The three classes the assistant thought of first: topics for a question, else intents."""
    found: list[tuple[str, float]] = []
    if said.intent in events.RETRIEVAL:
        chosen = events.as_dict(events.as_dict(parse.get("response_selector")).get(said.intent))
        found = _pairs(chosen.get("ranking"), "intent_response_key")
    elif said.intent == events.FALLBACK:
        topics = events.as_dict(parse.get("topic_decision")).get("topics")
        found = [(f"ask/{name}", share) for name, share in _pairs(topics, "topic")]
    return (found or _pairs(parse.get("intent_ranking"), "name"))[:3]


def _pairs(items: object, name: str) -> list[tuple[str, float]]:
    known = [events.as_dict(item) for item in items] if isinstance(items, list) else []
    return [(events.text_of(i.get(name)), events.number(i.get("confidence"))) for i in known if i.get(name)]


def _answers(event: dict[str, Any]) -> list[Answer]:
    custom = events.as_dict(events.as_dict(event.get("data")).get("custom"))
    replies = custom.get("replies", [custom] if custom.get("kind") else [])
    found = []
    for reply in replies if isinstance(replies, list) else []:
        one = events.as_dict(reply)
        text = one.get("text")
        text = events.clean(text) if isinstance(text, str) else ""
        buttons = [*_list(one.get("choices")), *_list(one.get("related"))]
        labels = [events.text_of(events.as_dict(button).get("label"), 80) for button in buttons]
        kind = events.text_of(one.get("kind"), 20)
        title, topic = events.text_of(one.get("title"), 200), events.text_of(one.get("topic"))
        found.append(Answer(kind, text[:LONGEST], title, topic, labels[:12], max(0, len(text) - LONGEST)))
    if not found and isinstance(event.get("text"), str):
        found.append(Answer("text", events.clean(event["text"])[:LONGEST]))
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
