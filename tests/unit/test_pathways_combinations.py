"""Every kind of case at every age: what the pathways must say and must never say, each with the fact behind it."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from guidance.definitions import load_tools
from guidance.pathways import load_pathways
from guidance.results import Result, Suggestion
from scripts.pathways import DOCUMENT, Case, ages, cases, document, result_of

TOOL = load_tools()["screening_tool"]
CASES = cases(TOOL)
ALL = tuple(CASES)
AGES: tuple[str | None, ...] = (*ages(TOOL), None)
CHILDREN = tuple(age for age in AGES if age != "18_or_over")
ADULT = ("18_or_over",)
UNDER_12 = ("under_12",)
FROM_12 = ("12_to_15", "16_to_17", "not_known", None)
UNSURE = ("one_unsure", "only_unsure", "injury_unsure", "assault_unsure")
CONCEALED = ("concealment", "concealment_unsure", "everything")
YES = ("one_yes", "several_yes", "yes_and_unsure", "charges", "concealment", "injury", "assault", "neglect",
       "emotional", "harms_others", "care", "everything")  # fmt: skip

# Words, the fact behind them, cases, ages
Claims = dict[str, tuple[str, str, tuple[str, ...], tuple[str | None, ...]]]

# What must be said: words, fact behind them, cases, ages
MUST: Claims = {
    "medical help for concealment does not depend on how the child seems": (
        "also if the (?:child|person) seems well", "TALK-15", CONCEALED, AGES),
    "concealment is a matter for 999 or A&E": ("call 999 and ask for an ambulance, or go straight to A&E", "PATH-01",
        CONCEALED, AGES),
    "somebody hurt gets medical help first": ("before anything else on this list", "TALK-15", ("injury",), AGES),
    "an assault taken back is reported": ("Report what was said without delay", "TALK-04", ("assault",), CHILDREN),
    "a yes is talked over with the child protection lead now": (
        "child protection lead or line manager now", "PATH-03", YES, CHILDREN),
    "possible concealment is a child protection matter": (
        "that is a child protection concern", "PATH-03", CONCEALED, CHILDREN),
    "only not-sures are talked through": (
        "Talk it through with your child protection lead", "PATH-06", UNSURE, CHILDREN),
    "not sure is not no": ("'not sure' is not 'no'", "FW-21", ALL, AGES),
    "there is no score": ("There is no score", "FW-18", ALL, AGES),
    "a child under 12 cannot commit an offence": ("under 12 cannot commit an offence", "NONC-07", YES, UNDER_12),
    "16 and 17 are children": ("16 or 17 year old is still a child", "REP-13", YES, ("16_to_17",)),
    "the Reporter is asked about at 16 and 17": ("ask the local Reporter", "REP-12", YES, ("16_to_17",)),
    "the Reporter is named for younger children": ("Anyone can refer a child", "REP-01", YES,
        ("under_12", "12_to_15", "not_known", None)),
    "an adult's consent is needed for the NRM": ("adult's consent is needed", "NRM-02", ALL, ADULT),
    "adult support and protection for adults": ("adult support and protection", "TRANS-02", ALL, ADULT),
    "adults face extra tests": ("extra tests", "NONC-02", ("charges", "everything"), ADULT),
    "no consent from a child for the NRM": ("no consent is needed from a child", "NRM-02", YES, CHILDREN),
    "a presumption is no immunity": ("not immunity", "NONC-04", ("charges", "everything"), FROM_12),
    "a child who harms others is protected as well": ("harm done to this child", "FRAME-04",
        ("harms_others", "everything"), CHILDREN),
    "CARM from 12": (r"care and risk management \(CARM\)", "PATH-20", ("harms_others", "everything"), FROM_12),
    "the guidance on responsibility under 12": ("guidance on the age of criminal responsibility", "PATH-20",
        ("harms_others", "everything"), UNDER_12),
    "exploitation needs a child protection response": ("needs a child protection response", "NGCP-04", YES, CHILDREN),
    "the family as partners, unless telling is a risk": ("active partners.*could put the child at risk", "INFO-12", YES,
        CHILDREN),
    "neglect in its own right": ("neglect are a child protection concern in their own right", "IRD-02",
        ("neglect", "everything"), CHILDREN),
    "the age is to be found out": ("No age was given", "NONC-07", YES, ("not_known", None)),
    "no sign is not safety": (
        "does not mean that the child is safe", "FW-21", ("nothing", "nothing_answered"), CHILDREN),
    "a low mood has its numbers": ("NHS 24 is on 111.*Samaritans.*Childline", "DIR-15", ("emotional",), CHILDREN),
}  # fmt: skip

# What must not be said: words, fact against them, cases, ages
NEVER: Claims = {
    "no child's route for an adult": ("[Nn]amed person|procedure is the route|Reporter|promoted teacher", "TRANS-05",
        ALL, ADULT),
    "no NRM without an adult's consent": ("[Nn]o consent is needed|consent is not needed", "NRM-02", ALL, ADULT),
    "no presumption for children held out to an adult": ("prosecuting a child|presumption", "NONC-02", ALL, ADULT),
    "an adult is not called a child": ("the child", "TRANS-01", ALL, ADULT),
    "no prosecution under 12": ("[Pp]rosecut|procurator|charges|Lord Advocate", "NONC-07", ALL, UNDER_12),
    "no CARM under 12": ("CARM", "PATH-20", ALL, UNDER_12),
    "no route from not sure alone": ("National Referral Mechanism|Inter-agency Referral|Reporter|in their own right",
        "FW-19", UNSURE, CHILDREN),
    "concealment never waits for pain": ("in pain or unwell|[Ii]f it is not immediate", "TALK-15",
        ("concealment", "concealment_unsure"), AGES),
    "no early intervention beside signs of harm": ("GIRFEC is for", "GIR-10",
        ("concealment", "injury", "assault", "neglect", "charges", "everything"), AGES),
    "no level of risk": (r"\b(?:low|medium|high)[- ]risk\b|\bpoints\b|%", "FW-18", ALL, AGES),
    "no promise of a guardian": ("will get a guardian|has a right to a guardian", "GUARD-04", ALL, AGES),
    "no English procedure": (r"section 4[57]|section 52|\bMASH\b|\bDSL\b", "NRM-15", ALL, AGES),
    "no child is an offender": (r"\boffender\b(?<!not an offender)|\bchose\b|\bchoosing\b", "TERM-33", ALL, AGES),
}  # fmt: skip


def combined(
    claims: dict[str, tuple[str, str, tuple[str, ...], tuple[str | None, ...]]],
) -> list[tuple[str, str, str | None]]:
    return [
        (claim, case, age)
        for claim, (_, _, in_cases, at_ages) in claims.items()
        for case, age in itertools.product(in_cases, at_ages)
    ]


def parts(told: Result) -> list[tuple[str, tuple[str, ...]]]:
    """Everything that is said, each with the facts it is said on."""
    found = [(everything(one), one.facts) for one in told.suggestions]
    return found + [(one.text, one.facts) for one in told.cautions]


def everything(one: Suggestion) -> str:
    return " ".join([one.title, one.text, one.reason, *(step.text for step in one.steps)])


RESULTS = {(name, age): result_of(TOOL, case, age) for name, case in CASES.items() for age in AGES}


@pytest.mark.parametrize(("claim", "case", "age"), combined(MUST))
def test_what_has_to_be_said_is_said_on_its_fact(claim: str, case: str, age: str | None) -> None:
    words, fact, _, _ = MUST[claim]
    said = [facts for text, facts in parts(RESULTS[case, age]) if re.search(words, text)]
    assert said, f"not said: {words}"
    assert any(fact in facts for facts in said), f"said without {fact}"


@pytest.mark.parametrize(("claim", "case", "age"), combined(NEVER))
def test_what_a_fact_rules_out_is_never_said(claim: str, case: str, age: str | None) -> None:
    words, fact, _, _ = NEVER[claim]
    for text, _ in parts(RESULTS[case, age]):
        assert not re.search(words, text), f"{fact}: {text}"


def test_every_age_and_every_kind_of_case_is_there() -> None:
    assert set(AGES) == {"under_12", "12_to_15", "16_to_17", "18_or_over", "not_known", None}
    assert len(RESULTS) == len(CASES) * 6
    shown = {one.id for told in RESULTS.values() for one in told.suggestions}
    assert {rule.id for rule in load_pathways().rules} <= shown | {"school"}, "a rule that no case shows"


@pytest.mark.parametrize("age", AGES)
def test_no_mixture_of_answers_breaks_the_rules_of_age(age: str | None) -> None:
    """Any answers at all, drawn at random but the same each time."""
    draw = random.Random(f"pathways {age}")
    always = {name: words for name, (words, _, used, at) in NEVER.items() if len(used) == len(CASES) and age in at}
    for _ in range(150):
        answers = {item.id: draw.choice(("yes", "no", "unsure")) for item in TOOL.items}
        context = {one.id: draw.choice(list(one.choices)) for one in TOOL.context if one.id != "age_band"}
        told = result_of(TOOL, Case("any", answers, context), age)
        for text, _ in parts(told):
            for name, words in always.items():
                assert not re.search(words, text), f"{name}: {text}"
        ids = [one.id for one in told.suggestions]
        if answers["difficulty_walking"] != "no":
            assert ids[0] in ("concealment", "adult_concealment")
        assert ("adult" in ids) == (age == "18_or_over")


def test_the_document_that_is_signed_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "docs/pathways.md is out of date: run make pathways"


def test_the_document_shows_every_rule_word_by_word_with_its_facts() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for rule in load_pathways().rules:
        assert f"(`{rule.id}`)" in text
        assert rule.text in text
        assert ", ".join(rule.facts) in text
    assert "Name and role" in text
