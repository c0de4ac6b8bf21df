"""Graph component: intent, topic and how sure we are, in one classifier.

Takes the place of DIET, the response selector and the fallback classifier.
"""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import calibration, follow_up, parse_output
from bot.nlu.clauses import cut
from bot.nlu.encoder import encoder_digest, general_words, shared_encoder, training_encoder
from bot.nlu.kernel import KernelOptions
from bot.nlu.labels import DANGER, TOPIC, bare
from bot.nlu.reply_wording import is_question
from bot.nlu.sentences import words
from bot.nlu.sources import source_digest
from bot.nlu.stored_calibration import stored
from bot.nlu.topic_model import Reading, TopicModel
from bot.nlu.topic_training import Targets, train

logger = logging.getLogger(__name__)

LEANS_ON = 0.6  # how likely right a topic must be for the next question to lean on it, or to stand alone
MOST_CLAUSES = 12  # a pasted page asks no more questions than that


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Classifies into full retrieval intents (`ask/<topic>`) and plain intents at once."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Encodes text itself (repaired and in parts), so it needs no featurizer."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that must be installed."""
        return ["sklearn", "onnxruntime", "rapidfuzz"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Default settings; docs/understanding-experiments.md says where they come from."""
        options, targets = KernelOptions(), Targets()
        return {
            "sharpness": options.sharpness,
            "lexical_weight": options.lexical_weight,
            "ridge": options.ridge,
            "lost_inside": targets.lost_inside,
            "answered_outside": targets.answered_outside,
            "least_accuracy": targets.least_accuracy,
            "intent_confidence": targets.intent_confidence,
            # Intents that another component decides on.
            "ignored_intents": [DANGER],
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
        titles: dict[str, str] | None = None,
    ) -> None:
        """Creates the component, trained if `model` is given."""
        self.config = config
        self.model = model
        self.titles = titles or {}
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The weights and the code beneath, which Rasa's own fingerprint does not cover."""
        return f"{encoder_digest()} {source_digest()}"

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples and stores the result."""
        ignored = set(self.config["ignored_intents"])
        examples = [
            (message.get(TEXT), message.get(INTENT_RESPONSE_KEY) or message.get(INTENT))
            for message in training_data.intent_examples
            if message.get(TEXT) and message.get(INTENT) not in ignored
        ]
        if len({label for _, label in examples}) < 2:
            logger.warning("The topic classifier has fewer than two classes: not trained.")
            return self._resource
        self.titles = titles_of(training_data)
        with training_encoder() as encoder:
            self.model = train(examples, encoder, general_words(), self._options(), self._targets(), stored("topics"))
        self.model.settings["titles"] = self.titles
        with self._model_storage.write_to(self._resource) as directory:
            self.model.save(directory)
        return self._resource

    def _options(self) -> KernelOptions:
        names = ("sharpness", "lexical_weight", "ridge")
        return KernelOptions(**{name: float(self.config[name]) for name in names})

    def _targets(self) -> Targets:
        return Targets(**{name: float(self.config[name]) for name in vars(Targets())})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Loads the trained component; an untrained one understands nothing."""
        try:
            with model_storage.read_from(resource) as directory:
                model = TopicModel.load(directory)
        except (ValueError, FileNotFoundError):
            logger.warning("No trained topic classifier in the model.")
            return cls(config, model_storage, resource)
        return cls(config, model_storage, resource, model, model.settings.get("titles"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes intent, ranking, response selector and topic decision."""
        for message in messages:
            self._process(message)
        return messages

    def _process(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        if self.model is None or not words(text):
            # Other components read the intent without asking whether there is one.
            message.set("intent", {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", [], add_to_output=True)
            message.set("topic_decision", parse_output.nothing_understood(), add_to_output=True)
            return
        encoder = shared_encoder()
        reading = self.model.understand(text, encoder)
        last_topic = (message.get("metadata") or {}).get("last_topic")
        joined = follow_up.resolve(self.model, encoder, text, reading, self.titles.get(str(last_topic)))
        reading = joined or reading
        also = None
        if reading.intent == TOPIC and reading.band == calibration.ANSWER and not joined:
            also = self.model.second_topic(text, reading.topics[0][0], encoder)
        decision = parse_output.decision_of(reading, also, last_topic if joined else None)
        message.set("intent", parse_output.intent_of(reading), add_to_output=True)
        message.set("intent_ranking", parse_output.ranking_of(reading), add_to_output=True)
        message.set("response_selector", parse_output.selector_of(reading), add_to_output=True)
        message.set("topic_decision", decision, add_to_output=True)
        message.set("clause_topics", self._of_clauses(text, reading))

    def _of_clauses(self, text: str, whole: Reading) -> list[dict[str, Any]]:
        """Which topic each clause may ask about, for the message reader."""
        assert self.model is not None
        pieces = [piece for piece in cut(text) if len(words(piece.text)) >= 2][:MOST_CLAUSES]
        if len(pieces) == 1 and len(pieces[0].text) > 0.8 * len(text.strip()):
            return [_topic_of(pieces[0].start, whole)]
        readings = self.model.read([self.model.prepare(piece.text) for piece in pieces], shared_encoder())
        found = [_topic_of(piece.start, reading) for piece, reading in zip(pieces, readings, strict=True)]
        for number in range(1, len(found)):
            self._with_the_one_before(found, number, pieces[number].text)
        return found

    def _with_the_one_before(self, found: list[dict[str, Any]], number: int, text: str) -> None:
        """A second question that leans on the first ("and does he have to agree") is read together with its topic."""
        assert self.model is not None
        before, own = found[number - 1], found[number]
        title = self.titles.get(str(before["id"]))
        if not title or before["right"] < LEANS_ON or own["right"] >= LEANS_ON or not is_question(text):
            return
        joined = self.model.read([self.model.prepare(f"{title}: {text}")], shared_encoder())[0]
        topic = _topic_of(own["start"], joined)
        if topic["right"] > max(own["right"], 0.4) and topic["id"] != before["id"]:
            found[number] = topic


def _topic_of(start: int, reading: Reading) -> dict[str, Any]:
    """A clause's topic: `right` is how likely it is the right one, 0 where the clause is about something else."""
    about_topic = bool(reading.intents) and reading.intents[0][0] == TOPIC and reading.band != calibration.REJECT
    names = [bare(label) for label, _ in reading.topics[:4]]
    return {
        "start": start,
        "id": names[0] if names else None,
        "right": round(reading.right, 3) if about_topic else 0.0,
        "in_scope": round(reading.in_scope, 3),
        "others": names[1:],
    }


def titles_of(training_data: TrainingData) -> dict[str, str]:
    """The title of every topic, out of its answer's metadata."""
    titles = {}
    prefix = f"utter_{TOPIC}/"
    for name, variations in training_data.responses.items():
        if name.startswith(prefix) and variations:
            title = (variations[0].get("metadata") or {}).get("title")
            if title:
                titles[name[len(prefix) :]] = str(title)
    return titles
