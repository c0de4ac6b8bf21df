"""Outcomes: what an action on a guided tool led to. A door turns them into replies; `phrases` has the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A button: its label and the action with its data that it stands for.

    `action` and `data` go to `Desk.apply` as they are. `role` is "answer" for an answer to what is asked, and
    "navigation" for help, skip, back and the like, so that a door can show them apart.
    """

    label: str
    action: str
    data: Mapping[str, Any] = field(default_factory=dict)
    role: str = "answer"


@dataclass(frozen=True)
class Row:
    """One line of the overview."""

    item: str
    number: int
    short: str
    value: str | None
    label: str
    comments: int
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Base of all outcomes; `tool` is the id of the tool it belongs to."""

    tool: str


@dataclass(frozen=True)
class Intro(Outcome):
    """A tool was started: show its introduction."""


@dataclass(frozen=True)
class Ask(Outcome):
    """What is asked now.

    `stage` is item, field, comment, context, review or result; `position` is the number of the item, `done` how many
    of `total` are answered; `current` is the label of the answer it already has; `again` is true where a skipped item
    is offered once more.
    """

    stage: str
    item: str | None
    position: int | None
    done: int
    total: int
    choices: tuple[Choice, ...]
    field: str | None = None
    current: str | None = None
    again: bool = False
    first_context: bool = False
    open_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class UrgentAdvice(Outcome):
    """Answers that can need a doctor or the police now. Comes first in a turn, and never ends the tool."""

    items: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Acknowledged(Outcome):
    """A first answer was kept."""

    item: str
    value: str
    field: str | None = None


@dataclass(frozen=True)
class AcknowledgedSeveral(Outcome):
    """Several first answers were kept at once, as (item, value)."""

    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Unchanged(Outcome):
    """The item already had that answer (an old button pressed again, say)."""

    item: str
    value: str


@dataclass(frozen=True)
class Changed(Outcome):
    """An earlier answer was replaced; what it was before is in the history."""

    item: str
    old: str
    new: str
    field: str | None = None


@dataclass(frozen=True)
class Commented(Outcome):
    """A comment was kept: with an item, or (`item` None) as a general note."""

    item: str | None
    when_missing: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Uncommented(Outcome):
    """Comments were taken away; `texts` is what they said."""

    item: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class NoComment(Outcome):
    """A comment was to be changed or taken away, and the item has none."""

    item: str


@dataclass(frozen=True)
class Cleared(Outcome):
    """An answer was taken back; the item is open again."""

    item: str
    old: str | None


@dataclass(frozen=True)
class NotAnswered(Outcome):
    """An answer was to be taken back, and the item has none."""

    item: str


@dataclass(frozen=True)
class WhenNoted(Outcome):
    """A timescale was kept with the item's comment."""

    item: str
    when: str


@dataclass(frozen=True)
class TextShortened(Outcome):
    """A text was longer than the limit; the beginning was kept."""

    limit: int


@dataclass(frozen=True)
class TextFull(Outcome):
    """There was no room for another comment; the last one was not kept, and the person has to know."""

    item: str | None


@dataclass(frozen=True)
class Skipped(Outcome):
    """An item was left open; `again` says whether it will be offered once more."""

    item: str
    again: bool


@dataclass(frozen=True)
class ContextSet(Outcome):
    """An optional question about the child's life was answered."""

    question: str
    value: str


@dataclass(frozen=True)
class Help(Outcome):
    """What an item means."""

    item: str


@dataclass(frozen=True)
class Overview(Outcome):
    """All items with their answers, to look over and jump from."""

    rows: tuple[Row, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Paused(Outcome):
    """The tool rests; everything is kept."""

    done: int
    total: int
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Resumed(Outcome):
    """The tool goes on where it was."""

    done: int
    total: int


@dataclass(frozen=True)
class Where(Outcome):
    """Where the person is."""

    done: int
    total: int


@dataclass(frozen=True)
class Finished(Outcome):
    """The end; `result` is what the caller's `evaluate` made of the answers."""

    done: int
    total: int
    result: Any = None


@dataclass(frozen=True)
class Disagreed(Outcome):
    """The practitioner sees it differently; the reason is kept for the record."""


@dataclass(frozen=True)
class Restarted(Outcome):
    """Started again with no answers."""


@dataclass(frozen=True)
class Confirm(Outcome):
    """Something that deletes answers wants a yes first; `what` is restart or discard."""

    what: str
    done: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Discarded(Outcome):
    """The tool and its answers are gone."""


@dataclass(frozen=True)
class NothingToGoBackTo(Outcome):
    """Back was asked for at the first question."""


@dataclass(frozen=True)
class NothingToSkip(Outcome):
    """Skip was asked for while nothing that can be skipped is open."""


@dataclass(frozen=True)
class UnknownItem(Outcome):
    """No item fits what was named."""

    named: str


@dataclass(frozen=True)
class WhichItem(Outcome):
    """Several items fit what was named; each choice carries out the action with that item."""

    candidates: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class NeedsClarification(Outcome):
    """The reply could not be used: `reason` is value, text, reason, rest or nothing_asked."""

    reason: str


@dataclass(frozen=True)
class NotStarted(Outcome):
    """The tool named has not been started, or was deleted."""


@dataclass(frozen=True)
class SeveralOpen(Outcome):
    """More than one tool is open; `choices` resume each. `tools` holds (tool, done, total)."""

    tools: tuple[tuple[str, int, int], ...]
    choices: tuple[Choice, ...]
