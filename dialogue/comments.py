"""Comments as things: add, put right, move to another row, delete, by words."""

from __future__ import annotations

import re

from dialogue import pending, rows, writing
from dialogue.heard import Clause
from dialogue.mending import mend
from dialogue.objects import WHOLE_TOOL, row_in, words_and_row
from dialogue.talk import Talk, shown
from guidance.definitions import Definition, Item
from guidance.state import comments_of, value_of

_ERASE = re.compile(
    r"\b(?:my data|conversation|chat|everything (?:i|we|you)|all my|what i (?:typed|said|told))\b", re.IGNORECASE
)
_INSTEAD = re.compile(
    r"^\W*(?:(?:no|sorry|actually|wait|oops|correction|oh)\W+)*(?:(?:can you|please|could you)\s+)?"
    r"(?:make (?:that|it|row \d+)|change (?:that|it)(?: comment)?(?: on row \d+)? to|it (?:was|is|should (?:be|"
    r"say|have been|have said))|that (?:was|is|should (?:be|say|have been|read|have said))|i meant|should "
    r"(?:be|say|read|have been)|"
    r"replace (?:that|it|the|my)(?: (?:comment|note|words|text|entry))?"
    r"(?: (?:on|for|under|in))? with|read(?:s)?|update (?:that|it) to|say|meant to (?:say|be|put)|wis|"
    r"its|it's|was)\s*:?\s*",
    re.IGNORECASE,
)
_WHOLE_COMMENT = re.compile(
    r"\b(?:replace|overwrite|swap)\b.*\b(?:with|for)\b|\bchange (?:the|my|that) (?:comment|note|text|words|entry)\b",
    re.IGNORECASE,
)
_NEW_WORDS = re.compile(
    r"^\W*(?:please |can you |could you )*change (?:the|my|that) (?:comment|note|text|words|entry)\b"
    r"(?: (?:on|for|of|in|under|to|at))*\W*(?:to|into|so it says)?\b\s*:?\s*",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\W*(?:that|this|it|what i (?:said|wrote|typed)|the last bit)?\W*", re.IGNORECASE)


def delete(talk: Talk, clause: Clause) -> None:
    """Delete a comment, an answer, a tool or the whole conversation: the object says which."""
    tool = talk.at_hand
    text = clause.text
    item = row_in(talk, tool, text) if tool else None
    if (_ERASE.search(text) and item is None) or (
        talk.heard.intent == "delete_my_data" and item is None and "comment" not in text.lower()
    ):
        talk.state["pending"] = {"kind": "erase"}
    elif tool and item is None and WHOLE_TOOL.search(text) and "comment" not in text.lower():
        talk.state["pending"] = {"kind": "discard", "tool": tool.id}
    elif tool and (item or talk.written_last):
        row = item or talk.written_last
        assert row is not None
        if writing.last_comment(talk, tool, row) is None or (
            "answer" in text.lower() and "comment" not in text.lower()
        ):
            _clear(talk, tool, row)
        else:
            one = re.search(r"\b(?:last|latest|newest|bit|line|that)\b", text.lower())
            _uncomment(talk, tool, row, every=item is not None and not one)
    else:
        talk.state["pending"] = {"kind": "erase"}


def _clear(talk: Talk, tool: Definition, item: Item) -> None:
    if value_of(talk.tool_state(tool), item.id) is None:
        talk.remark("no_comment_there", row=talk.row_name(item))
        return
    talk.apply("clear", tool.id, item=item.id)
    talk.remark("cleared", row=talk.row_name(item))
    talk.wrote.append(item.id)


def _uncomment(talk: Talk, tool: Definition, item: Item, every: bool) -> None:
    kept = [one["text"] for one in comments_of(talk.tool_state(tool), item.id) if one["text"]]
    talk.apply("uncomment", tool.id, item=item.id, index=None if every else -1)
    talk.remark("taken_out", row=talk.row_name(item), text=shown("; ".join(kept if every else kept[-1:])))
    talk.wrote.append(item.id)


def add(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Add words to a row: "add to row 1: his gran says he came in soaking"."""
    text, item = words_and_row(talk, tool, talk.heard.text[clause.start :] if clause.end else clause.text)
    if item and talk.state["last"].get("unplaced") and _POINTS_BACK.fullmatch(text):
        _put_unplaced(talk, tool, item)
        return
    if not re.search(r"\w\w", text):
        talk.remark("which_row", total=len(tool.items)) if item is None else talk.apply("goto", tool.id, item=item.id)
        return
    row = item or (talk.here if talk.step[0] == "comment" else talk.written_last) or talk.here
    if row is None:
        talk.remark("which_row", total=len(tool.items))
    else:
        _add_or_propose(talk, tool, row, text)


def _put_unplaced(talk: Talk, tool: Definition, item: Item) -> None:
    """Put the words that were not written under a row after all."""
    _add_or_propose(talk, tool, item, str(talk.state["last"].pop("unplaced")))


def _add_or_propose(talk: Talk, tool: Definition, item: Item, text: str) -> None:
    """Words for a row: added where it is answered, proposed with a yes where it is not."""
    if value_of(talk.tool_state(tool), item.id) is None:
        pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": item.id, "value": "yes", "text": text}])
    else:
        writing.add(talk, tool, item, text)


def replace(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Put right what was written last, or in a named row."""
    row = row_in(talk, tool, clause.text, bare=False)
    item = row or talk.written_last
    if item is None:
        talk.remark("which_row", total=len(tool.items))
        return
    text = rows.without_row(tool, clause.text) if row else clause.text
    value = rows.value_in(text)
    stripped = _INSTEAD.sub("", _NEW_WORDS.sub("", text)).strip(" .,;:-")
    if value and len(re.findall(r"\w+", stripped)) <= 2:
        writing.put(talk, tool, item, value)
        return
    if writing.last_comment(talk, tool, item) is None:
        if value_of(talk.tool_state(tool), item.id) == "yes":
            writing.add(talk, tool, item, stripped)
        else:  # nothing was written there that this could put right
            writing.write(talk, tool, writing.Said(loose=[clause]))
        return
    if _WHOLE_COMMENT.search(text):
        replace_comment(talk, tool, item, stripped)
        return
    replace_or_ask(talk, tool, item, stripped)


def replace_or_ask(talk: Talk, tool: Definition, item: Item, new: str) -> None:
    """Mend the newest comment where it is clear what takes the place of what; else ask back."""
    old = writing.last_comment(talk, tool, item) or ""
    mended = mend(old, new)
    if mended is None:
        pending.propose(talk, [{"kind": "replace", "tool": tool.id, "row": item.id, "text": new, "old": old}])
    else:
        replace_comment(talk, tool, item, mended)


def replace_comment(talk: Talk, tool: Definition, item: Item, text: str) -> None:
    """Put a text in the place of a row's newest comment, and show both."""
    old = writing.last_comment(talk, tool, item) or ""
    talk.apply("uncomment", tool.id, item=item.id, index=-1)
    talk.apply("comment", tool.id, text=text, item=item.id)
    talk.remark("replaced", row=talk.row_name(item), old=shown(old), new=shown(text))
    talk.wrote.append(item.id)


def move(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Move the newest comment of the row written last (or of the first row named) to another row."""
    found = [one.items[0] for one in rows.named(tool, clause.text, talk.here, talk.written_last) if len(one.items) == 1]
    source = found[0] if len(found) > 1 else talk.written_last
    target = found[-1] if found else None
    if target and len(found) == 1 and talk.state["last"].get("unplaced"):
        _put_unplaced(talk, tool, target)  # "put that under row 2", of words that had no place
        return
    if source is None or target is None or source == target:
        talk.remark("which_row", total=len(tool.items))
        return
    text = writing.last_comment(talk, tool, source)
    if text is None:
        talk.remark("no_comment_there", row=talk.row_name(source))
        return
    if value_of(talk.tool_state(tool), target.id) is None:
        pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": target.id, "value": "yes", "text": text}])
        talk.apply("uncomment", tool.id, item=source.id, index=-1)
        talk.remark("taken_out", row=talk.row_name(source), text=shown(text))
    else:
        talk.apply("uncomment", tool.id, item=source.id, index=-1)
        talk.apply("comment", tool.id, text=text, item=target.id)
        talk.remark("moved", old=talk.row_name(source), new=talk.row_name(target), text=shown(text))
    talk.wrote.append(target.id)
