"""What is put to the person: builds the question, its buttons and the overview from definition and state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guidance.definitions import Definition, Item
from guidance.outcomes import Ask, Choice, Overview, Row
from guidance.state import (
    State,
    answered,
    comments_of,
    done,
    field_of,
    item_step,
    open_items,
    split,
    value_of,
)


def ask(definition: Definition, state: State) -> Ask:
    """The question that is open."""
    stage, name, part = split(state["asking"])
    item = definition.item(name)
    choices: list[Choice] = []
    current: str | None = None
    if item and stage == "item":
        choices += answer_choices(definition, item)
        current = _current(definition, state, item)
    elif item and stage == "field":
        current = field_of(state, item.id, part) or None
    elif item and stage == "comment":
        choices += when_choices(definition, item)
        choices.append(Choice(definition.texts.buttons["no_comment"], "skip"))
    elif stage == "context":
        choices += context_choices(definition, name)
        current = state["context"].get(name)
        question = definition.question(name)
        current = question.choices.get(current) if question and current else None
    elif stage == "review":
        if open_items(definition, state):
            first = open_items(definition, state)[0]
            choices.append(_button(definition, "open_items", "goto", "answer", item=first.id))
        choices.append(_button(definition, "finish", "finish", "answer"))
    return Ask(
        tool=definition.id,
        stage=stage,
        item=item.id if item else None,
        position=item.number if item else None,
        done=done(definition, state),
        total=len(definition.items),
        choices=(*choices, *_navigation(definition, state, stage, item)),
        field=part or (name if stage == "context" else None),
        current=current,
        again=bool(item and stage != "comment" and not state["visit"] and state["skips"].get(state["asking"])),
        first_context=stage == "context"
        and not state["context"]
        and not any(key.startswith("context:") for key in state["skips"]),
        open_items=tuple(one.id for one in open_items(definition, state)) if stage in ("review", "result") else (),
    )


def _current(definition: Definition, state: State, item: Item) -> str | None:
    value = value_of(state, item.id)
    return None if value is None else definition.label(value)


def _button(definition: Definition, label: str, action: str, role: str = "navigation", **data: object) -> Choice:
    return Choice(definition.texts.buttons[label], action, data, role)


def answer_choices(definition: Definition, item: Item) -> tuple[Choice, ...]:
    """The answers of an item as buttons; each names its item, so that an old button can do no harm."""
    labels = definition.texts.choices[definition.answer_type]
    return tuple(Choice(labels[value], "answer", {"item": item.id, "value": value}) for value in definition.values)


def when_choices(definition: Definition, item: Item) -> tuple[Choice, ...]:
    """The timescales as buttons, where the tool wants timescales."""
    if not definition.timescales:
        return ()
    return tuple(
        Choice(label, "set_when", {"item": item.id, "when": when}) for when, label in definition.texts.when.items()
    )


def context_choices(definition: Definition, question_id: str) -> tuple[Choice, ...]:
    """The answers of a context question as buttons."""
    question = definition.question(question_id)
    if question is None:
        return ()
    return tuple(
        Choice(label, "set_context", {"question": question_id, "value": value})
        for value, label in question.choices.items()
    )


def _navigation(definition: Definition, state: State, stage: str, item: Item | None) -> list[Choice]:
    buttons: list[Choice] = []
    if item and stage in ("item", "field"):
        buttons.append(_button(definition, "help", "explain", item=item.id))
    if stage in ("item", "field", "context"):
        buttons.append(_button(definition, "skip", "skip"))
    if stage == "context":
        buttons.append(_button(definition, "skip_context", "skip", whole=True))
    if stage in ("review", "result"):
        buttons.append(_button(definition, "overview", "summary"))
    if state["trail"]:
        buttons.append(_button(definition, "back", "back"))
    if stage != "result":
        buttons.append(_button(definition, "pause", "pause"))
    return buttons


def overview(definition: Definition, state: State) -> Overview:
    """All items with their answers; each can be jumped to."""
    rows = []
    for item in definition.items:
        value = value_of(state, item.id)
        label = _current(definition, state, item)
        if label is None and definition.fields:
            label = "; ".join(filter(None, (field_of(state, item.id, one.id) for one in definition.fields))) or None
        texts = [one for one in comments_of(state, item.id) if one["text"] or one["when"]]
        said = tuple(_said(definition, one) for one in texts)
        rows.append(Row(item.id, item.number, item.short, value, label or definition.label(None), len(texts), said))
    jumps = tuple(
        Choice(f"{item.number}. {item.short}", "goto", {"item": item.id}, "navigation") for item in definition.items
    )
    return Overview(definition.id, tuple(rows), jumps)


def _said(definition: Definition, comment: Mapping[str, Any]) -> str:
    """A comment with its timescale, as it is shown."""
    when = definition.texts.when.get(comment["when"] or "", "")
    return " · ".join(filter(None, (comment["text"], when)))


def first_step_of(definition: Definition, state: State, item: Item) -> str:
    """Where to begin when an item is gone to: at its first empty field, or at the item itself."""
    if definition.fields and answered(definition, state, item):
        for one in definition.fields:
            if not field_of(state, item.id, one.id):
                return f"field:{item.id}.{one.id}"
    return item_step(definition, item)
