"""A practitioner in Teams: types, presses buttons of the cards that arrived, fills their text fields."""

from __future__ import annotations

import time
from typing import Any

import httpx2 as httpx

from tests.teams.fake_bot_service import TENANT, FakeBotService

SETTLED = 0.5  # seconds without a further message, after which a turn counts as over


class TeamsChat:
    """One conversation between the fake Teams and a really started assistant."""

    def __init__(self, fake: FakeBotService, url: str, conversation: str = "a:invented-chat") -> None:
        self.fake = fake
        self.http = httpx.Client(base_url=url, timeout=20)
        self.conversation = conversation
        self.newest: list[dict[str, Any]] = []

    def post(self, activity: dict[str, Any], token: str | None = None) -> httpx.Response:
        """Sends an activity as Teams does."""
        headers = {"Authorization": f"Bearer {token or self.fake.token()}"}
        return self.http.post("/teams/messages", json=activity, headers=headers)

    def activity(self, text: str | None = None, **changes: Any) -> dict[str, Any]:
        """An activity of this conversation."""
        place = {"id": self.conversation, "conversationType": "personal", "tenantId": TENANT}
        return self.fake.activity(text, **({"conversation": place} | changes))

    def say(self, text: str) -> str:
        """Types a text; returns what was answered as one text."""
        return self.send(self.activity(text))

    def change(self, said: dict[str, Any], text: str) -> str:
        """Changes a message that was sent before."""
        return self.send(self.changed(said, text))

    def changed(self, said: dict[str, Any], text: str) -> dict[str, Any]:
        """What Teams sends when a message is changed."""
        data = {"eventType": "editMessage", "tenant": {"id": TENANT}}
        return self.activity(text, type="messageUpdate", id=said["id"], channelData=data)

    def press(self, label: str, comment: str = "") -> str:
        """Presses a button of the newest cards, with what stands in the text field."""
        return self.submit(self.data(label), comment)

    def submit(self, data: dict[str, Any], comment: str = "") -> str:
        """Sends a card's data."""
        value = data | ({"comment": comment} if comment else {})
        return self.send(self.activity(value=value))

    def send(self, activity: dict[str, Any]) -> str:
        """Sends an activity and waits for all that is answered."""
        before = len(self.mine())
        answer = self.post(activity)
        assert answer.status_code == 202, answer.text
        self.fake.arrived(before + 1, 30, self.conversation)
        count, since = 0, time.monotonic()
        while time.monotonic() - since < SETTLED:
            if len(self.mine()) != count:
                count, since = len(self.mine()), time.monotonic()
            time.sleep(0.02)
        self.newest = self.mine()[before:]
        return "\n".join(self.texts())

    def mine(self) -> list[dict[str, Any]]:
        """All messages that came to this conversation."""
        return [activity for conversation, activity in self.fake.sent if conversation == self.conversation]

    def texts(self) -> list[str]:
        """All that can be read in the newest messages."""
        return [sent.get("text") or "\n".join(texts_of(content_of(sent))) for sent in self.newest]

    def data(self, label: str) -> dict[str, Any]:
        """The data behind a button of the newest cards."""
        shown = []
        for sent in reversed(self.newest):
            for action in actions_of(content_of(sent)):
                shown.append(action["title"])
                if action["title"] == label:
                    return dict(action["data"]) if "data" in action else {"url": action["url"]}
        raise AssertionError(f"no button '{label}'; there are {shown}")

    def item(self) -> int:
        """The number of the question that is asked now."""
        for text in reversed(self.texts()):
            for line in text.split("\n"):
                if line.startswith("Question "):
                    return int(line.split()[1])
        raise AssertionError(f"no question in {self.texts()}")


def content_of(activity: dict[str, Any]) -> Any:
    """The card of a message, {} for a text."""
    return (activity.get("attachments") or [{}])[0].get("content", {})


def walk(element: Any) -> list[dict[str, Any]]:
    """All objects in a card."""
    if isinstance(element, list):
        return [found for one in element for found in walk(one)]
    if not isinstance(element, dict):
        return []
    return [element, *(found for value in element.values() for found in walk(value))]


def texts_of(card: Any) -> list[str]:
    """What a card says."""
    texts = []
    for one in walk(card):
        if one.get("type") == "TextBlock":
            texts.append(one["text"])
        elif "title" in one and "value" in one and "type" not in one:
            texts.append(f"{one['title']} = {one['value']}" if len(one["value"]) < 100 else one["title"])
    return texts


def actions_of(card: Any) -> list[dict[str, Any]]:
    """The buttons of a card."""
    return [one for one in walk(card) if str(one.get("type", "")).startswith("Action.")]
