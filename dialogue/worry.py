"""A worry about a child: the signs in the person's own words, remembered for this conversation, and the next step."""

from __future__ import annotations

from typing import Any, Final

from bot.channels.replies import HEARD, Choice, Reply
from dialogue import pending
from dialogue.heard import Clause
from dialogue.talk import Talk, shown
from guidance.definitions import Definition, Item
from guidance.state import value_of

SCREENING: Final = "screening_tool"
SOURCES: Final = [
    "DECK#1.2 Key knowledge points in raising awareness around the criminal exploitation of children",
    "NG23-AD", "CELCIS-WORRY", "PS-MISS",
]  # fmt: skip
CONCEALMENT: Final = "concealment"  # the urgent advice whose rows may mean drugs inside the body
# From here on a sign counts; in a note of many clauses, each of which could be misread, from a higher one on
HEARD_FROM, HEARD_IN_A_NOTE, A_NOTE = 0.35, 0.5, 6
MOST_KEPT: Final = 60


def signs_in(clauses: list[Clause]) -> list[dict[str, Any]]:
    """The signs of some clauses, each row once with the words it rests on."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    wanted = HEARD_IN_A_NOTE if len(clauses) > A_NOTE else HEARD_FROM
    for clause in clauses:
        for sign in clause.signs:
            likelier = max(one["p"] for one in clause.signs if one["row"] == sign["row"])
            if sign["p"] < max(wanted, likelier):
                continue  # the same words cannot speak for a row and against it
            key = (sign["row"], sign.get("role", "for"))
            words = clause.text.strip(" ,;.-")
            if key not in found:
                found[key] = {"row": sign["row"], "role": key[1], "words": words}
            elif words not in found[key]["words"]:
                found[key]["words"] += "; " + words
    return list(found.values())


def concealed(tool: Definition, signs: list[dict[str, Any]]) -> bool:
    """Whether a sign that was told may mean drugs inside the body."""
    told = (tool.item(sign["row"]) for sign in signs if sign.get("role", "for") == "for")
    return any(item and item.urgent == CONCEALMENT for item in told)


def keep(talk: Talk, signs: list[dict[str, Any]]) -> bool:
    """Remember what was told about the child; returns whether anything was told before."""
    kept = talk.state["child"]["signs"]
    before = bool(kept)
    for sign in signs:
        if sign not in kept:
            kept.append(sign)
    del kept[:-MOST_KEPT]
    return before


def hear(talk: Talk, clauses: list[Clause]) -> bool:
    """Say back what was heard of a worry, with the next step; returns whether there was anything to hear."""
    tool = talk.kit.tools[SCREENING]
    signs = signs_in(clauses)
    told = [clause for clause in clauses if "evidence" in clause]
    if not signs and not told:
        return False
    added = keep(talk, signs)
    talk.answers.append(_reply(talk, tool, signs, added))
    talk.served = True
    return True


def _reply(talk: Talk, tool: Definition, signs: list[dict[str, Any]], added: bool) -> Reply:
    lines = _lines(talk, tool, signs)
    against = [tool.item(s["row"]) for s in signs if s["role"] == "against"]
    inside = concealed(tool, signs)
    parts = [talk.say("worry_inside")] if inside else []
    parts += [talk.say("worry_added")] if added and lines else []
    if lines:
        parts += ["\n".join([talk.say("worry_heard"), "", *lines])]
    if any(against):
        parts.append(talk.say("worry_against", rows=", ".join(item.short.lower() for item in against if item)))
    further = talk.say("worry_next_inside" if inside else "worry_next")
    parts += [talk.say("worry_means"), further] if lines else [talk.say("worry_nothing")]
    return Reply(
        kind=HEARD,
        text="\n\n".join(parts),
        signs=labelled(talk, tool, signs),
        sources=SOURCES,
        choices=ways_on(talk, bool(lines)),
    )


def labelled(talk: Talk, tool: Definition, signs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Signs with the framework's short words for each, and the words as they are shown back."""
    found = []
    for sign in signs:
        item = tool.item(sign["row"])
        if item or sign["row"].startswith("other_"):
            label = item.short if item else talk.say(sign["row"])
            found.append({**sign, "label": label, "words": shown(sign["words"])})
    return found


def _lines(talk: Talk, tool: Definition, signs: list[dict[str, Any]]) -> list[str]:
    return [
        talk.say("worry_row" if tool.item(sign["row"]) else "worry_other", label=sign["label"], words=sign["words"])
        for sign in labelled(talk, tool, signs)
        if sign["role"] == "for"
    ]


def ways_on(talk: Talk, told: bool) -> list[Choice]:
    """The three ways on from a worry."""
    label = "worry_start" if told else "button_start"
    return [
        Choice(talk.say(label), "start_screening", primary=True),
        Choice(talk.say("worry_more"), "ask", topic="indicators_list"),
        Choice(talk.say("worry_talk"), "ask", topic="talk_to_child"),
    ]


def safe(talk: Talk) -> None:
    """The child is safe at this moment: go on, with the ways that the worry had opened."""
    talk.remark("safe_then")
    if not talk.tool and talk.state["child"]["signs"]:
        talk.choices += ways_on(talk, True)


def so_far(talk: Talk) -> None:
    """Sum up what was told about the child."""
    tool = talk.kit.tools[SCREENING]
    lines = _lines(talk, tool, talk.state["child"]["signs"])
    if not lines:
        talk.remark("worry_none_so_far")
        return
    text = "\n".join([talk.say("worry_so_far"), "", *lines])
    talk.answer(
        Reply(
            kind=HEARD, text=text, signs=labelled(talk, tool, talk.state["child"]["signs"]), choices=ways_on(talk, True)
        )
    )


def propose_what_was_told(talk: Talk, tool: Definition) -> None:
    """Make proposals of what was told before the tool was started; nothing is written by it."""
    state = talk.tool_state(tool)
    made: dict[str, dict[str, Any]] = {}
    for sign in talk.state["child"]["signs"]:
        item: Item | None = tool.item(sign["row"])
        if item is None or sign["role"] == "open" or value_of(state, item.id) is not None:
            continue
        value = "yes" if sign["role"] == "for" else "no"
        if item.id in made and made[item.id]["value"] == value:
            made[item.id]["text"] += "; " + sign["words"]
        else:
            made[item.id] = {"kind": "put", "tool": tool.id, "row": item.id, "value": value, "text": sign["words"]}
    if made:
        talk.remark("worry_from_told")
        order = {item.id: item.number for item in tool.items}
        pending.propose(talk, sorted(made.values(), key=lambda one: order[one["row"]]))
