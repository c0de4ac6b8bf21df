"""Finding the item that somebody means."""

from __future__ import annotations

import pytest

from guidance.definitions import load_tools
from guidance.finding import find_items

TOOLS = load_tools()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("7", ["injuries"]),
        ("number 7", ["injuries"]),
        ("#7", ["injuries"]),
        ("question 7 please", ["injuries"]),
        ("the third one", ["stealing_to_order"]),
        ("the last one", ["neglect"]),
        ("seven", ["injuries"]),
        ("number nine", ["restraint_marks"]),
        ("difficulty_walking", ["difficulty_walking"]),
        ("the injuries one", ["injuries", "injuries_no_explanation"]),
        ("unexplained injuries", ["injuries"]),
        ("injuries without explanation", ["injuries_no_explanation"]),
        ("plugging", ["difficulty_walking"]),
        ("the one about rope burns", ["restraint_marks"]),
        ("an injury", ["injuries", "injuries_no_explanation"]),
        ("change the neglect answer", ["neglect"]),
        ("shoplifting", ["stealing_to_order"]),
        ("99", []),
        ("0", []),
        ("", []),
        ("the weather", []),
    ],
)
def test_screening_items(said: str, wanted: list[str]) -> None:
    assert [item.id for item in find_items(TOOLS["screening_tool"], said)] == wanted


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_item_is_found_by_its_short_name_and_its_number(tool: str) -> None:
    for item in TOOLS[tool].items:
        assert [one.id for one in find_items(TOOLS[tool], item.short)] == [item.id]
        assert [one.id for one in find_items(TOOLS[tool], str(item.number))] == [item.id]
