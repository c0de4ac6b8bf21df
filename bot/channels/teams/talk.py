"""Between the Teams service and `Door.turn`: pressed cards become meanings, comments are kept, danger is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot import context
from bot.channels.limits import Limits
from bot.channels.replies import ERROR, TEXT, Choice, Reply
from bot.channels.teams.activity import DELETED, EDITED, PRESS, RESTORED, Incoming
from bot.channels.teams.buttons import takes_text
from bot.channels.teams.cards import Means
from bot.channels.teams.config import TeamsConfig
from bot.channels.teams.edits import DANGER_INTENT, changed
from bot.channels.teams.feedback import Feedback
from bot.channels.teams.texts import load_texts
from bot.channels.tokens import TokenError, Tokens
from bot.settings import Settings
from dialogue.proposed import MEANS
from guidance.definitions import load_tools
from guidance.notices import load_notices

if TYPE_CHECKING:  # importing the door imports Rasa
    from bot.channels.door import Door

CHANNEL: Final = "teams"
DESTROYING: Final = frozenset({"discard", "restart"})  # what an old card must not do again


@dataclass
class Talk:
    """The assistant as the Teams service sees it.

    Attributes:
        door: makes a door, None while the assistant is still loading.
        redact: the text without what identifies a person; takes the text and the conversation's known names.
        link: the address of a record, from the session id and {"tool", "format"}.
    """

    door: Callable[[], Door | None]
    redact: Callable[[str, Any], str]
    tokens: Tokens
    limits: Limits
    settings: Settings
    config: TeamsConfig
    link: Callable[[str, dict[str, Any]], str] | None = None

    def means(self, incoming: Incoming) -> Means:
        """How replies in this conversation are rendered; buttons are bound to it."""
        session_id = incoming.session_id
        return Means(
            sign=lambda choice: self.tokens.choice(session_id, choice.to_dict()),
            link=partial(self.link, session_id) if self.link else None,
            minutes=self.settings.record_minutes,
            user_id=incoming.user_id,
            feedback=self.config.feedback,
            longest_text=self.settings.max_text,
        )

    async def welcome(self, incoming: Incoming) -> list[Reply]:
        """Who we are and what is kept, with the first steps as buttons."""
        notices = load_notices()
        privacy = notices.say("privacy_notice", days=self.settings.retention_days)
        text = f"{load_texts().say('welcome')}\n\n{privacy}\n\n{notices.say('emergency')}"
        choices = [Choice(notices.say(f"button_{intent}"), intent) for intent in ("start_screening", "list_topics")]
        return [*self._reminder(incoming), Reply(kind=TEXT, text=text, choices=choices)]

    async def answer(self, incoming: Incoming) -> list[Reply]:
        """One turn."""
        door = self.door()
        wait = self.limits.message(incoming.session_id)
        if door is None:
            return [_notice("not_ready")]
        if wait:
            return [_notice("too_fast", seconds=wait)]
        tracker = await door.tracker(incoming.session_id)
        if incoming.kind in (EDITED, DELETED, RESTORED):
            return await changed(door, CHANNEL, incoming)
        if incoming.kind == PRESS:
            replies = await self._pressed(door, tracker, incoming)
        else:
            replies = await self._typed(door, tracker, incoming)
        begins = tracker is None or not any(True for _ in tracker.events)
        return [*(self._reminder(incoming) if begins else []), *replies]

    async def feedback(self, session_id: str, topic: str | None, feedback: Feedback) -> None:
        """Hands a thumb to the door, which keeps it for the trainers."""
        door = self.door()
        if door is not None:
            await door.feedback(session_id, topic, feedback.helpful, comment=feedback.comment or None)

    async def _typed(self, door: Door, tracker: Any, incoming: Incoming) -> list[Reply]:
        if incoming.files and not incoming.text:
            return [Reply(kind=TEXT, text=load_texts().say("no_files"))]
        problem = door.problem(incoming.text)
        if problem:
            return [problem]
        # A suggested question comes back as text; what it stands for is known exactly
        meaning = _suggested(tracker, incoming.text)
        turn = await door.turn(CHANNEL, incoming.session_id, incoming.text, meaning, incoming.message)
        return turn.replies

    async def _pressed(self, door: Door, tracker: Any, incoming: Incoming) -> list[Reply]:
        if not incoming.choice:
            return [Reply(kind=TEXT, text=load_texts().say("nothing_picked"))]
        try:
            meaning = self.tokens.read_choice(incoming.session_id, incoming.choice)
            choice = Choice.from_dict(meaning)
        except (TokenError, TypeError):
            return [_notice("unknown_choice")]
        if _too_old(tracker, choice, meaning):
            return [Reply(kind=TEXT, text=load_texts().say("old_card"))]
        if (choice.reply or {}).get("do") == MEANS:
            meaning = with_answers(choice, incoming.answers)
            return (
                await door.turn(CHANNEL, incoming.session_id, str(meaning["label"]), meaning, incoming.message)
            ).replies
        comment = incoming.comment if takes_text(choice) else ""
        if (choice.reply or {}).get("action") == "comment" and not comment:
            return [Reply(kind=TEXT, text=load_texts().say("nothing_written"))]
        if not comment:
            return (await door.turn(CHANNEL, incoming.session_id, choice.label, meaning, incoming.message)).replies
        problem = door.problem(comment)
        if problem:
            return [problem]
        return await self._with_comment(door, tracker, incoming, choice, comment)

    async def _with_comment(
        self, door: Door, tracker: Any, incoming: Incoming, choice: Choice, comment: str
    ) -> list[Reply]:
        """A button pressed together with the text field: both are kept, after the same checks as a typed message."""
        replies: list[Reply] = []
        session_id = incoming.session_id
        # A pressed button does not pass the danger detector, its comment must
        parsed = await door.agent.parse_message(comment.lstrip().lstrip("/") or comment)
        if (parsed.get("intent") or {}).get("name") == DANGER_INTENT:
            replies += (await door.turn(CHANNEL, session_id, comment, None, f"{incoming.message}+")).replies
            tracker = await door.tracker(session_id)
        # The door redacts the text; the copy inside the meaning is redacted here, with the same numbering of names
        known = tracker.get_slot(context.REDACTION_SLOT) if tracker else None
        meaning = choice.to_dict() | {"reply": with_text(choice.reply or {}, self.redact(comment, known))}
        turn = await door.turn(CHANNEL, session_id, f"{choice.label}: {comment}", meaning, incoming.message)
        return [*replies, *turn.replies]

    def _reminder(self, incoming: Incoming) -> list[Reply]:
        return [Reply(kind=TEXT, text=load_texts().say("everybody_reads"))] if incoming.group else []


def with_text(reply: dict[str, Any], text: str) -> dict[str, Any]:
    """What a button does, together with a comment."""
    data = dict(reply.get("data") or {})
    action = reply.get("action")
    if action == "answer":
        return reply | {"data": data | {"evidence": text}}
    return reply | {"action": "comment", "data": data | {"text": text}}  # of set_when or a comment


def with_answers(choice: Choice, answers: dict[str, str]) -> dict[str, Any]:
    """A card of proposals with the answers that were chosen; what is no row or no answer of the tool is left out."""
    reply = choice.reply or {}
    tool = load_tools().get(str(reply.get("tool")))
    numbers = reply.get("numbers") or {}
    values = tool.values if tool else ()
    rows = {row: answers[row] for row in numbers if answers.get(row) in values}
    said = ", ".join(f"{numbers[row]} {tool.label(value).lower()}" for row, value in rows.items() if tool)
    label = f"{choice.label}: {said}" if said else choice.label
    return choice.to_dict() | {"label": label, "reply": reply | {"rows": rows}}


def _suggested(tracker: Any, text: str) -> dict[str, Any] | None:
    """The meaning of a typed text that is the label of a question suggested in the last turn."""
    for payload in context.last_replies(tracker) if tracker else []:
        for related in payload.get("related", []):
            if related.get("label") == text:
                return dict(related)
    return None


def _too_old(tracker: Any, choice: Choice, meaning: dict[str, Any]) -> bool:
    """Whether a button would do harm because its card is not the newest: delete later answers, misplace a text."""
    reply = choice.reply or {}
    if choice.intent == context.ERASE_NOW:
        return tracker is None or not context.awaiting_erase(tracker)
    if reply.get("action") in DESTROYING:
        last = context.last_replies(tracker) if tracker else []
        return not any(meaning in payload.get("choices", []) for payload in last)
    if reply.get("action") == "comment" and not (reply.get("data") or {}).get("item"):
        asking = (tracker.get_slot(context.ASKING_SLOT) if tracker else None) or {}
        return asking.get("item") != reply.get("at") or asking.get("tool") != reply.get("tool")
    return False


def _notice(name: str, **values: str | int) -> Reply:
    """As `door.error`, which cannot be imported here without Rasa."""
    notices = load_notices()
    return Reply(kind=ERROR, text=f"{notices.say(name, **values)}\n\n{notices.say('emergency')}", retry=True)
