"""From a bare worry to a finished record on the real page: its rows agree with the door at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.test_widget_talk import tab_to
from tests.web.visitor import Visitor

SLOW = 30_000  # milliseconds
WORRY = "She came home with unexplained bruises on her arms. She stays out all night and nobody knows where she is."


@pytest.fixture
def real(context: BrowserContext, assistant: str) -> Iterator[Callable[[], Visitor]]:
    context.set_default_timeout(SLOW)
    made: list[Visitor] = []

    def new() -> Visitor:
        made.append(Visitor(context, assistant))
        return made[-1].open()

    yield new
    assert [error for visitor in made for error in visitor.errors] == []


def view(visitor: Visitor) -> dict[str, Any]:
    """What the door has written."""
    headers = {"Authorization": f"Bearer {visitor.stored()['token']}"}
    found: dict[str, Any] = httpx.get(f"{visitor.url}/chat/tools", headers=headers).json()
    return found


def agree(visitor: Visitor) -> dict[str, Any]:
    """The page shows each row, its comments, what is open and what waits as the door has them."""
    told = view(visitor)
    rows = [(tool["id"], row) for tool in told["tools"] for row in tool["rows"]]
    panel = visitor.page.locator(".written")
    values = ["Left open" if row["skipped"] and not row["answer"] else row["label"] for _, row in rows]
    expect(panel.locator(".row .value")).to_have_text(values, timeout=SLOW)
    comments = [f"“{one['text']}”" for _, row in rows for one in row["comments"] if one["text"]]
    expect(panel.locator(".said-words")).to_have_text(comments)
    expect(panel.locator(".waits")).to_have_count(sum(len(one["rows"]) for one in told["waiting"]))
    open_rows = [f"{row['number']}. {row['short']} open now" for _, row in rows if row["id"] == told["open_row"]]
    expect(panel.locator("[aria-current=step] .what")).to_have_text(open_rows)
    return told


def after(visitor: Visitor, act: Callable[[], object]) -> dict[str, Any]:
    """Does something that is answered, and compares."""
    before = visitor.replies.count()
    act()
    visitor.replies.nth(before).wait_for()
    return agree(visitor)


def press(visitor: Visitor, name: str) -> dict[str, Any]:
    return after(
        visitor, lambda: visitor.page.locator(".log").get_by_role("button", name=name, exact=True).last.click()
    )


def row_of(told: dict[str, Any], row: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["tools"][0]["rows"] if one["id"] == row)
    return found


def test_from_a_worry_to_a_record_with_nothing_typed_twice(real: Callable[[], Visitor]) -> None:
    visitor = real()
    page, keyboard = visitor.page, visitor.page.keyboard

    # A worry is said back with its signs; whether the child is safe is asked calmly and answered by keyboard
    after(visitor, lambda: visitor.type(WORRY))
    check = page.locator("li.check")
    expect(check).to_contain_text("Is the child safe at this moment?")
    assert check.get_by_role("link", name="Call 999").get_attribute("href") == "tel:999"
    assert page.locator("li.danger").count() == 0
    signs = page.locator("li.heard .signs dt").all_text_contents()
    assert "Unexplained injuries: " in signs
    page.locator(".scroller").focus()
    tab_to(visitor, "Safe now")
    after(visitor, lambda: keyboard.press("Enter"))
    expect(check.get_by_role("button", name="Chosen: Safe now")).to_be_visible()

    # The worry becomes proposals, which wait in their rows until each has its yes
    told = press(visitor, "Go through the screening tool with this")
    proposed = [one["rows"][0] for one in told["waiting"]]
    assert proposed
    assert [row["id"] for row in told["tools"][0]["rows"] if row["answer"]] == []
    while told["waiting"]:
        told = press(visitor, "Yes, put it there")
    assert {row["id"] for row in told["tools"][0]["rows"] if row["answer"]} == set(proposed)

    # A reload in the middle shows the same
    page.reload()
    visitor.replies.first.wait_for()
    assert agree(visitor) == told

    # An edit in place, by keyboard alone; the focus comes back to where it was
    row = proposed[0]
    said = row_of(told, row)["comments"][0]["text"]
    edit = page.locator(f"#edit-screening_tool-{row}")
    edit.focus()
    keyboard.press("Enter")
    form = page.locator(".form")
    expect(form.get_by_role("radio", name="Yes")).to_be_focused()
    keyboard.press("ArrowDown")  # to "No", and on to "Not sure"
    keyboard.press("ArrowDown")
    for _ in range(3):  # past the comment and its button to the box for another
        keyboard.press("Tab")
    keyboard.type("seen by the night staff on 3 June")
    keyboard.press("Tab")
    told = after(visitor, lambda: keyboard.press("Enter"))
    assert row_of(told, row)["answer"] == "unsure"
    assert [one["text"] for one in row_of(told, row)["comments"]] == [said, "seen by the night staff on 3 June"]
    expect(edit).to_be_focused()
    told = press(visitor, "Undo")
    assert row_of(told, row)["answer"] != "unsure"
    assert [one["text"] for one in row_of(told, row)["comments"]] == [said]

    # Everything else is answered by button, to the finished record
    while told["open_row"]:
        told = press(visitor, "No")
    while told["tools"][0]["status"] != "finished":
        names = page.locator("li.question").last.get_by_role("button").all_text_contents()
        told = press(visitor, next((name for name in names if "result" in name.lower()), "Skip"))
    expect(page.locator("li.record").last.get_by_role("button", name="Word")).to_be_visible()
    assert said in WORRY
    assert [text for text in visitor.said if any(word in text for word in ("bruises", "staff"))] == [WORRY]
    expect(page.locator(".written")).to_contain_text("Finished")
