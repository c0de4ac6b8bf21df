"""The queue's filters: read from an address, turned into facets, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

OUTCOMES: Final = {
    "completed": "A guided tool was completed",
    "left": "A guided tool was left open",
    "danger": "A child in danger",
    "fallback": "Not understood",
    "unsure": "Asked back which topic was meant",
    "error": "An error",
    "unhelpful": "Said not to be helpful",
    "helpful": "Said to be helpful",
}
VERDICTS: Final = {
    "right": "Something marked right",
    "wrong": "Something marked wrong",
    "new_topic": "A new topic wanted",
    "not_training": "Not for training",
    "flag": "Flagged",
    "disagree": "Reviewers disagree",
}
REVIEWED: Final = {"no": "Not reviewed yet", "yes": "Reviewed"}
LOW: Final = {"30": "Below 30 %", "50": "Below 50 %", "70": "Below 70 %"}
ALWAYS: Final = ("fallback", "danger", "unhelpful", "error")


@dataclass(frozen=True)
class Filter:
    """What the queue shows. Empty members do not filter.

    Attributes:
        since, until: ISO days of last activity, both included.
        about: an intent or a topic id.
        left: a tool, or tool:item where it was left.
        percent: a sample of the rest, beside `always`, an outcome of which all are shown.
        text: words that must all stand in the messages.
    """

    since: str = ""
    until: str = ""
    channel: str = ""
    outcome: str = ""
    about: str = ""
    left: str = ""
    low: str = ""
    tag: str = ""
    reviewed: str = ""
    verdict: str = ""
    always: str = ""
    percent: str = ""
    text: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Filter:
        """From the parameters of an address; what makes no sense is left out."""
        given = {f.name: str(values.get(f.name) or "").strip()[:200] for f in fields(cls)}
        for name in ("since", "until"):
            given[name] = given[name] if _day(given[name]) else ""
        for name, known in (("outcome", OUTCOMES), ("reviewed", REVIEWED), ("verdict", VERDICTS), ("low", LOW)):
            given[name] = given[name] if given[name] in known else ""
        given["always"] = given["always"] if given["always"] in ALWAYS else ""
        percent = given["percent"]
        given["percent"] = percent if percent.isascii() and percent.isdigit() and 0 < int(percent) < 100 else ""
        return cls(**given)

    def query(self, **more: str) -> str:
        """As the query of an address."""
        given = {f.name: getattr(self, f.name) for f in fields(self)} | more
        return urlencode({name: value for name, value in given.items() if value})

    def but(self, **changes: str) -> Filter:
        """The same with changes."""
        return replace(self, **changes)

    @property
    def empty(self) -> bool:
        """Whether it shows everything."""
        return self == Filter()

    def facets(self) -> list[list[str]]:
        """Facets a conversation must have; of each inner list at least one."""
        found = []
        for name in ("channel", "outcome", "low", "tag", "reviewed", "verdict", "left"):
            if getattr(self, name):
                found.append([f"{name}:{getattr(self, name)}"])
        if self.about:
            found.append([f"topic:{self.about}"] if "/" not in self.about else [f"topic:{self.about.split('/', 1)[1]}"])
            if "/" not in self.about:
                found[-1].append(f"intent:{self.about}")
        return found

    def begin(self) -> float | None:
        """Earliest time of last activity."""
        day = _day(self.since)
        return day.timestamp() if day else None

    def end(self) -> float | None:
        """Time before which the last activity must lie."""
        day = _day(self.until)
        return (day + timedelta(days=1)).timestamp() if day else None


def _day(text: str) -> datetime | None:
    try:
        found = date.fromisoformat(text)
        return datetime(found.year, found.month, found.day, tzinfo=UTC) if 1990 < found.year < 2200 else None
    except ValueError:
        return None
