"""A browser, a fake door and a visitor for each test; nothing may reach another host or break the page's policy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from tests.web.fake_door import FakeDoor
from tests.web.visitor import Visitor

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 10_000  # milliseconds until a test gives up waiting


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
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


@pytest.fixture
def door() -> Iterator[FakeDoor]:
    fake = FakeDoor()
    yield fake
    if fake.trouble.slow:
        fake.trouble.slow.set()
    fake.stop()


@pytest.fixture
def foreign() -> list[str]:
    """Addresses outside this machine that a page asked for. A test that expects some empties the list."""
    return []


@pytest.fixture
def context(browser: Browser, foreign: list[str]) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["clipboard-write"])
    opened.set_default_timeout(WAIT)
    watch(opened, foreign)
    yield opened
    opened.close()
    assert foreign == [], "the page asked other hosts for something"


def watch(context: BrowserContext, foreign: list[str]) -> None:
    """Lets requests to this machine through and notes all others."""

    def route(one: Route) -> None:
        foreign.append(one.request.url)
        one.abort()

    context.route(lambda url: not url.startswith(("http://127.0.0.1:", "blob:", "data:")), route)


@pytest.fixture
def visit(context: BrowserContext, door: FakeDoor) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors, one page each; afterwards no script error and no broken policy may be left."""
    made: list[Visitor] = []

    def new() -> Visitor:
        made.append(Visitor(context, door.url))
        return made[-1]

    yield new
    assert [error for visitor in made for error in visitor.errors] == []
    assert door.reports == []


@pytest.fixture
def visitor(visit: Callable[[], Visitor]) -> Visitor:
    """Somebody on the full page."""
    return visit().open()
