"""Reads messages with the trained model, exactly as the running assistant does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from dialogue.heard import SURE

# The evaluation's word for what is asked, and the door's
ASKED = {"indicator": "item", "comment": "comment"}


@dataclass(frozen=True)
class Understood:
    """What the assistant made of one message. `topics` are ids, best first, with their confidence."""

    intent: str
    confidence: float
    band: str
    topics: tuple[tuple[str, float], ...]
    acts: frozenset[str]
    right_share: float


class Reader:
    """The trained model, without a server."""

    def __init__(self, model: Path) -> None:
        # Rasa prints every text it reads at debug level, and whoever improves the assistant must not see these.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        self.agent = Agent.load(str(model))

    def read(self, texts: Sequence[str], metadata: Sequence[dict[str, Any]] | None = None) -> list[Understood]:
        """Reads messages one after the other."""
        return asyncio.run(self._read(texts, metadata or [{}] * len(texts)))

    async def _read(self, texts: Sequence[str], metadata: Sequence[dict[str, Any]]) -> list[Understood]:
        processor = self.agent.processor
        assert processor is not None, "the model could not be loaded"
        found = []
        for text, extra in zip(texts, metadata, strict=True):
            parsed = await processor.parse_message(UserMessage(text, metadata=extra))
            found.append(understood(parsed))
        return found


def understood(parsed: dict[str, Any]) -> Understood:
    """The parts of Rasa's parse result that are measured."""
    intent = parsed.get("intent") or {}
    selector = (parsed.get("response_selector") or {}).get("ask") or {}
    ranking = selector.get("ranking") or []
    topics = tuple((str(r["intent_response_key"]).removeprefix("ask/"), float(r["confidence"])) for r in ranking)
    decision = parsed.get("topic_decision") or {}
    clauses = (parsed.get("reading") or {}).get("clauses") or []
    acts = frozenset(label for clause in clauses for label, p in clause["acts"].items() if p >= SURE)
    return Understood(
        intent=str(intent.get("name")),
        confidence=float(intent.get("confidence") or 0.0),
        band=str(decision.get("band") or ""),
        topics=topics,
        acts=acts,
        right_share=float((decision.get("topics") or [{"confidence": 0.0}])[0]["confidence"]),
    )


def asked(row: dict[str, Any]) -> dict[str, Any]:
    """The metadata that the door would send with a reply to a row of the screening tool."""
    return {"context": ASKED[row["asked"]]}
