"""The questionnaire engine: a pure state machine that drives every guided tool.

Each action takes a state and returns a `Turn`: a new state and the outcomes, the last of which nearly always is what
is asked next. The state given is never changed. Rules that hold for every action:

- An answer given is kept until the person changes it, starts again or deletes the tool.
- A bare answer ("yes") counts for the question that is open, and only where an item is open; it never lands on a
  question that was not shown.
- An answer that names its item (a button, "4: yes") counts for that item at any time.
- Every state can be left: skip, back, pause and finish work everywhere, or say why not and ask again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guidance import outcomes as out
from guidance.asking import ask, overview
from guidance.definitions import Item
from guidance.keeping import Keeper
from guidance.outcomes import Choice, Outcome
from guidance.state import done, new_state, open_items, pending_comments, split
from guidance.turns import Turn, Turning, gathered

ACTIONS = (
    "answer", "answer_many", "comment", "set_when", "set_context", "skip", "back", "goto", "change", "explain", "pause",
    "resume", "where", "summary", "finish", "restart", "disagree", "uncomment", "recomment", "clear",
)  # fmt: skip


class Questionnaire(Turning):
    """One guided tool. Holds no state of its own."""

    def apply(self, state: object, action: str, **data: Any) -> Turn:
        """Carry out an action by its name, as it stands in a `Choice`.

        Raises:
            ValueError: there is no such action.
        """
        if action not in ACTIONS:
            raise ValueError(f"unknown action: {action}")
        turn: Turn = getattr(self, action)(state, **data)
        return turn

    def start(self) -> Turn:
        """Begin: the introduction and the first question."""
        state = new_state(self.definition, self.clock())
        return Turn(state, [out.Intro(self.definition.id), ask(self.definition, state)])

    # Answers

    def answer(
        self,
        state: object,
        value: str,
        item: str | int | None = None,
        evidence: str = "",
        when: str | None = None,
        field: str | None = None,
    ) -> Turn:
        """Answer what is open, or the item that is named; with evidence and its timescale where they were said."""
        keep, said = self._begin(state)
        kind, name, part = split(keep.state["asking"])
        if item is None and isinstance(state, Mapping) and state.get("pending") == "restart":
            return self.restart(state, confirm=True) if value == "yes" else self._turn(keep, said, stay=True)
        if item is not None:
            found = self._resolve(item, "answer", {"value": value, "evidence": evidence, "when": when, "field": field})
            if isinstance(found, Outcome):
                return self._turn(keep, [*said, found], stay=True)
            new = not keep.answered(found)
            told = keep.set(found, value, field or (part if name == found.id else None))
            # An answer to the next item passes over the comment that was asked for
            if new and kind == "comment" and name != found.id:
                keep.close_comment(name)
            return self._told(keep, found, said, told, evidence, when)
        if said:  # it was paused: "yes" means go on, and is no answer to a question out of sight
            return self._turn(keep, said, stay=True) if value != "no" else self.pause(state)
        if kind in ("item", "field"):
            target = self.definition.item(name)
            assert target is not None  # state.load lets no unknown item in
            return self._told(keep, target, said, keep.set(target, value, part or None), evidence, when)
        if kind == "comment":
            return self._bare_at_comment(keep, name, value, evidence, when)
        if kind == "context":
            return self._context_answer(keep, name, value)
        if kind == "review" and value == "yes":
            return self.finish(keep.state)
        return self._turn(keep, [out.NeedsClarification(self.definition.id, "nothing_asked")], stay=True)

    def answer_many(self, state: object, answers: Sequence[Mapping[str, Any]], rest: str | None = None) -> Turn:
        """Answer several items at once; `rest` goes to all that have no answer yet, and never replaces one."""
        keep, said = self._begin(state)
        told: list[Outcome] = []
        clear = True
        for one in answers:
            value = str(one.get("value", ""))
            found = self._resolve(one.get("item"), "answer", {"value": value})
            if isinstance(found, Outcome):
                told.append(found)
                clear = False
                continue
            step = keep.set(found, value, one.get("field"))
            if any(isinstance(o, out.NeedsClarification) for o in step):
                clear = False
            else:
                step += keep.comment(found, str(one.get("evidence") or ""), one.get("when"))
            told += step
        if rest is not None and not clear:
            told.append(out.NeedsClarification(self.definition.id, "rest"))
        elif rest is not None:
            for item in open_items(self.definition, keep.state):
                told += keep.set(item, rest)
        return self._turn(keep, said + gathered(self.definition.id, told))

    def change(self, state: object, item: str | int, value: str | None = None, **more: Any) -> Turn:
        """Correct an item at any time; without a value, go there and ask."""
        return self.goto(state, item) if value is None else self.answer(state, value, item, **more)

    def comment(
        self,
        state: object,
        text: str,
        item: str | int | None = None,
        when: str | None = None,
        replace: bool = False,
        stay: bool = False,
    ) -> Turn:
        """Keep a comment with an item, or where no item is open as a general note.

        `replace` puts the text in place of the item's comments: for taking out a name. `stay` opens no other question.
        """
        keep, said = self._begin(state)
        kind, name, part = split(keep.state["asking"])
        target: Item | None = None
        if item is not None:
            found = self._resolve(item, "comment", {"text": text, "when": when, "replace": replace})
            if isinstance(found, Outcome):
                return self._turn(keep, [*said, found], stay=True)
            target = found
        elif not said:
            target = self.definition.item(name)
            if target and (kind == "field" or (kind == "item" and not self.definition.values)):
                return self._told(keep, target, said, keep.set(target, text, part or None), "", None)
            if kind == "context" and (choice := self._context_value(name, text)):
                return self.set_context(keep.state, name, choice)
        if target is None:
            return self._turn(keep, said + keep.note(text), stay=True)
        if not text.strip() and when is None:
            return self._turn(keep, [*said, out.NeedsClarification(self.definition.id, "text")], stay=True)
        told = keep.comment(target, text, when, replace)
        # Going on is only right where the comment was asked for, or the item gone to already has its answer
        moving = (kind == "comment" or keep.answered(target)) and name == target.id
        return self._turn(keep, said + told, stay=stay or not moving)

    def uncomment(self, state: object, item: str | int, index: int | None = None) -> Turn:
        """Take away one comment of an item (0 is the oldest, -1 the newest), or all of them."""
        return self._without(state, item, "uncomment", index=index)

    def recomment(self, state: object, item: str | int, index: int, text: str) -> Turn:
        """Put other words in the place of one comment of an item."""
        return self._without(state, item, "recomment", index=index, text=text)

    def clear(self, state: object, item: str | int) -> Turn:
        """Take back the answer of an item with everything said for it; the item is open again."""
        return self._without(state, item, "clear")

    def _without(self, state: object, item: str | int, action: str, **data: Any) -> Turn:
        keep, said = self._begin(state)
        found = self._resolve(item, action, data)
        told = [found] if isinstance(found, Outcome) else getattr(keep, action)(found, **data)
        return self._turn(keep, said + told, stay=True)

    def set_when(self, state: object, when: str, item: str | int | None = None) -> Turn:
        """Keep when it happened; at the comment question, the text may still follow."""
        name = split(self._load(state)["asking"])[1]
        return self.comment(state, "", item if item is not None else name or None, when)

    def set_context(self, state: object, question: str, value: str) -> Turn:
        """Answer an optional question about the child's life."""
        keep, said = self._begin(state)
        asked = self.definition.question(question)
        if asked is None or value not in asked.choices:
            return self._turn(keep, [*said, out.NeedsClarification(self.definition.id, "value")], stay=True)
        told = keep.set_context(question, value)
        return self._turn(keep, said + told, stay=split(keep.state["asking"])[:2] != ("context", question))

    # Moving about

    def skip(self, state: object, whole: bool = False) -> Turn:
        """Leave open what is asked; `whole` leaves all fields of the area, or all context questions."""
        keep, said = self._begin(state)
        if said:
            return self._turn(keep, said, stay=True)
        told = keep.skip(whole)
        return self._turn(keep, told, stay=any(isinstance(one, out.NothingToSkip) for one in told))

    def back(self, state: object) -> Turn:
        """Go back to the question before."""
        keep, said = self._begin(state)
        if said:
            return self._turn(keep, said, stay=True)
        step = keep.pop_trail()
        if step is None:
            return self._turn(keep, [out.NothingToGoBackTo(self.definition.id)], stay=True)
        keep.visit(step)
        return self._turn(keep, [], stay=True)

    def goto(self, state: object, item: str | int) -> Turn:
        """Go to an item; after it, the tool returns to what was open."""
        keep, said = self._begin(state)
        found = self._resolve(item, "goto", {})
        if isinstance(found, Outcome):
            return self._turn(keep, [*said, found], stay=True)
        before = keep.state["asking"]
        keep.visit_item(found)
        self._leave(keep, before)
        return self._turn(keep, said, stay=True)

    def explain(self, state: object, item: str | int | None = None) -> Turn:
        """What an item means; what is asked stays open."""
        keep, said = self._begin(state)
        found = self._resolve(item if item is not None else split(keep.state["asking"])[1], "explain", {})
        told: Outcome = found if isinstance(found, Outcome) else out.Help(self.definition.id, found.id)
        return self._turn(keep, [*said, told], stay=True)

    def pause(self, state: object) -> Turn:
        """Rest; everything is kept."""
        kept = self._load(state)
        if kept["status"] == "finished":  # nothing more is asked of it, so that it rests at its result
            kept.update(visit=None, asking="result", closed=[*kept["closed"], *pending_comments(self.definition, kept)])
        else:
            kept["status"] = "paused"
        resume = Choice(self.definition.texts.buttons["resume"], "resume")
        return Turn(kept, [out.Paused(self.definition.id, *self._count(kept), (resume,))])

    def resume(self, state: object) -> Turn:
        """Go on where it was; a question that was gone back to and has its answer is left."""
        keep, said = self._begin(state)
        visited = self.definition.item(split(str(keep.state["visit"] or ""))[1])
        if not said and visited and keep.answered(visited):
            keep.state["visit"] = None
            return self._turn(keep, [])
        return self._turn(keep, said or [out.Resumed(self.definition.id, *self._count(keep.state))], stay=True)

    def where(self, state: object) -> Turn:
        """Say where the person is; changes nothing."""
        kept = self._load(state)
        told: list[Outcome] = [out.Where(self.definition.id, *self._count(kept))]
        if kept["status"] == "paused":
            told += self.pause(kept).outcomes
        else:
            told.append(ask(self.definition, kept))
        return Turn(kept, told)

    def summary(self, state: object) -> Turn:
        """All answers so far; what is asked stays open."""
        kept = self._load(state)
        told: list[Outcome] = [overview(self.definition, kept)]
        if kept["status"] != "paused":
            told.append(ask(self.definition, kept))
        return Turn(kept, told)

    # The end

    def finish(self, state: object, force: bool = False) -> Turn:
        """End with the result. While items are open it first shows which, once, so that none is left by mistake."""
        keep, said = self._begin(state)
        for name in pending_comments(self.definition, keep.state):
            keep.close_comment(name)
        before = keep.state["asking"]
        if open_items(self.definition, keep.state) and before not in ("review", "result") and not force:
            keep.state["visit"], keep.state["asking"] = None, "review"
            self._leave(keep, before)
            return self._turn(keep, said, stay=True)
        keep.state.update(status="finished", visit=None)
        return self._turn(keep, [*said, self._finished(keep.state)])

    def disagree(self, state: object, reason: str) -> Turn:
        """Keep that the practitioner sees it differently, and why."""
        keep, said = self._begin(state)
        return self._turn(keep, said + keep.disagree(reason), stay=True)

    def restart(self, state: object, confirm: bool = False) -> Turn:
        """Start again from the beginning; asks first, because the answers given so far go."""
        kept = self._load(state)
        told = [kept[name] for name in ("answers", "notes", "context", "disagreement") if kept[name]]
        if told and not confirm:
            words = self.definition.texts.buttons
            choices = (Choice(words["restart"], "restart", {"confirm": True}), Choice(words["keep"], "resume"))
            kept["pending"] = "restart"
            return Turn(kept, [out.Confirm(self.definition.id, "restart", done(self.definition, kept), choices)])
        fresh = self.start()
        return Turn(fresh.state, [out.Restarted(self.definition.id), fresh.outcomes[-1]])

    # Replies whose meaning depends on what is open

    def _bare_at_comment(self, keep: Keeper, name: str, value: str, evidence: str, when: str | None) -> Turn:
        """A bare "no" goes on without a comment; "yes" asks once for the text, then goes on too."""
        item = self.definition.item(name)
        assert item is not None
        if evidence.strip() or when:
            return self.comment(keep.state, evidence, item.id, when)
        if value != "no" and not keep.state["nudged"]:
            keep.state["nudged"] = True
            return self._turn(keep, [out.NeedsClarification(self.definition.id, "text")], stay=True)
        return self._turn(keep, keep.skip(False))

    def _context_value(self, question_id: str, said: str) -> str | None:
        question = self.definition.question(question_id)
        said = " ".join(said.lower().split())
        said = "not_known" if said == "unsure" else said
        if question is None:
            return None
        return next((value for value, label in question.choices.items() if said in (value, label.lower())), None)

    def _context_answer(self, keep: Keeper, question_id: str, said: str) -> Turn:
        value = self._context_value(question_id, said)
        if value is None:
            return self._turn(keep, [out.NeedsClarification(self.definition.id, "value")], stay=True)
        return self.set_context(keep.state, question_id, value)
