"""Whole conversations played against a started assistant: after each line, does what must hold, hold?

A file is a list of dialogues: {id, about, say: [{text or press, expect: {...}}]}; `press` is part of a button's label.
What can be expected of a line (docs/evaluation.md has an example of each):

    tool, asks              the tool that is open and the row that waits for an answer ("none": there is none)
    rows                    {row: {answer, comment (a regular expression)}}; "none": nothing is there
    same_rows, reads_back   nothing was written by this line; and something is asked or offered
    topic, kind, first_kind, not_kind    of the replies
    offers, says, not_says  regular expressions over the buttons' labels and over the text of all replies
    max_words               of all replies together
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import yaml

Rows = dict[str, dict[str, Any]]
NOTHING = (None, "", "none")


class PlayedError(ValueError):
    """A file of dialogues cannot be played; the message names the dialogue and what is wrong."""


class Door(Protocol):
    """A conversation with the assistant."""

    def say(self, text: str) -> list[dict[str, Any]]:
        """The replies to a message."""

    def press(self, choice: str) -> list[dict[str, Any]]:
        """The replies to a button."""

    def tools(self) -> dict[str, Any]:
        """What is written (GET /chat/tools)."""


@dataclass(frozen=True)
class Written:
    """The state of the tools after a line."""

    tool: str | None = None
    asks: str | None = None
    rows: Rows = field(default_factory=dict)

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Written:
        """From what GET /chat/tools says: rows of the open tool, or of all where none is open."""
        active = found.get("active")
        rows: Rows = {}
        for tool in found["tools"]:
            if active in (None, tool["id"]):
                for row in tool["rows"]:
                    comment = " | ".join(one["text"] for one in row.get("comments") or [])
                    rows[row["id"]] = {"answer": row.get("answer"), "comment": comment, **(row.get("fields") or {})}
        return cls(active, found.get("open_row"), rows)

    @property
    def filled(self) -> Rows:
        """The rows in which something is written."""
        return {name: row for name, row in self.rows.items() if row["answer"] or row["comment"]}


@dataclass
class Figures:
    """How many held, and what did not: (dialogue, line, what was typed, expectation, what came)."""

    checks: int = 0
    held: int = 0
    lines: int = 0
    lines_held: int = 0
    dialogues: int = 0
    dialogues_held: int = 0
    wrong: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Shares in per cent, and the failures."""
        pairs = {
            "checks": (self.held, self.checks),
            "lines": (self.lines_held, self.lines),
            "dialogues": (self.dialogues_held, self.dialogues),
        }
        shares = {name: round(100 * part / max(1, whole), 1) for name, (part, whole) in pairs.items()}
        return (
            shares
            | {"counts": {name: f"{part} of {whole}" for name, (part, whole) in pairs.items()}}
            | {"wrong": [list(one) for one in self.wrong]}
        )


def read(path: Path) -> list[dict[str, Any]]:
    """The dialogues of a file; every value is a text, `yes` and `no` too.

    Raises:
        PlayedError: a dialogue has no id or no lines.
    """
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for number, one in enumerate(found if isinstance(found, list) else [found], 1):
        if not isinstance(one, dict) or not one.get("id") or not one.get("say"):
            raise PlayedError(f"{path.name}: dialogue {number}: wants 'id' and 'say' (a list of lines)")
    return list(found)


def play(dialogue: Mapping[str, Any], door: Door, figures: Figures) -> None:
    """Plays one dialogue through a new conversation and counts into `figures`."""
    before, replies, whole = Written(), list[dict[str, Any]](), True
    for number, line in enumerate(dialogue["say"], 1):
        typed = str(line.get("press") or line.get("text") or "")
        if "press" in line:
            choice = next((c["choice"] for c in buttons(replies) if re.search(typed, c["label"], re.IGNORECASE)), None)
            replies = door.press(choice) if choice else [{"kind": "no such button", "text": ""}]
        else:
            replies = door.say(typed)
        after = Written.of(door.tools())
        good = True
        for name, held, got in judge(line.get("expect") or {}, replies, before, after):
            figures.checks += 1
            figures.held += held
            good &= held
            if not held:
                figures.wrong.append((str(dialogue["id"]), number, typed, name, str(got)[:160]))
        figures.lines += 1
        figures.lines_held += good
        whole &= good
        before = after
    figures.dialogues += 1
    figures.dialogues_held += whole


def buttons(replies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All buttons of some replies."""
    return [one for reply in replies for one in [*(reply.get("choices") or []), *(reply.get("related") or [])]]


def judge(
    expect: Mapping[str, Any], replies: Sequence[Mapping[str, Any]], before: Written, after: Written
) -> Iterator[tuple[str, bool, object]]:
    """Each expectation: its name, whether it held, what came.

    Raises:
        PlayedError: an expectation that is not known.
    """
    text = "\n".join(f"{one.get('title') or ''}\n{one.get('text') or ''}" for one in replies)
    kinds = [str(one.get("kind")) for one in replies]
    labels = [str(one["label"]) for one in buttons(replies)]
    changed = {name: row for name, row in after.filled.items() if before.filled.get(name) != row}
    same = after.filled == before.filled
    for name, wanted in expect.items():
        several = list(wanted) if isinstance(wanted, list) else [wanted]
        if name in ("tool", "asks"):
            got = after.tool if name == "tool" else after.asks
            yield name, got in several or (got in NOTHING and wanted in NOTHING), got
        elif name == "rows":
            yield from _rows(wanted, after.rows)
        elif name == "same_rows":
            yield name, same, changed
        elif name == "reads_back":
            yield name, same and ("?" in text or bool(labels)) and "error" not in kinds, changed or text
        elif name == "topic":
            topics = [one["topic"] for one in replies if one.get("topic")]
            yield name, any(one in several for one in topics), topics
        elif name == "offers":
            yield name, any(re.search(str(wanted), label, re.IGNORECASE) for label in labels), labels
        elif name in ("kind", "first_kind"):
            yield name, wanted in (kinds if name == "kind" else kinds[:1]), kinds
        elif name == "not_kind":
            yield name, not set(several) & set(kinds), kinds
        elif name in ("says", "not_says"):
            for one in several:
                yield f"{name} {one}", bool(re.search(str(one), text, re.IGNORECASE)) == (name == "says"), text
        elif name == "max_words":
            yield name, len(text.split()) <= int(wanted), len(text.split())
        else:
            raise PlayedError(f"unknown expectation '{name}'")


def _rows(wanted: Mapping[str, Mapping[str, Any]], rows: Rows) -> Iterator[tuple[str, bool, object]]:
    for row, fields in wanted.items():
        for name, value in fields.items():
            got = rows.get(row, {}).get(name)
            if value in NOTHING:
                held = got in NOTHING
            elif name == "answer":
                held = got == value
            else:
                held = bool(re.search(str(value), str(got or ""), re.IGNORECASE))
            yield f"rows.{row}.{name}", held, got
