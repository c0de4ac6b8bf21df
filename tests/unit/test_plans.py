"""Plans: what the tools of a partnership end in."""

from __future__ import annotations

from typing import Any

from guidance.definitions import load_tools
from guidance.pathways import evaluate
from guidance.questionnaire import Questionnaire
from guidance.results import Plan

TOOLS = load_tools()


def plan(tool: str, *answers: tuple[Any, ...]) -> Plan:
    engine = Questionnaire(TOOLS[tool])
    state = engine.start().state
    for item, value, *field in answers:
        state = engine.answer(state, value, item, field=field[0] if field else None).state
    made = evaluate(TOOLS[tool], state)
    assert isinstance(made, Plan)
    return made


def test_the_priorities_end_in_a_plan() -> None:
    made = plan("awareness_priorities", (1, "yes"), (2, "in_progress"), (3, "no"), (4, "unsure"))
    places = [(row.place, row.number) for row in made.rows]
    assert places == [("in_place", 1), ("in_progress", 2), ("missing", 3), ("not_known", 4), ("open", 5)]
    assert made.place("missing")[0].considerations[0] == "National Child Protection Guidance for Scotland"
    assert "**In place**" in made.text


def test_the_self_assessment_ends_in_a_plan() -> None:
    made = plan(
        "self_assessment",
        (1, "joint meetings", "evidence"),
        (1, "no rota", "gap"),
        (1, "agree one", "action"),
        (1, "social work", "who"),
        (1, "March", "by_when"),
    )
    assert made.place("in_place")[0].notes == ("Evidence: joint meetings",)
    assert made.place("missing")[0].notes == ("Gap: no rota",)
    assert made.place("in_progress")[0].notes == ("Action: agree one", "Who: social work", "By when: March")
    assert [row.number for row in made.place("open")] == [2, 3, 4]


def test_where_to_begin_ends_in_answers_and_open_questions() -> None:
    made = plan("where_to_begin", (2, "Council and police"))
    assert made.place("answered")[0].label == "Council and police"
    assert len(made.place("open")) == 6
