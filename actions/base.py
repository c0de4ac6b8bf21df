"""What all actions share: replies go out as payloads, and a failure is said instead of swallowed."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.channels.replies import ERROR, Reply
from bot.failures import without_values
from guidance.notices import load_notices

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


class GuideAction(Action, ABC):  # abstract, or rasa-sdk would register it as an action
    """Base of our actions. Subclasses write `name` and `act`.

    Rasa leaves the user without any reply when an action raises; ours says so and changes nothing.
    """

    @abstractmethod
    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """What to say and which events to add to the tracker."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Rasa's entry point."""
        try:
            replies, events = self.act(tracker)
        except Exception as error:  # anything: the user must hear of it; the message could hold what they typed
            logger.exception("%s failed: %s", self.name(), type(error).__name__, exc_info=without_values(error))
            notices = load_notices()
            text = f"{notices.say('failed')}\n\n{notices.say('emergency')}"
            replies, events = [Reply(kind=ERROR, text=text, retry=True)], []
        if replies:
            text = "\n\n".join(reply.text for reply in replies)
            payload = {"replies": [reply.to_dict() for reply in replies]}
            dispatcher.messages.append({"text": text, "custom": payload})
        return events
