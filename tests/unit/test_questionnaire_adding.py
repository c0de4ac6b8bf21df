"""docs/questionnaires.md is true: its YAML makes an item and a tool, and its mistakes bring the messages it shows."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from bot.settings import ROOT
from guidance import records, telling_results
from guidance.definitions import load_tools
from guidance.pathways import load_pathways
from guidance.plans import build_plan
from guidance.questionnaire import Questionnaire
from guidance.reading import CONTENT_DIR, ContentError, read
from guidance.records_json import FORMS, make_file

DOCUMENT = (ROOT / "docs" / "questionnaires.md").read_text(encoding="utf-8")
BLOCKS = [dedent(one) for one in re.findall(r"^ *```yaml\n(.*?)^ *```", DOCUMENT, re.M | re.S)]
ROW, TOOL = (
    next(one for one in BLOCKS if one.startswith(f"# guidance/content/questionnaires/{name}.yml"))
    for name in ("screening_tool", "team_check")
)
SCREENING, TEAM = "questionnaires/screening_tool.yml", "questionnaires/team_check.yml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content in which the steps of the document have been taken."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    edit(folder, SCREENING, "items:\n", ROW.split("\n", 1)[1])
    (folder / TEAM).write_text(TOOL, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_item_of_the_document_is_asked_first_and_found_by_its_names(content: Path) -> None:
    before = Questionnaire(load_tools()["screening_tool"])
    begun = before.answer(before.start().state, "no").state
    edit(content, SCREENING, 'edition: "', 'edition: "changed, ')
    tool = load_tools(content)["screening_tool"]
    assert [item.id for item in tool.items][:2] == ["example_row", "whereabouts"]
    engine = Questionnaire(tool)
    assert engine.start().state["asking"] == "item:example_row"
    going_on = engine.resume(begun).state
    assert going_on["asking"] == "item:example_row"
    assert going_on["answers"]["whereabouts"]["value"] == "no"
    changed = engine.change(going_on, "the sample row one", "unsure").state
    assert changed["answers"]["example_row"]["value"] == "unsure"


def test_the_first_page_takes_the_sentence_about_missing_rows_away(content: Path) -> None:
    text = (content / SCREENING).read_text(encoding="utf-8")
    (content / SCREENING).write_text(re.sub(r"^incomplete:.*\n", "", text, flags=re.M), encoding="utf-8")
    assert load_tools()["screening_tool"].incomplete
    assert load_tools(content)["screening_tool"].incomplete == ""
    marked = load_pathways(content).rules
    assert any("example_row" in one.when.get("any_marked", ()) for one in marked), "'all' takes new rows in"


def test_the_tool_of_the_document_runs_to_its_plan_and_record(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = next(one for one in BLOCKS if one.startswith("limits:"))
    edit(content, "records.yml", "limits:\n", limits)
    words = read(content / "records.yml")
    for module in (records, telling_results):
        monkeypatch.setattr(module, "record_words", lambda: words)
    monkeypatch.setattr("guidance.records_json.record_words", lambda: words)
    tool = load_tools(content)["team_check"]
    engine = Questionnaire(tool)
    state = engine.start().state
    for action, data in (
        ("answer", {"value": "in_progress", "evidence": "A list is being made"}),
        ("answer", {"value": "no"}),
    ):
        state = engine.apply(state, action, **data).state
    assert state["asking"] == "review"
    plan = build_plan(tool, engine.finish(state).state)
    assert [(row.item, row.place) for row in plan.rows] == [
        ("contacts_known", "in_progress"),
        ("time_to_talk", "missing"),
    ]
    for form in FORMS:
        file = make_file(form, tool, state, plan, date(2026, 11, 24))
        assert file.content
        assert form == "docx" or b"A list is being made" in file.content


MISTAKES: dict[str, tuple[str, str, str]] = {
    "a field is missing": (SCREENING, "    short: An example row\n", ""),
    "a field's name is misspelt": (SCREENING, "    wording: The sentence", "    wordng: The sentence"),
    "an id is used twice": (SCREENING, "  - id: example_row\n", "  - id: neglect\n"),
    "an id is no id": (SCREENING, "  - id: example_row\n", "  - id: Example Row\n"),
    "a list is a text": (SCREENING, "[example, sample row]", "example"),
    "`urgent` names no advice": (SCREENING, "    topic: indicator_example\n", "    urgent: storm\n"),
    "the file has another name than its tool": (TEAM, "id: team_check\n", "id: team_checks\n"),
    "an answer type that does not exist": (TEAM, "answer_type: progress", "answer_type: maybe"),
    "a field twice in one entry": (TEAM, "title: Team check\n", "title: Team check\ntitle: Team check\n"),
    "a rule names an item that is gone": (
        "pathways.yml",
        "any_yes: [withdrawn_allegation]",
        "any_yes: [example_row]",
    ),
    "no limits for a new tool": ("records.yml", "", ""),
}


def read_all(content: Path) -> None:
    load_tools(content)
    load_pathways(content)
    read(content / "records.yml").entry("limits").texts("team_check", required=True)


def documented() -> dict[str, str]:
    """The table of mistakes in the document."""
    table = DOCUMENT.split("| mistake | message |", 1)[1].split("\n\n", 1)[0]
    return dict(re.findall(r"^\| (.+?) \| `(.+?)`.*\|$", table, re.M))


def test_every_documented_mistake_is_tried_out() -> None:
    assert set(documented()) == set(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_brings_the_message_of_the_document(content: Path, mistake: str) -> None:
    name, old, new = MISTAKES[mistake]
    if name == "pathways.yml":  # the row was taken out again, and a rule still names it
        text = (content / SCREENING).read_text(encoding="utf-8")
        (content / SCREENING).write_text(text.replace(ROW.split("\n", 1)[1], "items:\n"), encoding="utf-8")
    if old:
        edit(content, name, old, new)
    with pytest.raises(ContentError) as said:
        read_all(content)
    assert str(said.value).startswith(documented()[mistake])


def test_every_field_that_can_be_written_is_in_the_document() -> None:
    from guidance import definitions

    for field in (*definitions._ITEM_FIELDS, *definitions._TOOL_FIELDS):
        assert f"`{field}`" in DOCUMENT or f"\n{field}:" in TOOL or f"  {field}:" in ROW, field
