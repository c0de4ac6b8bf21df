"""Edits in place: what somebody changes in the panel "What is written so far", as one turn that Undo takes back.

An edit is {tool, row, answer?, fields?: {field: text}, comments?: [{old, text}]}. In a comment, `old` names the one
that is meant by its words (empty: a new one), and an empty `text` takes it away.
"""

from __future__ import annotations

from typing import Any, Final

from dialogue import writing
from dialogue.talk import Talk, shown
from guidance import outcomes as out
from guidance.definitions import Definition, Item, load_tools
from guidance.state import COMMENT_LIMIT, comments_of, field_of, value_of

MEANS: Final = "edit"
_TOLD: Final = (out.UrgentAdvice, out.TextShortened, out.TextFull, out.Finished)


def read_edit(raw: object) -> dict[str, Any] | None:
    """An edit as it came from outside, checked; None where it is none or names what is not there."""
    if not isinstance(raw, dict) or not {"tool", "row"} <= set(raw) <= {"tool", "row", "answer", "fields", "comments"}:
        return None
    tool = load_tools().get(raw["tool"]) if isinstance(raw["tool"], str) else None
    item = tool.item(raw["row"]) if tool and isinstance(raw["row"], str) else None
    if tool is None or item is None:
        return None
    answer, fields, comments = raw.get("answer"), raw.get("fields") or {}, raw.get("comments") or []
    if answer is not None and not (isinstance(answer, str) and (answer in tool.values or not tool.values)):
        return None
    if not isinstance(fields, dict) or not all(tool.field(k) and isinstance(v, str) for k, v in fields.items()):
        return None
    if not isinstance(comments, list) or len(comments) > 2 * COMMENT_LIMIT:
        return None
    kept = []
    for one in comments:
        pair = (one.get("old", ""), one.get("text", "")) if isinstance(one, dict) else (None, None)
        if not all(isinstance(words, str) for words in pair):
            return None
        kept.append({"old": pair[0], "text": pair[1]})
    return {"tool": tool.id, "row": item.id, "answer": answer, "fields": fields, "comments": kept}


def title_of(edit: dict[str, Any]) -> str:
    """What the transcript shows of an edit: which row was changed."""
    item = load_tools()[edit["tool"]].item(edit["row"])
    return f"Change {item.number}. {item.short}" if item else "Change"


def texts_of(edit: dict[str, Any]) -> list[str]:
    """Every text that somebody has written in an edit, in a fixed order."""
    answer = [] if load_tools()[edit["tool"]].values else [edit["answer"] or ""]
    return [*answer, *edit["fields"].values(), *(one["text"] for one in edit["comments"])]


def with_texts(edit: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """The same edit with other texts in the order of `texts_of`: for taking names out."""
    rest = iter(texts)
    free = not load_tools()[edit["tool"]].values and edit["answer"] is not None
    if not load_tools()[edit["tool"]].values:
        first = next(rest)
    return {
        **edit,
        "answer": first if free else edit["answer"],
        "fields": {name: next(rest) for name in edit["fields"]},
        "comments": [{**one, "text": next(rest)} for one in edit["comments"]],
    }


def carry_out(talk: Talk, edit: dict[str, Any]) -> None:
    """Write an edit and show it. A tool that rests goes on resting, and what waits for another row goes on waiting."""
    talk.served = True
    tool = talk.kit.tools.get(str(edit.get("tool")))
    item = tool.item(str(edit.get("row"))) if tool else None
    if tool is None or item is None or tool.id not in talk.desk["tools"]:
        talk.remark("no_tool")
        return
    active = talk.desk["active"]
    before = len(talk.remarks)
    _settled(talk, item)
    if edit.get("answer") is not None and edit["answer"] != value_of(talk.tool_state(tool), item.id):
        writing.put(talk, tool, item, edit["answer"])
    for name, text in (edit.get("fields") or {}).items():
        _field(talk, tool, item, name, text)
    for one in edit.get("comments") or []:
        _comment(talk, tool, item, one["old"], one["text"].strip())
    if len(talk.remarks) == before and not talk.wrote:
        talk.remark("unchanged", row=talk.row_name(item), answer=tool.label(value_of(talk.tool_state(tool), item.id)))
    if active != tool.id and talk.desk["active"] == tool.id:
        talk.state["desk"] = talk.kit.desk.pause(talk.desk).desk
        if active:
            talk.state["desk"] = talk.kit.desk.open(talk.desk, active).desk


def _settled(talk: Talk, item: Item) -> None:
    """A proposal for the row that was just edited by hand needs no answer any more."""
    state = talk.state
    state["queue"] = [one for one in state["queue"] if one.get("row") != item.id]
    if (state["pending"] or {}).get("row") == item.id:
        state["pending"] = None


def _field(talk: Talk, tool: Definition, item: Item, name: str, text: str) -> None:
    if not text.strip() or text.strip() == field_of(talk.tool_state(tool), item.id, name):
        return
    outcomes = talk.apply("answer", tool.id, item=item.id, value=text, field=name)
    talk.tell([one for one in outcomes if isinstance(one, _TOLD)])
    talk.remark("added", row=talk.row_name(item), text=shown(text))
    talk.wrote.append(item.id)


def _comment(talk: Talk, tool: Definition, item: Item, old: str, text: str) -> None:
    if not old:
        if text:
            writing.add(talk, tool, item, text)
        return
    kept = [one["text"] for one in comments_of(talk.tool_state(tool), item.id)]
    if old not in kept:
        talk.remark("edit_gone", row=talk.row_name(item), text=shown(old))
        return
    if old == text:
        return
    place = kept.index(old)
    if text:
        outcomes = talk.apply("recomment", tool.id, item=item.id, index=place, text=text)
        talk.remark("replaced", row=talk.row_name(item), old=shown(old), new=shown(text))
    else:
        outcomes = talk.apply("uncomment", tool.id, item=item.id, index=place)
        talk.remark("taken_out", row=talk.row_name(item), text=shown(old))
    talk.tell([one for one in outcomes if isinstance(one, (out.TextShortened, out.TextFull))])
    talk.wrote.append(item.id)
