"""The guided tools in conversation: what the user said becomes an action at the desk, outcomes become replies."""

from __future__ import annotations

from typing import Any, Final

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Events, GuideAction
from actions.telling import replies_for
from bot.channels.replies import ERASE, TEXT, Choice, Reply
from bot.context import ACTIVE_SLOT, ASKING_SLOT, DESK_SLOT, ERASE_NOW
from guidance.definitions import load_tools
from guidance.desk import Desk, DeskTurn
from guidance.finding import find_tool
from guidance.notices import load_notices

STARTS: Final = {
    "start_screening": "screening_tool",
    "start_awareness_priorities": "awareness_priorities",
    "start_self_assessment": "self_assessment",
    "start_where_to_begin": "where_to_begin",
}
VALUES: Final = {
    "inform_affirm": "yes",
    "inform_deny": "no",
    "inform_unsure": "unsure",
    "inform_in_progress": "in_progress",
}
PLAIN: Final = {
    "skip": "skip",
    "go_back": "back",
    "pause": "pause",
    "stop": "pause",
    "resume": "resume",
    "show_summary": "summary",
    "restart_questionnaire": "restart",
    "discard_questionnaire": "discard",
    "finish_questionnaire": "finish",
    "help": "explain",
}
_OF_A_TOOL: Final = ("resume", "discard_questionnaire", "restart_questionnaire", "show_summary")


def make_desk() -> Desk:
    """The desk with all tools and, for the screening tool, the suggested pathways as its result."""
    from guidance.pathways import evaluate

    return Desk(load_tools(), evaluate)


class QuestionnaireAction(GuideAction):
    """Takes one message as an answer or a command to a guided tool."""

    def __init__(self) -> None:
        self.desk = make_desk()

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_questionnaire"

    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """Hands the message to the desk; keeps the desk and what is asked now in slots."""
        message = tracker.latest_message
        asked = (message.get("metadata") or {}).get("questionnaire") or {}
        reply = message.get("questionnaire_reply") or {}
        intent = (message.get("intent") or {}).get("name") or ""
        if asked.get("tool") == "erase" and "action" not in reply:
            return self._erase(intent, tracker)
        raw = tracker.get_slot(DESK_SLOT)
        turn = self._turn(raw, intent, reply, message.get("text") or "")
        replies = replies_for(self.desk.tools, turn.outcomes)
        return replies, remember(self.desk, turn)

    def _turn(self, raw: Any, intent: str, reply: dict[str, Any], text: str) -> DeskTurn:
        if "action" in reply:  # a button: the action and its data as the desk made them
            data = dict(reply.get("data") or {})
            return self.desk.apply(raw, reply["action"], **({"tool": reply["tool"]} | data))
        pressed = self._typed_button(raw, text)
        if pressed is not None:
            return pressed
        if intent in STARTS:
            return self.desk.open(raw, STARTS[intent])
        named = {"item": reply["item"]} if reply.get("item") is not None else {}
        evidence = reply.get("evidence") or ""
        if intent in VALUES:
            return self.desk.apply(raw, "answer", value=VALUES[intent], evidence=evidence, **named)
        if intent == "inform_comment":
            return self.desk.apply(raw, "comment", text=evidence or text, **named)
        if intent == "inform_several":
            return self.desk.apply(raw, "answer_many", answers=reply.get("answers") or [], rest=reply.get("rest"))
        if intent == "change_answer":
            return self.desk.apply(raw, "change", item=reply.get("item") or text, value=reply.get("value"))
        if intent == "goto_item":
            return self.desk.apply(raw, "goto", item=reply.get("item") or text)
        if intent == "disagree":
            return self.desk.apply(raw, "disagree", reason=evidence or text)
        return self._command(raw, intent, text)

    def _command(self, raw: Any, intent: str, text: str) -> DeskTurn:
        """A command in words; where it names a tool that is begun, it is about that one."""
        desk = self.desk.load(raw)
        begun = (self.desk.tools[name] for name in desk["tools"])
        named = find_tool(begun, text) if intent in _OF_A_TOOL else None
        if intent == "resume" and named in (None, desk["active"]) and desk["active"]:
            return self.desk.where_was_i(desk)
        if intent == "resume":
            return self.desk.resume(desk, named)
        return self.desk.apply(raw, PLAIN[intent], tool=named)

    def _typed_button(self, raw: Any, text: str) -> DeskTurn | None:
        """A text that is the label of a button of the open question does what the button does."""
        desk, said = self.desk.load(raw), " ".join(text.lower().strip(" .!?").split())
        if self.desk.waiting(raw):
            return None
        for asked in self.desk.ask_active(desk):
            for choice in getattr(asked, "choices", ()):
                if choice.label.lower().strip("?") == said:
                    return self.desk.apply(desk, choice.action, **{"tool": desk["active"], **choice.data})
        return None

    def _erase(self, intent: str, tracker: Tracker) -> tuple[list[Reply], Events]:
        """The answer to 'shall I delete everything?' when it was typed."""
        notices = load_notices()
        if intent == "inform_affirm":
            return [Reply(kind=ERASE, text=notices.say("erased"))], []
        choices = [
            Choice(notices.say("button_erase"), ERASE_NOW),
            Choice(notices.say("button_keep"), "inform_deny"),
        ]
        if intent == "inform_deny":
            choices = []
        text = notices.say("kept" if intent == "inform_deny" else "erase_unclear")
        again = ask_again(self.desk, tracker) if intent == "inform_deny" else []
        return [Reply(kind=TEXT, text=text, choices=choices), *again], []


class KeepAction(GuideAction):
    """After the emergency answer: keeps what was typed as a comment, so that a false alarm costs nothing."""

    def __init__(self) -> None:
        self.desk = make_desk()

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_questionnaire_keep"

    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """Adds the message to the open item; asks nothing, the emergency comes first."""
        asking = tracker.get_slot(ASKING_SLOT) or {}
        text = tracker.latest_message.get("text") or ""
        if asking.get("asked") not in ("item", "comment"):
            return [Reply(kind=TEXT, text=load_notices().say("carry_on_when_safe"))], []
        # The next question is not shown now, so that it must not be opened: a bare "no" would land on it unseen
        raw = tracker.get_slot(DESK_SLOT)
        turn = self.desk.apply(raw, "comment", text=text, item=asking.get("item"), stay=True)
        return [Reply(kind=TEXT, text=load_notices().say("kept_as_comment"))], remember(self.desk, turn)


class AskAgainAction(GuideAction):
    """After an answer in the middle of a tool: asks the open question again."""

    def __init__(self) -> None:
        self.desk = make_desk()

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_questionnaire_ask_again"

    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """The open question; changes nothing."""
        return ask_again(self.desk, tracker), []


def ask_again(desk: Desk, tracker: Tracker) -> list[Reply]:
    """The question that is open, or nothing."""
    raw = desk.load(tracker.get_slot(DESK_SLOT))
    if not raw["active"] or not tracker.get_slot(ACTIVE_SLOT):
        return []
    return replies_for(desk.tools, desk.ask_active(raw))


def remember(desk: Desk, turn: DeskTurn) -> Events:
    """The slots after a turn."""
    asking = desk.metadata(turn.desk)
    active = bool(turn.desk["active"]) and not (asking or {}).get("finished")
    return [SlotSet(DESK_SLOT, turn.desk), SlotSet(ASKING_SLOT, asking), SlotSet(ACTIVE_SLOT, active)]
