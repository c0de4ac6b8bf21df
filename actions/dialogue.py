"""The one action: hands what was understood to the dialogue manager, and keeps its state in a slot."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, GuideAction
from bot import settings
from bot.channels.replies import Reply
from bot.context import ASKING_SLOT, DIALOGUE_SLOT, REDACTION_SLOT
from bot.failures import without_values
from dialogue import Heard, Manager, Outcome

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def manager() -> Manager:
    """The manager of this process."""
    return Manager(lambda: settings.current().retention_days)


class DialogueAction(GuideAction):
    """Takes one turn."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_dialogue"

    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """The manager's replies, and its new state as the slot `dialogue`."""
        message = tracker.latest_message
        heard = Heard(
            text=str(message.get("text") or ""),
            reading=message.get("reading") or {},
            parse=message,
            pressed=message.get("pressed"),
            mark=str((message.get("metadata") or {}).get("id") or ""),
        )
        outcome = self._turn(tracker.get_slot(DIALOGUE_SLOT), heard)
        asking = manager().kit.desk.metadata(outcome.state["desk"])
        events: Events = [SlotSet(DIALOGUE_SLOT, outcome.state)]
        if asking != tracker.get_slot(ASKING_SLOT):
            events.append(SlotSet(ASKING_SLOT, asking))
        known = (message.get("metadata") or {}).get("redaction")
        if known:
            events.append(SlotSet(REDACTION_SLOT, known))
        return outcome.replies, events

    def _turn(self, state: Any, heard: Heard) -> Outcome:
        """One turn; a state that breaks it is set aside, all but the tools' answers, and the message answered."""
        try:
            return manager().turn(state, heard)
        except Exception as error:  # whatever it is, the person must be answered; it may hold what they typed
            logger.exception("A state was set aside: %s", type(error).__name__, exc_info=without_values(error))
            return manager().turn({"desk": (state or {}).get("desk"), "who": (state or {}).get("who")}, heard)
