"""An emergency: a state of its own, in which no row is asked and nothing is taken as evidence.

It lasts from the alarm until the person says that it is over, or goes back to something else by choice.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bot.channels.replies import DANGER, TEXT, Reply
from dialogue import commands, pending, people, worry
from dialogue.heard import Clause
from dialogue.state import EMERGENCY, TALK
from dialogue.talk import Talk
from guidance.notices import load_notices
from guidance.spoken import Spoken, load_spoken

KIND_FROM: Final = 0.35
# What the reader of urgency calls a danger, in the words of content/emergency.yml
OF_URGENCY: Final = {
    "hurt": "hurt", "injury": "hurt", "inside": "inside", "held": "held", "weapon": "weapon", "threat": "threat",
    "suicide": "suicide", "overdose": "overdose", "debt": "threat", "afraid": "threat", "online": "threat",
}  # fmt: skip
INSIDE: Final = "inside"
# Words that may mean drugs inside the body, where the alarm was rung by a turn of phrase and not by a kind of danger
_INSIDE_WORDS: Final = re.compile(
    r"\binside (?:of )?(?:him|her|me|my body|them|his|their|the body)\b|\bplugg(?:ed|ing)\b"
    r"|\binternal(?:ly)?\W+conceal|\b(?:bank|conceal|carr|hid)\w*\b.{0,25}\binternally\b"
    r"|\bswallow\w*\W+(?:\w+\W+){0,4}?(?:package|packet|parcel|wrap|balloon|pellet|bag|drug|evidence|condom)",
    re.IGNORECASE,
)
ENDS: Final = ("over", "hospital", "false_alarm")
CHOSEN_AWAY: Final = ("resume", "start", "finish", "summary", "restart")


def enter(talk: Talk, kind: str = "") -> None:
    """Ring the alarm: the emergency route first, the tool put to rest, nothing else asked."""
    pending.drop(talk)
    left = talk.tool
    if left:
        talk.state["desk"] = talk.kit.desk.pause(talk.desk).desk
    talk.state["mode"], talk.served, talk.ask = EMERGENCY, True, False
    card = talk.kit.library.plain("utter_child_in_danger")
    kind = INSIDE if _may_be_inside(talk) else OF_URGENCY.get(kind, "")
    more = _text(talk, kind)
    if more and kind == INSIDE:  # nothing beside it may read as if it could wait
        then = _text(talk, "who_to_tell")
        told = [one for one in (more, then) if one]
        card = Reply(
            kind=DANGER, title=card.title, text="\n\n".join(one.text for one in told),
            sources=list(dict.fromkeys(key for one in told for key in one.sources)), choices=card.choices,
        )  # fmt: skip
    elif more:
        card = Reply(
            kind=DANGER, title=card.title, text=f"{card.text}\n\n{more.text}",
            sources=list(dict.fromkeys([*card.sources, *more.sources])), choices=card.choices,
        )  # fmt: skip
    card.choices.append(talk.do("over", "button_over"))
    if left and not people.is_family(talk):
        card.choices.append(talk.do("resume", load_notices().say("button_continue"), tool=left.id))
    if people.is_family(talk):
        card = Reply(
            kind=DANGER,
            title=card.title,
            text=people.danger_text(talk, kind if kind == INSIDE else "danger") or card.text,
            sources=card.sources,
            choices=card.choices,
        )
    talk.front.append(card)


def carry_on(talk: Talk, clauses: list[Clause]) -> bool:
    """Answer what is said in an emergency, shortly and by its kind; returns whether it is still one."""
    talk.ask = False
    said = talk.heard.reading.get("emergency") or {}
    kinds = said.get("kind") or {}
    kind = max(kinds, key=lambda name: kinds[name]) if kinds else ""
    if kind and kinds[kind] < KIND_FROM:
        kind = ""
    urgent = talk.heard.urgency
    over = talk.heard.best("over")
    if people.is_family(talk) and talk.heard.has("start", "finish") and over < 0.5:
        leave(talk)
        people.turn(talk, clauses, False)
        return True
    for clause in clauses:
        chosen = next((label for label in clause.labels if label in CHOSEN_AWAY), None)
        if chosen or kind == "back":
            leave(talk)
            talk.ask = True
            if chosen == "start" and not talk.at_hand:
                commands.start(talk, commands.wanted_tool(talk, clause.text))
            elif talk.at_hand:
                commands.resume(talk, talk.at_hand)
                talk.served = True
            return False
    if over >= 0.5 or kind in ENDS:
        _end(talk, kind if kind in ENDS else "over")
        return False
    topic = _sure_topic(talk)
    text = _text(talk, kind)
    if text is None and topic:
        talk.answer(talk.kit.library.answer(topic))
        return True
    if text is None and talk.heard.best("low") >= 0.5:
        text = _text(talk, "suicide")
    urgent_kind = OF_URGENCY.get(str(urgent.get("kind") or ""), "") if urgent["level"] == "now" else ""
    text = text or _text(talk, urgent_kind)
    _say(talk, text or _text(talk, "other"), alarm=urgent["level"] == "now" and not talk.heard.has("helping"))
    return True


def leave(talk: Talk) -> None:
    """The emergency is over, or was left by choice."""
    talk.state["mode"] = TALK


def end_by_button(talk: Talk) -> None:
    """'It is over' was pressed."""
    leave(talk)
    talk.ask = False
    _end(talk, "over")


def _end(talk: Talk, kind: str) -> None:
    leave(talk)
    text = _text(talk, kind) or _text(talk, "over")
    _say(talk, text)
    if talk.at_hand and not people.is_family(talk):
        found: dict[str, Any] = talk.progress_of(talk.at_hand)
        if found["stage"] != "result":
            talk.choices.append(talk.do("resume", "button_back_to_tool", tool=talk.at_hand.id))


def _say(talk: Talk, text: Spoken | None, alarm: bool = False) -> None:
    talk.served = True
    if text is None:
        talk.answers.append(talk.kit.library.plain("utter_child_in_danger"))
        return
    kind = DANGER if alarm else TEXT
    talk.answers.append(Reply(kind=kind, text=text.text, title=text.title or None, sources=list(text.sources)))


def _may_be_inside(talk: Talk) -> bool:
    """Whether drugs may be inside the body: as a kind of danger, as a sign of the tool, or by the words."""
    found = OF_URGENCY.get(str(talk.heard.urgency.get("kind") or "")) == INSIDE
    signs = worry.signs_in(list(talk.heard.clauses))
    return (
        found or worry.concealed(talk.kit.tools[worry.SCREENING], signs) or bool(_INSIDE_WORDS.search(talk.heard.text))
    )


def _text(talk: Talk, kind: str) -> Spoken | None:
    texts = load_spoken("emergency")
    group = people.group_of(talk)
    return texts.get(group, {}).get(kind) or texts["practitioner"].get(kind)


def _sure_topic(talk: Talk) -> str | None:
    decision = talk.heard.decision
    topics = decision.get("topics") or []
    if talk.heard.intent == "ask" and decision.get("band") == "answer" and topics and talk.heard.has("question"):
        return str(topics[0]["topic"]) if talk.kit.library.has_topic(topics[0]["topic"]) else None
    return None
