"""Random sequences of all actions: no answer is lost, nothing answered is asked again, every state can be left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from guidance import outcomes as out
from guidance.definitions import WHEN, Definition, load_tools
from guidance.pathways import evaluate
from guidance.phrases import text_of
from guidance.questionnaire import Questionnaire, Turn
from guidance.state import TEXT_LIMIT, comments_of, field_of, known_step, load, value_of

TOOLS = load_tools()
VALUES = st.sampled_from(["yes", "no", "unsure", "in_progress", "perhaps", "some words", ""])
WORDS = st.text(alphabet="ab é<&\n", min_size=0, max_size=12)
NUMBERS = st.integers(min_value=0, max_value=16)


class Person(RuleBasedStateMachine):
    """Somebody who uses one tool in any order, with a model of what has been told so far."""

    definition: Definition

    @initialize()
    def start(self) -> None:
        self.engine = Questionnaire(self.definition, evaluate, clock=lambda: "2026-11-24T09:00Z")
        self.timed = False
        self.values: dict[tuple[str, str], str] = {}
        self.texts: list[tuple[str | None, str]] = []
        self.context: dict[str, str] = {}
        self.reasons: list[str] = []
        self.shown: out.Ask | None = None
        self.take(self.engine.start(), asked_for=True)

    def take(self, turn: Turn, asked_for: bool = False) -> None:
        """Look at a turn as the person does. `asked_for`: the person chose where to go."""
        self.state = json.loads(json.dumps(turn.state))
        assert turn.outcomes
        for outcome in turn.outcomes:
            assert isinstance(text_of(TOOLS, outcome), str)
        self.confirming = any(isinstance(one, out.Confirm) for one in turn.outcomes)
        asks = [one for one in turn.outcomes if isinstance(one, out.Ask)]
        assert len(asks) <= 1
        previous = self.shown
        if not self.confirming:  # a "delete all?" in between leaves the question on the screen
            self.shown = asks[0] if asks else None
        if self.shown is None or asked_for or previous is None:
            return
        moved = (previous.stage, previous.item, previous.field) != (self.shown.stage, self.shown.item, self.shown.field)
        if moved and not self.state["visit"] and self.shown.stage in ("item", "field"):
            assert (self.shown.item, self.shown.field or "") not in self.values, "asked again what was answered"

    def forget(self) -> None:
        self.values, self.texts, self.context, self.reasons = {}, [], {}, []
        self.timed = False  # whether a timescale alone was told, which is kept as well

    def fits(self, value: str) -> bool:
        return value in self.definition.values if self.definition.values else bool(value.strip())

    def keeps(self, item: str, field: str | None, value: str) -> None:
        if self.fits(value):
            self.values[item, field or ""] = value if self.definition.values else value.strip()

    def writes(self, item: str | None, text: str) -> None:
        if text.strip() and (item, text.strip()) not in self.texts:
            self.texts.append((item, text.strip()))

    def item(self, number: int) -> str | None:
        return next((one.id for one in self.definition.items if one.number == number), None)

    @rule(value=VALUES)
    def answers_what_is_shown(self, value: str) -> None:
        shown = self.shown
        if self.confirming:
            if value == "yes":
                self.forget()
            self.take(self.engine.answer(self.state, value), asked_for=True)
            return
        if shown and shown.stage in ("item", "field"):
            self.keeps(str(shown.item), shown.field, value)
        if shown and shown.stage == "context" and shown.field:
            question = self.definition.question(shown.field)
            wanted = "not_known" if value == "unsure" else value
            if question and wanted in question.choices:
                self.context[shown.field] = wanted
        self.take(self.engine.answer(self.state, value))

    @rule(value=VALUES, number=NUMBERS, evidence=WORDS, when=st.sampled_from([None, *WHEN, "someday"]))
    def answers_by_number(self, value: str, number: int, evidence: str, when: str | None) -> None:
        item = self.item(number)
        field = self.definition.fields[number % len(self.definition.fields)].id if self.definition.fields else None
        if item:
            self.keeps(item, field, value)
            self.writes(item, evidence)
        self.take(self.engine.answer(self.state, value, number, evidence, when, field), asked_for=False)
        self.timed = bool(self.state["answers"])

    @rule(numbers=st.lists(NUMBERS, max_size=4), value=VALUES, rest=st.sampled_from([None, "no", "unsure", "perhaps"]))
    def answers_several(self, numbers: list[int], value: str, rest: str | None) -> None:
        if self.definition.fields:
            return
        for number in numbers:
            if item := self.item(number):
                self.keeps(item, None, value)
        clear = all(self.item(number) and self.fits(value) for number in numbers)
        if rest is not None and clear:
            for one in self.definition.items:
                if (one.id, "") not in self.values:
                    self.keeps(one.id, None, rest)
        answers = [{"item": number, "value": value} for number in numbers]
        self.take(self.engine.answer_many(self.state, answers, rest))

    @rule(text=WORDS)
    def writes_freely(self, text: str) -> None:
        shown = self.shown
        if shown is None or shown.stage in ("review", "result"):
            self.writes(None, text)
        elif shown.stage == "context":
            known = self.engine._context_value(str(shown.field), text)
            assert known is None  # the alphabet of WORDS spells no label
            self.writes(None, text)
        elif shown.stage == "field" or (shown.stage == "item" and not self.definition.values):
            self.keeps(str(shown.item), shown.field, text)
        else:
            self.writes(shown.item, text)
        self.take(self.engine.comment(self.state, text))

    @rule(text=WORDS, number=NUMBERS)
    def writes_to_an_item(self, text: str, number: int) -> None:
        if item := self.item(number):
            self.writes(item, text)
        self.take(self.engine.comment(self.state, text, number))

    @rule(when=st.sampled_from(WHEN), number=st.none() | NUMBERS)
    def says_when(self, when: str, number: int | None) -> None:
        self.take(self.engine.set_when(self.state, when, number))
        self.timed = bool(self.state["answers"])

    @rule(
        question=st.sampled_from(["age_band", "missing", "shoe_size"]), value=st.sampled_from(["12_to_15", "home", "x"])
    )
    def tells_context(self, question: str, value: str) -> None:
        known = self.definition.question(question)
        if known and value in known.choices:
            self.context[question] = value
        self.take(self.engine.set_context(self.state, question, value))

    @rule(whole=st.booleans())
    def skips(self, whole: bool) -> None:
        self.take(self.engine.skip(self.state, whole))

    @rule()
    def goes_back(self) -> None:
        self.take(self.engine.back(self.state), asked_for=True)

    @rule(number=NUMBERS)
    def goes_to(self, number: int) -> None:
        self.take(self.engine.goto(self.state, number), asked_for=True)

    @rule(action=st.sampled_from(["explain", "pause", "resume", "where", "summary"]))
    def looks_around(self, action: str) -> None:
        self.take(self.engine.apply(self.state, action), asked_for=True)

    @rule(force=st.booleans())
    def finishes(self, force: bool) -> None:
        if self.shown is None or self.shown.stage in ("review", "result") or force:
            self.take(self.engine.finish(self.state, force), asked_for=True)
        else:
            self.take(self.engine.finish(self.state), asked_for=True)

    @rule(reason=WORDS)
    def disagrees(self, reason: str) -> None:
        if reason.strip() and reason.strip() not in self.reasons:
            self.reasons.append(reason.strip())
        self.take(self.engine.disagree(self.state, reason))

    @rule(confirm=st.sampled_from([False, False, False, True]))
    def restarts(self, confirm: bool) -> None:
        if confirm or not (self.values or self.texts or self.context or self.reasons or self.timed):
            self.forget()
        self.take(self.engine.restart(self.state, confirm), asked_for=True)

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "state"):
            return
        kept = {}
        for item in self.definition.items:
            if (value := value_of(self.state, item.id)) is not None:
                kept[item.id, ""] = value
            for field in self.definition.fields:
                if text := field_of(self.state, item.id, field.id):
                    kept[item.id, field.id] = text
        assert kept == self.values
        assert self.state["context"] == self.context
        assert [one["reason"] for one in self.state["disagreement"]] == self.reasons
        for item_id, text in self.texts:
            places = self.state["notes"] if item_id is None else comments_of(self.state, item_id)
            full = len(places) >= (50 if item_id is None else 20)
            assert full or text in [one["text"] for one in places]

    @rule()
    def can_be_left(self) -> None:
        """From anywhere, skipping comes to an end, and finishing finishes; on a copy, so that the person goes on."""
        assert known_step(self.definition, self.state["asking"])
        assert load(self.definition, self.state, "") == self.state, "a stored state is loaded as it is"
        assert self.engine.pause(self.state).state["status"] in ("paused", "finished")
        state: Any = self.state
        for _ in range(100):
            turn = self.engine.skip(state)
            state = turn.state
            if any(isinstance(one, out.NothingToSkip) for one in turn.outcomes):
                break
        else:
            pytest.fail("skipping does not come to an end")
        turn = self.engine.finish(self.engine.finish(state).state)
        assert turn.state["status"] == "finished"


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_any_sequence_of_actions(tool: str) -> None:
    machine = type(f"Person_{tool}", (Person,), {"definition": TOOLS[tool]})
    limits = settings(
        max_examples=30,
        stateful_step_count=30,
        deadline=None,
        phases=(Phase.generate,),  # shrinking a failure takes minutes; take the phase out of here to have it
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine, settings=limits)


def test_a_text_over_the_limit_is_shortened_and_said_so() -> None:
    engine = Questionnaire(TOOLS["where_to_begin"])
    turn = engine.answer(engine.start().state, "x" * (TEXT_LIMIT + 1))
    assert len(value_of(turn.state, "key_messages") or "") == TEXT_LIMIT
    assert any(isinstance(one, out.TextShortened) for one in turn.outcomes)
