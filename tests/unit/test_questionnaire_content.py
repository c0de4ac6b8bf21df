"""The definitions: the framework's own wording, cared for in every entry; and errors that say what is wanted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guidance.definitions import Definition, load_tools
from guidance.pathways import load_pathways
from guidance.phrases import text_of
from guidance.questionnaire import Questionnaire
from guidance.reading import CONTENT_DIR, ContentError
from guidance.sources import load_sources

TOOLS = load_tools()
ALL = sorted(TOOLS)
ROWS = [(tool, item.id) for tool in ALL for item in TOOLS[tool].items]

# The rows of the framework's deck, word by word
DECK_SCREENING = [
    "Unknown whereabouts or associations – secrecy about who they are with/areas they are going to.",
    "Multiple police reports for incidents in the same or similar location.",
    "Stealing to order – some offences may be more indicative of potential criminal exploitation like stealing cars,"
    " motorbikes, e-scooters etc; high value or high-volume theft/shoplifting, robbery, and fraud.",
    "Getting into trouble with the police – suddenly picking up numerous charges or high number of charges in short"
    " space of time.",
    "Expressing that they have a level of protection from their exploiters, due to risky involvement in criminality."
    " They have a sense of status as a result in their associations.",
    "Use of new language and phrases e.g. sexual, gang, drug-related or violent language you wouldn't expect them to"
    " know.",
    "Unexplained physical injuries. May be reluctant/unwilling to seek/receive medical treatment. Or to disclose any"
    " details of how injuries were sustained.",
    "Difficulty walking or sitting, as a result of 'plugging' or banking drugs internally.",
    "Signs of restraint, such as rope burns or handcuff marks.",
    "Physical injuries without reasonable explanation.",
    "Physical appearance suddenly changed.",
    "Significant changes in emotional wellbeing.",
    "Disclosure of sexual or physical assault, followed by withdrawal of the allegation.",
    "Signs of neglect.",
]
DECK_PRIORITIES = [
    "Awareness raising/training for practitioners.",
    "Awareness of how to progress concerns if a child is identified as 'at risk' or being criminally exploited.",
    "Agency/partnership working towards an agreed definition.",
    "Agreed language and understanding around children who are criminally exploited.",
    "Understanding of the touch points in the system where agencies can intervene/identify children at risk of, or"
    " being criminally exploited.",
]
DECK_BEGIN = [
    "What are the key messages, aims and objectives",
    "Who forms the partnership?",
    "How do the views of children, young people, families, those with lived experience contribute",
    "What is the current response?",
    "Where are the gaps in knowledge, practice and resource?",
    "Are the partners aligned on the definition, approach and language?",
    "What is the understanding of the needs/challenges in your local area?",
]


@pytest.mark.parametrize(
    ("tool", "wording"),
    [("screening_tool", DECK_SCREENING), ("awareness_priorities", DECK_PRIORITIES), ("where_to_begin", DECK_BEGIN)],
)
def test_the_wording_is_the_frameworks_own(tool: str, wording: list[str]) -> None:
    assert [item.wording for item in TOOLS[tool].items] == wording


def test_the_self_assessment_has_the_frameworks_areas() -> None:
    areas = [item.title for item in TOOLS["self_assessment"].items]
    assert areas == [
        "Service response/collaboration.",
        "Information sharing.",
        "Risk management/safeguarding.",
        "Recording.",
    ]
    assert [field.id for field in TOOLS["self_assessment"].fields] == ["evidence", "gap", "action", "who", "by_when"]


@pytest.mark.parametrize(("tool", "item_id"), ROWS)
def test_every_item_is_cared_for(tool: str, item_id: str) -> None:
    item = TOOLS[tool].item(item_id)
    assert item is not None
    assert len(item.help) > 40
    assert item.topic, "every item leads to a topic"
    assert all(source in load_sources() for source in item.sources)
    assert item.considerations or tool == "screening_tool"


def test_the_sources_of_advice_rules_and_cautions_are_in_the_register() -> None:
    rules = load_pathways()
    cited = [source for tool in TOOLS.values() for source in tool.sources]
    cited += [source for tool in TOOLS.values() for advice in tool.advice.values() for source in advice.sources]
    cited += [source for one in rules.rules for source in one.sources]
    cited += [source for one in rules.cautions for source in one.caution.sources]
    assert [source for source in cited if source not in load_sources()] == []


def test_the_table_is_said_to_be_incomplete() -> None:
    turn = Questionnaire(TOOLS["screening_tool"]).start()
    assert "continued" in text_of(TOOLS, turn.outcomes[0])


@pytest.mark.parametrize("tool", ALL)
def test_every_introduction_says_that_nothing_is_scored_and_asks_for_no_names(tool: str) -> None:
    intro = TOOLS[tool].intro.lower()
    assert "score" in intro
    assert "name" in intro


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SCREENING = "questionnaires/screening_tool.yml"


@pytest.mark.parametrize(
    ("old", "new", "entry", "field", "wanted"),
    [
        ("    short: Unknown whereabouts\n", "", "items > whereabouts", "short", "is wanted"),
        ("    short: Unknown whereabouts\n", "    shrot: x\n", "items > whereabouts", "shrot", "not a field"),
        ("  - id: neglect\n", "  - id: appearance\n", "items > appearance", "id", "used twice"),
        ("  - id: neglect\n", "  - id: No Good\n", "items > No Good", "id", "lower-case"),
        ("urgent: assault", "urgent: storm", "items > withdrawn_allegation", "urgent", "must be one of"),
        ("answer_type: yes_no", "answer_type: maybe", "screening_tool", "answer_type", "must be one of"),
        ("id: screening_tool", "id: other", "other", "id", "name of the file"),
        ("    facts: [DECK, FW-33]\n", "    facts: []\n", "items > injuries_no_explanation", "facts", "list of texts"),
        ("short: Age\n", "short: ''\n", "context > age_band", "short", "is wanted"),
        ("items:\n", "items: [\n", "line", "YAML", "cannot be read"),
        ("title: Screening tool\n", "title: A\ntitle: B\n", "line", "YAML", "written twice"),
    ],
)
def test_an_error_names_file_entry_field_and_what_is_wanted(
    content: Path, old: str, new: str, entry: str, field: str, wanted: str
) -> None:
    spoil(content, SCREENING, old, new)
    with pytest.raises(ContentError) as caught:
        load_tools(content)
    message = str(caught.value)
    assert message.startswith("screening_tool.yml: ")
    assert entry in message
    assert f"'{field}'" in message
    assert wanted in message


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("any_yes: [withdrawn_allegation]", "any_yes: [withdrawn]", "'withdrawn', which is not known"),
        ("any_yes: [withdrawn_allegation]", "any_score: [neglect]", "'any_score' is not a field"),
        ("any_yes: [withdrawn_allegation]", "none_marked: 3", "must be true or false"),
        ("{age_band: [under_12]}", "{age_band: [eleven]}", "'eleven', which is not known"),
        ("{age_band: [under_12]}", "{shoe_size: [3]}", "'shoe_size' is not a field"),
        ("kind: urgent", "kind: loud", "must be one of"),
        ("    reason: A child in", "    why: A child in", "'why' is not a field"),
    ],
)
def test_a_slip_in_a_rule_is_found_when_it_is_read(content: Path, old: str, new: str, wanted: str) -> None:
    spoil(content, "pathways.yml", old, new)
    with pytest.raises(ContentError, match=wanted):
        load_pathways(content)


def test_a_missing_answer_label_is_found(content: Path) -> None:
    spoil(content, "questionnaire_texts.yml", "  unsure: Not sure\n", "")
    with pytest.raises(ContentError, match=r"answers: 'unsure' is wanted"):
        load_tools(content)


def test_an_earlier_row_is_added_by_editing_the_file_only(content: Path) -> None:
    row = """items:
  - id: first_page_row
    short: A row of the first page
    names: [first page]
    wording: A row that the official form has above these.
    help: An invented row, to show that a row is added without touching code.
    facts: [DECK]
    sources: [DECK]
"""
    state = Questionnaire(TOOLS["screening_tool"]).answer(None, "no").state
    spoil(content, SCREENING, "items:\n", row)
    spoil(content, SCREENING, 'edition: "', 'edition: "complete, ')
    longer: Definition = load_tools(content)["screening_tool"]
    assert [item.number for item in longer.items] == list(range(1, 16))
    turn = Questionnaire(longer).resume(state)
    assert turn.state["asking"] == "item:first_page_row"
    assert turn.state["answers"]["whereabouts"]["value"] == "no"


def test_a_whole_tool_is_added_by_one_file(content: Path) -> None:
    text = (content / "questionnaires/where_to_begin.yml").read_text(encoding="utf-8")
    (content / "questionnaires/another.yml").write_text(text.replace("id: where_to_begin", "id: another", 1), "utf-8")
    assert "another" in load_tools(content)


@pytest.mark.parametrize("value", ["yes", "unsure"])
def test_possible_concealment_is_medical_help_now_and_does_not_depend_on_how_the_child_seems(value: str) -> None:
    tool = TOOLS["screening_tool"]
    both = [{"item": "injuries", "value": "yes"}, {"item": "difficulty_walking", "value": value}]
    turn = Questionnaire(tool).answer_many(None, both)
    said = text_of(TOOLS, turn.outcomes[0])
    assert said.startswith("**Drugs may be hidden inside the child's body. Get medical help now, also if")
    first = said.split("\n\n")[:3]
    assert "999" in first[0]
    assert "A&E" in first[0]
    assert not any("in pain or unwell" in one or "not immediate" in one for one in first)
    assert "fatal" not in said, "no fact says so"
