"""One turn in the making: what is said so far, what was written, what is left over; at most three replies."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from bot.channels.replies import DANGER, PROGRESS, QUESTION, RECORD, TEXT, Choice, Reply
from dialogue.heard import Heard
from dialogue.library import Library
from dialogue.state import EMERGENCY, State
from dialogue.telling import button, replies_for
from dialogue.undo import remember
from guidance import outcomes as out
from guidance.definitions import Definition, Item
from guidance.desk import Desk
from guidance.notices import Notices, load_notices
from guidance.reading import CONTENT_DIR
from guidance.state import done, load, split

MOST = 3  # replies in a turn
SHORT = 160  # characters of somebody's words that are shown back


@lru_cache(maxsize=1)
def texts() -> Notices:
    """The texts of content/dialogue.yml."""
    return load_notices(CONTENT_DIR / "dialogue.yml")


@dataclass(frozen=True)
class Kit:
    """What every turn uses."""

    tools: Mapping[str, Definition]
    desk: Desk
    library: Library


class Talk:
    """A turn. Rooms of the manager write into it; `replies` puts it together."""

    def __init__(self, kit: Kit, state: State, heard: Heard) -> None:
        self.kit, self.state, self.heard = kit, state, heard
        self.before = copy.deepcopy(state["desk"])
        self.front: list[Reply] = []  # danger and safety, always first
        self.answers: list[Reply] = []  # what was asked for
        self.remarks: list[str] = []  # short lines: what was written, changed, not written
        self.choices: list[Choice] = []  # buttons that belong to the remarks
        self.closing: list[Reply] = []  # an overview, a result
        self.wrote: list[str] = []  # rows written in this turn
        self.question: Reply | None = None  # what is asked at the end; where none is, the open row
        self.ask = True  # whether the open row is asked at the end
        self.served = False  # whether anything could be made of the message
        self.topics: list[str] = []  # topics answered or offered in this turn

    # The tools

    @property
    def desk(self) -> dict[str, Any]:
        """The desk's state."""
        found: dict[str, Any] = self.state["desk"]
        return found

    @property
    def tool(self) -> Definition | None:
        """The tool that is being worked through."""
        return self.kit.tools.get(self.desk["active"] or "")

    @property
    def at_hand(self) -> Definition | None:
        """The tool being worked through, or the one put to rest last."""
        return self.tool or next((self.kit.tools[name] for name in reversed(list(self.desk["tools"]))), None)

    def tool_state(self, tool: Definition) -> dict[str, Any]:
        """The state of a tool."""
        return load(tool, self.desk["tools"].get(tool.id), "")

    @property
    def step(self) -> tuple[str, str, str]:
        """What is open in the active tool: (stage, id, field); empty texts where nothing is."""
        return split(str(self.desk["tools"][self.tool.id]["asking"])) if self.tool else ("", "", "")

    @property
    def here(self) -> Item | None:
        """The row that is open."""
        return self.tool.item(self.step[1]) if self.tool else None

    @property
    def written_last(self) -> Item | None:
        """The row that was written last, in this turn or an earlier one."""
        rows = self.wrote or self.state["last"].get("rows") or []
        tool = self.at_hand
        return tool.item(rows[-1]) if tool and rows else None

    def apply(self, action: str, tool: str | None = None, **data: Any) -> list[out.Outcome]:
        """Carry out an action at the desk; what it asks next is dropped, since the turn asks at its end."""
        turn = self.kit.desk.apply(self.desk, action, tool, **data)
        self.state["desk"] = turn.desk
        return turn.outcomes

    def tell(self, outcomes: Sequence[out.Outcome]) -> None:
        """Take over what the desk says: urgent advice to the front, questions dropped, the rest in its place."""
        for reply in replies_for(self.kit.tools, [one for one in outcomes if not isinstance(one, out.Ask)]):
            if reply.kind == DANGER:
                self.front.append(reply)
            elif reply.kind in (PROGRESS, RECORD):
                self.closing.append(reply)
            elif reply.kind == TEXT and not reply.choices and not reply.title:
                self.remarks.append(reply.text)
            else:
                self.closing.append(reply)

    # Saying

    def say(self, name: str, **values: str | int) -> str:
        """A text of dialogue.yml."""
        return texts().say(name, **values)

    def remark(self, name: str, **values: str | int) -> None:
        """Say a short line."""
        self.remarks.append(self.say(name, **values))
        self.served = True

    def answer(self, reply: Reply) -> None:
        """Say something that was asked for."""
        self.answers.append(reply)
        self.served = True
        if reply.topic:
            self.topics.append(reply.topic)

    def row_name(self, item: Item) -> str:
        """A row as people see it: its number and short name."""
        return f"{item.number}. {item.short}"

    def do(self, name: str, label: str, primary: bool = False, **data: Any) -> Choice:
        """A button that means something to the manager itself."""
        return Choice(self.say(label) if label in texts() else label, name, reply={"do": name, **data}, primary=primary)

    def undo_button(self) -> Choice:
        """The button that undoes the newest step, and no other."""
        return self.do("undo", "button_undo", step=self.newest_step())

    def newest_step(self) -> str:
        """The newest step that can be undone, as a mark."""
        steps = self.state["undo"]
        rows = [row for change in steps[-1]["changes"] for row in change["rows"]] if steps else []
        return f"{len(steps)}:{','.join(sorted(rows))}"

    # Putting it together

    def replies(self) -> list[Reply]:
        """The turn as one to three replies."""
        question = self.question or (self._open_row() if self.ask else None)
        rest = [*self.closing]
        remarks = "\n\n".join(dict.fromkeys(filter(None, self.remarks)))
        if remarks and question:
            question = replace(
                question,
                text="\n\n".join(filter(None, (remarks, question.text))),
                choices=_unique([*question.choices, *self.choices]),
            )
        elif remarks or (self.choices and not question):
            rest.insert(0, Reply(kind=TEXT, text=remarks, choices=_unique(self.choices)))
        answers = self._answers()
        if self.choices and not remarks and not question and answers:
            rest = [*self.closing]
            answers = [*answers[:-1], replace(answers[-1], choices=_unique([*answers[-1].choices, *self.choices]))]
        said = [*self.front[:1], *answers, *rest, *([question] if question else [])]
        return squeeze(said)

    def _answers(self) -> list[Reply]:
        """The answers; one after another in a single reply where there would be too many."""
        room = MOST - bool(self.front) - bool(self.question or (self.ask and self.tool)) - bool(self.closing)
        return self.answers if len(self.answers) <= max(1, room) else [joined(self.answers)]

    def _open_row(self) -> Reply | None:
        if not self.tool or self.state["mode"] == EMERGENCY:
            return None
        asked = self.kit.desk.ask_active(self.desk)
        found = list(replies_for(self.kit.tools, [one for one in asked if isinstance(one, out.Ask)]))
        return found[-1] if found else None

    def finish(self) -> None:
        """Keep what the next turn has to know."""
        if remember(self.state["undo"], self.before, self.desk, self.heard.mark) and self.wrote:
            self.choices.append(self.undo_button())
        last = self.state["last"]
        if self.topics:
            last["topic"], last["topics"] = self.topics[0], self.topics[:6]
        if self.wrote:
            last["rows"] = self.wrote[-14:]
        last["wrote"] = bool(self.wrote)
        self.state["misses"] = 0 if self.served else self.state["misses"] + 1

    def progress_of(self, tool: Definition) -> dict[str, Any]:
        """Title, count and next row of a tool, for a text."""
        state = self.tool_state(tool)
        stage, name, _ = split(state["asking"])
        item = tool.item(name)
        return {
            "title": tool.title,
            "done": done(tool, state),
            "total": len(tool.items),
            "number": item.number if item else 0,
            "row": item.short if item else "",
            "stage": stage,
        }


def joined(replies: list[Reply]) -> Reply:
    """Several replies as one: the first one's kind, the others under their titles."""
    first = replies[0]
    texts_ = [first.text] + [f"**{one.title}**\n\n{one.text}" if one.title else one.text for one in replies[1:]]
    return replace(
        first,
        text="\n\n".join(filter(None, texts_)),
        sources=list(dict.fromkeys(key for one in replies for key in one.sources)),
        related=_unique([choice for one in replies for choice in one.related])[:6],
        choices=_unique([choice for one in replies for choice in one.choices]),
        signs=[sign for one in replies for sign in one.signs],
        contacts=[contact for one in replies for contact in one.contacts],
    )


def squeeze(said: list[Reply]) -> list[Reply]:
    """At most three replies: neighbours are joined from the middle; the first and the last stay what they are."""
    said = [one for one in said if one.text or one.rows or one.contacts or one.choices]
    while len(said) > MOST:
        said[1:3] = [joined(said[1:3])]
    return said


def shown(text: str) -> str:
    """Somebody's words as they are shown back: on one line and not too long."""
    text = " ".join(text.split()).strip(" ,;:-")
    return text if len(text) <= SHORT else text[: SHORT - 1].rsplit(" ", 1)[0] + "…"


def _unique(choices: list[Choice]) -> list[Choice]:
    return list({choice.label: choice for choice in choices}.values())


__all__ = ["MOST", "QUESTION", "Kit", "Talk", "button", "joined", "shown", "squeeze", "texts"]
