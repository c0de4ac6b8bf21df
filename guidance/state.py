"""State of one guided tool: one JSON-serialisable dict, and what is to be asked next.

    schema, tool, edition      what the answers belong to
    status                     active, paused or finished
    asking                     the step that is open: "item:<id>", "field:<id>.<field>", "comment:<id>",
                               "context:<id>", "review" or "result"
    visit                      a step the person asked to go to, which comes before the ordinary order
    answers                    {item id: {value, at, comments: [{text, when, at}], fields: {field id: text}}}
    context, notes             optional context answers; general notes
    skips, closed              how often a step was skipped; items whose comment was declined
    history                    what was changed: [{item, field, old, new, at}]
    disagreement               [{reason, at}]
    trail                      the steps left behind, for going back
    pending, nudged            what waits for a yes (restart); whether a comment was asked for a second time

What is asked next is worked out from what is answered, never counted up: so nothing answered is asked again, nothing
open is passed over, and a definition can gain or lose items while somebody is half way through.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from guidance.definitions import WHEN, Definition, Item

State = dict[str, Any]
SCHEMA = 1
TEXT_LIMIT = 2000
COMMENT_LIMIT = 20
NOTE_LIMIT = 50
HISTORY_LIMIT = 300
TRAIL_LIMIT = 60
# Without these texts an entry cannot be shown in a record
_WRITTEN = {"history": ("item", "old", "new", "at"), "notes": ("text", "at"), "disagreement": ("reason", "at")}


def new_state(definition: Definition, at: str) -> State:
    """A tool that has just been started."""
    state: State = {
        "schema": SCHEMA, "tool": definition.id, "edition": definition.edition, "status": "active",
        "started": at, "updated": at, "asking": "review", "visit": None, "nudged": False, "pending": "",
        "answers": {}, "context": {}, "notes": [], "skips": {}, "closed": [], "history": [], "disagreement": [],
        "trail": [],
    }  # fmt: skip
    state["asking"] = next_step(definition, state)
    return state


def load(definition: Definition, raw: object, at: str) -> State:
    """A copy of a stored state that is safe to work with.

    It may come from an older edition of the tool, or be damaged: answers to items that are no longer there are kept
    (the record shows them apart), and whatever cannot be used is replaced by an empty value.
    """
    fresh = new_state(definition, at)
    if not isinstance(raw, dict) or raw.get("tool", definition.id) != definition.id:
        return fresh
    state = copy.deepcopy(raw)
    for key, empty in fresh.items():
        if empty is not None and not isinstance(state.get(key), type(empty)):
            state[key] = empty
    state["schema"] = SCHEMA
    state["visit"] = state["visit"] if known_step(definition, state.get("visit")) else None
    if state["status"] not in ("active", "paused", "finished"):
        state["status"] = "active"
    state["answers"] = {str(key): _entry(value) for key, value in state["answers"].items() if isinstance(value, dict)}
    for key, texts in _WRITTEN.items():
        whole = [one for one in state[key] if isinstance(one, dict)]
        state[key] = [one for one in whole if all(isinstance(one.get(name), str) for name in texts)]
    for key in ("trail", "closed"):
        state[key] = [one for one in state[key] if isinstance(one, str)]
    state["skips"] = {key: count for key, count in state["skips"].items() if isinstance(count, int)}
    for question in list(state["context"]):
        known = definition.question(question)
        if known and state["context"][question] not in known.choices:
            del state["context"][question]
    if not known_step(definition, state["asking"]) or state["edition"] != definition.edition:
        state["asking"] = next_step(definition, state)
    state["edition"] = definition.edition
    return state


def _entry(raw: dict[str, Any]) -> dict[str, Any]:
    value, fields, comments = raw.get("value"), raw.get("fields"), raw.get("comments")
    kept = [
        {
            "text": str(one.get("text") or ""),
            "when": one.get("when") if one.get("when") in WHEN else None,
            "at": str(one.get("at") or ""),
        }
        for one in (comments if isinstance(comments, list) else [])
        if isinstance(one, dict)
    ]
    return {
        "value": value if isinstance(value, str) else None,
        "at": str(raw.get("at") or ""),
        "comments": kept,
        "fields": {str(k): v for k, v in fields.items() if isinstance(v, str)} if isinstance(fields, dict) else {},
    }


def entry(state: State, item_id: str) -> dict[str, Any]:
    """What is kept for an item; made where there is nothing yet."""
    made: dict[str, Any] = state["answers"].setdefault(item_id, {"value": None, "at": "", "comments": [], "fields": {}})
    return made


def value_of(state: State, item_id: str) -> str | None:
    """The answer of an item, or None."""
    kept = state["answers"].get(item_id)
    return kept["value"] if kept else None


def comments_of(state: State, item_id: str) -> list[dict[str, Any]]:
    """The comments of an item."""
    kept = state["answers"].get(item_id)
    return kept["comments"] if kept else []


def field_of(state: State, item_id: str, field_id: str) -> str:
    """The text of one field of an item, or an empty text."""
    kept = state["answers"].get(item_id)
    return str(kept["fields"].get(field_id, "")) if kept else ""


def answered(definition: Definition, state: State, item: Item) -> bool:
    """Whether the item has an answer: a value, or any of its fields."""
    if definition.fields:
        return any(field_of(state, item.id, one.id) for one in definition.fields)
    return value_of(state, item.id) is not None


def done(definition: Definition, state: State) -> int:
    """How many items are answered."""
    return sum(answered(definition, state, item) for item in definition.items)


def open_items(definition: Definition, state: State) -> tuple[Item, ...]:
    """Items without an answer, in order."""
    return tuple(item for item in definition.items if not answered(definition, state, item))


def split(step: str) -> tuple[str, str, str]:
    """A step as (kind, id, field); id and field are empty where the kind has none."""
    kind, _, rest = step.partition(":")
    name, _, part = rest.partition(".")
    return kind, name, part


def item_step(definition: Definition, item: Item) -> str:
    """The step that asks an item from its beginning."""
    return f"field:{item.id}.{definition.fields[0].id}" if definition.fields else f"item:{item.id}"


def known_step(definition: Definition, step: object) -> bool:
    """Whether this edition of the tool has such a step."""
    if not isinstance(step, str):
        return False
    kind, name, part = split(step)
    if kind in ("review", "result"):
        return not name
    if kind == "context":
        return definition.question(name) is not None
    if kind == "field":
        return definition.item(name) is not None and definition.field(part) is not None
    return (
        kind in ("item", "comment") and definition.item(name) is not None and not (kind == "item" and definition.fields)
    )


def _first_pass(definition: Definition, state: State) -> Iterator[str]:
    for item in definition.items:
        steps = [f"field:{item.id}.{one.id}" for one in definition.fields] or [f"item:{item.id}"]
        for step in steps:
            part = split(step)[2]
            filled = field_of(state, item.id, part) if part else value_of(state, item.id)
            if not filled and not state["skips"].get(step):
                yield step


def pending_comments(definition: Definition, state: State) -> tuple[str, ...]:
    """Items whose answer wants a comment that was neither given nor declined."""
    return tuple(
        item.id
        for item in definition.items
        if value_of(state, item.id) in definition.comment_after
        and item.id not in state["closed"]
        and not any(one["text"] for one in comments_of(state, item.id))
    )


def next_step(definition: Definition, state: State) -> str:
    """What is to be asked next."""
    if state["visit"]:
        return str(state["visit"])
    pending = pending_comments(definition, state)
    if pending:
        return f"comment:{pending[0]}"
    if state["status"] == "finished":
        return "result"
    for step in _first_pass(definition, state):
        return step
    for item in open_items(definition, state):
        if state["skips"].get(item_step(definition, item)) == 1:
            return item_step(definition, item)
    for question in definition.context:
        step = f"context:{question.id}"
        if question.id not in state["context"] and not state["skips"].get(step):
            return step
    return "review"
