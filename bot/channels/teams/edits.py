"""Messages that somebody changes, deletes or brings back in Teams: what that means for what was written from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot import context
from bot.channels.replies import TEXT, Reply
from bot.channels.teams.activity import DELETED, RESTORED, Incoming
from bot.channels.teams.texts import load_texts
from dialogue.past import AGAIN, around
from dialogue.revising import still_there, take_back
from dialogue.state import load

if TYPE_CHECKING:  # importing the door imports Rasa
    from bot.channels.door import Door

DANGER_INTENT: Final = "child_in_danger"


@dataclass(frozen=True)
class Said:
    """A message that was kept, with the dialogue's state before it, after it, and now."""

    mark: str
    text: str
    before: Any
    after: Any
    now: Any


async def changed(door: Door, channel: str, incoming: Incoming) -> list[Reply]:
    """What is said when a message was changed, deleted or brought back."""
    said = await find(door, incoming)
    if incoming.kind == RESTORED:
        return [_say("restored")] if said else []
    if incoming.kind == DELETED:
        return [_deleted(door, said)] if said else []
    problem = door.problem(incoming.text)
    if problem:
        return [problem]
    known = (await door.tracker(incoming.session_id) or _Nothing()).get_slot(context.REDACTION_SLOT)
    if said and door.redacted(incoming.text, known) == said.text:
        return []  # only its look was changed
    state = take_back(said.mark, said.before, said.after, said.now) if said and said.before else None
    if said is None or state is None:
        parsed = await door.agent.parse_message(incoming.text.lstrip().lstrip("/") or incoming.text)
        if (parsed.get("intent") or {}).get("name") == DANGER_INTENT:  # danger is heard however it comes
            return (await door.turn(channel, incoming.session_id, incoming.text)).replies
        return [_say("edit_unknown")] if said is None else [_kept(said)]
    await door.keep_state(incoming.session_id, state)
    return (await door.turn(channel, incoming.session_id, incoming.text, message_id=_next(said.mark))).replies


async def find(door: Door, incoming: Incoming) -> Said | None:
    """The kept message that an activity speaks of, as it was read last; its states only if it is not long ago."""
    full = await door.agent.tracker_store.retrieve_full_tracker(incoming.session_id)
    mark, text = "", ""
    for event in full.events if full else []:
        name = str((event.metadata or {}).get("id") or "") if event.type_name == "user" else ""
        if name.partition(AGAIN)[0] == incoming.message:
            mark, text = name, event.text or ""
    if not mark:
        return None
    tracker = await door.tracker(incoming.session_id)
    now = load(tracker.get_slot(context.DIALOGUE_SLOT) if tracker else None)
    found = around(now, incoming.message)
    return Said(mark, text, found.before if found else None, found.after if found else None, now)


def _deleted(door: Door, said: Said) -> Reply:
    lines = still_there(said.before, said.after, said.now) if said.before else []
    days = door.settings.retention_days
    if said.before is None:
        return _say("deleted_long_ago", days=days)
    if not lines:
        return _say("deleted", days=days)
    return _say("deleted_written", days=days, rows=_listed(lines), number=_number(lines))


def _kept(said: Said) -> Reply:
    lines = still_there(said.before, said.after, said.now) if said.before else []
    if not lines:
        return _say("edit_late")
    return _say("edit_kept", rows=_listed(lines), number=_number(lines))


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _number(lines: list[str]) -> str:
    return lines[0].partition(".")[0]


def _say(name: str, **values: str | int) -> Reply:
    return Reply(kind=TEXT, text=load_texts().say(name, **values))


def _next(mark: str) -> str:
    """Another mark for a message that is read again, so that it is not taken for a replay."""
    first, _, count = mark.partition(AGAIN)
    return f"{first}{AGAIN}{int(count or 0) + 1}"


class _Nothing:
    """A conversation that is not there."""

    def get_slot(self, key: str) -> None:
        """No slot has a value."""
