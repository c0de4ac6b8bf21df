"""Graph component: while a questionnaire is open, reads a message as a reply to it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.calibration import ANSWER
from bot.nlu.encoder import encoder_digest, shared_encoders, training_encoders
from bot.nlu.labels import DANGER, TOPIC
from bot.nlu.replies import interpret
from bot.nlu.reply import Hint, Reply
from bot.nlu.reply_model import ReplyModel
from bot.nlu.sentences import words
from bot.nlu.sources import source_digest


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReplyInterpreter(IntentClassifier, GraphComponent):
    """Replaces the classifier's intent where the message is a reply to the open question."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Reads raw text; a classifier before it helps but plays no part in training."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to choose: words and examples are in replies.yml and reply_examples.yml."""
        return {}

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        model: ReplyModel | None = None,
    ) -> None:
        """Creates the component; without a model the word lists alone decide."""
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
    ) -> ReplyInterpreter:
        """Creates an untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The weights, the examples and the code beneath."""
        return f"{encoder_digest()} {source_digest()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the reply examples and the intents of the same meaning."""
        by_intent: dict[str, list[str]] = {}
        for message in training_data.intent_examples:
            if message.get(TEXT):
                by_intent.setdefault(message.get(INTENT), []).append(message.get(TEXT))
        with training_encoders() as encoders:
            self.model = ReplyModel.train(by_intent, by_intent.get(TOPIC, []), encoders)
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
    ) -> ReplyInterpreter:
        """Loads the trained component."""
        with model_storage.read_from(resource) as directory:
            return cls(model_storage, resource, ReplyModel.load(directory))

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes intent and `questionnaire_reply` of messages that are replies."""
        for message in messages:
            asked = (message.get("metadata") or {}).get("questionnaire")
            intent = message.get("intent") or {}
            if not asked or intent.get("name") == DANGER:
                continue
            text = message.get(TEXT) or ""
            guess = self.model.guess(text, shared_encoders()) if self.model and words(text) else {}
            reply = interpret(text, asked, _hint(message), guess)
            if reply is not None:
                _write(message, reply)
        return messages


def _hint(message: Message) -> Hint:
    intent = message.get("intent") or {}
    decision = message.get("topic_decision") or {}
    return Hint(
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        topic_sure=decision.get("band") == ANSWER and intent.get("name") == "ask",
    )


def _write(message: Message, reply: Reply) -> None:
    intent = {"name": reply.intent, "confidence": 1.0}
    others = [i for i in message.get("intent_ranking") or [] if i["name"] != reply.intent]
    message.set("intent", intent, add_to_output=True)
    message.set("intent_ranking", [intent, *others[:4]], add_to_output=True)
    message.set("questionnaire_reply", reply.as_dict(), add_to_output=True)
