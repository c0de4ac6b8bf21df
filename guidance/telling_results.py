"""Telling results: the result of a tool as the text of one message (Markdown subset)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from guidance.definitions import Definition
from guidance.reading import CONTENT_DIR, Entry, read
from guidance.results import Plan, Result, Suggestion

# Rules of these kinds are told with their steps; the record holds the steps of all
_IN_FULL = ("urgent", "first", "route")


@lru_cache(maxsize=1)
def record_words() -> Entry:
    """The words of results and records (records.yml)."""
    file = read(CONTENT_DIR / "records.yml")
    file.only("schema_version", "told", "places", "record", "limits")
    return file


def text_of_result(definition: Definition, result: Result | Plan) -> str:
    """The result in words; the record says the same at length."""
    return _screening(result) if isinstance(result, Result) else _plan(result)


def _screening(result: Result) -> str:
    words = record_words().mapping("told")
    parts = [_suggestion(one, words) for one in result.suggestions if one.kind in _IN_FULL]
    others = [
        f"- **{one.title}.** {one.text}{_because(one, words)}" for one in result.suggestions if one.kind not in _IN_FULL
    ]
    if others:
        also = [f"**{words['also']}**", ""] if parts else []
        parts.append("\n".join([*also, *others]))
    parts.append("\n".join([f"**{words['cautions']}**", "", *(f"- {one.text}" for one in result.cautions)]))
    return "\n\n".join(parts)


def _suggestion(one: Suggestion, words: dict[str, str]) -> str:
    steps = "\n".join(f"- {step.label}: {step.text}" for step in one.steps)
    said = [f"**{one.label}: {one.title}**", one.text + _because(one, words), words["steps"], steps]
    if one.contacts:
        said.append(words["contacts"].format(contacts="; ".join(contact_line(contact) for contact in one.contacts)))
    return "\n\n".join(said)


def contact_line(contact: Mapping[str, Any]) -> str:
    """A contact on one line: name, ways to reach it, hours."""
    ways = [str(contact[way]) for way in ("phone", "text", "email", "url", "hours") if contact.get(way)]
    return ", ".join([str(contact["name"]), *ways])


def answers_of(one: Suggestion, between: str) -> str:
    """The answers that led to a suggestion; not where all are "no", which says no more than its title."""
    if all(because.value == "no" for because in one.because):
        return ""
    return between.join(f"{because.short} ({because.label})" for because in one.because)


def _because(one: Suggestion, words: dict[str, str]) -> str:
    answers = answers_of(one, ", ")
    return f" {words['because']} {answers}." if answers else ""


def _plan(plan: Plan) -> str:
    words, places = record_words().mapping("told"), record_words().mapping("places")
    parts = []
    for place, heading in places.items():
        rows = plan.place(place)
        if rows:
            lines = [
                f"- {row.short}" + (f": {'; '.join(said)}" if (said := _said(row.label, row.notes, place)) else "")
                for row in rows
            ]
            parts.append("\n".join([f"**{heading}**", "", *lines]))
    return "\n\n".join(parts) or words["no_plan_rows"]


def _said(label: str, notes: tuple[str, ...], place: str) -> tuple[str, ...]:
    return ((label,) if place == "answered" and label else ()) + notes
