"""The policy: after a message `action_dialogue`, after that listen. What to do is decided by the dialogue manager.

Nothing else can be predicted, so there is no tracker that it does not fit, no fallback that predicts itself, and
nothing that grows with the conversation.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

ACTION = "action_dialogue"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class DialoguePolicy(Policy):
    """Hands every message to the dialogue manager, once."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above all learnt policies, so that stories test the manager and never replace it."""
        return {"priority": 6}

    @staticmethod
    def supported_data() -> SupportedData:
        """Rules and stories."""
        return SupportedData.ML_AND_RULE_DATA

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DialoguePolicy:
        """Creates the policy."""
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """`action_dialogue` when the newest of message and action is the message, else listen."""
        action = ACTION if said_last(tracker) else ACTION_LISTEN_NAME
        return self._prediction(confidence_scores_for(action, 1.0, domain))


def said_last(tracker: DialogueStateTracker) -> bool:
    """Whether a message came after the newest action."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return True
        if event.type_name == "action":
            return False
    return False
