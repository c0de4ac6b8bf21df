"""A conversation with the dialogue manager alone: what the readers would have understood is given by the test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.channels.replies import Choice, Reply
from dialogue import Heard, Manager, context_of, tools_view

MANAGER = Manager()


class Conversation:
    """Keeps the state between turns, as the slot does: through JSON."""

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self.replies: list[Reply] = []
        self.mark = ""  # of the messages, where a test gives them one

    def say(
        self,
        text: str,
        *acts: str,
        signs: Mapping[int, str] | None = None,
        urgency: str = "none",
        kind: str = "",
        topics: Mapping[int, str] | None = None,
        **reading: Any,
    ) -> list[Reply]:
        """Types a text whose clauses, cut at ' | ', do `acts` (one a clause; several joined by +).

        `signs` and `topics` are by number of the clause: "row:role", and a topic's id.
        """
        parts = text.split(" | ") if text.strip() else []
        clauses = []
        for number, part in enumerate(parts):
            names = acts[number].split("+") if number < len(acts) and acts[number] else []
            clause: dict[str, Any] = {"text": part, "start": number, "acts": dict.fromkeys(names, 0.9)}
            if signs and number in signs:
                row, _, role = signs[number].partition(":")
                clause["signs"] = [{"row": row, "role": role or "for", "p": 0.9}]
            if topics and number in topics:
                clause["topic"] = {"id": topics[number], "right": 0.9, "others": []}
            clauses.append(clause)
        if not any(char.isalnum() for char in text):
            clauses = clauses if acts else []
        reading = {"clauses": clauses, "urgency": {"level": urgency, "kind": kind}, **reading}
        parse: dict[str, Any] = {}
        if topics and len(parts) == 1:
            topic = {"topic": topics[0], "confidence": 0.9}
            parse = {
                "intent": {"name": "ask", "confidence": 0.9},
                "topic_decision": {"band": "answer", "topics": [topic]},
            }
        return self._turn(Heard(text.replace(" | ", " "), reading, parse, mark=self.mark))

    def press(self, label: str) -> list[Reply]:
        """Presses a button of the newest replies."""
        button = next(choice for choice in self.buttons() if choice.label == label)
        return self._turn(Heard(label, {}, {}, {"intent": button.intent, "topic": button.topic, "reply": button.reply}))

    def buttons(self) -> list[Choice]:
        """All buttons of the newest replies."""
        return [choice for reply in self.replies for choice in [*reply.choices, *reply.related]]

    def _turn(self, heard: Heard) -> list[Reply]:
        outcome = MANAGER.turn(self.state, heard)
        self.state = json.loads(json.dumps(outcome.state))
        self.replies = outcome.replies
        assert 1 <= len(self.replies) <= 3
        return self.replies

    @property
    def text(self) -> str:
        """All that was said last."""
        return "\n".join(f"{reply.title or ''}\n{reply.text}" for reply in self.replies)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the newest replies."""
        return [reply.kind for reply in self.replies]

    @property
    def context(self) -> str:
        """What is open."""
        return context_of(self.state)

    @property
    def open_row(self) -> str | None:
        """The row that a plain yes would answer."""
        found: str | None = tools_view(self.state)["open_row"]
        return found

    def rows(self) -> dict[str, tuple[str | None, list[str]]]:
        """What is written: {row: (answer, comments)}."""
        return {
            row["id"]: (row["answer"], [comment["text"] for comment in row["comments"]])
            for tool in tools_view(self.state)["tools"]
            for row in tool["rows"]
            if row["answer"] or row["comments"]
        }


def screening() -> Conversation:
    """A screening that has just been started."""
    talk = Conversation()
    talk.say("start the screening tool", "start")
    assert talk.open_row == "whereabouts"
    return talk
