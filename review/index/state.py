"""One conversation as the index knows it, and how an event changes it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from review.index import events
from review.index.events import Message

TOOL_ACTION: Final = "action_dialogue"
LOW: Final = (30, 50, 70)  # "lowest confidence below ... per cent"
DAY: Final = 86_400
COLUMNS: Final = (
    "cid", "sender_id", "name", "sample", "channel", "started_at", "last_at", "last_event", "events", "messages",
    "confidence", "danger", "fallback", "unsure", "error", "helpful", "unhelpful", "waiting", "opening", "reviewed_to",
)  # fmt: skip


@dataclass
class Tool:
    """How far a guided tool has come. Items count from 1; 0 is before the first or after the last."""

    item: int = 0
    furthest: int = 0
    length: int = 0
    finished: bool = False


@dataclass
class Conversation:
    """A row of `review_conversations` with what hangs on it; `apply` takes the next event.

    `new_*` and `counts` are what has to be written since it was loaded.
    """

    cid: int
    sender_id: str
    name: str
    sample: int
    channel: str = ""
    started_at: float = 0.0
    last_at: float = 0.0
    last_event: int = 0
    events: int = 0
    messages: int = 0
    confidence: float | None = None
    danger: bool = False
    fallback: bool = False
    unsure: bool = False
    error: bool = False
    helpful: bool = False
    unhelpful: bool = False
    waiting: bool = False
    opening: str = ""
    reviewed_to: int = 0
    tools: dict[str, Tool] = field(default_factory=dict)
    new_messages: list[dict[str, Any]] = field(default_factory=list)
    new_facets: set[str] = field(default_factory=set)
    new_words: set[str] = field(default_factory=set)
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    before: set[str] = field(default_factory=set)

    def row(self) -> dict[str, Any]:
        """The values of its row."""
        return {name: getattr(self, name) for name in COLUMNS}

    def facets(self) -> set[str]:
        """What its present state can be filtered by; the rest (`new_facets`) only ever grows."""
        found = {f"channel:{self.channel}", f"reviewed:{'yes' if self.reviewed_to >= self.last_event else 'no'}"}
        flags = {"danger": self.danger, "fallback": self.fallback, "unsure": self.unsure, "error": self.error}
        flags |= {"helpful": self.helpful, "unhelpful": self.unhelpful}
        found |= {f"outcome:{name}" for name, on in flags.items() if on}
        for name, tool in self.tools.items():
            found.add(f"tool:{name}")
            if tool.finished:
                found |= {"outcome:completed", f"completed:{name}"}
            else:
                found |= {"outcome:left", f"left:{name}", f"left:{name}:{tool.item}"}
        if self.confidence is not None:
            found |= {f"low:{limit}" for limit in LOW if self.confidence * 100 < limit}
        return found

    def apply(self, row: Any) -> None:
        """Takes one event, in the order of their ids."""
        at = float(row.timestamp) if row.timestamp is not None and math.isfinite(row.timestamp) else self.last_at
        if not self.events:
            self.started_at = at
            self._count("conversations", at)
        self.events += 1
        self.last_event = row.id
        self.last_at = max(self.last_at, at)
        if row.type_name == "user":
            self._user(row, at)
        elif row.type_name == "bot":
            self.waiting = False
            self.error = self.error or events.has_kind(row.data, "error")
            self.danger = self.danger or events.has_kind(row.data, "danger")
        elif row.type_name == "action":
            self._action(str(row.action_name or ""))
        elif row.type_name == "slot" and row.action_name == "asking":
            self._asking(events.as_dict(events.parsed(row.data).get("value")), at)
        elif row.type_name == "slot" and row.action_name == "feedback":
            self._feedback(events.as_dict(events.parsed(row.data).get("value")), at)

    def _count(self, key: str, at: float) -> None:
        # a date before 1970 or far off is a broken clock, not a day to draw
        self.counts[(key[:140], min(max(int(at // DAY), 0), 100_000))] += 1

    def _action(self, name: str) -> None:
        # A failed action of a guided tool leaves the turn silent; Rasa notes it as executed all the same
        if name == "action_listen":
            self.error = self.error or self.waiting
            self.waiting = False
        elif name.startswith(TOOL_ACTION):
            self.waiting = True

    def _user(self, row: Any, at: float) -> None:
        said = events.message(events.parsed(row.data))
        self.messages += 1
        self.channel = said.channel or self.channel
        self.opening = self.opening or said.text.strip()[:160]
        if not said.pressed:
            self.confidence = said.confidence if self.confidence is None else min(self.confidence, said.confidence)
        self.danger = self.danger or said.danger
        missed = said.missed
        self.fallback = self.fallback or (missed and said.band != "suggest")
        self.unsure = self.unsure or (missed and said.band == "suggest")
        self.new_facets |= {f"intent:{said.intent}"} | ({f"topic:{said.topic}"} if said.topic else set())
        self.new_words |= events.words(said.text)
        self.new_messages.append(
            {
                "event": row.id,
                "cid": self.cid,
                "at": at,
                "intent": said.intent,
                "topic": said.topic,
                "band": said.band,
                "confidence": said.confidence,
                "pressed": said.pressed,
                "open": missed,
            }
        )
        self._count_message(said, at)

    def _count_message(self, said: Message, at: float) -> None:
        self._count("messages", at)
        self._count(f"channel:{said.channel}", at)
        if not said.pressed:
            self._count("typed", at)
        if said.missed:
            self._count("unsure" if said.band == "suggest" else "fallback", at)
        if said.danger:
            self._count("danger", at)
        if said.intent == "ask" and said.topic and said.band == "answer":
            self._count(f"topic:{said.topic}", at)
        elif said.intent == "out_of_scope":
            self._count(f"outside:{said.topic}", at)

    def _asking(self, asked: dict[str, Any], at: float) -> None:
        name = events.text_of(asked.get("tool"), 60)
        if not name:
            return
        if name not in self.tools:
            self._count(f"started:{name}", at)
        tool = self.tools.setdefault(name, Tool())
        items, item = asked.get("items"), asked.get("item")
        tool.length = items if isinstance(items, int) and 0 < items < 1000 else tool.length
        if isinstance(item, int) and 0 <= item < 1000:
            tool.item = item
        elif asked.get("asked") == "review":
            tool.item = tool.length + 1
        tool.furthest = max(tool.furthest, tool.item)
        if asked.get("finished") is True:
            if not tool.finished:
                self._count(f"finished:{name}", at)
            tool.finished = True
            tool.furthest = tool.length + 1

    def _feedback(self, given: dict[str, Any], at: float) -> None:
        if not isinstance(given.get("helpful"), bool):
            return
        kind = "helpful" if given["helpful"] else "unhelpful"
        self.helpful = self.helpful or given["helpful"]
        self.unhelpful = self.unhelpful or not given["helpful"]
        self._count(kind, at)
        topic = events.text_of(given.get("topic"))
        if topic:
            self._count(f"{kind}:{topic}", at)
            self.new_facets.add(f"{kind}:{topic}")
