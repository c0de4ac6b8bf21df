"""The graph components keep Rasa's contracts: what they read, what they write, who wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import message_reader, topic_classifier
from bot.nlu.danger import read_danger_data
from bot.nlu.label_model import Example, LabelModel
from bot.nlu.message_reader import MessageReader
from bot.nlu.readers import Readers
from bot.nlu.topic_classifier import TopicClassifier
from bot.nlu.topic_model import TopicModel
from bot.nlu.topic_training import train
from tests.unit.test_nlu_core import ENCODER, examples

PHRASES = read_danger_data({"phrases": [{"id": "wake", "pattern": "won't wake", "example": "she won't wake"}]}).phrases
SIGNS = [
    *(Example(f"new {thing}", frozenset({"appearance:for"})) for thing in ("trainers", "jacket", "watch", "phone") * 6),
    *(Example(f"the {thing} is late", frozenset()) for thing in ("bus", "train", "post", "dinner") * 6),
]


@pytest.fixture(autouse=True)
def test_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (topic_classifier, message_reader):
        monkeypatch.setattr(module, "shared_encoder", lambda: ENCODER)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(examples(), ENCODER)


@pytest.fixture(scope="module")
def readers() -> Readers:
    return Readers({"signs": LabelModel.train(SIGNS, ENCODER)}, PHRASES)


@pytest.fixture
def storage(tmp_path: Path) -> dict[str, Any]:
    return {"model_storage": LocalModelStorage.create(tmp_path), "resource": Resource("test")}


def message(text: str, **metadata: Any) -> Message:
    return Message(data={"text": text, "metadata": metadata})


def read(readers: Readers, storage: dict[str, Any], item: Message) -> dict[str, Any]:
    MessageReader(**storage, readers=readers).process([item])
    return item.as_dict(only_output_properties=True)


def test_topic_classifier_writes_what_rasa_reads(model: TopicModel, storage: dict[str, Any]) -> None:
    component = TopicClassifier(TopicClassifier.get_default_config(), **storage, model=model, titles={"phones": "x"})
    item = message("which mobile handset")
    component.process([item])
    out = item.as_dict(only_output_properties=True)
    assert out["intent"]["name"] == "ask"
    assert out["intent_ranking"][0] == out["intent"]
    assert out["response_selector"]["ask"]["response"]["utter_action"] == "utter_ask/phones"
    assert out["topic_decision"]["topics"][0]["topic"] == "phones"


@pytest.mark.parametrize("text", ["", "  ", "?!", "👍"])
def test_a_message_without_words_has_no_intent(
    model: TopicModel, readers: Readers, storage: dict[str, Any], text: str
) -> None:
    item = message(text)
    TopicClassifier(TopicClassifier.get_default_config(), **storage, model=model).process([item])
    out = read(readers, storage, item)
    assert out["intent"] == {"name": None, "confidence": 0.0}
    assert out["intent_ranking"] == []
    assert out["reading"]["clauses"] == []


@pytest.mark.parametrize(("context", "acts"), [("item", {"yes": 1.0}), ("confirm", {"yes": 1.0}), ("none", None)])
def test_a_thumb_answers_only_where_something_is_open(
    readers: Readers, storage: dict[str, Any], context: str, acts: dict[str, float] | None
) -> None:
    clauses = read(readers, storage, message("👍", context=context))["reading"]["clauses"]
    assert [clause["acts"] for clause in clauses] == ([acts] if acts else [])


def test_danger_overrules_everything(readers: Readers, storage: dict[str, Any]) -> None:
    item = message("yes and now she won't wake", context="item")
    item.set("intent", {"name": "ask", "confidence": 0.9})
    out = read(readers, storage, item)
    assert out["intent"] == {"name": "child_in_danger", "confidence": 1.0}
    assert out["reading"]["urgency"]["reason"] == "phrase:wake"


def test_other_messages_keep_their_intent(readers: Readers, storage: dict[str, Any]) -> None:
    item = message("she wakes at noon")
    item.set("intent", {"name": "ask", "confidence": 0.9})
    read(readers, storage, item)
    assert item.get("intent") == {"name": "ask", "confidence": 0.9}


def test_signs_are_entities_with_their_place(readers: Readers, storage: dict[str, Any]) -> None:
    text = "the bus is late. new jacket"
    out = read(readers, storage, message(text))
    assert [(e["entity"], e["value"], e["role"]) for e in out["entities"]] == [("sign", "appearance", "for")]
    assert text[out["entities"][0]["start"] : out["entities"][0]["end"]] == "new jacket"
