"""What was heard: one message as the readers understood it, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# From here on a reading counts; between the two it is worth a question
SURE, LIKELY = 0.5, 0.3
ANSWERS = ("yes", "no", "unsure", "in_progress")

# What an intent says where no reading came with the message (a model of another version, say)
_ACT_OF_INTENT = {
    "inform_affirm": "yes", "inform_deny": "no", "inform_unsure": "unsure", "inform_in_progress": "in_progress",
    "inform_comment": "evidence", "skip": "skip", "go_back": "back", "pause": "pause", "stop": "pause",
    "resume": "resume", "show_summary": "summary", "finish_questionnaire": "finish", "restart_questionnaire": "restart",
    "discard_questionnaire": "discard", "change_answer": "change", "goto_item": "goto", "help": "help",
    "repeat": "repeat", "tell_me_more": "more", "shorter_version": "shorter", "talk_to_human": "human",
    "check_wording": "wording", "delete_my_data": "delete", "thank": "thanks", "greet": "greet", "goodbye": "bye",
    "give_feedback": "feedback", "user_distress": "upset", "ask_privacy": "about", "bot_challenge": "about",
    "ask": "question", "out_of_scope": "question", "start_screening": "start", "start_awareness_priorities": "start",
    "start_self_assessment": "start", "start_where_to_begin": "start",
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A piece of a message. `acts` maps labels to how likely each is; `signs` are {row, role, p}."""

    text: str
    start: int = 0
    end: int = 0
    acts: Mapping[str, float] = field(default_factory=dict)
    topic: Mapping[str, Any] | None = None
    signs: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What the clause does: every sure label, likeliest first; else the likeliest one if it is likely."""
        ranked = sorted(self.acts, key=lambda label: -self.acts[label])
        sure = tuple(label for label in ranked if self.acts[label] >= SURE)
        return sure or tuple(label for label in ranked[:1] if self.acts[label] >= LIKELY)

    def __contains__(self, label: str) -> bool:
        return label in self.labels

    def p(self, *labels: str) -> float:
        """How likely the likeliest of some labels is."""
        return max((self.acts.get(label, 0.0) for label in labels), default=0.0)

    def speaks_for(self, row: str) -> float:
        """How likely the clause is evidence for a row."""
        return max((s["p"] for s in self.signs if s["row"] == row and s.get("role", "for") == "for"), default=0.0)


@dataclass(frozen=True)
class Heard:
    """One message, names already taken out.

    Attributes:
        text: what was typed, or the label of the pressed button.
        reading: what the readers made of it (parse data `reading`).
        parse: the whole parse data (intent, topic_decision, response_selector, danger).
        mark: the door's own mark of the message, by which it is found when it is changed afterwards.
        pressed: what a pressed button stands for ({intent, topic?, reply?}); None for typed text.
    """

    text: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    parse: Mapping[str, Any] = field(default_factory=dict)
    pressed: Mapping[str, Any] | None = None
    mark: str = ""

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The pieces of the message, in order; none where it has no words."""
        if "clauses" in self.reading:
            return tuple(
                Clause(
                    str(one.get("text", "")),
                    int(one.get("start", 0)),
                    int(one.get("end", 0)),
                    dict(one.get("acts") or {}),
                    one.get("topic"),
                    tuple(one.get("signs") or ()),
                )
                for one in self.reading["clauses"]
            )
        act = _ACT_OF_INTENT.get(self.intent)
        if not any(char.isalnum() for char in self.text):
            return ()
        return (Clause(self.text, 0, len(self.text), {act: 1.0} if act else {}),)

    @property
    def intent(self) -> str:
        """The intent of the whole message."""
        return str((self.parse.get("intent") or {}).get("name") or "")

    @property
    def confidence(self) -> float:
        """How sure the intent is."""
        return float((self.parse.get("intent") or {}).get("confidence") or 0.0)

    @property
    def decision(self) -> Mapping[str, Any]:
        """Which topics the whole message is about, and how surely."""
        return self.parse.get("topic_decision") or {}

    @property
    def outside(self) -> str | None:
        """The kind of subject that is not covered, where the message is of one."""
        if self.intent != "out_of_scope":
            return None
        chosen = ((self.parse.get("response_selector") or {}).get("out_of_scope") or {}).get("response") or {}
        return str(chosen.get("intent_response_key") or "").partition("/")[2] or None

    @property
    def urgency(self) -> Mapping[str, Any]:
        """{level: now|check|none, kind, reason}."""
        found = self.reading.get("urgency")
        if found:
            return dict(found)
        level = "now" if self.intent == "child_in_danger" else "none"
        return {"level": level, "kind": "", "reason": "intent"}

    def has(self, *labels: str) -> bool:
        """Whether any clause does one of these things."""
        return any(label in clause for clause in self.clauses for label in labels)

    def best(self, *labels: str) -> float:
        """The likeliest that any clause does one of these things."""
        return max((clause.p(*labels) for clause in self.clauses), default=0.0)
