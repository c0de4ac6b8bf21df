"""Writes events as Rasa's SQLTrackerStore does, for conversations that nobody had."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

META = {"model_id": "0123456789abcdef", "assistant_id": "cec-guide"}


class Talk:
    """Says things in conversations, at a clock of its own."""

    def __init__(self, engine: Engine, at: float | None = None) -> None:
        self.engine = engine
        self.at = time.time() - 3600 if at is None else at

    def event(
        self, sender: str, kind: str, data: dict[str, Any], action: str | None = None, row: dict[str, Any] | None = None
    ) -> int:
        """One row; returns its id. `row` replaces columns."""
        self.at += 1.0
        body = {"event": kind, "timestamp": self.at, "metadata": META} | ({"name": action} if action else {}) | data
        given = {"sender_id": sender, "type_name": kind, "timestamp": self.at, "action_name": action}
        given |= {"intent_name": None, "data": json.dumps(body)} | (row or {})
        with self.engine.begin() as connection:
            made = connection.execute(
                sa.text(
                    "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data) VALUES "
                    "(:sender_id, :type_name, :timestamp, :intent_name, :action_name, :data)"
                    + (" RETURNING id" if self.engine.dialect.name == "postgresql" else "")
                ),
                given,
            )
            return int(made.scalar_one() if self.engine.dialect.name == "postgresql" else made.lastrowid)

    def user(self, sender: str, text: str, label: str = "ask/ird", **how: Any) -> int:
        """A message and what was understood; returns its event's id. `how`: band, confidence, channel, asking."""
        intent, _, topic = label.partition("/")
        confidence = how.get("confidence", 0.91)
        topics = [{"topic": topic or "ird", "confidence": confidence}, {"topic": "definition", "confidence": 0.04}]
        parse: dict[str, Any] = {
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": intent, "confidence": confidence}, {"name": "help", "confidence": 0.02}],
            "topic_decision": {"band": how.get("band", "answer"), "in_scope": 0.97, "topics": topics},
        }
        if topic:
            ranking = [{"intent_response_key": label, "confidence": confidence}]
            ranking.append({"intent_response_key": "ask/definition", "confidence": 0.04})
            parse["response_selector"] = {intent: {"response": ranking[0], "ranking": ranking}}
        metadata = META | ({"questionnaire": how["asking"]} if "asking" in how else {})
        metadata |= {"pressed": True} if how.get("pressed") else {}
        data = {"text": text, "parse_data": parse, "input_channel": how.get("channel", "web"), "metadata": metadata}
        return self.event(sender, "user", data)

    def bot(self, sender: str, text: str, kind: str = "answer", **members: Any) -> int:
        """An answer."""
        custom = {"replies": [{"kind": kind, "text": text} | members]}
        return self.event(sender, "bot", {"text": text, "data": {"custom": custom}})

    def turn(self, sender: str, text: str, label: str = "ask/ird", **how: Any) -> int:
        """A message, an answer, and waiting for the next; returns the message's id."""
        event = self.user(sender, text, label, **how)
        self.bot(sender, "An **answer**.\n\n- one\n- two", title="A title")
        self.event(sender, "action", {}, "action_listen")
        return event

    def asked(self, sender: str, tool: str, item: int, items: int = 14, finished: bool = False) -> int:
        """The slot in which a guided tool says where it is."""
        value = {"tool": tool, "asked": "item", "item": item, "items": items, "finished": finished}
        return self.event(sender, "slot", {"value": value}, "asking")

    def feedback(self, sender: str, topic: str, helpful: bool, **more: Any) -> int:
        """A thumb."""
        return self.event(sender, "slot", {"value": {"topic": topic, "helpful": helpful} | more}, "feedback")

    def everything(self) -> dict[str, str]:
        """One conversation of each kind; returns their ids by kind."""
        self.turn("web-plain", "what is an interagency referral discussion")
        self.turn("web-fallback", "how do I mend a bicycle", "nlu_fallback", band="reject", confidence=0.2)
        self.turn("web-unsure", "meetings", "ask/planning_meeting", band="suggest", confidence=0.4)
        self.user("web-danger", "they are at the door now", "child_in_danger", confidence=1.0)
        self.bot("web-danger", "Call 999.", "danger")
        self.turn("teams-left", "start the screening", "start_screening", channel="teams")
        self.asked("teams-left", "screening_tool", 5)
        self.turn("web-completed", "start", "start_awareness_priorities")
        self.asked("web-completed", "awareness_priorities", 5, 5)
        self.asked("web-completed", "awareness_priorities", 5, 5, finished=True)
        self.user("web-error", "yes", "inform_affirm")
        self.event("web-error", "action", {}, "action_dialogue")
        self.event("web-error", "action", {}, "action_listen")
        self.turn("web-unhelpful", "what does county lines mean", "ask/county_lines")
        self.feedback("web-unhelpful", "county_lines", False, reason="not_whole")
        for n in range(40):
            self.turn("web-long", f"question number {n}")
        kinds = ("plain", "fallback", "unsure", "danger", "completed", "error", "unhelpful", "long")
        return {kind: f"web-{kind}" for kind in kinds} | {"left": "teams-left"}
