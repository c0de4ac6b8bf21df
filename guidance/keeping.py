"""Keeping what people say: the changes that an action makes to the state of a tool, each told as an outcome."""

from __future__ import annotations

from guidance import outcomes as out
from guidance.asking import first_step_of, when_choices
from guidance.definitions import WHEN, Definition, Item
from guidance.outcomes import Outcome
from guidance.state import (
    COMMENT_LIMIT,
    HISTORY_LIMIT,
    NOTE_LIMIT,
    TEXT_LIMIT,
    State,
    answered,
    entry,
    field_of,
    item_step,
    known_step,
    split,
    value_of,
)

_URGENT = ("yes", "unsure")


class Keeper:
    """Writes into one state, which is the caller's own copy."""

    def __init__(self, definition: Definition, state: State, at: str) -> None:
        """`at` is the time written beside what is kept."""
        self.definition, self.state, self.at = definition, state, at
        self.tool = definition.id
        self.touched = False

    def answered(self, item: Item) -> bool:
        """Whether the item has an answer."""
        return answered(self.definition, self.state, item)

    def set(self, item: Item, value: str, field: str | None = None) -> list[Outcome]:
        """Keep an answer: a value of the tool, or a text where people write in their own words."""
        if self.definition.values:
            if value not in self.definition.values:
                return [out.NeedsClarification(self.tool, "value")]
            return self._set_value(item, value)
        told: list[Outcome] = []
        text = self._shortened(str(value), told)
        if not text:
            return [out.NeedsClarification(self.tool, "text")]
        return (self._set_field(item, text, field) if self.definition.fields else self._set_value(item, text)) + told

    def _set_value(self, item: Item, value: str) -> list[Outcome]:
        old = value_of(self.state, item.id)
        self._reached(item)
        if old == value:
            return [out.Unchanged(self.tool, item.id, value)]
        kept = entry(self.state, item.id)
        kept["value"], kept["at"] = value, self.at
        self.state["skips"].pop(item_step(self.definition, item), None)
        told: list[Outcome] = []
        if old is None:
            told.append(out.Acknowledged(self.tool, item.id, value))
        else:
            self._remember(item.id, None, old, value)
            told.append(out.Changed(self.tool, item.id, old, value))
        if item.urgent and value in _URGENT and old != "yes":
            told.append(out.UrgentAdvice(self.tool, (item.id,), (item.urgent,)))
        self.touched = True
        return told

    def _set_field(self, item: Item, text: str, field: str | None) -> list[Outcome]:
        ids = [one.id for one in self.definition.fields]
        empty = [name for name in ids if not field_of(self.state, item.id, name)]
        name = field if field in ids else (empty or ids)[0]
        old = field_of(self.state, item.id, name)
        self._reached(item, name)
        if old == text:
            return [out.Unchanged(self.tool, item.id, text)]
        kept = entry(self.state, item.id)
        kept["fields"][name], kept["at"] = text, self.at
        # An area that was skipped as a whole and is now taken up gets its remaining fields asked after all
        for later in ids[ids.index(name) :]:
            self.state["skips"].pop(f"field:{item.id}.{later}", None)
        self.touched = True
        if not old:
            return [out.Acknowledged(self.tool, item.id, text, name)]
        self._remember(item.id, name, old, text)
        return [out.Changed(self.tool, item.id, old, text, name)]

    def _remember(self, item_id: str, field: str | None, old: str, new: str) -> None:
        self.state["history"].append({"item": item_id, "field": field, "old": old, "new": new, "at": self.at})
        del self.state["history"][:-HISTORY_LIMIT]

    def comment(self, item: Item, text: str, when: str | None = None, replace: bool = False) -> list[Outcome]:
        """Keep a comment, a timescale, or both, with an item."""
        told: list[Outcome] = []
        when = when if when in WHEN else None
        text = self._shortened(text, told)
        if not text and not when:
            return told
        kept = entry(self.state, item.id)["comments"]
        if replace and text:
            kept.clear()
        self.touched = True
        if not text:
            return [*told, *self._when(item, kept, str(when))]
        waiting = kept[-1] if kept and not kept[-1]["text"] else None
        if waiting:  # the timescale came first, by button; the text belongs to it
            waiting["text"], waiting["when"] = text, when or waiting["when"]
        elif not any(one["text"] == text and (when is None or one["when"] == when) for one in kept):
            if len(kept) >= COMMENT_LIMIT:
                return [*told, out.TextFull(self.tool, item.id)]
            kept.append({"text": text, "when": when, "at": self.at})
        if self.answered(item):
            self._reached(item)
        missing = self.definition.timescales and kept[-1]["when"] is None
        choices = when_choices(self.definition, item) if missing else ()
        return [out.Commented(self.tool, item.id, missing, choices), *told]

    def _when(self, item: Item, kept: list[dict[str, object]], when: str) -> list[Outcome]:
        if kept:
            kept[-1]["when"] = when
        else:
            kept.append({"text": "", "when": when, "at": self.at})
        return [out.WhenNoted(self.tool, item.id, when)]

    def uncomment(self, item: Item, index: int | None = None) -> list[Outcome]:
        """Take a comment away: the one at `index` (0 is the oldest, -1 the newest), or all of the item's."""
        kept = entry(self.state, item.id)["comments"]
        if not kept:
            return [out.NoComment(self.tool, item.id)]
        gone = kept[:] if index is None else [kept[index]]
        kept[:] = [one for one in kept if not any(one is other for other in gone)]
        self.close_comment(item.id)  # it was there and was not wanted, so it is not asked for again
        self.touched = True
        return [out.Uncommented(self.tool, item.id, tuple(str(one["text"]) for one in gone))]

    def recomment(self, item: Item, index: int, text: str) -> list[Outcome]:
        """Put other words in the place of the comment at `index`; when it happened stays."""
        told: list[Outcome] = []
        text = self._shortened(text, told)
        kept = entry(self.state, item.id)["comments"]
        if not text or not -len(kept) <= index < len(kept):
            return [out.NoComment(self.tool, item.id)]
        kept[index]["text"], kept[index]["at"] = text, self.at
        self.touched = True
        return [out.Commented(self.tool, item.id), *told]

    def clear(self, item: Item) -> list[Outcome]:
        """Take an answer back with what was said for it; the item is open again."""
        kept = self.state["answers"].pop(item.id, None)
        if kept is None:
            return [out.NotAnswered(self.tool, item.id)]
        if kept["value"] is not None:
            self._remember(item.id, None, kept["value"], "")
        self.state["closed"] = [name for name in self.state["closed"] if name != item.id]
        self.touched = True
        return [out.Cleared(self.tool, item.id, kept["value"])]

    def note(self, text: str) -> list[Outcome]:
        """Keep a text that belongs to no item."""
        told: list[Outcome] = []
        text = self._shortened(text, told)
        if not text:
            return [out.NeedsClarification(self.tool, "text")]
        if len(self.state["notes"]) >= NOTE_LIMIT:
            return [out.TextFull(self.tool, None)]
        self.state["notes"].append({"text": text, "at": self.at})
        self.touched = True
        return [out.Commented(self.tool, None), *told]

    def disagree(self, reason: str) -> list[Outcome]:
        """Keep the practitioner's own view."""
        told: list[Outcome] = []
        reason = self._shortened(reason, told)
        if not reason:
            return [out.NeedsClarification(self.tool, "reason")]
        if not any(one.get("reason") == reason for one in self.state["disagreement"]):
            if len(self.state["disagreement"]) >= NOTE_LIMIT:
                return [out.TextFull(self.tool, None)]
            self.state["disagreement"].append({"reason": reason, "at": self.at})
        return [out.Disagreed(self.tool), *told]

    def set_context(self, question: str, value: str) -> list[Outcome]:
        """Keep the answer to an optional question."""
        self.state["context"][question] = value
        if self.state["visit"] == f"context:{question}":
            self.state["visit"] = None
        self.touched = True
        return [out.ContextSet(self.tool, question, value)]

    def skip(self, whole: bool) -> list[Outcome]:
        """Leave open what is asked. What already has an answer keeps it."""
        kind, name, part = split(self.state["asking"])
        item = self.definition.item(name)
        if kind == "comment":
            self.close_comment(name)
            return []
        if kind not in ("item", "field", "context"):
            return [out.NothingToSkip(self.tool)]
        visited, self.state["visit"] = self.state["visit"], None
        if kind == "context":
            for question in self.definition.context:
                if question.id == name or whole:
                    self._skip_step(f"context:{question.id}")
            return []
        assert item is not None
        if kind == "field":
            steps = [one.id for one in self.definition.fields if one.id == part or whole]
            for one in steps:
                if not field_of(self.state, item.id, one):
                    self._skip_step(f"field:{item.id}.{one}")
            return []
        if self.answered(item):
            return [] if visited else [out.NothingToSkip(self.tool)]
        self._skip_step(f"item:{item.id}")
        return [out.Skipped(self.tool, item.id, self.state["skips"][f"item:{item.id}"] == 1)]

    def _skip_step(self, step: str) -> None:
        self.state["skips"][step] = self.state["skips"].get(step, 0) + 1

    def close_comment(self, item_id: str) -> None:
        """Go on without a comment."""
        if item_id not in self.state["closed"]:
            self.state["closed"].append(item_id)

    def visit(self, step: str) -> None:
        """Go to a step that the person asked for."""
        self.state["visit"] = self.state["asking"] = step
        self.state["nudged"] = False

    def visit_item(self, item: Item) -> None:
        """Go to an item."""
        self.visit(first_step_of(self.definition, self.state, item))

    def pop_trail(self) -> str | None:
        """The question before this one; a comment stands for its item."""
        trail, current = self.state["trail"], self.state["asking"]
        while trail:
            step = trail.pop()
            kind, name, _ = split(step)
            item = self.definition.item(name)
            if kind == "comment" and item:
                step = item_step(self.definition, item)
            if step != current and known_step(self.definition, step):
                return str(step)
        return None

    def _reached(self, item: Item, field: str | None = None) -> None:
        """The step that was gone to has had its answer, so that the tool can return to where it was."""
        visit = self.state["visit"]
        if visit in (f"item:{item.id}", f"field:{item.id}.{field}"):
            self.state["visit"] = None

    def _shortened(self, text: str, told: list[Outcome]) -> str:
        text = "".join(char for char in str(text) if char.isprintable() or char in "\n\t").strip()
        if len(text) > TEXT_LIMIT:
            told.append(out.TextShortened(self.tool, TEXT_LIMIT))
        return text[:TEXT_LIMIT].rstrip()
