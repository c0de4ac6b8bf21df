"""Graph component: reads what a message does, says and asks, clause by clause (readers.py), beside the topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.danger import read_danger_data
from bot.nlu.encoder import encoder_digest, shared_encoder, training_encoder
from bot.nlu.examples import DATA
from bot.nlu.labels import DANGER
from bot.nlu.more_examples import from_intents
from bot.nlu.readers import Readers
from bot.nlu.sources import examples_digest, source_digest

EXTRACTOR = "MessageReader"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageReader(IntentClassifier, GraphComponent):
    """Writes `reading`, the signs as entities, and the danger intent where a child is in danger now."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Reads raw text."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to choose: the examples are in bot/data."""
        return {}

    def __init__(self, model_storage: ModelStorage, resource: Resource, readers: Readers | None = None) -> None:
        """Creates the component; without readers it reads nothing."""
        self.readers = readers
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        """Creates an untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The weights, the examples and the code beneath."""
        return f"{encoder_digest()} {source_digest()} {examples_digest()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples in bot/data and from the intents of the same meaning."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        danger = read_danger_data(yaml.load((DATA / "danger.yml").read_text(encoding="utf-8"), Loader=loader))
        found = [
            (message.get(TEXT), message.get(INTENT), message.get(INTENT_RESPONSE_KEY) or message.get(INTENT))
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        with training_encoder() as encoder:
            self.readers = Readers.train(danger, encoder, from_intents(found, danger))
        with self._model_storage.write_to(self._resource) as directory:
            self.readers.save(directory)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        """Loads the trained component."""
        with model_storage.read_from(resource) as directory:
            return cls(model_storage, resource, Readers.load(directory))

    def process(self, messages: list[Message]) -> list[Message]:
        """Reads every message."""
        for message in messages:
            if self.readers:
                self._process(message, self.readers)
        return messages

    def _process(self, message: Message, readers: Readers) -> None:
        context = str((message.get("metadata") or {}).get("context") or "none")
        reading = readers.read(message.get(TEXT) or "", context, shared_encoder())
        _with_topics(reading["clauses"], message.get("clause_topics") or [])
        message.set("reading", reading, add_to_output=True)
        signs = entities_of(reading["clauses"])
        if signs:
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *signs], add_to_output=True)
        if reading["urgency"]["level"] == "now":
            _alarm(message, reading["urgency"])


def _with_topics(clauses: list[dict[str, Any]], topics: Sequence[dict[str, Any]]) -> None:
    by_start = {topic["start"]: topic for topic in topics}
    for clause in clauses:
        topic = by_start.get(clause["start"])
        if topic:
            clause["topic"] = {key: value for key, value in topic.items() if key != "start"}


def entities_of(clauses: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The signs in the shape of Rasa's entities."""
    return [
        {
            "entity": "sign",
            "value": sign["row"],
            "role": sign["role"],
            "start": clause["start"],
            "end": clause["end"],
            "confidence_entity": sign["p"],
            "extractor": EXTRACTOR,
        }
        for clause in clauses
        for sign in clause.get("signs") or []
        if sign["p"] >= 0.5
    ]


def _alarm(message: Message, urgency: dict[str, Any]) -> None:
    """The danger intent, always certain, in front of what else was understood."""
    ranking = [one for one in message.get("intent_ranking") or [] if one["name"] != DANGER]
    intent = {"name": DANGER, "confidence": 1.0}
    message.set("intent", intent, add_to_output=True)
    message.set("intent_ranking", [intent, *ranking[:4]], add_to_output=True)
    reason = str(urgency.get("reason") or "")
    phrase = reason[7:] if reason.startswith("phrase:") else None
    message.set("danger", {"probability": urgency.get("p", 1.0), "phrase": phrase}, add_to_output=True)
