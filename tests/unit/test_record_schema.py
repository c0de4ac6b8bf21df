"""The JSON record follows its schema, whatever was answered; the examples in docs/ are as they are made now."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from guidance.definitions import load_tools
from guidance.pathways import evaluate
from guidance.questionnaire import Questionnaire
from guidance.reading import CONTENT_DIR
from guidance.records_json import to_json
from guidance.state import State
from scripts import example_records

TOOLS = load_tools()
SCHEMA: dict[str, Any] = json.loads((CONTENT_DIR / "record.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker(["date"]))


def record(tool: str, state: object) -> dict[str, Any]:
    definition = TOOLS[tool]
    made = to_json(definition, state, evaluate(definition, Questionnaire(definition).where(state).state), date.today())
    parsed: dict[str, Any] = json.loads(json.dumps(made))
    return parsed


def test_the_schema_is_itself_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_an_empty_and_a_filled_record_follow_the_schema(tool: str) -> None:
    VALIDATOR.validate(record(tool, Questionnaire(TOOLS[tool]).start().state))
    filled = record(tool, example_records.filled()[tool])
    VALIDATOR.validate(filled)
    assert filled["answered"] > 0


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_paused_record_with_everything_in_it_follows_the_schema(tool: str) -> None:
    engine = Questionnaire(TOOLS[tool])
    state: State = example_records.filled()[tool]
    state["answers"]["a_row_that_went"] = {"value": "yes", "comments": [{"text": "kept"}]}
    for action, data in (
        ("comment", {"text": "A general note"}),
        ("disagree", {"reason": "I see it differently"}),
        ("restart", {}),
        ("change", {"item": 1, "value": "no"}),
        ("pause", {}),
    ):
        state = engine.apply(state, action, **data).state
    made = record(tool, state)
    VALIDATOR.validate(made)
    assert made["earlier_rows"]
    assert made["changes"]
    assert made["disagreement"]


def test_a_damaged_state_still_gives_a_record_that_follows_the_schema() -> None:
    damaged = {
        "answers": {"neglect": {"value": 3}, "injuries": 1},
        "notes": [{"words": "x"}],
        "history": [{"item": "neglect"}],
        "disagreement": [{}],
    }
    VALIDATOR.validate(record("screening_tool", damaged))


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_what_the_schema_does_not_know_is_refused(tool: str) -> None:
    made = record(tool, example_records.filled()[tool])
    for spoilt in (made | {"score": 7}, made | {"status": "high risk"}, made | {"date": "yesterday"}):
        with pytest.raises(ValidationError):
            VALIDATOR.validate(spoilt)
    del made["limits"]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(made)


def test_the_examples_in_the_documentation_are_what_is_made_now(tmp_path: Path) -> None:
    example_records.make(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 12, made
    for name in made:
        kept = example_records.FOLDER / name
        if name.endswith(".docx"):
            assert kept.stat().st_size < 100_000
        else:
            assert kept.read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8"), (
                f"{name} is out of date: run python -m scripts.example_records"
            )
    example_records.make_screenings(tmp_path / "screenings")
    screenings = sorted(path.name for path in (tmp_path / "screenings").iterdir())
    assert len(screenings) == 2 * 10
    for name in screenings:
        kept = example_records.FOLDER / "screenings" / name
        assert kept.read_text(encoding="utf-8") == (tmp_path / "screenings" / name).read_text(encoding="utf-8"), (
            f"{name} is out of date: run python -m scripts.example_records"
        )
    pictures = list(example_records.FOLDER.glob("*.png"))
    assert {path.stem[:-2] for path in pictures} == {name.split(".")[0] for name in made}
    assert all(path.stat().st_size < 200_000 for path in pictures)


@pytest.mark.parametrize("name", sorted(example_records.screened()))
def test_the_invented_screenings_follow_the_schema_and_describe_ten_situations(name: str) -> None:
    made = record("screening_tool", example_records.screened()[name])
    VALIDATOR.validate(made)
    assert made["status"] == "finished"
    first = made["result"]["suggestions"][0]["id"]
    assert first == {"concealment": "concealment", "not-sure": "talk_it_through", "all-no": "no_signs",
                     "age-19": "adult", "age-17": "help_now"}.get(name, "child_protection")  # fmt: skip
