"""Graph component: recognises a child in danger; stands last so that nothing overrules it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_yaml_file

from bot.nlu.danger import DangerModel, read_danger_data
from bot.nlu.encoder import encoder_digest, shared_encoders, training_encoders
from bot.nlu.labels import DANGER
from bot.nlu.reply_model import reply_examples
from bot.nlu.sources import source_digest

ROOT = Path(__file__).resolve().parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(IntentClassifier, GraphComponent):
    """Sets the danger intent with confidence 1.0, whatever was understood before."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Reads raw text."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["onnxruntime"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings: the danger file and how many of its misleading examples may set the alarm off."""
        return {"data": "bot/data/danger.yml", "false_alarms": 0.05}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: DangerModel | None = None,
    ) -> None:
        """Creates the component, trained if `model` is given."""
        self.config = config
        self.model = model
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The danger file, the weights and the code beneath."""
        path = danger_path({**cls.get_default_config(), **config})
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"
        return f"{content} {encoder_digest()} {source_digest()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the danger file and from everything else as its opposite."""
        path = danger_path(self.config)
        data = read_danger_data(read_yaml_file(path) if path.is_file() else {})
        urgent: list[str] = []
        ordinary: list[str] = []
        for message in training_data.intent_examples:
            if message.get(TEXT):
                known = urgent if message.get(INTENT) == DANGER else ordinary
                known.append(message.get(TEXT))
        # Evidence tells of harm that is over; it must not sound the alarm at every second item.
        replies = [text for texts in reply_examples().values() for text in texts]
        with training_encoders() as encoders:
            self.model = DangerModel.train(
                data, urgent, [*ordinary, *replies], encoders, float(self.config["false_alarms"])
            )
        with self._model_storage.write_to(self._resource) as directory:
            self.model.save(directory)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerDetector:
        """Loads the trained component.

        A missing model is an error here: an assistant that cannot see danger must not start.
        """
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, DangerModel.load(directory))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent of messages that tell of danger; leaves all others alone."""
        if self.model is None:
            return messages
        for message in messages:
            open_question = bool((message.get("metadata") or {}).get("questionnaire"))
            judgement = self.model.judge(message.get(TEXT) or "", shared_encoders(), open_question)
            if not judgement.danger:
                continue
            intent = {"name": DANGER, "confidence": 1.0}
            others = [i for i in message.get("intent_ranking") or [] if i["name"] != DANGER]
            message.set("intent", intent, add_to_output=True)
            message.set("intent_ranking", [intent, *others], add_to_output=True)
            message.set("questionnaire_reply", None, add_to_output=True)
            message.set("danger", {"phrase": judgement.phrase}, add_to_output=True)
        return messages


def danger_path(config: dict[str, Any]) -> Path:
    """Where the danger file is; relative names count from the project's root."""
    return ROOT / str(config["data"])
