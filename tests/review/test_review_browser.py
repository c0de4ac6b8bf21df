"""In a real browser: sign in, filter, read, annotate, export, purge; every page passes axe and works by keyboard."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import yaml
from playwright.sync_api import Browser, Page, expect, sync_playwright

from review.jobs.background import group_open_questions
from review.pseudonyms import pseudonym
from tests.review.console import PASSWORD, SECRET, Console
from tests.review.talk import Talk

AXE = (Path(next(iter(axe_playwright_python.__path__))) / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
MANY = 60


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no browser: install Debian's package `chromium`, or set CHROMIUM to the program"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """More than a page of conversations, some older than they may be."""
    with Console(tmp_path_factory.mktemp("browser")) as running:
        running.accounts()
        old = Talk(running.engine, at=time.time() - 35 * 86_400)
        old.turn("web-past", "a question of long ago", "ask/ird")
        for n in range(MANY):
            Talk(running.engine, at=time.time() - 86_400 - n * 60).turn(f"web-{n}", f"an ordinary question {n}")
        talk = Talk(running.engine)
        talk.everything()
        for n in range(3):
            talk.turn(f"web-alike-{n}", f"where can I find bicycle lessons {n}", "nlu_fallback", band="reject")
        running.index()
        group_open_questions(running.engine)
        yield running


class Person:
    """Somebody at a page. What goes wrong in the browser is kept in `errors`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security" in said.text else None)

    def sign_in(self, role: str) -> None:
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("User name").fill(f"test-{role}")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Conversations")

    def passes_axe(self) -> None:
        """No violation of WCAG 2.2 AA, nor of good practice."""
        # through the debugger, where the page's policy does not forbid it
        found: dict[str, Any] = self.page.evaluate(
            f"async () => {{ {AXE}; return await axe.run(document, "
            f"{{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations'], preload: false}}) }}"
        )
        told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
        assert told == [], self.page.url


@pytest.fixture
def person(chromium: Browser, full: Console) -> Iterator[Person]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(10_000)
    somebody = Person(context.new_page(), full.url)
    yield somebody
    context.close()
    assert somebody.errors == []


def test_a_reviewer_filters_reads_and_annotates_by_keyboard(person: Person, full: Console) -> None:
    page = person.page
    page.goto(full.url)
    person.passes_axe()
    person.sign_in("reviewer")
    person.passes_axe()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="To the newest").or_(page.get_by_role("link", name="Newer"))).to_be_visible()
    page.get_by_role("link", name="Queue").click()
    page.get_by_text("Filter", exact=True).click()
    person.passes_axe()
    page.get_by_label("What happened").select_option("unsure")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tr[data-item]")).to_have_count(1)
    page.get_by_label("Keep this filter as").fill("Asked back")
    page.get_by_role("button", name="Save filter").click()
    expect(page.get_by_role("link", name="Asked back")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conversation")
    person.passes_axe()
    page.keyboard.press("j")
    expect(page.locator(".turn").first).to_be_focused()
    page.get_by_text("Annotate", exact=True).first.click()
    person.passes_axe()
    page.get_by_label("Wrong; right would be").fill("ask/ird")
    page.get_by_role("button", name="Save as wrong").click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    expect(page.locator(".notes")).to_contain_text("test-reviewer")
    page.get_by_label("Tag").fill("to discuss")
    page.get_by_role("button", name="Add tag").click()
    expect(page.get_by_role("link", name="to discuss")).to_be_visible()
    person.passes_axe()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")


def test_shortcuts_can_be_switched_off(person: Person, full: Console) -> None:
    person.sign_in("viewer")
    page = person.page
    page.get_by_role("button", name="Keyboard shortcuts are on").click()
    page.locator("main").focus()
    page.keyboard.press("j")
    expect(page.locator("tr[data-item] a").first).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Keyboard shortcuts are off")).to_be_visible()


def test_an_exporter_takes_out_only_what_was_looked_at(person: Person, full: Console) -> None:
    person.sign_in("exporter")
    page = person.page
    page.goto(f"{full.url}/conversations/{pseudonym(SECRET, 'web-fallback')}")
    page.get_by_text("Annotate", exact=True).first.click()
    page.get_by_label("Wrong; right would be").fill("out_of_scope/general_knowledge")
    page.get_by_role("button", name="Save as wrong").click()
    page.get_by_role("link", name="Improve", exact=True).click()
    person.passes_axe()
    page.get_by_role("link", name="Look through the proposal").click()
    person.passes_axe()
    card = page.locator("fieldset", has=page.get_by_text("out_of_scope/general_knowledge"))
    card.get_by_label("Text").fill("how do I mend a bike tyre at home")
    card.get_by_role("checkbox").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ticked ones").click()
    content = yaml.safe_load(Path(download.value.path()).read_text())
    assert content["nlu"] == [
        {"intent": "out_of_scope/general_knowledge", "examples": "- how do I mend a bike tyre at home\n"}
    ]


def test_an_administrator_looks_after_data_and_people(person: Person, full: Console) -> None:
    person.sign_in("administrator")
    page = person.page
    page.get_by_role("link", name="Data protection").click()
    person.passes_axe()
    expect(page.get_by_text("1 conversation without activity")).to_be_visible()
    page.get_by_role("button", name="Run the purge now").click()
    expect(page.get_by_text("Nothing is older than 30 days")).to_be_visible()
    page.goto(f"{full.url}/conversations/{pseudonym(SECRET, 'web-error')}")
    page.get_by_role("link", name="Erase this conversation").click()
    person.passes_axe()
    page.get_by_label("I am sure").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("status").first).to_contain_text("has been erased")
    for link in ("People", "Log"):
        page.get_by_role("link", name=link, exact=True).click()
        person.passes_axe()


def test_charts_are_read_and_followed_by_keyboard(person: Person, full: Console) -> None:
    person.sign_in("viewer")
    page = person.page
    page.get_by_role("link", name="Insight").click()
    person.passes_axe()
    expect(page.get_by_role("table", name="Asked most")).to_be_visible()
    page.get_by_role("link", name="Unanswered questions, grouped").click()
    expect(page.get_by_text("3 alike")).to_be_visible()
    person.passes_axe()
    page.goto(f"{full.url}/insight/tools/screening_tool")
    person.passes_axe()
    bar = page.locator("svg a[href='/?left=screening_tool:5']")
    bar.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-item]")).to_have_count(1)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_narrow_and_dark_pages_pass_too(width: int, scheme: Any, person: Person, full: Console) -> None:
    person.sign_in("administrator")
    page = person.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/?outcome=left", f"/conversations/{pseudonym(SECRET, 'web-unsure')}", "/insight", "/people"):
        page.goto(full.url + path)
        person.passes_axe()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways"
