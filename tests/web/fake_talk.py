"""What the fake door says: short invented replies in every kind, and a screening of 14 items."""

from __future__ import annotations

import html
from typing import Any

Message = dict[str, Any]
ITEMS = [
    "Whereabouts", "Police reports", "Stealing to order", "Police trouble", "Protection", "New phrases", "Injuries",
    "Walking", "Restraint", "Scars", "Appearance", "Feelings", "Allegation", "Neglect",
]  # fmt: skip
TOPICS = [
    {
        "group": "About the framework",
        "topics": [
            {"topic": "framework_what", "title": "What the framework is"},
            {"topic": "training", "title": "Training for staff"},
        ],
    },
    {
        "group": "Understanding criminal exploitation",
        "topics": [
            {"topic": "county_lines", "title": "County lines"},
            {"topic": "debt_bondage", "title": "Debt bondage"},
            {"topic": "grooming", "title": "Grooming and control"},
        ],
    },
    {"group": "Next steps", "topics": [{"topic": "danger_now", "title": "A child is in danger now"}]},
]


def text(words: str, kind: str = "text", **more: Any) -> Message:
    """A message; its HTML is what the server's renderer would make of the words."""
    rendered = "".join(f"<p>{html.escape(part)}</p>" for part in words.split("\n\n"))
    return {"kind": kind, "text": words, "html": rendered, **more}


ANSWER = text(
    "County lines is a way of moving drugs in which children are made to carry them.\n\nTalk to your manager today.",
    kind="answer",
    title="County lines",
    topic="county_lines",
    reviewed="2026-11-24",
    sources=[
        {"label": "Framework deck, slide ‘Key knowledge’ (2026)", "url": None},
        {"label": "National guidance, 2023 edition", "url": "https://www.example.org/guidance"},
    ],
    related=[{"label": "Debt bondage", "choice": "topic|Debt bondage", "topic": "debt_bondage"}],
)
DANGER = text(
    "Call 999 now if a child is in immediate danger. Stay with the child if it is safe.",
    kind="danger",
    contacts=[{"id": "DIR-01", "name": "Police emergency", "phone": "999", "use": "Call if anyone is in danger."}],
    choices=[{"label": "Carry on with the questions", "choice": "go|Carry on with the questions"}],
)


class Talk:
    """One conversation."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.turns: list[Message] = []
        self.answers: dict[int, str] = {}
        self.item = 0  # 0: no screening open

    @staticmethod
    def label(choice: str) -> str:
        """The label of a button, which is what the transcript shows."""
        return choice.split("|")[1]

    @staticmethod
    def said(body: dict[str, Any]) -> str:
        """What the transcript shows of a message."""
        return body.get("text") or (f"edit {body['edit']['row']}" if "edit" in body else Talk.label(body["choice"]))

    def answer(self, body: dict[str, Any]) -> list[Message]:
        """The replies to a text or to a pressed button."""
        said = self.said(body).lower()
        if "danger" in said:
            return [text("This is said beside it."), DANGER]
        if "screening" in said:
            self.item = 1
            return [text("This walks you through the 14 signs."), self.question()]
        if self.item and said.startswith("change "):
            self.item = int(said.split()[1].strip("."))
            return [self.question()]
        if self.item and said in ("yes", "no", "not sure"):
            self.answers[self.item] = said.capitalize()
            self.item = next((n for n in range(1, 15) if n not in self.answers), 15)
            return [self.question()] if self.item < 15 else self.result()
        if self.item and "overview" in said:
            return [self.overview()]
        if self.item and "carry on" in said:
            return [self.question()]
        if "county lines" in said:
            return [ANSWER, *([self.question()] if self.item else [])]
        return [text(f"You said: {said}", choices=[{"label": "Who can I talk to?", "choice": "x|Who can I talk to?"}])]

    def question(self) -> Message:
        labels = [("Yes", True), ("No", True), ("Not sure", True), ("What does this mean?", False), ("Skip", False)]
        return text(
            f"{self.item} of 14: Is this sign seen? ({ITEMS[self.item - 1]})",
            kind="question",
            title="Screening tool",
            progress={"done": len(self.answers), "total": 14, "item": self.item},
            hint="You can also answer in your own words.",
            choices=[
                {"label": label, "choice": f"a|{label}|{self.item}"} | ({"primary": True} if first else {})
                for label, first in labels
            ],
        )

    def overview(self) -> Message:
        rows = [
            {
                "item": n,
                "label": short,
                "value": self.answers.get(n, "Not answered"),
                "choice": f"goto|Change {n}. {short}",
            }
            | ({"evidence": 2} if n == 2 else {})
            for n, short in enumerate(ITEMS, 1)
        ]
        done = len(self.answers)
        return text(f"Your answers so far ({done} of 14):", kind="progress", title="Overview", rows=rows,
                    progress={"done": done, "total": 14})  # fmt: skip

    def result(self) -> list[Message]:
        record = text(
            "That is the end of the screening tool. Take the record with you.",
            kind="record",
            title="Record",
            download=[
                {"label": "Download the record as a Word file", "format": "docx", "url": "/chat/records/abc"},
                {"label": "Download the record as data (JSON)", "format": "json", "url": "/chat/records/def"},
            ],
        )
        self.item = 15
        return [self.overview(), record]
