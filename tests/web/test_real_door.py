"""The widget against the real assistant: the few things that a fake door cannot prove. Slow to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.test_widget_talk import tab_to
from tests.web.visitor import Visitor

SLOW = 30_000  # milliseconds


@pytest.fixture
def real(context: BrowserContext, assistant: str) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors of the started assistant's own page."""
    context.set_default_timeout(SLOW)
    made: list[Visitor] = []

    def new() -> Visitor:
        made.append(Visitor(context, assistant))
        return made[-1].open()

    yield new
    assert [error for visitor in made for error in visitor.errors] == []


def test_question_is_answered_with_sources(real: Callable[[], Visitor]) -> None:
    visitor = real()
    visitor.page.get_by_label("Find a topic").fill("county lines")
    visitor.page.locator(".topics .list").get_by_role("button", name="County lines").click()
    answer = visitor.page.locator("li.answer").last
    expect(answer.get_by_role("heading", name="County lines")).to_be_visible(timeout=SLOW)
    expect(answer.get_by_text("Reviewed")).to_be_visible()
    expect(answer.get_by_text("Related topics")).to_be_visible()


def test_screening_by_keyboard_with_danger_half_way(real: Callable[[], Visitor]) -> None:
    visitor = real()
    keyboard = visitor.page.keyboard
    tab_to(visitor, "box")
    keyboard.type("Start the screening tool")
    keyboard.press("Enter")
    question = visitor.page.locator("li.question").last
    expect(question).to_contain_text("Item 1 of 14", timeout=SLOW)
    for item in range(2, 5):
        question.get_by_role("button", name="No", exact=True).press("Enter")
        expect(question).to_contain_text(f"Item {item} of 14", timeout=SLOW)
    visitor.listen()
    visitor.box.focus()
    keyboard.type("he is being attacked right now")
    keyboard.press("Enter")
    danger = visitor.page.locator("li.danger").last
    expect(danger).to_contain_text("999", timeout=SLOW)
    assert visitor.heard()[0][0] == "alert"
    visitor.button("Carry on with the questions").press("Enter")
    expect(question).to_contain_text("Item 4 of 14", timeout=SLOW)


def test_reload_and_delete_for_good(real: Callable[[], Visitor], assistant: str) -> None:
    visitor = real()
    visitor.type("hello")
    visitor.replies.first.wait_for(timeout=SLOW)
    visitor.page.reload()
    visitor.replies.first.wait_for(timeout=SLOW)
    assert visitor.said == ["hello"]
    token = visitor.stored()["token"]
    visitor.button("Options").click()
    visitor.button("Delete for good").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(visitor.replies).to_have_count(0, timeout=SLOW)
    history = httpx.get(f"{assistant}/chat/history", headers={"Authorization": f"Bearer {token}"})
    assert history.json()["turns"] == []
