"""What waits for a yes: a proposal, a read-back, an offer, a deletion, and the question whether a child is safe."""

from __future__ import annotations

from typing import Any

from bot.channels.replies import CHECK, ERASE, QUESTION, TEXT, Choice, Reply
from dialogue import proposed, rows, writing
from dialogue.heard import Clause
from dialogue.talk import Talk, shown
from guidance.notices import load_notices

CONTEXTS = {
    "put": "offer", "comment": "offer", "replace": "offer", "offer": "offer", "many": "confirm", "erase": "confirm",
    "restart": "confirm", "discard": "confirm", "check": "check", "who": "who",
}  # fmt: skip
YES, NO, UNSURE = "yes", "no", "unsure"


def propose(talk: Talk, proposals: list[dict[str, Any]]) -> None:
    """Ask back the first of some proposals; the others wait."""
    if proposals:
        old = talk.state["pending"]
        still = [*([old] if old and old["kind"] == "put" else []), *talk.state["queue"]]
        for one in proposals:  # more words for a row that waits already
            same = next((other for other in still if _alike(one, other)), None)
            if same:
                still.remove(same)
                one["text"] = "; ".join(dict.fromkeys(filter(None, (same["text"], one["text"]))))
        talk.state["pending"], talk.state["queue"] = proposals[0], [*proposals[1:], *still]
        talk.served = True


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("kind", "tool", "row", "value"))


def next_in_queue(talk: Talk) -> None:
    """Take up the next proposal, if nothing else waits."""
    if talk.state["pending"] is None and talk.state["queue"]:
        talk.state["pending"] = talk.state["queue"].pop(0)


def ask(talk: Talk) -> None:
    """Put the question that waits."""
    waiting = talk.state["pending"]
    if not waiting:
        return
    kind = waiting["kind"]
    if kind == "check":
        if not any(reply.kind == CHECK for reply in talk.front):
            talk.front.append(check_reply(talk))
        talk.ask = False
        return
    talk.question = _question(talk, waiting)


def _question(talk: Talk, waiting: dict[str, Any]) -> Reply:
    kind = waiting["kind"]
    if kind in ("erase", "restart", "discard"):
        return _confirm(talk, waiting)
    if kind == "who":
        choices = [talk.do("who", f"who_{who}", who=who) for who in ("worker", "parent", "young")]
        return Reply(kind=QUESTION, text=talk.say("who_ask"), choices=choices)
    if kind == "offer":
        return Reply(
            kind=QUESTION,
            text=talk.say("offer_tool"),
            choices=[Choice(talk.say("button_start"), "start_screening", primary=True)],
        )
    tool = talk.kit.tools[waiting["tool"]]
    if kind == "many":
        items = [item for item in tool.items if item.id in waiting["rows"]]
        text = talk.say(
            "read_back_all",
            answer=tool.label(waiting["value"]),
            count=len(items),
            rows="; ".join(talk.row_name(item) for item in items),
        )
        return Reply(
            kind=QUESTION, text=text, title=tool.title, choices=_yes_no(talk, "button_yes_all", "button_no_all")
        )
    item = tool.item(waiting["row"])
    row = talk.row_name(item) if item else ""
    if kind == "replace":
        text = talk.say("propose_replace", new=shown(waiting["text"]), old=shown(waiting["old"]), row=row)
        return Reply(kind=QUESTION, text=text, title=tool.title, choices=_yes_no(talk))
    if kind == "comment":
        text = talk.say("propose_comment", text=shown(waiting["text"]), row=row)
        return Reply(kind=QUESTION, text=text, title=tool.title, choices=_yes_no(talk))
    text = talk.say("propose", answer=tool.label(waiting["value"]), row=row, text=shown(waiting["text"]))
    choices = _yes_no(talk)
    if UNSURE in tool.values:
        choices.append(talk.do("settle", "button_not_sure", value=UNSURE, of=mark_of(waiting)))
    return Reply(kind=QUESTION, text=text, title=tool.title, choices=choices, proposals=proposed.listed(talk))


def _yes_no(talk: Talk, yes: str = "button_yes_put", no: str = "button_no_put") -> list[Choice]:
    of = mark_of(talk.state["pending"])
    return [talk.do("settle", yes, primary=True, value=YES, of=of), talk.do("settle", no, value=NO, of=of)]


def mark_of(waiting: dict[str, Any] | None) -> str:
    """What waits, as a mark: a button answers that and nothing that waits later."""
    return ":".join(str((waiting or {}).get(key) or "") for key in ("kind", "row", "value"))


def _confirm(talk: Talk, waiting: dict[str, Any]) -> Reply:
    if waiting["kind"] == "erase":
        reply = talk.kit.library.plain("utter_confirm_erase")
        return Reply(kind=QUESTION, text=reply.text, choices=reply.choices)
    outcomes = talk.kit.desk.apply(talk.desk, waiting["kind"], waiting["tool"]).outcomes
    from dialogue.telling import replies_for

    said = replies_for(talk.kit.tools, outcomes[:1])
    words = talk.kit.tools[waiting["tool"]].texts.buttons
    choices = _yes_no(talk, words[waiting["kind"]], words["keep"])
    return Reply(kind=QUESTION, text=said[0].text if said else "", choices=choices)


def check_reply(talk: Talk) -> Reply:
    """The one line about safety, with its three buttons."""
    choices = [
        talk.do("safe", "check_safe", answer=YES),
        talk.do("safe", "check_not_safe", answer=NO),
        talk.do("safe", "check_cannot_tell", answer=UNSURE),
    ]
    return Reply(kind=CHECK, text=talk.say("check"), choices=choices)


def settle_typed(talk: Talk, clauses: list[Clause]) -> list[Clause]:
    """Take the answer to what waits out of a message; returns the clauses that are left.

    What waits is dropped when the message does something else instead; a question, an aside or more that is told
    leaves it waiting.
    """
    clauses = proposed.settle_named(talk, clauses)
    waiting = talk.state["pending"]
    if not waiting or not clauses:
        return clauses
    value = _value(clauses, waiting["kind"])
    if value is None:
        harmless = {"question", "about", "aside", "thanks", "laugh", "ok", "garbled", "explain", "greet"}
        if waiting["kind"] == "put":
            harmless.add("evidence")
        if not all(set(clause.labels) <= harmless for clause in clauses):
            talk.state["pending"], talk.state["queue"] = None, []
        return clauses
    index, answer = value
    rest = [*clauses[:index], *clauses[index + 1 :]]
    more = [one for one in rest if "evidence" in one] if answer == YES and waiting["kind"] == "put" else []
    if more:
        waiting = {**waiting, "text": ", ".join([waiting["text"], *(one.text.strip(" ,;") for one in more)])}
        rest = [one for one in rest if one not in more]
    settle(talk, waiting, answer)
    return rest


def _value(clauses: list[Clause], kind: str) -> tuple[int, str] | None:
    """The last clause that answers, and its answer."""
    for index in reversed(range(len(clauses))):
        clause = clauses[index]
        if "change" in clause or rows.named_scope(clause.text):
            continue
        for label in clause.labels:
            if label in (YES, NO, UNSURE):
                return index, label
        if kind == "offer" and "start" in clause:
            return index, YES
        if kind in ("put", "comment", "many", "replace", "offer") and "ok" in clause and len(clauses) == 1:
            return index, YES
        if kind == "check" and "over" in clause:
            return index, YES
    return None


def settle(talk: Talk, waiting: dict[str, Any], answer: str) -> None:
    """Carry out, or leave, what waited."""
    from dialogue import commands, comments, emergency, worry

    talk.state["pending"], talk.served = None, True
    kind = waiting["kind"]
    if kind == "check":
        if answer == YES:
            worry.safe(talk)
        else:
            emergency.enter(talk, kind="other")
        return
    if kind == "erase":
        if answer == YES:
            talk.answers.append(Reply(kind=ERASE, text=load_notices().say("erased")))
        else:
            talk.remarks.append(load_notices().say("kept"))
        return
    if kind == "offer":
        commands.start(talk, waiting.get("tool") or "screening_tool") if answer == YES else talk.remark("ok")
        return
    if kind in ("restart", "discard"):
        if answer == YES:
            talk.tell(talk.apply(kind, waiting["tool"], confirm=True))
            talk.state["undo"] = []
        else:
            talk.remarks.append(load_notices().say("kept"))
        return
    tool = talk.kit.tools[waiting["tool"]]
    if kind == "many":
        if answer != YES:
            talk.remark("not_put")
            return
        for row in waiting["rows"]:
            item = tool.item(row)
            if item:
                writing.put(talk, tool, item, waiting["value"], waiting.get("texts", {}).get(row, ""))
        talk.remarks[:] = talk.remarks[-1:] if len(talk.remarks) > 5 else talk.remarks
        return
    item = tool.item(waiting["row"])
    if item is None:
        return
    if answer == NO:
        talk.remark("not_put")
    elif kind == "comment":
        writing.add(talk, tool, item, waiting["text"])
    elif kind == "replace":
        comments.replace_comment(talk, tool, item, waiting["text"])
    else:
        writing.put(talk, tool, item, UNSURE if answer == UNSURE else waiting["value"], waiting["text"])


def drop(talk: Talk) -> None:
    """Nothing waits any more."""
    talk.state["pending"], talk.state["queue"] = None, []


__all__ = ["CONTEXTS", "TEXT", "ask", "check_reply", "drop", "next_in_queue", "propose", "settle", "settle_typed"]
