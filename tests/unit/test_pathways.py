"""Pathways: every rule, the answers that lead to it, and what the facts forbid."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from guidance.definitions import load_tools
from guidance.directory import Contact, Directory, load_directory
from guidance.pathways import evaluate, load_pathways
from guidance.questionnaire import Questionnaire
from guidance.reading import CONTENT_DIR
from guidance.results import Result, Suggestion
from guidance.state import State

TOOLS = load_tools()
TOOL = TOOLS["screening_tool"]
ENGINE = Questionnaire(TOOL)
ALL_NO = {item.id: "no" for item in TOOL.items}


def screened(answers: dict[str, str], context: dict[str, str] | None = None) -> State:
    state = ENGINE.start().state
    for item, value in answers.items():
        state = ENGINE.answer(state, value, item).state
    for question, value in (context or {}).items():
        state = ENGINE.set_context(state, question, value).state
    return state


def result(answers: dict[str, str], context: dict[str, str] | None = None) -> Result:
    told = evaluate(TOOL, screened(answers, context), Directory([]))
    assert isinstance(told, Result)
    return told


def found(told: Result, rule: str) -> Suggestion | None:
    return next((one for one in told.suggestions if one.id == rule), None)


# rule: (answers besides no, context, answers that led to it), and (answers, context) that do not lead to it
RULES: dict[str, tuple[dict[str, str], dict[str, str], list[str], dict[str, str], dict[str, str]]] = {
    "help_now": ({"injuries": "yes"}, {}, ["injuries"], {"appearance": "yes"}, {}),
    "concealment": (
        {"difficulty_walking": "unsure"},
        {},
        ["difficulty_walking"],
        {"difficulty_walking": "yes"},
        {"age_band": "18_or_over"},
    ),
    "adult_concealment": (
        {"difficulty_walking": "yes"},
        {"age_band": "18_or_over"},
        ["difficulty_walking", "age_band"],
        {"difficulty_walking": "yes"},
        {"age_band": "16_to_17"},
    ),
    "assault_told": (
        {"withdrawn_allegation": "yes"},
        {},
        ["withdrawn_allegation"],
        {"withdrawn_allegation": "unsure"},
        {},
    ),
    "look_first": ({"withdrawn_allegation": "unsure"}, {}, ["withdrawn_allegation"], {"injuries": "yes"}, {}),
    "adult_help_now": (
        {"injuries": "unsure"},
        {"age_band": "18_or_over"},
        ["injuries", "age_band"],
        {"injuries": "yes"},
        {},
    ),
    "talk_it_through": (
        {"appearance": "unsure"},
        {},
        ["appearance"],
        {"appearance": "unsure", "new_language": "yes"},
        {},
    ),
    "child_protection": ({"new_language": "yes"}, {}, ["new_language"], {"new_language": "unsure"}, {}),
    "not_sure": ({"neglect": "unsure", "appearance": "yes"}, {}, ["neglect"], {"neglect": "unsure"}, {}),
    "early_intervention": ({"appearance": "yes"}, {}, ["appearance"], {"appearance": "yes", "injuries": "unsure"}, {}),
    "reporter": ({"appearance": "yes"}, {}, ["appearance"], {"appearance": "yes"}, {"age_band": "16_to_17"}),
    "family": ({"appearance": "yes"}, {}, ["appearance"], {"appearance": "unsure"}, {}),
    "harms_others_under_12": (
        {},
        {"harm_to_others": "yes", "age_band": "under_12"},
        ["age_band", "harm_to_others"],
        {},
        {"harm_to_others": "yes"},
    ),
    "harms_others": ({}, {"harm_to_others": "yes"}, ["harm_to_others"], {}, {"harm_to_others": "not_known"}),
    "adult_charges": (
        {"sudden_charges": "yes"},
        {"age_band": "18_or_over"},
        ["sudden_charges", "age_band"],
        {"sudden_charges": "yes"},
        {},
    ),
    "age_unknown": ({"neglect": "yes"}, {}, ["neglect"], {"neglect": "yes"}, {"age_band": "12_to_15"}),
    "nrm": ({"stealing_to_order": "yes"}, {}, ["stealing_to_order"], {}, {}),
    "missing": (
        {"whereabouts": "yes"},
        {"missing": "home"},
        ["whereabouts", "missing"],
        {"neglect": "yes"},
        {"missing": "school"},
    ),
    "school": ({}, {"missing": "school"}, ["missing"], {}, {"missing": "home"}),
    "police_contact": ({"sudden_charges": "yes"}, {}, ["sudden_charges"], {"neglect": "yes"}, {}),
    "exploiters": ({"protection_and_status": "yes"}, {}, ["protection_and_status"], {"neglect": "yes"}, {}),
    "emotional_wellbeing": ({"emotional_change": "yes"}, {}, ["emotional_change"], {"neglect": "yes"}, {}),
    "neglect": ({"neglect": "yes"}, {}, ["neglect"], {"appearance": "yes"}, {}),
    "under_12": (
        {"neglect": "yes"},
        {"age_band": "under_12"},
        ["neglect", "age_band"],
        {"neglect": "yes"},
        {"age_band": "12_to_15"},
    ),
    "sixteen_seventeen": (
        {"neglect": "yes"},
        {"age_band": "16_to_17"},
        ["neglect", "age_band"],
        {"neglect": "unsure"},
        {"age_band": "16_to_17"},
    ),
    "adult": ({}, {"age_band": "18_or_over"}, ["age_band"], {"neglect": "yes"}, {"age_band": "not_known"}),
    "often_targeted": (
        {},
        {"care_experience": "yes"},
        ["care_experience"],
        {},
        {"care_experience": "no", "learning_disability": "not_known"},
    ),
    "no_signs": ({}, {}, list(ALL_NO), {"neglect": "unsure"}, {}),
}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_follows_from_its_answers_and_names_them(rule: str) -> None:
    answers, context, because, others, other_context = RULES[rule]
    told = found(result({**ALL_NO, **answers}, context), rule)
    assert told is not None
    assert [one.id for one in told.because] == because
    assert found(result({**ALL_NO, **others}, other_context), rule) is None


def test_open_rows_are_named_and_are_not_no() -> None:
    answers = {item: value for item, value in ALL_NO.items() if item not in ("neglect", "injuries")}
    told = found(result(answers), "open_rows")
    assert told is not None
    assert [one.id for one in told.because] == ["injuries", "neglect"]
    assert "does not mean 'no'" in told.text
    assert found(result(ALL_NO), "open_rows") is None


def test_every_rule_is_tested_here() -> None:
    assert {rule.id for rule in load_pathways().rules} == {*RULES, "open_rows"}


@pytest.mark.parametrize("item", list(ALL_NO))
def test_a_single_yes_is_talked_over_now_and_a_single_not_sure_is_talked_through(item: str) -> None:
    """What a single 'yes' sets off was not found (FW-19), so neither is said to be a referral by itself."""
    yes, unsure = result({**ALL_NO, item: "yes"}), result({**ALL_NO, item: "unsure"})
    assert found(yes, "child_protection")
    assert not found(yes, "talk_it_through")
    inside = item == "difficulty_walking"  # medical help now, and reported, also when nobody is sure
    assert bool(found(unsure, "talk_it_through")) is not inside
    assert bool(found(unsure, "child_protection")) is inside
    assert not found(yes, "no_signs")
    assert not found(unsure, "no_signs")


def test_urgent_advice_comes_first() -> None:
    signs = ("neglect", "restraint_marks", "withdrawn_allegation", "difficulty_walking")
    told = result({**ALL_NO, **dict.fromkeys(signs, "yes")})
    assert [one.id for one in told.suggestions[:4]] == ["concealment", "help_now", "assault_told", "child_protection"]


def test_more_signs_never_take_a_suggestion_away() -> None:
    """No counting and no threshold: what one sign leads to, many signs lead to as well.

    Early intervention is left out: it stands only where no sign of harm, of an exploiter or of charges is marked.
    """
    many = {one.id for one in result(dict.fromkeys(ALL_NO, "yes")).suggestions} | {"early_intervention"}
    for item in ALL_NO:
        one = {one.id for one in result({**ALL_NO, item: "yes"}).suggestions}
        assert one <= many


def test_no_score_anywhere_in_a_result() -> None:
    told = result(dict.fromkeys(ALL_NO, "yes"))
    assert not {"score", "level", "risk", "points"} & set(told.as_dict())
    said = told.text.lower()
    assert not re.search(r"\b(?:low|medium|high) risk\b|\bpoints\b|%", said)
    assert "there is no score" in said


CAUTIONS = [
    "no_score",
    "no_is_not_safe",
    "not_a_referral",
    "do_not_wait",
    "nrm_first_responders",
    "consent",
    "screen_again",
]


@pytest.mark.parametrize("answers", [{}, ALL_NO, {"neglect": "yes"}])
def test_the_cautions_stand_under_every_result(answers: dict[str, str]) -> None:
    told = result(answers)
    assert [one.id for one in told.cautions] == CAUTIONS
    assert all(one.text in told.text for one in told.cautions)


def test_what_the_facts_forbid_is_not_said() -> None:
    rules = load_pathways()
    said = " ".join(
        [part for rule in rules.rules for part in (rule.title, rule.text, rule.reason, *(s.text for s in rule.steps))]
        + [one.caution.text for one in rules.cautions]
    )
    for forbidden in (
        "section 45",
        "section 52",
        "Working Together",
        "MASH",
        "DSL",
        "section 47",
        "ICTG",
        "Abduction",
    ):
        assert forbidden not in said
    for sentence in re.split(r"(?<=[.!?]) ", said):
        if "guardian" in sentence.lower():  # never promised: only for a child who has nobody in the UK (GAP-04)
            assert "nobody in the UK" in sentence
    known = {way for one in load_directory().contacts for way in (one.phone, one.text) if way}
    for number in re.findall(r"\b(?:\d[\d ]{6,}\d|116 123)\b", said):
        assert number in known, "numbers come from the directory"
    assert not re.search(r"statutory|medical emergency|\bdefence\b", said)
    assert not re.search(r"\boffender\b(?<!not an offender)|\bchoosing\b|\bchose\b", said)


def test_steps_say_whom_to_speak_to_and_what_to_record() -> None:
    told = found(result({**ALL_NO, "neglect": "yes"}), "child_protection")
    assert told is not None
    assert [step.do for step in told.steps] == ["speak_to", "speak_to", "say", "ask", "record"]
    assert told.facts
    assert told.sources


def contact(**more: Any) -> Contact:
    base: dict[str, Any] = {"use": "", "audiences": frozenset({"practitioner"}), "checked": "2026-11-24"}
    return Contact(**{**base, **more})


def test_local_contacts_stand_after_999_and_before_national_ones() -> None:
    directory = Directory(
        [
            contact(id="DIR-02", name="Police Scotland", phone="101"),
            contact(id="DIR-01", name="Police emergency", phone="999"),
            contact(id="LOCAL-1", name="Examplebrae duty team", phone="01632 960001", role="social_work_day"),
            contact(id="LOCAL-2", name="Something else", role="other"),
        ]
    )
    told = evaluate(TOOL, screened({"injuries": "yes"}), directory)
    assert isinstance(told, Result)
    urgent = found(told, "help_now")
    assert urgent is not None
    assert [one["id"] for one in urgent.contacts] == ["DIR-01", "LOCAL-1", "DIR-02"]
    assert "Examplebrae duty team, 01632 960001" in told.text


def test_all_no_and_none_marked_are_different_conditions(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    path = folder / "pathways.yml"
    path.write_text(path.read_text("utf-8").replace("none_marked: true", "all_no: true"), "utf-8")
    rules = load_pathways(folder)
    partly = screened({"neglect": "no"})
    assert "no_signs" not in [one.id for one in rules.evaluate(TOOL, partly).suggestions]
    assert "no_signs" in [one.id for one in rules.evaluate(TOOL, screened(ALL_NO)).suggestions]
    assert found(result({"neglect": "no"}), "no_signs")
