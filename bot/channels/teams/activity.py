"""What Teams sends: an activity read into what we do with it. Nothing is fetched, and no person's id is kept."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from dataclasses import dataclass, field
from typing import Any, Final

from bot.channels.teams.auth import Principal, Refused
from bot.channels.teams.feedback import Feedback, read_feedback
from bot.channels.teams.quotes import own_words

MESSAGE: Final = "message"  # typed text
PRESS: Final = "press"  # a button or a form of one of our cards
WELCOME: Final = "welcome"  # the bot was added
FEEDBACK: Final = "feedback"
INVOKE: Final = "invoke"  # some other call that wants an answer at once
EDITED: Final = "edited"  # a message of the person's was changed afterwards
DELETED: Final = "deleted"
RESTORED: Final = "restored"
IGNORED: Final = "ignored"  # reactions and the like: no new turn

_CHANGES: Final = {
    ("messageUpdate", "editMessage"): EDITED,
    ("messageUpdate", "undeleteMessage"): RESTORED,
    ("messageDelete", "softDeleteMessage"): DELETED,
}

MARK: Final = "cec"  # the member of a card's data that says it is ours
ROW: Final = "row_"  # the beginning of the id of a row's choice in a card of proposals
MOST_ROWS: Final = 40
LONGEST_ID: Final = 1000
_TAG: Final = re.compile(r"</?at(?: [^<>]{0,200})?>", re.IGNORECASE)
_SOMEBODY: Final = re.compile(r"<at(?: [^<>]{0,200})?>[^<>]{0,200}</at>", re.IGNORECASE)


@dataclass(frozen=True)
class Incoming:
    """One activity.

    Attributes:
        kind: what to do, one of the constants above.
        key: keyed hash of tenant, conversation and activity, to tell a replay.
        session_id: keyed hash of tenant and conversation: the tracker's sender id.
        conversation_id, service_url, user_id: where an answer goes. They are used and forgotten.
        group: whether others read along.
        message: keyed hash of the message itself, the same for each change of it.
        text: what was typed, without mentions of the bot and without what was quoted.
        choice: the signed choice of a pressed button.
        comment: what was written in the card's text field.
        answers: what was chosen for rows in a card of proposals; not checked yet.
        files: whether a file was attached, which is never fetched.
        feedback: a pressed thumb.
        replied_to: keyed hash of the message that the thumb belongs to.
    """

    kind: str
    key: str
    session_id: str
    message: str = ""
    conversation_id: str = field(default="", repr=False)
    service_url: str = ""
    user_id: str = field(default="", repr=False)
    group: bool = False
    text: str = field(default="", repr=False)
    choice: str = field(default="", repr=False)
    comment: str = field(default="", repr=False)
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    files: bool = False
    feedback: Feedback | None = field(default=None, repr=False)
    replied_to: str = ""


class Reader:
    """Reads activities that `Auth` let in."""

    def __init__(self, secret: str, bot_id: str) -> None:
        self._secret = secret.encode()
        self._bot_id = bot_id

    def hash(self, *parts: str) -> str:
        """A keyed hash: without our secret nobody can tell what it stands for, or try names against it."""
        message = b"\x00".join(part.encode("utf-8", "replace") for part in parts)
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()

    def session_id(self, tenant: str, conversation_id: str) -> str:
        """The tracker's sender id: one per conversation, so a personal chat never meets a group."""
        return "teams-" + self.hash("conversation", tenant, conversation_id)[:40]

    def message_key(self, session_id: str, message_id: str) -> str:
        """Under which a message of ours is remembered."""
        return "sent:" + self.hash("message", session_id, message_id)

    def read(self, activity: dict[str, Any], principal: Principal) -> Incoming:
        """An activity as what we do with it.

        Raises:
            Refused: 400 if it lacks what every activity has.
        """
        conversation = activity.get("conversation")
        conversation = conversation if isinstance(conversation, dict) else {}
        conversation_id, activity_id = conversation.get("id"), activity.get("id")
        for needed in (conversation_id, activity_id):
            if not isinstance(needed, str) or not needed or len(needed) > LONGEST_ID:
                raise Refused(400, "an activity without id or conversation")
        tenant = principal.tenant
        base: dict[str, Any] = {
            "key": "seen:" + self.hash("activity", tenant, str(conversation_id), str(activity_id)),
            "message": "said:" + self.hash("activity", tenant, str(conversation_id), str(activity_id))[:40],
            "session_id": self.session_id(tenant, str(conversation_id)),
            "conversation_id": conversation_id,
            "service_url": activity["serviceUrl"],
            "user_id": _text(_dict(activity.get("from")).get("id")),
            "group": _is_group(conversation),
        }
        kind = activity.get("type")
        if kind == "message":
            return self._message(activity, base)
        if kind == "invoke":
            return self._invoke(activity, base)
        change = _CHANGES.get((_text(kind), _text(_dict(activity.get("channelData")).get("eventType"))))
        if change:
            text = self._typed(activity)
            # A message may be changed many times, and Teams may tell of each change twice
            told = (change, text, _text(activity.get("timestamp")))
            base["key"] = "seen:" + self.hash("change", str(base["message"]), *told)
            return Incoming(change, **base, text=text)
        if self._is_welcome(activity):
            # Teams tells of one installation twice, as two kinds of activity
            base["key"] = "welcome:" + base["session_id"]
            return Incoming(WELCOME, **base)
        return Incoming(IGNORED, **base)

    def _message(self, activity: dict[str, Any], base: dict[str, Any]) -> Incoming:
        value = activity.get("value")
        if value is not None:
            return self._press(value, base)
        attached = activity.get("attachments")
        kinds = [_dict(one).get("contentType") for one in attached] if isinstance(attached, list) else []
        # Teams sends formatted text along as an "attachment", and the message that is replied to
        files = any(kind not in ("text/html", "messageReference") for kind in kinds)
        return Incoming(MESSAGE, **base, text=self._typed(activity), files=files)

    @staticmethod
    def _press(value: Any, base: dict[str, Any]) -> Incoming:
        """A card's data: ours, or something that is none of our cards', which is ignored."""
        pressed = value.get(MARK) if isinstance(value, dict) else None
        if pressed not in ("choice", "pick"):
            return Incoming(IGNORED, **base)
        token = value.get("choice") if pressed == "choice" else value.get(_text(value.get("from")))
        chosen = {name[len(ROW) :]: _text(one) for name, one in value.items() if name.startswith(ROW)}
        answers = dict(list(chosen.items())[:MOST_ROWS])
        return Incoming(
            PRESS, **base, choice=_text(token), comment=_text(value.get("comment")).strip(), answers=answers
        )

    def _invoke(self, activity: dict[str, Any], base: dict[str, Any]) -> Incoming:
        feedback = read_feedback(activity.get("value"))
        if activity.get("name") != "message/submitAction" or feedback is None:
            return Incoming(INVOKE, **base)
        message = _text(activity.get("replyToId"))
        return Incoming(
            FEEDBACK,
            **base,
            feedback=feedback,
            replied_to=self.message_key(base["session_id"], message),
        )

    def _is_welcome(self, activity: dict[str, Any]) -> bool:
        if activity.get("type") == "installationUpdate":
            return activity.get("action") in ("add", "add-upgrade")
        added = activity.get("membersAdded") if activity.get("type") == "conversationUpdate" else None
        return isinstance(added, list) and any(_text(_dict(one).get("id")).lower() == self._bot_id for one in added)

    def _typed(self, activity: dict[str, Any]) -> str:
        """The text without the bot's own name, which group messages begin with; found by id, not by name."""
        text = own_words(activity).replace("\xa0", " ").replace("&nbsp;", " ").replace("\x00", "")
        entities = activity.get("entities")
        for entity in entities if isinstance(entities, list) else []:
            mention = _dict(entity)
            ours = _text(_dict(mention.get("mentioned")).get("id")).lower() == self._bot_id
            name = _text(mention.get("text")).replace("\xa0", " ").replace("&nbsp;", " ")
            if mention.get("type") == "mention" and ours and name:
                text = text.replace(name, " ")
        text = _SOMEBODY.sub("[name]", text)  # a colleague's name, which must not be kept
        return html.unescape(_TAG.sub(" ", text)).strip()


def _is_group(conversation: dict[str, Any]) -> bool:
    kind = conversation.get("conversationType")
    return kind != "personal" if kind is not None else conversation.get("isGroup") is True


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
