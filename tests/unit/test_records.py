"""Records: what is in the Word file, the printable page and the JSON, read back as somebody else would."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from typing import Any

import docx
import pytest
from docx.document import Document

from guidance.definitions import load_tools
from guidance.pathways import evaluate
from guidance.phrases import text_of
from guidance.questionnaire import Questionnaire
from guidance.records_json import FORMS, File, make_file
from guidance.state import State

TOOLS = load_tools()
DAY = date(2026, 11, 24)


def filled(tool: str) -> State:
    """A tool filled in by somebody invented."""
    engine = Questionnaire(TOOLS[tool], clock=lambda: "2026-11-23T10:00Z")
    steps: list[tuple[str, dict[str, Any]]] = {
        "screening_tool": [
            ("answer", {"value": "yes", "evidence": "Out three nights <in> May & June", "when": "last_six_months"}),
            ("answer", {"value": "unsure"}),
            ("comment", {"item": 2, "text": "Dates to be checked"}),
            ("answer", {"value": "no"}),
            ("change", {"item": 3, "value": "yes", "evidence": "A bike, invented"}),
            ("answer", {"item": "injuries", "value": "yes"}),
            ("set_context", {"question": "age_band", "value": "16_to_17"}),
            ("finish", {"force": True}),
            ("comment", {"text": "A general note"}),
            ("disagree", {"reason": "I know the child and see it differently"}),
        ],
        "awareness_priorities": [
            ("answer", {"value": "yes", "evidence": "Two sessions a year"}),
            ("answer", {"value": "in_progress", "evidence": "Draft flowchart"}),
            ("answer", {"value": "no"}),
        ],
        "self_assessment": [("answer", {"value": "Joint meetings"}), ("answer", {"value": "No rota"})],
        "where_to_begin": [("answer", {"value": "Children first"})],
    }[tool]
    state = engine.start().state
    for action, data in steps:
        state = engine.apply(state, action, **data).state
    return state


def made(form: str, tool: str, state: State | None = None) -> File:
    state = state or filled(tool)
    return make_file(form, TOOLS[tool], state, evaluate(TOOLS[tool], state), DAY)


def word(tool: str, state: State | None = None) -> Document:
    return docx.Document(io.BytesIO(made("docx", tool, state).content))


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def everything(document: Document) -> str:
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def test_the_screening_table_has_the_layout_of_the_framework() -> None:
    rows = cells(word("screening_tool").tables[0])
    assert rows[0] == ["Indicator", "Yes/No", "Comments / evidence (include timescales)"]
    assert [row[0] for row in rows[1:]] == [item.wording for item in TOOLS["screening_tool"].items]
    assert rows[1][1:] == ["Yes", "Out three nights <in> May & June (When: In the last six months)"]
    assert rows[2][1:] == ["Not sure", "Dates to be checked"]
    assert rows[4][1:] == ["Not answered", ""]


def test_the_header_row_is_marked_and_the_table_has_alternative_text() -> None:
    table = word("screening_tool").tables[0]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert "w:tblDescription" in table._tbl.tblPr.xml


def test_header_and_footer_tell_tool_edition_date_and_page() -> None:
    document = word("screening_tool")
    header = document.sections[0].header.paragraphs[0].text
    assert "Screening tool" in header
    assert TOOLS["screening_tool"].edition in header
    assert "24 November 2026" in header
    footer = document.sections[0].footer.paragraphs[0]._p.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_the_word_record_says_what_it_has_to_say() -> None:
    document = word("screening_tool")
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [
        "About this record",
        "Context",
        "Indicators / signs of criminal exploitation",
        "General notes",
        "What the answers suggest",
        "What this record cannot say",
        "The practitioner sees it differently",
        "The practitioner's own judgement",
        "What was changed",
        "Sources",
    ]
    said = everything(document)
    for words in (
        "earlier rows are not public",
        "There is no score",
        "is not a referral",
        "Answers that led to this: Unexplained injuries (Yes)",
        "Age: 16 or 17",
        "A general note",
        "I know the child and see it differently",
        "Write here what you think",
        "National Guidance for Child Protection in Scotland 2021",
    ):
        assert words in said


def test_what_was_changed_is_in_the_record() -> None:
    rows = cells(word("screening_tool").tables[-1])
    assert rows == [["When", "Item", "Before", "After"], ["23 November 2026", "Stealing to order", "No", "Yes"]]


def test_there_is_no_score_column_or_total_of_signs() -> None:
    said = everything(word("screening_tool")).lower()
    assert not re.search(r"\b(?:low|medium|high) risk\b|total score|score:", said)
    assert not re.search(r"\d+ (?:signs|indicators)", said)


def test_answers_to_rows_of_an_earlier_edition_are_kept_apart() -> None:
    state = filled("screening_tool")
    state["answers"]["row_that_went"] = {
        "value": "yes",
        "at": "",
        "comments": [{"text": "kept", "when": None, "at": ""}],
        "fields": {},
    }
    said = everything(word("screening_tool", state))
    assert "no longer has" in said
    assert "row_that_went: Yes; kept" in said


def test_characters_that_word_cannot_hold_do_not_break_the_file() -> None:
    state = filled("screening_tool")
    state["answers"]["whereabouts"]["comments"][0]["text"] = "bell \x07 null \x00 ok"
    assert "bell  null  ok" in everything(word("screening_tool", state))


def test_the_priorities_table_has_the_columns_of_the_framework() -> None:
    rows = cells(word("awareness_priorities").tables[0])
    assert rows[0] == [
        "Awareness priorities",
        "Considerations for implementation",
        "Complete: Y/N/In progress",
        "Notes",
    ]
    assert [row[2] for row in rows[1:]] == ["Yes, complete", "In progress", "Not yet", "Not answered", "Not answered"]


def test_the_self_assessment_lies_across_the_page_with_a_column_per_field() -> None:
    document = word("self_assessment")
    rows = cells(document.tables[0])
    assert rows[0] == ["Area and questions", "Evidence", "Gap", "Action", "Who", "By when"]
    assert rows[1][1:3] == ["Joint meetings", "No rota"]
    assert document.sections[0].page_width > document.sections[0].page_height


def test_a_plan_has_the_considerations_beside_each_item() -> None:
    plan = cells(word("awareness_priorities").tables[1])
    assert plan[0] == ["Item", "What was written", "The framework's considerations"]  # its own column
    assert plan[1] == [
        "Awareness raising and training",
        "Yes, complete\nTwo sessions a year",
        "Recognising indicators and vulnerabilities.",
    ]


@pytest.mark.parametrize("tool", ["self_assessment", "where_to_begin"])
def test_lines_that_the_assistant_put_beside_a_question_are_not_called_the_frameworks(tool: str) -> None:
    document = word(tool)
    headings = [cell for table in document.tables for cell in cells(table)[0]]
    assert "The framework's considerations" not in headings
    assert "Lines from the framework's slides, put here by this assistant" in headings
    assert "this assistant put them there" in everything(document)
    rows = json.loads(made("json", tool).content)["result"]["rows"]
    assert {row["considerations_from"] for row in rows} == {"assistant"}
    assert "framework's considerations" not in text_of(TOOLS, Questionnaire(TOOLS[tool]).start().outcomes[-1])


def test_a_record_says_what_was_added_to_the_frameworks_form() -> None:
    said = everything(word("screening_tool"))
    assert 'The answer "not sure", the choice of when, the questions under Context' in said
    assert 'The answer "not sure" and the notes were added' in everything(word("awareness_priorities"))


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_an_empty_record_can_be_made_of_every_tool(tool: str) -> None:
    state = Questionnaire(TOOLS[tool]).start().state
    for form in FORMS:
        file = made(form, tool, state)
        assert b"Not answered" in file.content or form == "docx"
        assert file.name == f"{tool.replace('_', '-')}-2026-11-24.{form}"
    assert "Not answered" in everything(word(tool, state))


class Page(HTMLParser):
    """Counts tags and checks that each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in ("meta", "col", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_the_printable_page_is_well_formed_and_loads_nothing(tool: str) -> None:
    text = made("html", tool).content.decode()
    page = Page()
    page.feed(text)
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "a"} & set(page.seen)
    assert '<html lang="en-GB">' in text
    assert page.seen.count("h1") == 1


def test_the_printable_page_escapes_what_people_wrote() -> None:
    state = filled("screening_tool")
    state["notes"].append({"text": "<script>alert(1)</script>", "at": ""})
    text = made("html", "screening_tool", state).content.decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "&lt;in&gt; May &amp; June" in text


def test_the_json_says_which_schema_it_follows_and_holds_every_answer() -> None:
    data = json.loads(made("json", "screening_tool").content)
    assert (data["schema"], data["schema_version"]) == ("cec-guide-record", "1")
    assert [item["value"] for item in data["items"]][:4] == ["yes", "unsure", "yes", None]
    assert data["items"][0]["comments"][0]["when"] == "last_six_months"
    assert data["context"][0] == {"id": "age_band", "short": "Age", "value": "16_to_17", "label": "16 or 17"}
    assert data["changes"][0]["old"] == "no"
    assert data["disagreement"][0]["reason"].startswith("I know the child")
    suggested = {one["id"]: [because["id"] for because in one["because"]] for one in data["result"]["suggestions"]}
    assert suggested["help_now"] == ["injuries"]
    assert "score" not in json.dumps(sorted(data))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown form"):
        made("pdf", "screening_tool")


def test_the_word_file_is_a_sound_archive_without_an_author() -> None:
    file = made("docx", "screening_tool")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.testzip() is None
    assert word("screening_tool").core_properties.author == ""
    assert word("screening_tool").core_properties.language == "en-GB"
