"""The library: everything the assistant says that is written beforehand, ready to be sent as a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.channels.replies import ANSWER, CONTACTS, TEXT, Choice, Reply
from guidance.directory import load_directory
from guidance.notices import load_notices
from guidance.reading import CONTENT_DIR

DATA = CONTENT_DIR.parents[1] / "bot" / "data"
ASK, OUTSIDE = "utter_ask/", "utter_out_of_scope/"


class Library:
    """Responses by name, as Rasa's `responses:` hold them."""

    def __init__(self, responses: Mapping[str, list[dict[str, Any]]], retention_days: Callable[[], int]) -> None:
        """`retention_days` says how long a conversation is kept, for the notice about it."""
        self.responses = responses
        self._days = retention_days

    @property
    def days(self) -> int:
        """How many days a conversation is kept."""
        return self._days()

    def __contains__(self, name: str) -> bool:
        return name in self.responses

    def has_topic(self, topic: str | None) -> bool:
        """Whether there is an answer on a topic."""
        return bool(topic) and f"{ASK}{topic}" in self.responses

    def parts(self, name: str) -> tuple[str, dict[str, Any]]:
        """The text and the metadata of a response."""
        first = self.responses[name][0]
        return str(first.get("text", "")).strip(), dict(first.get("metadata") or {})

    def title(self, topic: str) -> str:
        """A topic's title as a practitioner sees it."""
        return str(self.parts(f"{ASK}{topic}")[1].get("title", topic))

    def to_topic(self, topic: str) -> Choice:
        """A button that leads to a topic."""
        return Choice(label=self.title(topic), intent="ask", topic=topic)

    def related(self, topic: str) -> list[str]:
        """The topics an answer leads to."""
        return [str(one) for one in self.parts(f"{ASK}{topic}")[1].get("related") or [] if self.has_topic(one)]

    def answer(self, topic: str, text: str | None = None) -> Reply:
        """The answer on a topic; `text` replaces its wording (more, shorter)."""
        full, data = self.parts(f"{ASK}{topic}")
        return Reply(
            kind=ANSWER,
            text=text or full,
            title=data.get("title"),
            topic=topic,
            sources=list(data.get("sources", [])),
            reviewed=data.get("reviewed"),
            related=[self.to_topic(t) for t in self.related(topic)],
            choices=[] if text or not data.get("more") else [self._tell_me_more(topic)],
            contacts=[c.to_dict() for c in load_directory().local(*data["local"])] if data.get("local") else [],
        )

    def _tell_me_more(self, topic: str) -> Choice:
        label = load_notices().say("button_more")
        return Choice(label, "tell_me_more", reply={"do": "more", "topic": topic})

    def more(self, topic: str) -> Reply:
        """The longer part of an answer, or what goes with it."""
        more = self.parts(f"{ASK}{topic}")[1].get("more")
        if more:
            return self.answer(topic, str(more).strip())
        return Reply(kind=TEXT, text=load_notices().say("no_more"), choices=self.answer(topic).related)

    def shorter(self, topic: str) -> Reply:
        """The first sentence of an answer, which by our rules answers the question on its own."""
        return self.answer(topic, first_sentence(self.parts(f"{ASK}{topic}")[0]))

    def sources(self, topic: str) -> Reply:
        """Where an answer comes from."""
        data = self.parts(f"{ASK}{topic}")[1]
        return Reply(kind=TEXT, text=load_notices().say("sources"), sources=list(data.get("sources", [])))

    def plain(self, name: str) -> Reply:
        """Any other response, with what its metadata asks for."""
        text, data = self.parts(name)
        if data.get("notice"):
            text += "\n\n" + load_notices().say(data["notice"], days=self._days())
        choices = [Choice.from_dict(choice) for choice in data.get("choices", [])]
        choices += [self.to_topic(t) for t in data.get("related", []) if self.has_topic(t)]
        if name.startswith(OUTSIDE):  # never a dead end: a person can always be reached
            choices.append(Choice(load_notices().say("button_human"), "talk_to_human"))
        contacts = [c.to_dict() for c in load_directory().for_audience(data["contacts"])] if "contacts" in data else []
        kind = data.get("kind", TEXT)
        return Reply(
            kind=CONTACTS if contacts and kind == TEXT else kind,
            text=text,
            title=data.get("title"),
            sources=list(data.get("sources", [])),
            choices=choices,
            contacts=contacts,
        )


def first_sentence(text: str) -> str:
    """The first sentence of an answer."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text.split("\n\n")[0], maxsplit=1)[0]


@lru_cache(maxsize=1)
def read_responses(folder: Path = DATA) -> Mapping[str, list[dict[str, Any]]]:
    """All `responses:` of the data files, the way Rasa reads them."""
    found: dict[str, list[dict[str, Any]]] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.rglob("*.yml")):
        if path.parent.name == "answers" or path.name == "conversation.yml":
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
            found.update(data.get("responses") or {})
    return found
