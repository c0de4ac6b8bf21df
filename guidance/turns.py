"""How a turn of a guided tool runs: load the state, find the item meant, keep, go on, ask. Base of the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from guidance import outcomes as out
from guidance.asking import ask
from guidance.definitions import Definition, Item
from guidance.finding import find_items
from guidance.keeping import Keeper
from guidance.outcomes import Choice, Outcome
from guidance.state import TRAIL_LIMIT, State, done, load, next_step, pending_comments


class Turn(NamedTuple):
    """What an action returns."""

    state: State
    outcomes: list[Outcome]


def now() -> str:
    """The time as it is written beside answers."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")


class Turning:
    """What all actions of the engine share."""

    def __init__(
        self,
        definition: Definition,
        evaluate: Callable[[Definition, State], Any] | None = None,
        clock: Callable[[], str] = now,
    ) -> None:
        """`evaluate` makes the result for `Finished`; `clock` gives the time that is written beside answers."""
        self.definition, self.evaluate, self.clock = definition, evaluate, clock

    def _load(self, state: object) -> State:
        kept = load(self.definition, state, self.clock())
        kept["pending"] = ""  # a yes that was waited for has to come at once
        return kept

    def _begin(self, state: object) -> tuple[Keeper, list[Outcome]]:
        """A keeper of a copy of the state; a paused tool is woken, which comes back as the first outcome."""
        kept = self._load(state)
        keeper = Keeper(self.definition, kept, self.clock())
        if kept["status"] != "paused":
            return keeper, []
        kept["status"] = "active"
        return keeper, [out.Resumed(self.definition.id, *self._count(kept))]

    def _count(self, state: State) -> tuple[int, int]:
        return done(self.definition, state), len(self.definition.items)

    def _resolve(self, named: object, action: str, data: dict[str, Any]) -> Item | Outcome:
        tool = self.definition.id
        found = find_items(self.definition, str(named)) if named not in (None, "") else ()
        if len(found) == 1:
            return found[0]
        if not found:
            return out.UnknownItem(tool, str(named or "")[:100])
        choices = tuple(Choice(item.short, action, {**data, "item": item.id}) for item in found)
        return out.WhichItem(tool, tuple(item.id for item in found), choices)

    def _told(
        self, keep: Keeper, item: Item, said: list[Outcome], told: list[Outcome], evidence: str, when: str | None
    ) -> Turn:
        refused = any(isinstance(one, out.NeedsClarification) for one in told)
        if evidence.strip() or when:  # what was written is kept even where the answer could not be used
            told = told + keep.comment(item, evidence, when)
        return self._turn(keep, said + told, stay=refused)

    def _finished(self, state: State) -> Outcome:
        result = self.evaluate(self.definition, state) if self.evaluate else None
        return out.Finished(self.definition.id, *self._count(state), result)

    def _leave(self, keep: Keeper, step: str) -> None:
        trail = keep.state["trail"]
        if step not in ("review", "result") and step != keep.state["asking"] and trail[-1:] != [step]:
            trail.append(step)
            del trail[:-TRAIL_LIMIT]

    def _turn(self, keep: Keeper, told: list[Outcome], *, stay: bool = False) -> Turn:
        """Close an action: go to what is open now, unless it is to `stay`, and ask."""
        state, before = keep.state, keep.state["asking"]
        if not stay or pending_comments(self.definition, state):
            state["asking"] = next_step(self.definition, state)
            self._leave(keep, before)
        if state["asking"] != before:
            state["nudged"] = False
        finished = any(isinstance(one, out.Finished) for one in told)
        changed = keep.touched or before != "result"
        if state["status"] == "finished" and changed and state["asking"] == "result" and not finished:
            told = [*told, self._finished(state)]  # a change after the end: the result follows it
        urgent = [one for one in told if isinstance(one, out.UrgentAdvice)]
        rest = [one for one in told if not isinstance(one, out.UrgentAdvice)]
        state["updated"] = keep.at
        return Turn(state, [*urgent, *rest, ask(self.definition, state)])


def gathered(tool: str, told: list[Outcome]) -> list[Outcome]:
    """Several first answers as one outcome, and all urgent advice as one, so that a turn stays short."""
    kept = [one for one in told if isinstance(one, out.Acknowledged)]
    urgent = [one for one in told if isinstance(one, out.UrgentAdvice)]
    others = [one for one in told if not isinstance(one, (out.Acknowledged, out.UrgentAdvice))]
    gathered: list[Outcome] = []
    if urgent:
        items = tuple(item for one in urgent for item in one.items)
        advice = tuple(dict.fromkeys(name for one in urgent for name in one.advice))
        gathered.append(out.UrgentAdvice(tool, items, advice))
    if kept:
        gathered.append(out.AcknowledgedSeveral(tool, tuple((one.item, one.value) for one in kept)))
    return gathered + others
