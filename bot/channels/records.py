"""The record of a guided tool, made on demand from a conversation's answers; nothing is written to disk."""

from __future__ import annotations

from datetime import date
from typing import Any

from guidance.definitions import load_tools
from guidance.directory import load_directory
from guidance.pathways import evaluate
from guidance.records_json import File, make_file
from guidance.state import load


def make_record(desk: Any, what: dict[str, Any]) -> File | None:
    """A record of one tool, made from the conversation's answers; None if that tool was not begun.

    Args:
        desk: the value of the `desk` slot.
        what: {"tool", "format"}, format one of docx, html, json.
    """
    tools, kept = load_tools(), (desk or {}).get("tools", {})
    definition, state = tools.get(what.get("tool", "")), kept.get(what.get("tool"))
    if definition is None or state is None:
        return None
    result = evaluate(definition, load(definition, state, ""), load_directory())
    return make_file(what["format"], definition, state, result, date.today())
