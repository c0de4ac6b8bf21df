"""The desk: several guided tools side by side, at most one of them active. The dict is the value of one slot.

{"active": "screening_tool" or None, "tools": {"screening_tool": <state>, ...}}
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from guidance import outcomes as out
from guidance.definitions import Definition
from guidance.outcomes import Choice, Outcome
from guidance.questionnaire import Questionnaire
from guidance.state import State, done, load, split
from guidance.turns import now

DeskState = dict[str, Any]
_ASKED = {"item": "item", "field": "item", "comment": "comment", "context": "context"}


class DeskTurn(NamedTuple):
    """What an action at the desk returns: the new slot value and the outcomes."""

    desk: DeskState
    outcomes: list[Outcome]


class Desk:
    """Opens, pauses, switches and deletes tools, and hands actions to the one that is meant."""

    def __init__(
        self,
        tools: Mapping[str, Definition],
        evaluate: Callable[[Definition, State], Any] | None = None,
        clock: Callable[[], str] = now,
    ) -> None:
        """`evaluate` makes the result of a finished tool (see `pathways.evaluate`)."""
        self.tools = tools
        self.engines = {name: Questionnaire(tool, evaluate, clock) for name, tool in tools.items()}

    def load(self, raw: object) -> DeskState:
        """A copy of a stored desk that is safe to work with; an empty one where there is none."""
        stored = raw if isinstance(raw, dict) else {}
        states = stored.get("tools")
        kept = {name: copy.deepcopy(state) for name, state in (states if isinstance(states, dict) else {}).items()}
        known = {name: state for name, state in kept.items() if name in self.tools and isinstance(state, dict)}
        for state in known.values():
            state["pending"] = ""  # a yes that was waited for has to come at once, see `waiting`
        active = stored.get("active")
        return {"active": active if active in known else None, "tools": known}

    def open(self, raw: object, tool: str) -> DeskTurn:
        """Begin a tool, or go on with it; the tool that was active rests and keeps its answers.

        Raises:
            KeyError: there is no such tool.
        """
        desk, told = self._switch(self.load(raw), tool)
        engine = self.engines[tool]
        turn = engine.resume(desk["tools"][tool]) if tool in desk["tools"] else engine.start()
        return self._put(desk, tool, told, turn.state, turn.outcomes)

    def apply(self, raw: object, action: str, tool: str | None = None, **data: Any) -> DeskTurn:
        """Carry out an action on the active tool, or on `tool` where a button says which.

        A button of a resting tool wakes that tool. A button of a tool that was deleted begins nothing.
        """
        desk, waiting = self.load(raw), self.waiting(raw)
        if waiting and action == "answer" and data.get("item") is None and tool in (None, waiting[1]):
            return self._confirmed(desk, *waiting, str(data.get("value")))
        name = tool or desk["active"]
        if action == "discard":
            return self.discard(desk, name, bool(data.get("confirm")))
        if name is None and (action in ("answer", "pause", "resume") or not desk["tools"]):
            going_on = action == "resume" or data.get("value") == "yes"
            return self.resume(desk) if going_on else self.where_was_i(desk)
        name = name or next(reversed(self._resting(desk)))
        if name not in desk["tools"]:
            return DeskTurn(desk, [out.NotStarted(name), *self.ask_active(desk)])
        if action == "pause" and name == desk["active"]:
            return self.pause(desk)
        desk, told = self._switch(desk, name)
        turn = self.engines[name].apply(desk["tools"][name], action, **data)
        return self._put(desk, name, told, turn.state, turn.outcomes)

    def waiting(self, raw: object) -> tuple[str, str] | None:
        """The action that waits for a yes (discard or restart) and its tool, where the last turn asked for one."""
        tools = self.load(raw)["tools"]
        if not isinstance(raw, Mapping) or not tools:
            return None
        if raw.get("pending") in tools:
            return "discard", str(raw["pending"])
        return next((("restart", name) for name in tools if raw["tools"][name].get("pending") == "restart"), None)

    def _confirmed(self, desk: DeskState, action: str, name: str, value: str) -> DeskTurn:
        """What was said to "delete it?" or "start again?": only a plain yes deletes."""
        if value == "yes":
            return self.apply(desk, action, tool=name, confirm=True)
        return DeskTurn(desk, self.ask_active(desk) or self.where_was_i(desk).outcomes)

    def pause(self, raw: object) -> DeskTurn:
        """Put the active tool to rest."""
        desk = self.load(raw)
        name = desk["active"]
        if name is None:
            return self.where_was_i(desk)
        turn = self.engines[name].pause(desk["tools"][name])
        del desk["tools"][name]  # the one put to rest last stands last
        desk["tools"][name] = turn.state
        desk["active"] = None
        return DeskTurn(desk, turn.outcomes)

    def resume(self, raw: object, tool: str | None = None) -> DeskTurn:
        """Go on with a tool; where several rest and none is named, ask which."""
        desk = self.load(raw)
        if tool is not None:
            return self.open(desk, tool) if tool in desk["tools"] else DeskTurn(desk, [out.NotStarted(tool)])
        if desk["active"]:
            return self.open(desk, desk["active"])
        resting = self._resting(desk)
        if len(resting) == 1:
            return self.open(desk, resting[0])
        return DeskTurn(desk, [self._several(desk, resting)])

    def where_was_i(self, raw: object) -> DeskTurn:
        """What is open and how far it is; changes nothing."""
        desk = self.load(raw)
        told: list[Outcome] = []
        if desk["active"]:
            told += self.engines[desk["active"]].where(desk["tools"][desk["active"]]).outcomes
        resting = self._resting(desk)
        if len(resting) == 1 and not told:
            return DeskTurn(desk, self.engines[resting[0]].where(desk["tools"][resting[0]]).outcomes)
        if resting or not told:
            told.insert(0, self._several(desk, resting))
        return DeskTurn(desk, told)

    def discard(self, raw: object, tool: str | None = None, confirm: bool = False) -> DeskTurn:
        """Delete a tool with all its answers, after a yes."""
        desk = self.load(raw)
        name = tool or desk["active"]
        if name is None and len(desk["tools"]) == 1:
            name = next(iter(desk["tools"]))
        if name is None:
            return DeskTurn(desk, [self._several(desk, self._resting(desk), "discard")])
        if name not in desk["tools"]:
            return DeskTurn(desk, [out.NotStarted(name), *self.ask_active(desk)])
        if not confirm:
            definition = self.tools[name]
            words = definition.texts.buttons
            choices = (
                Choice(words["discard"], "discard", {"tool": name, "confirm": True}),
                Choice(words["keep"], "resume", {"tool": name}),
            )
            count = done(definition, load(definition, desk["tools"][name], ""))
            desk["pending"] = name
            return DeskTurn(desk, [out.Confirm(name, "discard", count, choices)])
        del desk["tools"][name]
        if desk["active"] == name:
            desk["active"] = None
        return DeskTurn(desk, [out.Discarded(name), *self.ask_active(desk)])

    def metadata(self, raw: object) -> dict[str, Any] | None:
        """What the language understanding has to know about the open question; None where no tool is open."""
        desk = self.load(raw)
        waiting = self.waiting(raw)
        name = waiting[1] if waiting else desk["active"] or next(reversed(self._resting(desk)), None)
        if name is None:
            return None
        definition = self.tools[name]
        state = load(definition, desk["tools"][name], "")
        if state["status"] == "finished" and not desk["active"] and not waiting:
            return None
        kind, item_id, field = split(state["asking"])
        item = definition.item(item_id)
        return {
            "tool": name,
            "asked": "confirm" if waiting else _ASKED.get(kind, "review") if desk["active"] else "paused",
            "item": item.number if item else None,
            "items": len(definition.items),
            "answer_type": "yes_no" if waiting else definition.answer_type,
            "field": field or None,
            "finished": state["status"] == "finished",
        }

    def _switch(self, desk: DeskState, tool: str) -> tuple[DeskState, list[Outcome]]:
        if tool not in self.tools:
            raise KeyError(tool)
        if desk["active"] in (None, tool):
            return desk, []
        turn = self.pause(desk)
        return turn.desk, turn.outcomes

    def _put(self, desk: DeskState, tool: str, told: list[Outcome], state: State, more: list[Outcome]) -> DeskTurn:
        desk["tools"][tool] = state
        desk["active"] = tool if state["status"] != "paused" else None
        return DeskTurn(desk, told + more)

    def ask_active(self, desk: DeskState) -> list[Outcome]:
        """Where the person is in the active tool, and its open question; nothing where none is active."""
        name = desk["active"]
        return self.engines[name].where(desk["tools"][name]).outcomes if name else []

    def _resting(self, desk: DeskState) -> list[str]:
        """Tools that are not active and not finished; where all are finished, those."""
        others = [name for name in desk["tools"] if name != desk["active"]]
        return [name for name in others if desk["tools"][name].get("status") != "finished"] or others

    def _several(self, desk: DeskState, names: list[str], action: str = "resume") -> Outcome:
        loaded = {name: load(self.tools[name], desk["tools"][name], "") for name in names}
        rows = tuple((name, done(self.tools[name], loaded[name]), len(self.tools[name].items)) for name in names)
        choices = tuple(Choice(self.tools[name].title, action, {"tool": name}) for name in names)
        return out.SeveralOpen("", rows, choices)
