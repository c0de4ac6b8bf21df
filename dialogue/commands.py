"""Commands: what somebody tells the assistant to do, with its object ("go back two", "make that 3 nights")."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable
from typing import Final

from bot.channels.replies import TEXT, Reply
from dialogue import comments, forms, pending, rows, undo, worry, writing
from dialogue.heard import Clause
from dialogue.objects import WHOLE_TOOL, row_in
from dialogue.talk import Talk
from dialogue.wording import reply_to
from guidance import outcomes as out
from guidance.definitions import Definition, Item
from guidance.finding import find_tool
from guidance.state import comments_of, value_of
from guidance.wording import load_wording

SCREENING: Final = "screening_tool"
_COUNT = re.compile(
    rf"\b(?:(\d)|(twa|couple|few|twice|{'|'.join(rows.COUNTS[:6])}))\b(?!\s*(?:that|is|was))", re.IGNORECASE
)
_COUNTS = {"twa": 2, "couple": 2, "twice": 2, "few": 3} | {
    word: number for number, word in enumerate(rows.COUNTS[:6], 1)
}


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
        if tool is None and label == "resume" and WHOLE_TOOL.search(clause.text):
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
    talk.answer(reply_to(load_wording(), talk.heard.text, talk.heard.reading.get("blames") or ()))


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
    back: list[tuple[str, str]] = []
    for _ in range(_count_in(clause.text)):
        back += [one for one in undo.step_back(talk.state["undo"], talk.desk) if one not in back]
    if not back:
        talk.remark("nothing_to_undo")
        return
    talk.before = copy.deepcopy(talk.desk)  # an undo is no step of its own
    said = []
    for name, row in back:
        tool = talk.kit.tools[name]
        item = tool.item(row)
        if item:
            answer = tool.label(value_of(talk.tool_state(tool), row))
            said.append(talk.say("undone_row", row=talk.row_name(item), answer=answer))
    talk.remark("undone", rows="; ".join(said) or talk.say("ok"))
    talk.state["last"]["rows"] = [row for _, row in back]


# On a tool


def _skip(talk: Talk, tool: Definition, clause: Clause) -> None:
    here = talk.here
    whole = talk.step[0] == "context" and bool(re.search(r"\b(?:these|them|all|rest|questions)\b", clause.text.lower()))
    if here and talk.step[0] == "item":
        talk.remark("left_open", row=talk.row_name(here))
    talk.tell([one for one in talk.apply("skip", tool.id, whole=whole) if isinstance(one, out.NothingToSkip)])


def _count_in(text: str) -> int:
    """How many steps are meant: "go back two", "undo the last three"; one where none is said."""
    match = _COUNT.search(text)
    if not match or re.search(r"\b(?:row|number|question|no\.?)\s*\d", text.lower()):
        return 1
    return max(1, int(match[1]) if match[1] else _COUNTS[match[2].lower()])


def _back(talk: Talk, tool: Definition, clause: Clause) -> None:
    named = re.search(r"\bback (?:to|tae)\b.*\b(?:row|number|question)?\s*\d", clause.text.lower())
    count = 1 if named else _count_in(clause.text)
    item = row_in(talk, tool, clause.text) if count == 1 else None
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
    item = row_in(talk, tool, clause.text)
    if item and "summary" not in clause.labels[:1]:
        _read_row(talk, tool, clause)
        return
    turn = talk.kit.desk.engines[tool.id].summary(talk.desk["tools"][tool.id])
    talk.tell(turn.outcomes)
    if talk.state["undo"] and talk.closing:
        choices = [*talk.closing[-1].choices, talk.undo_button()]
        talk.closing[-1] = dataclasses.replace(talk.closing[-1], choices=choices)


def _read_row(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = row_in(talk, tool, clause.text) or talk.written_last
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
    item = row_in(talk, tool, clause.text)
    if forms.OPEN_ROW.search(clause.text):
        state = talk.tool_state(tool)
        item = next((one for one in tool.items if value_of(state, one.id) is None), item)
    if item:
        talk.apply("goto", tool.id, item=item.id)
    else:
        talk.remark("which_row", total=len(tool.items))


def _change(talk: Talk, tool: Definition, clause: Clause) -> None:
    """A change without a value that the writing rule has not taken: go to the row and ask."""
    item = row_in(talk, tool, clause.text) or talk.written_last
    value = rows.value_in(clause.text)
    if item and value in tool.values:
        writing.put(talk, tool, item, str(value))
    elif item:
        talk.apply("goto", tool.id, item=item.id)
        talk.served = True
    else:
        talk.remark("which_row", total=len(tool.items))


def _restart(talk: Talk, tool: Definition, clause: Clause) -> None:
    talk.state["pending"] = {"kind": "restart", "tool": tool.id}


def _discard(talk: Talk, tool: Definition, clause: Clause) -> None:
    talk.state["pending"] = {"kind": "discard", "tool": tool.id}


def _explain(talk: Talk, tool: Definition, clause: Clause) -> None:
    item = row_in(talk, tool, clause.text) or talk.here or talk.written_last
    if item:
        talk.answers.append(_help_on(talk, tool, item))


def _help_on(talk: Talk, tool: Definition, item: Item) -> Reply:
    from dialogue.telling import replies_for

    said = replies_for(talk.kit.tools, [out.Help(tool.id, item.id)])
    return said[0] if said else Reply(kind=TEXT, text=item.help)


_ANYWHERE: dict[str, Callable[[Talk, Clause], None]] = {
    "start": _start, "help": _help, "human": _human, "wording": _wording, "new_child": _new_child, "repeat": _repeat,
    "more": _about_last("more", "utter_more"), "shorter": _about_last("shorter", "utter_shorter"), "undo": _undo,
    "delete": comments.delete,
}  # fmt: skip
_ON_A_TOOL: dict[str, Callable[[Talk, Definition, Clause], None]] = {
    "skip": _skip, "back": _back, "resume": resume, "where": _where, "pause": _pause, "finish": _finish,
    "summary": _summary, "read_row": _read_row, "goto": _goto, "change": _change, "add": comments.add,
    "replace": comments.replace, "move": comments.move, "restart": _restart, "discard": _discard, "explain": _explain,
}  # fmt: skip
