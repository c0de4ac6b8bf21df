"""The reply vocabulary: what any part of the assistant can say, before a door renders it.

Actions and the response generator send these as `custom` payloads (`Reply.to_dict`); each door
turns them into its own form. Plain Python: no Rasa, no Sanic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

ANSWER: Final = "answer"
TEXT: Final = "text"
QUESTION: Final = "question"
PROGRESS: Final = "progress"
CONTACTS: Final = "contacts"
RECORD: Final = "record"
DANGER: Final = "danger"
ERROR: Final = "error"
HEARD: Final = "heard"  # a worry said back, with the signs it speaks to
CHECK: Final = "check"  # is the child safe at this moment?
ERASE: Final = "erase"  # the door erases the conversation and says so

KINDS: Final = frozenset({ANSWER, TEXT, QUESTION, PROGRESS, CONTACTS, RECORD, DANGER, ERROR, HEARD, CHECK, ERASE})


@dataclass(frozen=True)
class Choice:
    """A button. `intent` (with `topic` or `reply`) is what it means; only a door ever signs it.

    Attributes:
        label: what the button says, and what the transcript shows when it is pressed.
        intent: the intent that pressing it stands for, e.g. `ask`, `inform_affirm`.
        topic: topic id, for intent `ask`.
        reply: a `questionnaire_reply`, for answers to a questionnaire.
        primary: whether it is the most likely next step.
    """

    label: str
    intent: str
    topic: str | None = None
    reply: dict[str, Any] | None = None
    primary: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object without empty members."""
        return _filled(self.__dict__)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Choice:
        """The inverse of `to_dict`."""
        return cls(**data)


@dataclass(frozen=True)
class Reply:
    """One message to the user.

    Attributes:
        kind: one of `KINDS`.
        text: Markdown subset (paragraphs, bold, bullets, links).
        title: heading of an answer or of a question.
        topic: topic id of an answer.
        sources: keys of the sources register.
        reviewed: ISO date of the last review of an answer.
        related: buttons that lead to related topics.
        choices: buttons.
        progress: {"done": n, "total": n, "item": n} of a questionnaire.
        rows: overview of a questionnaire: [{"item", "label", "value", "evidence", "comments"}].
        contacts: [{"name", "phone", "hours", "use", "url"}].
        proposals: answers that wait for a yes, for a door that can show them together (dialogue/proposed.py); `text`
            asks for the first of them only.
        signs: what was heard of a worry: [{"row", "label", "words", "role"}], role: for, against or open.
        download: {"tool", "formats"}: a record that the door can make.
        retry: for errors: sending the same message again makes sense.
        hint: what to type here, for the text box.
    """

    kind: str
    text: str = ""
    title: str | None = None
    topic: str | None = None
    sources: list[str] = field(default_factory=list)
    reviewed: str | None = None
    related: list[Choice] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    progress: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    download: dict[str, Any] | None = None
    signs: list[dict[str, Any]] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)
    retry: bool = False
    hint: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"'{self.kind}' is not a kind of reply; use one of {', '.join(sorted(KINDS))}")

    def to_dict(self) -> dict[str, Any]:
        """As a JSON object without empty members."""
        buttons = {name: [choice.to_dict() for choice in getattr(self, name)] for name in ("choices", "related")}
        return _filled(self.__dict__ | buttons)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reply:
        """The inverse of `to_dict`."""
        buttons = {n: [Choice.from_dict(choice) for choice in data.get(n, [])] for n in ("choices", "related")}
        return cls(**(data | buttons))


def replies_in(payload: dict[str, Any]) -> list[Reply]:
    """The replies in a `custom` payload, which holds one reply or a list under `replies`.

    Raises:
        ValueError, TypeError: the payload is not one of ours.
    """
    return [Reply.from_dict(item) for item in payload.get("replies", [payload])]


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], {}, "", False)}
