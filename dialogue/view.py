"""Views of the state: what is open now, and what is written so far."""

from __future__ import annotations

from typing import Any

from dialogue.pending import CONTEXTS
from dialogue.state import EMERGENCY, load
from guidance import state as tools_state
from guidance.definitions import Definition, load_tools

_STAGES = {
    "item": "item",
    "field": "free",
    "comment": "comment",
    "context": "free",
    "review": "review",
    "result": "review",
}

_WRITES = ("put", "many", "comment", "replace")  # what waits and would be written after a yes


def context_of(raw: object) -> str:
    """What is open: none, item, comment, free, offer, confirm, check, paused, emergency, review or who."""
    state = load(raw)
    if state["mode"] == EMERGENCY:
        return "emergency"
    if state["pending"]:
        return CONTEXTS.get(str(state["pending"].get("kind")), "offer")
    desk = state["desk"]
    active = desk["active"]
    tool = load_tools().get(active or "")
    if tool:
        stage = tools_state.split(tools_state.load(tool, desk["tools"][active], "")["asking"])[0]
        return "free" if stage == "item" and not tool.values else _STAGES.get(stage, "none")
    return "paused" if any(one.get("status") == "paused" for one in desk["tools"].values()) else "none"


def tools_view(raw: object) -> dict[str, Any]:
    """The guided tools of a conversation: {active, open_row, waiting, tools: [{id, title, status, rows: [...]}]}.

    `waiting` lists what would be written after a yes, in the order in which it is asked: {kind, tool, rows, answer,
    label, text}. Labels are the words for an answer or a time.
    """
    state = load(raw)
    desk, tools = state["desk"], load_tools()
    shown = [_tool(tools[name], kept, name == desk["active"]) for name, kept in desk["tools"].items() if name in tools]
    waiting = [_waiting(tools[one["tool"]], one) for one in _proposals(state) if one.get("tool") in tools]
    return {"active": desk["active"], "open_row": _open_row(state, tools), "waiting": waiting, "tools": shown}


def _proposals(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in (state["pending"], *state["queue"]) if one and one.get("kind") in _WRITES]


def _waiting(tool: Definition, one: dict[str, Any]) -> dict[str, Any]:
    value = one.get("value")
    return {
        "kind": one["kind"],
        "tool": tool.id,
        "rows": list(one["rows"]) if "rows" in one else [one["row"]],
        "answer": value,
        "label": tool.label(value) if value else None,
        "text": one.get("text") or "",
    }


def _open_row(state: dict[str, Any], tools: Any) -> str | None:
    """The row that a plain "yes" would answer now."""
    if state["mode"] == EMERGENCY:
        return None
    waiting = state["pending"]
    if waiting:
        return str(waiting["row"]) if waiting.get("kind") == "put" else None
    active = state["desk"]["active"]
    if active not in tools:
        return None
    loaded = tools_state.load(tools[active], state["desk"]["tools"][active], "")
    kind, name, _ = tools_state.split(loaded["asking"])
    return name if kind in ("item", "comment", "field") else None


def _tool(definition: Definition, kept: dict[str, Any], active: bool) -> dict[str, Any]:
    state = tools_state.load(definition, kept, "")
    status = "finished" if state["status"] == "finished" else "active" if active else "paused"
    rows = [
        {
            "id": item.id,
            "number": item.number,
            "short": item.short,
            "wording": item.wording,
            "answer": tools_state.value_of(state, item.id),
            "label": definition.label(tools_state.value_of(state, item.id)),
            "skipped": bool(state["skips"].get(tools_state.item_step(definition, item))),
            "comments": [
                {"text": one["text"], "when": one["when"], "when_label": definition.texts.when.get(one["when"] or "")}
                for one in tools_state.comments_of(state, item.id)
                if one["text"] or one["when"]
            ],
            "fields": {
                one.id: text for one in definition.fields if (text := tools_state.field_of(state, item.id, one.id))
            },
        }
        for item in definition.items
    ]
    return {
        "id": definition.id,
        "title": definition.title,
        "status": status,
        "done": tools_state.done(definition, state),
        "values": [{"value": value, "label": definition.label(value)} for value in definition.values],
        "fields": [{"id": one.id, "label": one.label} for one in definition.fields],
        "rows": rows,
        "context": state["context"],
    }
