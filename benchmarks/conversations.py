"""Generates conversations straight into a database, the same ones each time: `python -m benchmarks.conversations`.

100,000 conversations are 2 million events, as large as those the assistant writes. Nobody really said any of it: the
texts are put together from the training examples.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review import database
from review.services import labels, tools

SEED = 20_261_124
DAYS = 30
_META = {"model_id": "0123456789abcdef0123456789abcdef", "assistant_id": "cec-guide"}
_TABLE = (
    "CREATE TABLE IF NOT EXISTS events (id {id}, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL, "
    "timestamp {float}, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
)
_COLUMNS = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
Event = tuple[str, str, float, "str | None", "str | None", str]


class Generator:
    """Makes conversations from a seed."""

    def __init__(self, seed: int = SEED, now: float | None = None) -> None:
        self.random = random.Random(seed)
        self.now = time.time() if now is None else now
        by_label: dict[str, list[str]] = {}
        for text, names in sorted(labels().examples().items()):
            by_label.setdefault(min(names), []).append(text)
        self.examples = by_label
        self.topics = [name for name in by_label if name.startswith("ask/")]
        self.outside = [name for name in by_label if name.startswith("out_of_scope/")]
        # some topics are asked far more often than others, as in life
        self.weights = [1.0 / (1 + i) ** 0.7 for i in range(len(self.topics))]

    def events(self, conversations: int) -> Iterator[Event]:
        """The events of all conversations, in the order in which they would have been written."""
        for i in range(conversations):
            # in the order of their beginning, evenly over the days
            start = self.now - DAYS * 86_400 * (1 - i / conversations) - 3600
            yield from self.conversation(f"web-{self.random.getrandbits(140):035x}", start)

    def conversation(self, sender: str, start: float) -> Iterator[Event]:
        """One conversation."""
        chance = self.random
        channel = "web" if chance.random() < 0.85 else "teams"
        clock = Clock(chance, start)
        for name, action in (
            ("action", "action_session_start"),
            ("session_started", None),
            ("action", "action_listen"),
        ):
            yield self._event(sender, name, clock.tick(0.001), action, {"policy": None, "confidence": 1.0})
        if chance.random() < 0.2:
            yield from self._tool(sender, channel, clock)
        else:
            for _ in range(min(40, 1 + int(chance.expovariate(0.5)))):
                yield from self._question(sender, channel, clock)

    def _question(self, sender: str, channel: str, clock: Clock) -> Iterator[Event]:
        chance = self.random.random()
        band, label = "answer", self.random.choices(self.topics, self.weights)[0]
        confidence = 0.55 + 0.45 * self.random.random()
        intent = "ask"
        if chance < 0.08:
            intent, band, confidence = "nlu_fallback", "reject", 0.3 * self.random.random()
        elif chance < 0.16:
            band, confidence = "suggest", 0.2 + 0.35 * self.random.random()
        elif chance < 0.21:
            intent, label = "out_of_scope", self.random.choice(self.outside)
        elif chance < 0.22:
            intent, confidence = "child_in_danger", 1.0
        text = self.random.choice(self.examples[label])
        yield from self._said(sender, channel, clock, text, intent, label, band, confidence)
        yield self._event(sender, "action", clock.tick(0.03), f"utter_{intent}", {"policy": "RulePolicy"})
        kind = "danger" if intent == "child_in_danger" else "answer" if band == "answer" else "text"
        yield self._bot(sender, clock, kind, label.split("/")[-1])
        yield self._event(sender, "action", clock.tick(0.001), "action_listen", {"policy": "RulePolicy"})
        if band == "answer" and self.random.random() < 0.06:
            value = {"topic": label.split("/")[-1], "helpful": self.random.random() < 0.7}
            yield self._event(sender, "slot", clock.tick(3), "feedback", {"name": "feedback", "value": value})

    def _tool(self, sender: str, channel: str, clock: Clock) -> Iterator[Event]:
        tool = self.random.choice(list(tools().values()))
        count = len(tool.items)
        for item in range(count + 1):
            asking = {"tool": tool.id, "asked": "item", "item": item, "items": count, "answer_type": tool.answer_type}
            intent = "inform_affirm" if item else "start_screening"
            yield from self._said(sender, channel, clock, "Yes" if item else "start", intent, "", "", 1.0, asking)
            yield self._event(sender, "action", clock.tick(0.02), "action_questionnaire", {"policy": "RulePolicy"})
            if self.random.random() > 0.004:  # else the action server was away
                yield self._bot(sender, clock, "question", None)
                done = item == count
                now = asking | {"item": None if done else item + 1, "asked": "review" if done else "item"}
                desk = {"active": tool.id, "tools": {tool.id: {"answers": {str(i): "yes" for i in range(item)}}}}
                for name, value in (("desk", desk), ("asking", now | {"finished": done})):
                    yield self._event(sender, "slot", clock.tick(0.001), name, {"name": name, "value": value})
            yield self._event(sender, "action", clock.tick(0.001), "action_listen", {"policy": "RulePolicy"})
            if self.random.random() < 0.12:
                return

    def _said(
        self,
        sender: str,
        channel: str,
        clock: Clock,
        text: str,
        intent: str,
        label: str,
        band: str,
        confidence: float,
        asking: dict[str, Any] | None = None,
    ) -> Iterator[Event]:
        near = [label, *self.random.sample(self.topics, 4)] if label else []
        shares = [round(confidence / (i + 1) ** 2, 4) for i in range(len(near))]
        topics = [{"topic": n.split("/")[-1], "confidence": s} for n, s in zip(near, shares, strict=True)]
        ranking = [{"intent_response_key": n, "confidence": s} for n, s in zip(near, shares, strict=True)]
        selected = {"response": {"responses": [], **ranking[0], "utter_action": f"utter_{label}"}} if near else {}
        found = {"name": intent, "confidence": round(confidence, 4)}
        intents = [found, *({"name": n, "confidence": 0.0} for n in ("help", "greet", "thank", "stop"))]
        other = {"response": {"responses": [], "confidence": 0.0}, "ranking": ranking}
        parse = {"intent": found, "entities": [], "text": text, "intent_ranking": intents}
        if near:
            selector = {"all_retrieval_intents": ["ask", "out_of_scope"], "out_of_scope": other, "ask": other}
            parse["response_selector"] = selector | {intent: selected | {"ranking": ranking}}
            parse["topic_decision"] = {"band": band, "in_scope": round(confidence, 4), "topics": topics, "also": None}
        metadata = _META | ({"questionnaire": asking, "pressed": True} if asking else {})
        data = {"text": text, "parse_data": parse, "input_channel": channel, "message_id": sender, "metadata": metadata}
        pause = 5 + self.random.expovariate(0.02)
        yield self._event(sender, "user", clock.tick(pause), None, data, intent)
        yield self._event(sender, "user_featurization", clock.tick(0.02), None, {"use_text_for_featurization": False})

    def _bot(self, sender: str, clock: Clock, kind: str, topic: str | None) -> Event:
        text = "An answer as long as answers are. " * 20
        near = self.random.sample(self.topics, 4)
        choices = [{"label": f"About {n.split('/')[-1]}", "intent": "ask", "topic": n.split("/")[-1]} for n in near]
        reply = {"kind": kind, "text": text, "title": "A title", "topic": topic, "related": choices}
        data = {"text": text, "data": {"elements": None, "buttons": None, "custom": {"replies": [reply]}}}
        return self._event(sender, "bot", clock.tick(0.01), None, data)

    @staticmethod
    def _event(
        sender: str, kind: str, at: float, action: str | None, data: dict[str, Any], intent: str | None = None
    ) -> Event:
        body = {"event": kind, "timestamp": at, "metadata": _META} | ({"name": action} if action else {}) | data
        return sender, kind, at, intent, action, json.dumps(body)


class Clock:
    """Time as it passes in one conversation."""

    def __init__(self, chance: random.Random, start: float) -> None:
        self.at = start + chance.random()

    def tick(self, seconds: float) -> float:
        """The moment so many seconds later."""
        self.at += seconds
        return self.at


def make_table(engine: Engine) -> None:
    """Rasa's table, where it is missing."""
    lite = engine.dialect.name == "sqlite"
    kinds = {"id": "INTEGER NOT NULL PRIMARY KEY" if lite else "SERIAL PRIMARY KEY"}
    kinds["float"] = "FLOAT" if lite else "DOUBLE PRECISION"
    with engine.begin() as connection:
        connection.execute(sa.text(_TABLE.format(**kinds)))


def fill(engine: Engine, generator: Generator, conversations: int, batch: int = 20_000) -> int:
    """Writes the conversations; returns the number of events."""
    make_table(engine)
    total = 0
    for rows in database.chunks(generator.events(conversations), batch):
        total += len(rows)
        _write(engine, rows)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE INDEX IF NOT EXISTS ix_events_sender_id ON events (sender_id)"))
    return total


def _write(engine: Engine, rows: list[Event]) -> None:
    connection = engine.raw_connection()
    try:
        cursor: Any = connection.cursor()
        if engine.dialect.name == "sqlite":
            names = ", ".join(_COLUMNS)
            cursor.executemany(f"INSERT INTO events ({names}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        else:
            cursor.copy_expert(f"COPY events ({', '.join(_COLUMNS)}) FROM STDIN", _copy_lines(rows))
        connection.commit()
    finally:
        connection.close()


def _copy_lines(rows: list[Event]) -> io.StringIO:
    lines = io.StringIO()
    for row in rows:
        cells = ("\\N" if cell is None else str(cell).replace("\\", "\\\\").replace("\t", "\\t") for cell in row)
        lines.write("\t".join(cells) + "\n")
    lines.seek(0)
    return lines


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True, help="an empty database; never the one in use")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    started = time.monotonic()
    total = fill(database.connect(options.database_url), Generator(options.seed), options.conversations)
    print(f"{options.conversations:,} conversations, {total:,} events in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
