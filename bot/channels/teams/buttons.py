"""Buttons, lists and text fields of our cards, with the signed data that they send back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.channels.replies import Choice, Reply
from bot.channels.teams.activity import MARK
from bot.channels.teams.texts import load_texts

MOST: Final = 5  # buttons in a row; more make a list
LONGEST_TITLE: Final = 100
COMMENT: Final = "comment"  # the id of the text field

Sign = Callable[[Choice], str]


def buttons(
    choices: list[Choice],
    sign: Sign,
    name: str = "pick",
    label: str = "",
    go: str = "",
    listed: bool = False,
) -> list[dict[str, Any]]:
    """Choices as rows of buttons: what answers the question first, what leads elsewhere in a row below.

    Args:
        choices: what can be pressed.
        sign: makes a choice's opaque token.
        name: the id of the list, if there is one.
        label: what stands above the list.
        go: what the button below the list says.
        listed: make a list in any case.
    """
    first = [one for one in choices if one.primary] or choices
    second = [one for one in choices if one not in first]
    rows: list[dict[str, Any]] = []
    for part, part_name in ((first, name), (second, f"{name}_more")):
        if len(part) > MOST or (listed and part):
            rows += _list(part, sign, part_name, label, go)
        elif part:
            rows.append({"type": "ActionSet", "actions": [_button(one, sign) for one in part]})
    return rows


def text_field(reply: Reply, sign: Sign, longest: int) -> list[dict[str, Any]]:
    """The text field of a question, and a button that keeps its text where no other does.

    The engine's choices tell what is asked: an answer (its buttons take the comment along), a comment, a choice
    from a list (no field), or free text.
    """
    texts = load_texts()
    replies = [one.reply or {} for one in reply.choices]
    actions = {one.get("action") for one in replies}
    tool = next((one["tool"] for one in replies if one.get("tool")), None)
    item = (reply.progress or {}).get("item")
    if tool is None or item is None or actions & {"set_context", "finish"}:
        return []
    name = "comment"
    kept: list[dict[str, Any]] = []
    if "answer" not in actions:
        # At a comment the row is named, so that the text stays with it even if the card is old; free text goes to
        # what is asked now, so `at` says for which question the card was made
        asked_for = any(one.primary for one in reply.choices)
        name = "comment" if asked_for else "text"
        means: dict[str, Any] = {"action": "comment", "data": {"item": item} if asked_for else {}, "tool": tool}
        keep = Choice(texts.say("send"), "inform_comment", reply=means | {"at": item})
        kept = [{"type": "ActionSet", "actions": [_button(keep, sign)]}]
    field = {
        "type": "Input.Text",
        "id": COMMENT,
        "label": texts.say(f"{name}_label"),
        "placeholder": reply.hint or texts.say(f"{name}_placeholder"),
        "isMultiline": True,
        "maxLength": longest,
    }
    return [field, *kept]


def takes_text(choice: Choice) -> bool:
    """Whether pressing a choice takes the text field along."""
    return (choice.reply or {}).get("action") in ("answer", "set_when", "comment")


def _button(choice: Choice, sign: Sign) -> dict[str, Any]:
    button = {
        "type": "Action.Submit",
        "title": choice.label[:LONGEST_TITLE],
        "data": {MARK: "choice", "choice": sign(choice)},
    }
    if not takes_text(choice):
        button["associatedInputs"] = "none"  # a half-written comment stays in the card
    return button


def _list(choices: list[Choice], sign: Sign, name: str, label: str, go: str) -> list[dict[str, Any]]:
    texts = load_texts()
    entries = [{"title": one.label, "value": sign(one)} for one in choices]
    picker = {
        "type": "Input.ChoiceSet",
        "id": name,
        "style": "compact",
        "label": label or texts.say("pick"),
        "placeholder": texts.say("pick"),
        "choices": entries,
    }
    submit = {"type": "Action.Submit", "title": go or texts.say("go"), "data": {MARK: "pick", "from": name}}
    return [picker, {"type": "ActionSet", "actions": [submit]}]
