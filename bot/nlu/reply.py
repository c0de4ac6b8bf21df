"""What a message means while a questionnaire is open, and the intent that stands for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

INTENTS = {
    "yes": "inform_affirm",
    "no": "inform_deny",
    "unsure": "inform_unsure",
    "in_progress": "inform_in_progress",
    "skip": "skip",
    "back": "go_back",
    "pause": "pause",
    "resume": "resume",
    "stop": "stop",
    "change": "change_answer",
    "summary": "show_summary",
    "comment": "inform_comment",
    "goto": "goto_item",
    "several": "inform_several",
    "restart": "restart_questionnaire",
    "discard": "discard_questionnaire",
    "finish": "finish_questionnaire",
    "disagree": "disagree",
    "explain": "help",
}


@dataclass(frozen=True)
class Reply:
    """A reply to what is asked; `evidence` is the text when it says more than the answer."""

    label: str
    item: int | None = None
    value: str | None = None
    evidence: str | None = None
    answers: list[dict[str, object]] = field(default_factory=list)
    rest: str | None = None

    @property
    def intent(self) -> str:
        """The intent that stands for the label."""
        return INTENTS[self.label]

    def as_dict(self) -> dict[str, Any]:
        """As it is handed to the questionnaire."""
        return dict(vars(self))


@dataclass(frozen=True)
class Hint:
    """What the topic classifier made of the same message."""

    intent: str = ""
    confidence: float = 0.0
    topic_sure: bool = False


NO_HINT = Hint()
