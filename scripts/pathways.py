"""`make pathways`: what the pathway rules say for every kind of case and age, as docs/pathways.md, to be signed.

The cases are the ones that tests/unit/test_pathways_combinations.py checks, which also tells when the document is out
of date. `--check` writes nothing and fails where it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.settings import ROOT
from guidance.definitions import Definition, load_tools
from guidance.directory import Directory
from guidance.pathways import Pathways, Rule, load_pathways
from guidance.questionnaire import Questionnaire
from guidance.results import Result, Suggestion
from guidance.state import State

DOCUMENT: Final = ROOT / "docs" / "pathways.md"
AGE: Final = "age_band"
INTRO: Final = """# What the screening tool's pathways say

*Written by `make pathways` from `guidance/content/pathways.yml`; do not edit it by hand. A test fails where it is out
of date.*

For a child protection lead who reads what the assistant suggests before it is used, and signs it. The first part shows,
for kinds of cases and for every age, which suggestions come and in which order. The second part has every suggestion
word by word, with the facts that it rests on (`facts.md`). Nothing is counted and there is no score: a suggestion
depends on which answers were given, never on how many. In each case the signs that are not named are answered "no"."""
SIGN: Final = """## Read and agreed

| | |
|---|---|
| Name and role | |
| Agency | |
| Date | |
| What has to change before it is used | |"""


@dataclass(frozen=True)
class Case:
    """A kind of case: the answers besides "no", and what was said of the child's life besides the age."""

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    open_rows: bool = False


def cases(definition: Definition) -> dict[str, Case]:
    """Every kind of case, by a short id."""
    every = [item.id for item in definition.items]
    return {
        "nothing": Case("No sign: every row answered no"),
        "nothing_answered": Case("Nothing answered at all", open_rows=True),
        "one_unsure": Case("One sign, not sure: change in appearance", {"appearance": "unsure"}),
        "only_unsure": Case("Several signs, all of them not sure", dict.fromkeys(QUIET, "unsure")),
        "one_yes": Case("One sign: change in appearance", {"appearance": "yes"}),
        "several_yes": Case("Several signs", dict.fromkeys(QUIET, "yes")),
        "yes_and_unsure": Case("One sign, and one not sure", {"appearance": "yes", "new_language": "unsure"}),
        "charges": Case("Trouble with the police, stealing to order", dict.fromkeys(CHARGES, "yes")),
        "concealment": Case("Possible drugs inside the body", {"difficulty_walking": "yes"}),
        "concealment_unsure": Case("Possible drugs inside the body, not sure", {"difficulty_walking": "unsure"}),
        "injury": Case("An unexplained injury", {"injuries": "yes"}),
        "injury_unsure": Case("An unexplained injury, not sure", {"injuries": "unsure"}),
        "assault": Case("An assault told and taken back", {"withdrawn_allegation": "yes"}),
        "assault_unsure": Case("An assault told and taken back, not sure", {"withdrawn_allegation": "unsure"}),
        "neglect": Case("Signs of neglect", {"neglect": "yes"}),
        "emotional": Case("Change in emotional wellbeing", {"emotional_change": "yes"}),
        "harms_others": Case("One sign, and the child harms others", {"appearance": "yes"}, {"harm_to_others": "yes"}),
        "care": Case("One sign; in care; missing from home", {"appearance": "yes"}, IN_CARE),
        "everything": Case("Every sign", dict.fromkeys(every, "yes"), {"harm_to_others": "yes", "missing": "both"}),
    }


QUIET: Final = ("whereabouts", "new_language", "appearance")
CHARGES: Final = ("police_reports", "stealing_to_order", "sudden_charges")
IN_CARE: Final = {"care_experience": "yes", "missing": "home"}


def screened(definition: Definition, case: Case, age: str | None) -> State:
    """The tool filled in as the case says; `age` None is an age that was not asked for."""
    engine = Questionnaire(definition)
    state = engine.start().state
    for item in definition.items:
        if item.id in case.answers or not case.open_rows:
            state = engine.answer(state, case.answers.get(item.id, "no"), item.id).state
    context = {**case.context, **({AGE: age} if age else {})}
    for question, value in context.items():
        state = engine.set_context(state, question, value).state
    return state


def result_of(definition: Definition, case: Case, age: str | None) -> Result:
    """What the rules make of it, without anybody's local contacts."""
    return load_pathways().evaluate(definition, screened(definition, case, age), Directory([]))


def ages(definition: Definition) -> dict[str, str]:
    """The age bands with their labels."""
    question = definition.question(AGE)
    assert question is not None
    return dict(question.choices)


def document() -> str:
    """The whole of docs/pathways.md."""
    definition, pathways = load_tools()["screening_tool"], load_pathways()
    parts = [INTRO, "## Which suggestions come", *_tables(definition), "## Word by word", *_texts(pathways)]
    return "\n\n".join([*parts, "## What stands under every result", _cautions(pathways), SIGN]) + "\n"


def _tables(definition: Definition) -> Iterator[str]:
    bands = ages(definition)
    for case in cases(definition).values():
        results = {age: result_of(definition, case, age) for age in bands}
        order: dict[str, Suggestion] = {}
        for rule in load_pathways().rules:
            for result in results.values():
                order.update({one.id: one for one in result.suggestions if one.id == rule.id})
        rank = list(load_pathways().kinds)
        rows = sorted(order.values(), key=lambda one: rank.index(one.kind))
        lines = [f"| Suggestion | {' | '.join(bands.values())} |", "|---" * (len(bands) + 1) + "|"]
        for row in rows:
            cells = [_cell(result, row.id) for result in results.values()]
            lines.append(f"| {row.label}: {row.title} (`{row.id}`) | {' | '.join(cells)} |")
        yield f"### {case.name}\n\n" + "\n".join(lines)


def _cell(result: Result, rule: str) -> str:
    """The place in which a suggestion is read, so that the order can be checked too."""
    ids = [one.id for one in result.suggestions]
    return str(ids.index(rule) + 1) if rule in ids else "–"


def _texts(pathways: Pathways) -> Iterator[str]:
    for rule in pathways.rules:
        steps = "\n".join(f"{number}. {step.label}: {step.text}" for number, step in enumerate(rule.steps, 1))
        parts = [
            f"### {_title(pathways, rule)}",
            rule.text,
            f"Why: {rule.reason}",
            steps,
            f"Facts: {_list(rule.facts)}",
        ]
        yield "\n\n".join(parts)


def _title(pathways: Pathways, rule: Rule) -> str:
    return f"{pathways.kinds[rule.kind]}: {rule.title} (`{rule.id}`)"


def _cautions(pathways: Pathways) -> str:
    lines = []
    for one in pathways.cautions:
        adults = "18_or_over" in one.when.get("context", {}).get(AGE, ())
        whom = "For adults only: " if adults else "For children only: " if one.when else ""
        lines.append(f"- {whom}{one.caution.text} Facts: {_list(one.caution.facts)}")
    return "\n".join(lines)


def _list(facts: tuple[str, ...]) -> str:
    return ", ".join(facts)


def main() -> int:
    """Writes the document, or says that it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the document is out of date")
    text = document()
    if parser.parse_args().check:
        if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
            print(f"{DOCUMENT.name} is out of date: run make pathways", file=sys.stderr)
            return 1
        return 0
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
