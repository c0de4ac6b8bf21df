"""What must not happen: foreign scripts, leaks of the token, traces after leaving; and embedding in other pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.fake_door import FakeDoor
from tests.web.fake_talk import ANSWER
from tests.web.visitor import Visitor

EVIL = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script><b onclick='window.hacked=1'>x</b>"
LINK = "javascript:window.hacked=1"
EMBED = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Staff pages</title>
<script type="module" src="{door}/chat/widget.js"></script></head>
<body><main><h1>Staff pages</h1><cec-guide {attributes}></cec-guide></main></body></html>"""


def evil_messages() -> list[dict[str, Any]]:
    """Each field that is shown, with something in it that must stay text."""
    choice = {"label": EVIL, "choice": "x|evil"}
    person = dict.fromkeys(("name", "use", "phone", "text", "email", "hours", "role"), EVIL) | {"url": LINK, "id": "x"}
    row = {"item": EVIL, "label": EVIL, "value": EVIL, "evidence": EVIL, "choice": "x|evil"}
    fields = {"title": EVIL, "text": EVIL, "topic": EVIL, "reviewed": EVIL, "hint": EVIL}
    lists = {
        "choices": [choice],
        "related": [choice],
        "rows": [row],
        "contacts": [person],
        "sources": [{"label": EVIL, "url": LINK}],
        "download": [{"label": EVIL, "format": EVIL, "url": LINK}],
        "progress": {"done": EVIL, "total": EVIL, "item": EVIL},
    }
    bad_html = f"<p>before</p>{EVIL}<a href='{LINK}'>a</a><iframe src='{LINK}'></iframe><svg onload='window.hacked=1'/>"
    kinds = ["answer", "text", "question", "progress", "contacts", "record", "danger", "error", "unheard of", EVIL]
    return [{"kind": kind, **fields, **lists, "html": bad_html} for kind in kinds]


def test_nothing_shown_can_run_a_script(visitor: Visitor, door: FakeDoor) -> None:
    door.script[EVIL] = evil_messages()
    visitor.say(EVIL)
    page = visitor.page
    expect(page.get_by_text("before").last).to_be_visible()
    found = page.evaluate(
        """() => {
          const root = document.querySelector("cec-guide").shadowRoot;
          const all = [...root.querySelectorAll("*")];
          return {
            hacked: window.hacked,
            bad: all.filter((one) => /^(img|script|iframe|svg|b)$/i.test(one.tagName)).length,
            handlers: all.flatMap((one) => [...one.attributes]).filter((one) => one.name.startsWith("on")).length,
            links: [...root.querySelectorAll("a")].map((one) => one.protocol).filter((one) => one === "javascript:"),
          };
        }"""
    )
    assert found == {"hacked": None, "bad": 0, "handlers": 0, "links": []}
    for made in page.get_by_role("button", name="<img", exact=False).all()[:3]:
        made.click(force=True)
    assert page.evaluate("() => window.hacked") is None
    assert visitor.said[0] == EVIL
    # The parser looks at the handlers in the bad HTML, and the policy tells that it did not let them in
    assert all('"violated-directive":"script-src-attr"' in report for report in door.reports)
    door.reports.clear()


def test_topics_and_notice_are_text(
    visit: Callable[[], Visitor], door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = [{"group": EVIL, "topics": [{"topic": EVIL, "title": EVIL}]}]
    monkeypatch.setattr("tests.web.fake_door.TOPICS", groups)
    visitor = visit().open()
    visitor.page.get_by_label("Find a topic").fill("img")
    expect(visitor.page.get_by_text(EVIL).first).to_be_visible()
    assert visitor.page.evaluate("() => window.hacked") is None


def test_token_stays_in_this_tab_and_goes_to_the_door_only(
    visitor: Visitor, door: FakeDoor, context: BrowserContext
) -> None:
    door.script["record"] = [
        {
            "kind": "record",
            "text": "x",
            "download": [{"label": "Elsewhere", "format": "docx", "url": "https://evil.example/x"}],
        }
    ]
    visitor.say("record")
    visitor.button("Elsewhere").click()
    expect(visitor.shown("The file could not be fetched.")).to_be_visible()
    assert visitor.page.evaluate("() => localStorage.length") == 0
    assert context.cookies() == []
    assert set(visitor.page.evaluate("() => Object.keys(sessionStorage)")) == {"cec-guide"}


def test_chat_works_without_storage(context: BrowserContext, visit: Callable[[], Visitor]) -> None:
    context.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})")
    visit().open().say("county lines")


# -- leaving


@pytest.fixture
def elsewhere(context: BrowserContext) -> list[str]:
    """The page that leaving leads to, answered here."""
    seen: list[str] = []

    def answer(route: Any) -> None:
        seen.append(route.request.url)
        route.fulfill(body="<title>Weather</title><h1>Weather</h1>", content_type="text/html")

    context.route("https://www.bbc.co.uk/weather", answer)
    return seen


def test_leave_quickly_by_button(visitor: Visitor, elsewhere: list[str]) -> None:
    visitor.say("county lines")
    visitor.button("Leave quickly").click()
    visitor.page.wait_for_url("https://www.bbc.co.uk/weather")
    assert elsewhere
    # The page is not in the tab's history, and the tab has forgotten the conversation
    visitor.page.go_back()
    assert "127.0.0.1" not in visitor.page.url
    visitor.open()
    expect(visitor.replies).to_have_count(0)


def test_leave_by_shift_three_times(visitor: Visitor, elsewhere: list[str]) -> None:
    keyboard = visitor.page.keyboard
    visitor.box.focus()
    visitor.listen()
    keyboard.press("Shift")
    keyboard.press("Shift")
    assert [words for _, words in visitor.heard()] == [
        "Shift. Press it 2 more times to leave.",
        "Shift. Press it 1 more time to leave.",
    ]
    keyboard.press("Shift")
    visitor.page.wait_for_url("https://www.bbc.co.uk/weather")


def test_typing_capitals_or_escape_does_not_leave(visitor: Visitor, elsewhere: list[str]) -> None:
    keyboard = visitor.page.keyboard
    visitor.box.focus()
    for key in (
        "Shift+A",
        "Shift+B",
        "Shift+C",
        "Shift+Tab",
        "Escape",
        "Escape",
        "Escape",
        "Shift",
        "a",
        "Shift",
        "Shift",
    ):
        keyboard.press(key)
    assert visitor.page.url == visitor.url + "/"
    assert elsewhere == []


def test_the_page_is_blank_before_it_is_left(visitor: Visitor, elsewhere: list[str]) -> None:
    visitor.say("county lines")
    found = visitor.page.evaluate(
        """() => {
          document.querySelector("cec-guide").shadowRoot.querySelector("button.leave").click();
          return [getComputedStyle(document.body).display, document.title, sessionStorage.length];
        }"""
    )
    assert found == ["none", "Leaving.", 0]


# -- embedding


@pytest.fixture
def host(context: BrowserContext, visit: Callable[[], Visitor], door: FakeDoor) -> Iterator[Callable[..., Page]]:
    """A page of another origin, with a strict policy of its own, that embeds the chat."""
    other = FakeDoor()

    def make(attributes: str = "", allowed: bool = True) -> Page:
        if allowed:
            door.origins.add(other.url)
        other.policy = f"default-src 'none'; script-src {door.url}; connect-src {door.url}; report-uri /csp-report"
        other.pages["/"] = EMBED.format(door=door.url, attributes=attributes)
        other.files = {}
        page = visit().page
        page.goto(other.url)
        return page

    yield make
    other.stop()
    assert other.reports == [], "the host's policy needs more than script-src and connect-src"


def test_floating_button_on_another_site(host: Callable[..., Page]) -> None:
    page = host()
    opener = page.get_by_role("button", name="Ask CEC Guide")
    opener.click()
    dialog = page.get_by_role("dialog", name="CEC Guide")
    expect(dialog).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.get_by_label("Your message").fill("county lines")
    page.get_by_label("Your message").press("Enter")
    expect(dialog.get_by_role("heading", name="County lines")).to_be_visible()
    page.get_by_role("button", name="Minimise").click()
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.reload()  # stays open, keeps the conversation, does not take the focus
    expect(page.get_by_role("heading", name="County lines")).to_be_visible()


def test_nothing_is_asked_before_the_button_is_pressed(host: Callable[..., Page], door: FakeDoor) -> None:
    page = host()
    expect(page.get_by_role("button", name="Ask CEC Guide")).to_be_visible()
    assert door.asked == []


def test_new_messages_are_counted_while_the_panel_is_closed(host: Callable[..., Page], door: FakeDoor) -> None:
    page = host()
    page.get_by_role("button", name="Ask CEC Guide").click()
    door.trouble.slow = threading.Event()
    page.get_by_label("Your message").fill("county lines")
    page.get_by_label("Your message").press("Enter")
    page.get_by_role("button", name="Minimise").click()
    door.trouble.slow.set()
    expect(page.get_by_role("button", name="Ask CEC Guide 1 new message")).to_be_visible()


def test_inline_panel_with_its_own_title_and_colour(host: Callable[..., Page]) -> None:
    page = host('mode="panel" title="Ask the guide" colour="#7a1f5c"')
    expect(page.get_by_role("heading", name="Ask the guide", level=2)).to_be_visible()
    colour = page.get_by_role("button", name="Send").evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(122, 31, 92)"


@pytest.mark.parametrize("colour", ["#ffff00", "#8ab", "red", "url(https://evil.example/)"])
def test_colour_that_cannot_be_read_is_not_used(host: Callable[..., Page], colour: str) -> None:
    page = host(f'mode="panel" colour="{colour}"')
    found = page.get_by_role("button", name="Send").evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert found == "rgb(0, 101, 189)"


def test_origin_that_is_not_allowed_gets_nothing(host: Callable[..., Page], door: FakeDoor) -> None:
    page = host('mode="panel"', allowed=False)
    page.get_by_label("Your message").fill("county lines")
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    assert door.said == []
    assert door.talks == {}


def test_exit_address_of_the_host_and_none(host: Callable[..., Page], context: BrowserContext) -> None:
    context.route(
        "https://www.example.org/",
        lambda route: route.fulfill(body="<title>Other</title>", content_type="text/html"),
    )
    page = host('mode="panel" exit="https://www.example.org/"')
    page.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("https://www.example.org/")
    page = host('mode="panel" exit="off"')
    expect(page.get_by_label("Your message")).to_be_visible()
    expect(page.get_by_role("button", name="Leave quickly")).to_have_count(0)
    expect(page.get_by_text("press Shift three times")).to_have_count(0)


def test_right_to_left_page(host: Callable[..., Page]) -> None:
    page = host('mode="panel" dir="rtl"')
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_label("Your message").fill("county lines")
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text(ANSWER["text"].split("\n")[0]).first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
