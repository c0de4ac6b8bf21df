"""Commands: what somebody tells the assistant to do, with its object ("go back two", "make that 3 nights")."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Final

from bot.channels.replies import TEXT, Reply
from dialogue import forms, pending, rows, undo, worry, writing
from dialogue.heard import ANSWERS, Clause
from dialogue.talk import Talk, shown
from dialogue.wording import reply_to
from guidance import outcomes as out
from guidance.definitions import Definition, Item
from guidance.finding import find_tool
from guidance.state import comments_of, split, value_of
from guidance.wording import load_wording

SCREENING: Final = "screening_tool"
NEAR: Final = 12  # characters between "add to" and the row it names
_COUNT = re.compile(
    r"\b(?:(\d)|(one|two|three|four|five|six|twa|couple|few|twice))\b(?!\s*(?:that|is|was))", re.IGNORECASE
)
_COUNTS = {"one": 1, "two": 2, "twa": 2, "couple": 2, "twice": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6}
_ERASE = re.compile(
    r"\b(?:my data|conversation|chat|everything (?:i|we|you)|all my|what i (?:typed|said|told))\b", re.IGNORECASE
)
_WHOLE_TOOL = re.compile(
    r"\b(?:screening|tool|form|questionnaire|assessment|priorities|whole "
    r"thing)\b",
    re.IGNORECASE,
)
_ANSWER_WORD = re.compile(r"\b(?:answer|row)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^\W*(?:(?:can|could|will|would) (?:you|ye)\s+)?(?:please\s+)?(?:also\s+)?(?:add|put|note|write|stick|"
    r"record|append)(?:\s+(?:down|in|that|this|it|also))*"
    r"(?:\s+(?:to|under|on|in|for|against|with|beside|at))?\W*",
    re.IGNORECASE,
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
_WHOLE_COMMENT = re.compile(r"\b(?:replace|overwrite|swap)\b.*\b(?:with|for)\b", re.IGNORECASE)
_NOT_THAT = re.compile(r"^(?P<new>.+?)[,\s]+(?:not|no|instead of|rather than)\s+(?P<old>.+?)$", re.IGNORECASE)


def start(talk: Talk, name: str) -> None:
    """Begin a tool or go on with it; what was told about the child becomes proposals."""
    talk.served = True
    begun = name in talk.desk["tools"]
    turn = talk.kit.desk.open(talk.desk, name)
    talk.state["desk"] = turn.desk
    if not begun:
        intro = [one for one in turn.outcomes if isinstance(one, (out.Intro, out.Paused))]
        talk.tell(intro)
        if name == SCREENING:
            worry.propose_what_was_told(talk, talk.kit.tools[name])
    else:
        talk.tell([one for one in turn.outcomes if isinstance(one, (out.Resumed, out.Paused))])


def wanted_tool(talk: Talk, text: str) -> str:
    """The tool a message names; the screening tool where it names none."""
    return find_tool(talk.kit.tools.values(), text) or SCREENING


def run(talk: Talk, clause: Clause, label: str) -> bool:
    """Carry out a command; returns whether it was one."""
    if label in _ANYWHERE:
        _ANYWHERE[label](talk, clause)
    elif label in _ON_A_TOOL:
        tool = talk.at_hand
        if tool is None and label == "resume" and _WHOLE_TOOL.search(clause.text):
            _start(talk, clause)
            return True
        if tool is None:
            return _without_tool(talk, label)
        _ON_A_TOOL[label](talk, tool, clause)
    else:
        return False
    talk.served = True
    return True


def is_command(label: str) -> bool:
    """Whether a label is a command."""
    return label in _ANYWHERE or label in _ON_A_TOOL


def _without_tool(talk: Talk, label: str) -> bool:
    if label == "summary" and talk.state["child"]["signs"]:
        worry.so_far(talk)  # nothing is written yet, but something was told
        return True
    if label in ("add", "replace", "move", "change", "goto", "skip", "back", "explain"):
        return False  # without a tool these are most likely something else
    talk.remark("no_tool")
    talk.state["pending"] = {"kind": "offer"}
    return True


# Anywhere


def _start(talk: Talk, clause: Clause) -> None:
    start(talk, wanted_tool(talk, clause.text))


def _help(talk: Talk, clause: Clause) -> None:
    if talk.tool and talk.here:
        _explain(talk, talk.tool, clause)
    else:
        talk.answer(talk.kit.library.plain("utter_help"))


def _human(talk: Talk, clause: Clause) -> None:
    talk.answer(talk.kit.library.plain("utter_talk_to_human"))


def _wording(talk: Talk, clause: Clause) -> None:
    talk.answer(reply_to(load_wording(), talk.heard.text))


def _new_child(talk: Talk, clause: Clause) -> None:
    talk.state["child"] = {"signs": []}
    talk.state["queue"] = []
    talk.remark("fresh_child")


def _repeat(talk: Talk, clause: Clause) -> None:
    topic = talk.state["last"].get("topic")
    if not talk.tool and talk.kit.library.has_topic(topic):
        talk.answer(talk.kit.library.answer(topic))
    elif not talk.tool:
        talk.answer(talk.kit.library.plain("utter_repeat"))


def _about_last(way: str, otherwise: str) -> Callable[[Talk, Clause], None]:
    def say(talk: Talk, clause: Clause) -> None:
        topic = talk.state["last"].get("topic")
        if talk.kit.library.has_topic(topic):
            talk.answer(getattr(talk.kit.library, way)(topic))
        else:
            talk.answer(talk.kit.library.plain(otherwise))

    return say


def _undo(talk: Talk, clause: Clause) -> None:
    back = undo.step_back(talk.state["undo"], talk.desk)
    if not back:
        talk.remark("nothing_to_undo")
        return
    talk.before = _copy_of(talk)  # an undo is no step of its own
    said = []
    for name, row in back:
        tool = talk.kit.tools[name]
        item = tool.item(row)
        if item:
            answer = tool.label(value_of(talk.tool_state(tool), row))
            said.append(talk.say("undone_row", row=talk.row_name(item), answer=answer))
    talk.remark("undone", rows="; ".join(said) or talk.say("ok"))
    talk.state["last"]["rows"] = [row for _, row in back]


def _copy_of(talk: Talk) -> dict[str, object]:
    import copy

    return copy.deepcopy(talk.desk)


def _delete(talk: Talk, clause: Clause) -> None:
    """Delete a comment, an answer, a tool or the whole conversation: the object says which."""
    tool = talk.at_hand
    text = clause.text
    item = _row_in(talk, tool, text) if tool else None
    if (_ERASE.search(text) and item is None) or (
        talk.heard.intent == "delete_my_data" and item is None and "comment" not in text.lower()
    ):
        talk.state["pending"] = {"kind": "erase"}
    elif tool and item is None and _WHOLE_TOOL.search(text) and "comment" not in text.lower():
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


# On a tool


def _skip(talk: Talk, tool: Definition, clause: Clause) -> None:
    here = talk.here
    whole = talk.step[0] == "context" and bool(re.search(r"\b(?:these|them|all|rest|questions)\b", clause.text.lower()))
    if here and talk.step[0] == "item":
        talk.remark("left_open", row=talk.row_name(here))
    talk.tell([one for one in talk.apply("skip", tool.id, whole=whole) if isinstance(one, out.NothingToSkip)])


def _back(talk: Talk, tool: Definition, clause: Clause) -> None:
    match = _COUNT.search(clause.text)
    count = 1
    if match and not re.search(r"\bback (?:to|tae)\b.*\b(?:row|number|question)?\s*\d", clause.text.lower()):
        count = int(match[1]) if match[1] else _COUNTS[match[2].lower()]
    item = _row_in(talk, tool, clause.text) if count == 1 else None
    if item and item != talk.here:
        talk.apply("goto", tool.id, item=item.id)
        return
    for _ in range(min(count, 14)):
        told = talk.apply("back", tool.id)
        if any(isinstance(one, out.NothingToGoBackTo) for one in told):
            talk.tell([one for one in told if isinstance(one, out.NothingToGoBackTo)])
            break


def resume(talk: Talk, tool: Definition, clause: Clause | None = None) -> None:
    """Go on with a tool; at the comment question it means going on without one."""
    named = find_tool([talk.kit.tools[name] for name in talk.desk["tools"]], clause.text) if clause else None
    if talk.tool and named in (None, talk.tool.id):
        if talk.step[0] == "comment" and clause:
            talk.apply("skip", tool.id)
        else:
            talk.apply("resume", tool.id)
        return
    turn = talk.kit.desk.open(talk.desk, named) if named else talk.kit.desk.resume(talk.desk)
    talk.state["desk"] = turn.desk
    talk.tell([one for one in turn.outcomes if isinstance(one, (out.Resumed, out.Paused, out.SeveralOpen))])


def _where(talk: Talk, tool: Definition, clause: Clause) -> None:
    if len(talk.desk["tools"]) > 1:
        talk.tell([one for one in talk.kit.desk.where_was_i(talk.desk).outcomes if not isinstance(one, out.Ask)])
        return
    found = talk.progress_of(tool)
    stage = found.pop("stage")
    if talk.tool:
        talk.remark("here", **found) if found["number"] else talk.tell(talk.apply("where", tool.id)[:1])
        return
    say_resting(talk, tool, found, stage)


def say_resting(talk: Talk, tool: Definition, found: dict[str, object], stage: str) -> None:
    """Say that a tool rests, and how to go on."""
    name = "resting" if found["number"] else "resting_done"
    values = {key: str(value) for key, value in found.items()}
    talk.remark(name, **values)
    label = "button_resume" if found["number"] else "button_result"
    talk.choices.append(talk.do("resume", label, primary=True, tool=tool.id))


def _pause(talk: Talk, tool: Definition, clause: Clause) -> None:
    pending.drop(talk)
    found = talk.progress_of(tool)
    found.pop("stage")
    turn = talk.kit.desk.pause(talk.desk)
    talk.state["desk"] = turn.desk
    values = {key: str(value) for key, value in found.items()}
    talk.remark("paused" if found["number"] else "paused_done", **values)
    talk.choices.append(talk.do("resume", "button_resume", primary=True, tool=tool.id))


def _finish(talk: Talk, tool: Definition, clause: Clause) -> None:
    outcomes = talk.apply("finish", tool.id)
    talk.tell([one for one in outcomes if isinstance(one, out.Finished)])
    if any(isinstance(one, out.Finished) for one in outcomes):
        talk.ask = False


def _summary(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = _row_in(talk, tool, clause.text)
    if item and "summary" not in clause.labels[:1]:
        _read_row(talk, tool, clause)
        return
    turn = talk.kit.desk.engines[tool.id].summary(talk.desk["tools"][tool.id])
    talk.tell(turn.outcomes)
    if talk.state["undo"] and talk.closing:
        choices = [*talk.closing[-1].choices, talk.undo_button()]
        talk.closing[-1] = dataclasses.replace(talk.closing[-1], choices=choices)


def _read_row(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = _row_in(talk, tool, clause.text) or talk.written_last
    if item is None:
        turn = talk.kit.desk.engines[tool.id].summary(talk.desk["tools"][tool.id])
        talk.tell(turn.outcomes)
        return
    state = talk.tool_state(tool)
    comments = "".join(talk.say("read_comment", text=one["text"]) for one in comments_of(state, item.id) if one["text"])
    answer = tool.label(value_of(state, item.id))
    talk.remark(
        "read_row",
        number=item.number,
        row=item.short,
        answer=answer,
        comments=" " + comments if comments else " " + talk.say("read_none"),
    )


def _goto(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = _row_in(talk, tool, clause.text)
    if forms.OPEN_ROW.search(clause.text):
        state = talk.tool_state(tool)
        item = next((one for one in tool.items if value_of(state, one.id) is None), item)
    if item:
        talk.apply("goto", tool.id, item=item.id)
    else:
        talk.remark("which_row", total=len(tool.items))


def _change(talk: Talk, tool: Definition, clause: Clause) -> None:
    """A change without a value that the writing rule has not taken: go to the row and ask."""
    item = _row_in(talk, tool, clause.text) or talk.written_last
    value = rows.value_in(clause.text)
    if item and value in tool.values:
        writing.put(talk, tool, item, str(value))
    elif item:
        talk.apply("goto", tool.id, item=item.id)
        talk.served = True
    else:
        talk.remark("which_row", total=len(tool.items))


def _add(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Add words to a row: "add to row 1: his gran says he came in soaking"."""
    text, item = _object(talk, tool, talk.heard.text[clause.start :] if clause.end else clause.text)
    if not re.search(r"\w\w", text):
        talk.remark("which_row", total=len(tool.items)) if item is None else talk.apply("goto", tool.id, item=item.id)
        return
    row = item or (talk.here if talk.step[0] == "comment" else talk.written_last) or talk.here
    if row is None:
        talk.remark("which_row", total=len(tool.items))
    elif value_of(talk.tool_state(tool), row.id) is None:
        pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": row.id, "value": "yes", "text": text}])
    else:
        writing.add(talk, tool, row, text)


def _object(talk: Talk, tool: Definition, text: str) -> tuple[str, Item | None]:
    """The words to add and the row they are for."""
    found = [
        one for one in rows.named(tool, text, talk.here, talk.written_last) if len(one.items) == 1 and not one.bare
    ]
    lead = _LEAD.match(text)
    opening = lead.end() if lead else 0
    first = next((one for one in found if one.start <= opening + NEAR), None)
    last = next((one for one in found if one.end >= len(text.rstrip(" .!")) - 2), None)
    if first:
        return text[first.end :].strip(" ,:;-–—"), first.items[0]
    body = text[opening:]
    if last:
        body = re.sub(r"\s+(?:to|under|on|in|for|with|at)\s*$", "", text[opening : last.start])
        return body.strip(" ,:;-–—"), last.items[0]
    return body.strip(" ,:;-–—"), None


def _replace(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Put right what was written last, or in a named row."""
    row = _row_in(talk, tool, clause.text, bare=False)
    item = row or talk.written_last
    if item is None:
        talk.remark("which_row", total=len(tool.items))
        return
    text = rows.without_row(tool, clause.text) if row else clause.text
    value = rows.value_in(text)
    stripped = _INSTEAD.sub("", text).strip(" .,;:-")
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


_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|"
    r"mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_KINDS = (
    re.compile(rf"\b{_WEEKDAY}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)\b", re.IGNORECASE),
)
_DATE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|and|&|to|or|-|–)\s*\d{{1,2}}(?:st|nd|rd|th)?)*(?: of)? {_MONTH}\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few)\s+(\w+)", re.IGNORECASE
)
_PLAIN_NUMBER = re.compile(
    r"^\W*(?:about |only |just )?(\d+|one|two|three|four|five|six|seven|eight|nine|ten)\W*$", re.IGNORECASE
)
_ANY_NUMBER = re.compile(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


def mend(old: str, new: str) -> str | None:
    """The old text with the new words in the place they belong to; None where that is not clear.

    "2 nights last week" and "3 nights" give "3 nights last week"; "Tuesday, not Monday" changes the day.
    """
    swap = _NOT_THAT.match(new)
    if swap and swap["old"].strip().lower() in old.lower():
        at = old.lower().index(swap["old"].strip().lower())
        return old[:at] + swap["new"].strip() + old[at + len(swap["old"].strip()) :]
    number = _PLAIN_NUMBER.match(new)
    if number:
        found = list(_ANY_NUMBER.finditer(old))
        return _put(old, found[0].span(), number[1]) if len(found) == 1 else None
    counted = _COUNTED.search(new)
    if counted and len(new.split()) <= 4:
        for one in _COUNTED.finditer(old):
            if one[2].lower().rstrip("s") == counted[2].lower().rstrip("s"):
                return _put(old, one.span(), counted[0])
    date, dates = _DATE.fullmatch(new.strip(" .")), list(_DATE.finditer(old))
    if date and len(dates) == 1:
        return _put(old, dates[0].span(), date[0])
    for kind in _KINDS:
        fresh, there = kind.search(new), list(kind.finditer(old))
        if fresh and len(there) == 1 and len(new.split()) <= 3:
            return _put(old, there[0].span(), fresh[0])
    return None


def _put(old: str, span: tuple[int, int], new: str) -> str:
    return old[: span[0]] + new + old[span[1] :]


def _move(talk: Talk, tool: Definition, clause: Clause) -> None:
    """Move the newest comment of the row written last (or of the first row named) to another row."""
    found = [one.items[0] for one in rows.named(tool, clause.text, talk.here, talk.written_last) if len(one.items) == 1]
    source = found[0] if len(found) > 1 else talk.written_last
    target = found[-1] if found else None
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


def _restart(talk: Talk, tool: Definition, clause: Clause) -> None:
    talk.state["pending"] = {"kind": "restart", "tool": tool.id}


def _discard(talk: Talk, tool: Definition, clause: Clause) -> None:
    talk.state["pending"] = {"kind": "discard", "tool": tool.id}


def _explain(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = _row_in(talk, tool, clause.text) or talk.here or talk.written_last
    if item:
        talk.answers.append(_help_on(talk, tool, item))


def _help_on(talk: Talk, tool: Definition, item: Item) -> Reply:
    from dialogue.telling import replies_for

    said = replies_for(talk.kit.tools, [out.Help(tool.id, item.id)])
    return said[0] if said else Reply(kind=TEXT, text=item.help)


def _row_in(talk: Talk, tool: Definition | None, text: str, bare: bool = True) -> Item | None:
    """The one row a text names; `bare`: a number alone counts."""
    if tool is None:
        return None
    before = talk.written_last
    found = [one for one in rows.named(tool, text, talk.here, before) if one.items]
    tagged = [one for one in found if not one.bare] or (found if bare else [])
    if not tagged:
        return None
    first = tagged[0].items
    if len(first) == 1:
        return first[0]
    answered = [
        item
        for item in first
        if split(talk.tool_state(tool)["asking"])[1] == item.id or value_of(talk.tool_state(tool), item.id)
    ]
    return answered[0] if len(answered) == 1 else None


_ANYWHERE: dict[str, Callable[[Talk, Clause], None]] = {
    "start": _start, "help": _help, "human": _human, "wording": _wording, "new_child": _new_child, "repeat": _repeat,
    "more": _about_last("more", "utter_more"), "shorter": _about_last("shorter", "utter_shorter"), "undo": _undo,
    "delete": _delete,
}  # fmt: skip
_ON_A_TOOL: dict[str, Callable[[Talk, Definition, Clause], None]] = {
    "skip": _skip, "back": _back, "resume": resume, "where": _where, "pause": _pause, "finish": _finish,
    "summary": _summary, "read_row": _read_row, "goto": _goto, "change": _change, "add": _add, "replace": _replace,
    "move": _move, "restart": _restart, "discard": _discard, "explain": _explain,
}  # fmt: skip
__all__ = ["ANSWERS", "is_command", "mend", "replace_comment", "resume", "run", "start", "wanted_tool"]
