"""Results: what a finished tool leads to, as data. Suggestions for a screening, a plan for a partnership's tool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Because:
    """An answer that led to a suggestion; `number` is None for a context answer."""

    id: str
    number: int | None
    short: str
    value: str
    label: str


@dataclass(frozen=True)
class Step:
    """One next step: `do` is see_to, speak_to, say, record or ask; `label` how that reads."""

    do: str
    label: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """What one rule suggests, with the answers that led to it."""

    id: str
    kind: str
    label: str
    title: str
    text: str
    reason: str
    steps: tuple[Step, ...]
    because: tuple[Because, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    contacts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Caution:
    """What every result has to say."""

    id: str
    text: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """The outcome of a screening: suggestions in order, cautions, and what is open."""

    tool: str
    done: int
    total: int
    suggestions: tuple[Suggestion, ...]
    cautions: tuple[Caution, ...]
    open: tuple[str, ...]
    text: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class PlanRow:
    """One entry of a plan: an item in one place, with what was written and the considerations beside it.

    `considerations_from` says whose pairing that is: "framework"; "assistant" for lines of the framework's slides that
    were put beside a question here; "team"; empty where there are none.
    """

    place: str
    item: str
    number: int
    short: str
    wording: str
    label: str
    notes: tuple[str, ...]
    considerations: tuple[str, ...]
    sources: tuple[str, ...]
    considerations_from: str = ""


@dataclass(frozen=True)
class Plan:
    """The outcome of a partnership's tool. Nothing in it is counted or scored."""

    tool: str
    done: int
    total: int
    rows: tuple[PlanRow, ...]
    text: str = ""

    def place(self, name: str) -> tuple[PlanRow, ...]:
        """The rows of one place."""
        return tuple(row for row in self.rows if row.place == name)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)
