"""Every example of every component passes axe (WCAG 2.2 AA) in light, dark and forced colours at three widths."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
import yaml
from playwright.sync_api import BrowserContext, Page

from bot.channels.files import WIDGET
from tests.web.fake_door import FakeDoor
from tests.web.visitor import Visitor

AXE = (Path(next(iter(axe_playwright_python.__path__))) / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "preload": False, "iframes": False}
WIDTHS = {320: 640, 768: 900, 1280: 800}
COLOURS: list[dict[str, Any]] = [
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
]
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>An example</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/chat/page/page.css"><script type="module" src="/chat/widget.js"></script></head>
<body class="{kind}"><main>{heading}<cec-guide{attributes}></cec-guide></main></body></html>"""


def examples() -> list[Any]:
    found = []
    for folder in sorted((WIDGET / "components").iterdir()):
        for name, example in yaml.safe_load((folder / "examples.yml").read_text(encoding="utf-8")).items():
            found.append(pytest.param(example, id=f"{folder.name}: {name}"))
    return found


def show(example: dict[str, Any], door: FakeDoor, context: BrowserContext, visitor: Visitor) -> Page:
    """Opens a page with the example in its state."""
    attributes = {"mode": "page"} | example.get("attributes", {})
    heading = "" if attributes["mode"] == "page" else "<h1>A page of ours</h1>"
    written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
    kind = "host" if heading else "full"
    door.pages["/example"] = PAGE.format(kind=kind, heading=heading, attributes=written)
    door.topics_ready = example.get("topics_ready", True)
    door.expires_in = example.get("expires_in", door.expires_in)
    door.trouble.coming = list(example.get("trouble", []))
    door.trouble.slow = threading.Event() if example.get("slow") else None
    door.tools = example.get("tools", door.tools)
    turns = example.get("turns") or ([example] if "said" in example else [])
    if turns:
        token = door.conversation([(turn["said"], turn["messages"]) for turn in turns])
        kept = json.dumps({"token": token, "expires": 9e15, "feedback": True, "turns": len(turns)})
        context.add_init_script(f"sessionStorage.setItem('cec-guide', {json.dumps(kept)})")
    visitor.open("/example")
    page = visitor.page
    if turns:
        visitor.replies.nth(sum(len(turn["messages"]) for turn in turns) - 1).wait_for()
    play(example, door, visitor)
    return page


def play(example: dict[str, Any], door: FakeDoor, visitor: Visitor) -> None:
    page = visitor.page
    for name in example.get("press", []):
        target = page.get_by_role("button", name=name, exact=True).or_(page.locator("summary", has_text=name))
        target.first.click()
    for name in example.get("press_last", []):
        visitor.button(name).click()
    if "search" in example:
        page.get_by_label("Find a topic").fill(example["search"])
    if "draft" in example:
        visitor.box.fill(example["draft"])
        if "\n" not in example["draft"]:
            page.locator(".suggestions li").first.wait_for()
    if "type" in example:
        if example.get("offline"):
            door.stop()
        visitor.type(example["type"])
        after = {"slow": ".working:visible", "offline": ".state", "expires_in": ".banner:visible"}
        page.locator(next((after[key] for key in after if key in example), ".error")).first.wait_for()


def violations(page: Page) -> list[str]:
    """What axe has to say, one line for each finding."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE + "; undefined")
    found = page.evaluate("([only, options]) => axe.run(document, {runOnly: only, ...options})", [TAGS, OPTIONS])
    return [
        f"{one['id']}: {one['help']}: {node['html'][:150]} ({node.get('failureSummary', '')[:200]})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("example", examples())
def test_example_is_accessible(
    example: dict[str, Any], door: FakeDoor, context: BrowserContext, visit: Callable[[], Visitor]
) -> None:
    page = show(example, door, context, visit())
    found: dict[str, list[str]] = {}
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if "tools" in example and width == min(WIDTHS):
            page.locator(".bar-written").click()  # on a phone the rows are a sheet that stays open from here on
        for colours in COLOURS:
            page.emulate_media(**colours)
            where = f"{width} px, {colours['color_scheme']}, forced colours {colours['forced_colors']}"
            problems = violations(page)
            if problems:
                found[where] = problems
        overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        inside = page.evaluate(
            """() => [...document.querySelector("cec-guide").shadowRoot.querySelectorAll(".panel, .scroller")]
                     .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className)"""
        )
        assert overflow <= 0, f"the page is wider than {width} px"
        assert inside == [], f"something scrolls sideways at {width} px"
    assert found == {}
