"""A person with a browser: one page with the chat, and what is seen and heard there."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

# Everything that live regions say, in order, by role
LISTEN = """() => {
  const root = document.querySelector("cec-guide").shadowRoot;
  window.heard = [];
  for (const region of root.querySelectorAll("[role=alert], [role=log], [role=status]")) {
    const role = region.getAttribute("role");
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node.textContent) window.heard.push([role, node.textContent]);
    }).observe(region, { childList: true });
  }
}"""
FOCUSED = """() => {
  const focused = document.querySelector("cec-guide").shadowRoot.activeElement;
  return focused ? focused.innerText || focused.id || focused.tagName : "";
}"""


class Visitor:
    """Drives one page."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str = "/", clock: bool = False) -> Visitor:
        """Opens a page of the door and waits for the chat to be there."""
        if clock:
            self.page.clock.install()
        self.page.goto(self.url + path)
        self.page.locator("cec-guide .root").wait_for(state="attached")
        if self.page.locator("cec-guide[mode]:not([mode=button])").count():
            self.page.locator(".notice p").first.wait_for(state="attached")
        return self

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your message")

    @property
    def replies(self) -> Locator:
        """The assistant's messages."""
        return self.page.locator("li.message:not(.said)")

    @property
    def said(self) -> list[str]:
        """The person's messages as shown."""
        return [text.removeprefix("You: ") for text in self.page.locator("li.said > p:first-child").all_text_contents()]

    def shown(self, text: str) -> Locator:
        """The newest place in the conversation with that text, live regions left out."""
        return self.page.locator(".scroller").get_by_text(text).last

    def button(self, name: str) -> Locator:
        """The newest button with that name."""
        return self.page.get_by_role("button", name=name, exact=True).last

    def type(self, text: str) -> None:
        """Types and sends, without waiting for an answer."""
        self.box.fill(text)
        self.box.press("Enter")

    def say(self, text: str) -> Locator:
        """Types, sends, waits for the answer; returns the newest message."""
        before = self.replies.count()
        self.type(text)
        self.replies.nth(before).wait_for()
        return self.replies.last

    def listen(self) -> None:
        """From now on, notes what live regions say."""
        self.page.evaluate(LISTEN)

    def heard(self) -> list[list[str]]:
        """[role, text] of everything said since `listen`."""
        found: list[list[str]] = self.page.evaluate("() => window.heard")
        return found

    def focused(self) -> str:
        """What has the focus: its text, or its id."""
        found: str = self.page.evaluate(FOCUSED)
        return found

    def stored(self) -> dict[str, Any]:
        """What the tab keeps."""
        found: dict[str, Any] = self.page.evaluate("() => JSON.parse(sessionStorage.getItem('cec-guide') || '{}')")
        return found
