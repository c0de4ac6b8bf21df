"""What a pressed button does: one of a tool, one of the manager's own, or an intent."""

from __future__ import annotations

from typing import Any, Final

from dialogue import commands, editing, emergency, pending, people, proposed, questions, worry, writing
from dialogue.heard import Clause
from dialogue.state import EMERGENCY
from dialogue.talk import Talk
from guidance import outcomes as out
from guidance.notices import load_notices

STARTS: Final = {
    "start_screening": "screening_tool",
    "start_awareness_priorities": "awareness_priorities",
    "start_self_assessment": "self_assessment",
    "start_where_to_begin": "where_to_begin",
}


def press(talk: Talk, pressed: dict[str, Any]) -> None:
    """Carry out what a button stands for ({intent, topic?, reply?})."""
    intent, reply = str(pressed.get("intent") or ""), pressed.get("reply") or {}
    talk.served = True
    if "do" in reply:
        _do(talk, dict(reply))
    elif "action" in reply:
        _on_the_desk(talk, dict(reply))
    elif intent in STARTS:
        _leave_emergency(talk)
        if people.is_family(talk):
            people.turn(talk, [], False)
        else:
            pending.drop(talk)
            commands.start(talk, STARTS[intent])
    elif intent == "ask" and talk.kit.library.has_topic(pressed.get("topic")):
        talk.answer(talk.kit.library.answer(str(pressed["topic"])))
    elif intent == "delete_my_data":
        talk.state["pending"] = {"kind": "erase"}
    elif intent in ("inform_affirm", "inform_deny") and talk.state["pending"]:
        pending.settle(talk, talk.state["pending"], "yes" if intent == "inform_affirm" else "no")
    elif intent == "resume":
        _leave_emergency(talk)
        if talk.at_hand:
            commands.resume(talk, talk.at_hand)
        else:
            talk.remark("no_tool")
    elif intent in questions.PLAIN:
        talk.answer(talk.kit.library.plain(questions.PLAIN[intent]))
    elif f"utter_{intent}" in talk.kit.library:
        talk.answer(talk.kit.library.plain(f"utter_{intent}"))
    elif intent == "inform_deny":
        talk.remarks.append(load_notices().say("kept"))
    else:
        talk.answer(talk.kit.library.plain("utter_help"))


def _leave_emergency(talk: Talk) -> None:
    if talk.state["mode"] == EMERGENCY:
        emergency.leave(talk)


def _on_the_desk(talk: Talk, reply: dict[str, Any]) -> None:
    """A button of a tool: an answer, a comment's time, moving about."""
    _leave_emergency(talk)
    data = dict(reply.get("data") or {})
    tool = talk.kit.tools.get(str(reply.get("tool") or data.get("tool") or ""))
    pending.drop(talk)
    if reply["action"] == "answer" and tool and tool.item(str(data.get("item"))) and "field" not in data:
        item = tool.item(str(data["item"]))
        assert item is not None
        if tool.id in talk.desk["tools"]:
            writing.put(talk, tool, item, str(data["value"]), str(data.get("evidence") or ""))
            return
    if reply["action"] == "pause":
        commands.run(talk, Clause(""), "pause")
        return
    outcomes = talk.apply(reply["action"], **({"tool": reply.get("tool")} | data))
    talk.tell([one for one in outcomes if not isinstance(one, out.Ask)])
    if any(isinstance(one, out.Finished) for one in outcomes):
        talk.ask = False


def _do(talk: Talk, data: dict[str, Any]) -> None:
    """A button of the manager's own."""
    what = data.pop("do")
    if what == "undo" and data.get("step") not in (None, talk.newest_step()):
        talk.remark("undo_gone")
    elif what == "undo":
        commands.run(talk, Clause(talk.heard.text), "undo")
    elif what == "settle":
        waiting = talk.state["pending"]
        if waiting and data.get("of") not in (None, pending.mark_of(waiting)):
            talk.remark("proposals_gone")
        elif waiting:
            pending.settle(talk, waiting, str(data["value"]))
        else:
            talk.remark("nothing_open_for_yes")
    elif what == "safe":
        if talk.state["pending"] and talk.state["pending"]["kind"] == "check":
            talk.state["pending"] = None
        if data["answer"] == "yes":
            worry.safe(talk)
        else:
            emergency.enter(talk)
    elif what == "over":
        emergency.end_by_button(talk)
    elif what == "who":
        talk.state["pending"] = None
        people.set_who(talk, str(data["who"]))
        if people.is_family(talk):
            people.turn(talk, [], True)
        else:
            talk.remark("who_worker_then")
    elif what == "resume":
        _leave_emergency(talk)
        tool = talk.kit.tools.get(str(data.get("tool"))) or talk.at_hand
        if tool and tool.id in talk.desk["tools"]:
            commands.resume(talk, tool)
    elif what == "more" and talk.kit.library.has_topic(str(data.get("topic"))):
        talk.answer(talk.kit.library.more(str(data["topic"])))
    elif what == "put":
        _put(talk, data)
    elif what == proposed.MEANS:
        proposed.pick(talk, dict(data.get("rows") or {}))
    elif what == "leave":
        proposed.leave(talk)
    elif what == editing.MEANS:
        editing.carry_out(talk, data)
        urgent = talk.heard.urgency  # of the words written by hand: they are kept, and danger still comes first
        if urgent["level"] == "now" and talk.heard.best("over") < 0.6 and talk.state["mode"] != EMERGENCY:
            emergency.enter(talk, str(urgent.get("kind") or ""))


def _put(talk: Talk, data: dict[str, Any]) -> None:
    tool = talk.kit.tools.get(str(data.get("tool")))
    item = tool.item(str(data.get("row"))) if tool else None
    if tool is None or item is None or tool.id not in talk.desk["tools"]:
        return
    value, text = str(data.get("value") or ""), str(data.get("text") or "")
    answered = item.id in talk.desk["tools"][tool.id]["answers"]
    if value:
        writing.put(talk, tool, item, value, text)
    elif answered:
        writing.add(talk, tool, item, text)
    else:
        pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": item.id, "value": "yes", "text": text}])
