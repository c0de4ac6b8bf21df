"""The numeric core on small made-up data: exactness, calibration, bands, storage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import calibration, follow_up, parse_output, topic_model, topic_training
from bot.nlu.arrays import Array
from bot.nlu.calibration import Gate, Thresholds
from bot.nlu.danger import PhraseError, read_danger_data
from bot.nlu.held_out import Rehearsal, kept_apart
from bot.nlu.kernel import KernelClassifier, KernelOptions, one_of
from bot.nlu.lexical import Lexical
from bot.nlu.topic_model import TopicModel
from bot.nlu.topic_training import train


class WordVectors:
    """An encoder for tests: the sum of a fixed random vector per word."""

    def encode_many(self, texts: Sequence[str]) -> Array:
        return np.stack([self._one(text) for text in texts])

    @staticmethod
    def _one(text: str) -> Array:
        total = np.zeros(48)
        for word in text.lower().split() or [""]:
            seed = int.from_bytes(hashlib.sha256(word.strip("?.,!").encode()).digest()[:4], "little")
            total += np.random.default_rng(seed).normal(size=48)
        return (total / np.linalg.norm(total)).astype(np.float32)


ENCODER = WordVectors()
SUBJECTS = {
    "ask/phones": ["phone", "mobile", "handset", "calls"],
    "ask/clothes": ["jacket", "trainers", "clothes", "shoes"],
    "ask/meeting": ["meeting", "review", "conference", "chair"],
    "out_of_scope/cooking": ["bread", "recipe", "oven", "flour"],
    "out_of_scope/sport": ["football", "score", "goal", "league"],
    "greet": ["hello", "hi", "morning", "hiya"],
}
FRAMES = ["tell me of {}", "what about {} and {}", "{} or {} please", "is {} a sign", "why {}", "{} {} {}"]


def examples() -> list[tuple[str, str]]:
    rows = []
    for label, nouns in SUBJECTS.items():
        for number, frame in enumerate(FRAMES * 2):
            turned = nouns[number % 4 :] + nouns[: number % 4]
            rows.append((frame.format(*turned), label))
    return rows


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return train(examples(), ENCODER)


def test_with_every_example_as_landmark_the_equations_are_solved_exactly() -> None:
    texts = [text for text, _ in examples()]
    labels = sorted(SUBJECTS)
    numbers = np.array([labels.index(label) for _, label in examples()])
    vectors, shared = WordVectors().encode_many(texts), Lexical.fit(texts).similarity(texts)
    options = KernelOptions()
    every = np.arange(len(texts))
    fitted = KernelClassifier.fit(vectors, shared, numbers, one_of(len(labels)), options, every)
    scores = fitted.evidence(vectors, shared).scores
    np.testing.assert_allclose(scores + options.ridge * fitted.weights, one_of(len(labels))[numbers], atol=1e-3)


class TestKeptApart:
    labels = ("ask/a",) * 30 + ("ask/b",) * 60 + tuple(f"out_of_scope/{kind}" for kind in "abcde" for _ in range(10))

    def test_runs_of_neighbours_of_every_class(self) -> None:
        apart = kept_apart(self.labels)
        assert np.flatnonzero(apart[:30]).tolist() == list(range(12, 18))
        assert np.flatnonzero(apart[30:90]).tolist() == [*range(12, 18), *range(42, 48)]

    def test_one_out_of_scope_kind_as_a_whole(self) -> None:
        apart = dict(zip("abcde", kept_apart(self.labels)[90:].reshape(5, 10).mean(axis=1), strict=True))
        assert [kind for kind, share in apart.items() if share == 1.0] == ["c"]

    def test_a_rehearsal_is_calibrated_by_what_the_classifier_has_not_read(self) -> None:
        texts = ["red apple", "green apple", "red pear", "apple pie", "blue boat", "small boat", "boat trip"]
        numbers = np.array([0, 0, 0, 0, 1, 1, 1])
        rehearsal = Rehearsal(texts, numbers, np.array([False] * 3 + [True] + [False] * 2 + [True]), 100)
        scores = rehearsal.evidence(WordVectors(), one_of(2), KernelOptions()).scores
        assert rehearsal.truth.tolist() == [0, 1]
        assert scores.argmax(axis=1).tolist() == [0, 1]
        assert not rehearsal.of_unseen_class.any()
        assert rehearsal.known.tolist() == [0.5, 0.5]

    def test_a_class_without_any_read_example_is_called_unseen(self) -> None:
        rehearsal = Rehearsal(["a b", "a c", "x y"], np.array([0, 0, 1]), np.array([False, False, True]), 100)
        assert rehearsal.of_unseen_class.tolist() == [True]


@pytest.mark.parametrize(
    ("text", "label"),
    [("which mobile", "ask/phones"), ("new trainers and a jacket", "ask/clothes"), ("hiya hello", "greet")],
)
def test_new_wording_is_understood(model: TopicModel, text: str, label: str) -> None:
    assert model.understand(text, ENCODER).ranking[0][0] == label


def test_out_of_scope_is_not_answered_with_a_topic(model: TopicModel) -> None:
    assert model.understand("a recipe for bread", ENCODER).intent == "out_of_scope"


def test_greeting_before_a_question_does_not_count(model: TopicModel) -> None:
    assert model.understand("Hello. Tell me of phone calls.", ENCODER).topics[0][0] == "ask/phones"


def test_two_questions_have_two_topics_and_a_story_has_one(model: TopicModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_model, "SURELY_TWO", 0.0)  # the toy model is never very sure
    asked = "Which phone or mobile? What about trainers and shoes?"
    assert model.second_topic(asked, "ask/phones", ENCODER) == "ask/clothes"
    told = "We had a phone and a mobile. What about trainers and shoes?"
    assert model.second_topic(told, "ask/clothes", ENCODER) is None


def test_a_clear_topic_is_offered_however_strange_the_wording(
    model: TopicModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "thresholds", Thresholds(answer=1.1, in_scope=1.1))
    text = "which mobile handset"
    share = model.understand(text, ENCODER).topics[0][1]
    monkeypatch.setattr(topic_model, "CLEAR", share + 0.01)
    assert model.understand(text, ENCODER).band == calibration.REJECT
    monkeypatch.setattr(topic_model, "CLEAR", share)
    assert model.understand(text, ENCODER).band == calibration.SUGGEST


def test_shares_add_up_and_are_sorted(model: TopicModel) -> None:
    ranking = model.understand("meeting", ENCODER).ranking
    assert sum(share for _, share in ranking) == pytest.approx(1.0)
    assert [share for _, share in ranking] == sorted((share for _, share in ranking), reverse=True)


def test_the_same_examples_give_the_same_model(model: TopicModel) -> None:
    again = train(examples(), ENCODER)
    assert again.settings == model.settings
    np.testing.assert_array_equal(again.kernel.weights, model.kernel.weights)


def test_storage_keeps_what_is_understood(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    for text in ("which mobile", "oven flour", "hello"):
        before, after = model.understand(text, ENCODER), loaded.understand(text, ENCODER)
        assert before.intent == after.intent
        assert before.ranking[0][1] == pytest.approx(after.ranking[0][1], abs=0.02)


def test_fewer_landmarks_than_examples_still_understand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_training, "LANDMARKS", 30)
    small = train(examples(), ENCODER)
    assert len(small.kernel.vectors) == 30
    assert small.understand("new trainers and a jacket", ENCODER).ranking[0][0] == "ask/clothes"


def test_parse_output_has_rasas_shape(model: TopicModel) -> None:
    reading = model.understand("which mobile handset", ENCODER)
    selector = parse_output.selector_of(reading)
    assert selector["all_retrieval_intents"] == ["ask", "out_of_scope"]
    response = selector["ask"]["response"]
    assert response["intent_response_key"] == "ask/phones"
    assert response["utter_action"] == "utter_ask/phones"
    assert selector["ask"]["ranking"][0]["intent_response_key"] == "ask/phones"
    assert len(selector["ask"]["ranking"]) <= 5
    assert parse_output.intent_of(reading)["name"] == "ask"
    assert parse_output.decision_of(reading)["topics"][0]["topic"] == "phones"


class TestCalibration:
    def test_temperature_brings_confidence_to_accuracy(self) -> None:
        rng = np.random.default_rng(0)
        truth = rng.integers(0, 3, 4000)
        scores = rng.normal(size=(4000, 3))
        scores[np.arange(4000), truth] += 1.5
        shares = calibration.softmax(scores, calibration.fit_temperature(scores * 1.0, truth))
        assert shares.max(axis=1).mean() == pytest.approx((shares.argmax(axis=1) == truth).mean(), abs=0.05)

    def test_gate_separates(self) -> None:
        features = np.r_[np.random.default_rng(1).normal(0, 1, (50, 2)), np.random.default_rng(2).normal(4, 1, (50, 2))]
        gate = Gate.fit(features, np.arange(100) >= 50)
        assert gate(features)[:50].max() < 0.6 < 0.9 < gate(features)[60:].mean()
        assert Gate.from_dict(gate.as_dict()) == gate

    def test_thresholds_keep_their_promises(self) -> None:
        rng = np.random.default_rng(3)
        inside = np.arange(2000) < 1500
        scope = np.where(inside, rng.beta(6, 2, 2000), rng.beta(2, 6, 2000))
        right = np.clip(scope + rng.normal(0, 0.1, 2000), 0, 1)
        is_right = inside & (rng.random(2000) < right)
        chosen = calibration.choose_thresholds(right, scope, inside, is_right, 0.05, 0.02, 0.8)
        bands = np.array([chosen.band(r, s) for r, s in zip(right, scope, strict=True)])
        assert (bands[inside] == "reject").mean() <= 0.051
        assert (bands[~inside] == "answer").mean() <= 0.021
        assert is_right[inside & (bands == "answer")].mean() / inside[inside & (bands == "answer")].mean() >= 0.79

    @pytest.mark.parametrize(
        ("right", "scope", "band"), [(0.9, 0.9, "answer"), (0.5, 0.9, "suggest"), (0.9, 0.1, "reject")]
    )
    def test_bands(self, right: float, scope: float, band: str) -> None:
        assert Thresholds(answer=0.8, in_scope=0.2).band(right, scope) == band


class TestDanger:
    @pytest.mark.parametrize(
        "entry",
        [
            {"id": "x", "pattern": "(", "example": "("},
            {"id": "x", "pattern": "abc", "example": "xyz"},
            {"id": "x", "pattern": "abc", "example": "abc", "counter_example": "abcd"},
        ],
    )
    def test_a_wrong_phrase_is_named(self, entry: dict[str, str]) -> None:
        with pytest.raises(PhraseError, match="'x'"):
            read_danger_data({"phrases": [entry]})


class TestFollowUp:
    @pytest.mark.parametrize("text", ["and if he's 17?", "what about at night", "why?", "is it free"])
    def test_elliptical(self, text: str) -> None:
        assert follow_up.is_elliptical(text)

    @pytest.mark.parametrize("text", ["what is an IRD", "how do I refer a child to the Reporter", "hello"])
    def test_complete(self, text: str) -> None:
        assert not follow_up.is_elliptical(text)

    def test_is_read_with_the_topic_before(self, model: TopicModel) -> None:
        text = "and why"
        reading = model.understand(text, ENCODER)
        joined = follow_up.resolve(model, ENCODER, text, reading, "phone mobile handset")
        assert joined is None or joined.topics[0][0] == "ask/phones"
        assert follow_up.resolve(model, ENCODER, text, reading, None) is None
