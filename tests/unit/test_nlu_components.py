"""The graph components keep Rasa's contracts: what they read, what they write, who wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import danger_detector, reply_interpreter, topic_classifier
from bot.nlu.danger import DangerModel, read_danger_data
from bot.nlu.danger_detector import DangerDetector
from bot.nlu.reply_interpreter import ReplyInterpreter
from bot.nlu.topic_classifier import TopicClassifier
from bot.nlu.topic_model import TopicModel
from bot.nlu.topic_training import train
from tests.unit.test_nlu_core import ENCODERS, examples

PHRASES = read_danger_data({"phrases": [{"id": "wake", "pattern": "won't wake", "example": "she won't wake"}]}).phrases


@pytest.fixture(autouse=True)
def test_encoders(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (topic_classifier, danger_detector, reply_interpreter):
        monkeypatch.setattr(module, "shared_encoders", lambda: ENCODERS)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(examples(), ENCODERS)


@pytest.fixture
def storage(tmp_path: Path) -> dict[str, Any]:
    return {"model_storage": LocalModelStorage.create(tmp_path), "resource": Resource("test")}


def message(text: str, **metadata: Any) -> Message:
    return Message(data={"text": text, "metadata": metadata})


def classified(model: TopicModel, storage: dict[str, Any], item: Message) -> dict[str, Any]:
    component = TopicClassifier(TopicClassifier.get_default_config(), **storage, model=model, titles={"phones": "x"})
    component.process([item])
    return item.as_dict(only_output_properties=True)


def test_topic_classifier_writes_what_rasa_reads(model: TopicModel, storage: dict[str, Any]) -> None:
    out = classified(model, storage, message("which mobile handset"))
    assert out["intent"]["name"] == "ask"
    assert out["intent_ranking"][0] == out["intent"]
    assert out["response_selector"]["ask"]["response"]["utter_action"] == "utter_ask/phones"
    assert out["topic_decision"]["topics"][0]["topic"] == "phones"


@pytest.mark.parametrize("text", ["", "  ", "?!", "👍"])
def test_a_message_without_words_has_no_intent(model: TopicModel, storage: dict[str, Any], text: str) -> None:
    out = classified(model, storage, message(text))
    assert out["intent"] == {"name": None, "confidence": 0.0}
    assert out["intent_ranking"] == []


def test_reply_is_only_read_while_a_question_is_open(storage: dict[str, Any]) -> None:
    interpreter = ReplyInterpreter(**storage)
    alone = message("aye twice since Easter")
    interpreter.process([alone])
    assert alone.get("questionnaire_reply") is None
    asked = message("aye twice since Easter", questionnaire={"asked": "item", "answer_type": "yes_no", "items": 14})
    interpreter.process([asked])
    assert asked.get("intent") == {"name": "inform_affirm", "confidence": 1.0}
    assert asked.get("questionnaire_reply")["evidence"] == "aye twice since Easter"


def test_danger_overrules_everything(storage: dict[str, Any]) -> None:
    item = message("yes and now she won't wake", questionnaire={"asked": "item", "answer_type": "yes_no"})
    ReplyInterpreter(**storage).process([item])
    assert item.get("intent")["name"] == "inform_affirm"
    DangerDetector(DangerDetector.get_default_config(), **storage, model=DangerModel(PHRASES)).process([item])
    assert item.get("intent") == {"name": "child_in_danger", "confidence": 1.0}
    assert item.get("questionnaire_reply") is None


def test_replies_never_overrule_danger(storage: dict[str, Any]) -> None:
    item = message("yes", questionnaire={"asked": "item", "answer_type": "yes_no"})
    item.set("intent", {"name": "child_in_danger", "confidence": 1.0})
    ReplyInterpreter(**storage).process([item])
    assert item.get("intent")["name"] == "child_in_danger"


def test_other_messages_are_left_alone_by_the_danger_detector(storage: dict[str, Any]) -> None:
    item = message("she wakes at noon")
    item.set("intent", {"name": "ask", "confidence": 0.9})
    DangerDetector(DangerDetector.get_default_config(), **storage, model=DangerModel(PHRASES)).process([item])
    assert item.get("intent") == {"name": "ask", "confidence": 0.9}
