"""The record as JSON for case systems, and one function for all three forms of a record."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from guidance import records_html
from guidance.definitions import Definition
from guidance.records import build
from guidance.results import Plan, Result
from guidance.state import State, done, load
from guidance.telling_results import record_words

SCHEMA = "cec-guide-record"
FORMS = ("docx", "html", "json")


class File(NamedTuple):
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def make_file(form: str, definition: Definition, state: object, result: Result | Plan, made: date) -> File:
    """The record in one of `FORMS`.

    Raises:
        ValueError: there is no such form.
    """
    name = f"{definition.id.replace('_', '-')}-{made.isoformat()}.{form}"
    if form == "json":
        data = json.dumps(to_json(definition, state, result, made), ensure_ascii=False, indent=2)
        return File(name, "application/json", data.encode())
    record = build(definition, state, result, made)
    if form == "html":
        return File(name, records_html.MEDIA_TYPE, records_html.to_html(record).encode())
    if form == "docx":
        # python-docx takes a moment to import, and only this form needs it
        from guidance import records_docx

        return File(name, records_docx.MEDIA_TYPE, records_docx.to_docx(record))
    raise ValueError(f"unknown form: {form}")


def to_json(definition: Definition, raw: object, result: Result | Plan, made: date) -> dict[str, Any]:
    """The record as data; `schema_version` changes when a field changes its meaning or goes."""
    state = load(definition, raw, "")
    told = result.as_dict()
    told.pop("text")
    return {
        "schema": SCHEMA,
        "schema_version": record_words().text("schema_version"),
        "date": made.isoformat(),
        "tool": {"id": definition.id, "title": definition.title, "edition": definition.edition},
        "status": state["status"],
        "started": state["started"] or None,
        "updated": state["updated"] or None,
        "answered": done(definition, state),
        "total": len(definition.items),
        "items": [_item(definition, state, item.id) for item in definition.items],
        "earlier_rows": [
            {"id": name, **kept} for name, kept in state["answers"].items() if definition.item(name) is None
        ],
        "context": [
            {"id": one.id, "short": one.short, "value": value, "label": one.choices[value] if value else None}
            for one in definition.context
            for value in [state["context"].get(one.id)]
        ],
        "notes": state["notes"],
        "changes": state["history"],
        "disagreement": state["disagreement"],
        "result": told,
        "limits": list(record_words().entry("limits").texts(definition.id)),
        "sources": list(definition.sources),
    }


def _item(definition: Definition, state: State, item_id: str) -> dict[str, Any]:
    item = definition.item(item_id)
    kept = state["answers"].get(item_id, {"value": None, "at": "", "comments": [], "fields": {}})
    assert item is not None
    return {
        "id": item.id,
        "number": item.number,
        "wording": item.wording,
        "value": kept["value"],
        "label": definition.label(kept["value"]),
        "at": kept["at"] or None,
        "comments": kept["comments"],
        "fields": {one.id: kept["fields"].get(one.id) for one in definition.fields},
    }
