"""Graph component: while a questionnaire is open, reads a message as a reply to it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.calibration import ANSWER
from bot.nlu.labels import DANGER
from bot.nlu.replies import Hint, Reply, interpret


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False
)
class ReplyInterpreter(IntentClassifier, GraphComponent):
    """Replaces the classifier's intent where the message is a reply to the open question."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Stands after a classifier, whose reading breaks ties."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to choose: the words are in replies.yml."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReplyInterpreter:
        """Creates the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes intent and `questionnaire_reply` of messages that are replies."""
        for message in messages:
            asked = (message.get("metadata") or {}).get("questionnaire")
            intent = message.get("intent") or {}
            if not asked or intent.get("name") == DANGER:
                continue
            reply = interpret(message.get(TEXT) or "", asked, _hint(message))
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
