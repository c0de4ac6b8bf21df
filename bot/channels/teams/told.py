"""Cards of the dialogue: a worry said back, the question about safety, what is proposed, what is written so far."""

from __future__ import annotations

from typing import Any, Final

from bot.channels.replies import Choice, Reply
from bot.channels.teams.activity import MARK, ROW
from bot.channels.teams.blocks import block, blocks, quoted
from bot.channels.teams.buttons import Sign, buttons
from bot.channels.teams.texts import load_texts
from dialogue.proposed import MEANS
from dialogue.talk import texts as spoken
from guidance.definitions import load_tools
from guidance.notices import load_notices

SCREENING: Final = "screening_tool"
MOST_SAID: Final = 8000  # characters of comments in the overview; the record has them all


def heard(reply: Reply) -> list[dict[str, Any]]:
    """The text of a worry said back, its list as rows: the framework's words, and the person's own below them."""
    signs = [sign for sign in reply.signs if sign.get("role", "for") == "for" and label_of(sign)]
    body: list[dict[str, Any]] = []
    shown = False
    for paragraph in reply.text.split("\n\n"):
        if not (signs and paragraph.lstrip().startswith("- ")):
            body += blocks(paragraph)
        elif not shown:
            shown = True
            body += [_row([block(label_of(one), weight="Bolder"), quoted(one["words"])]) for one in signs]
    return body


def label_of(sign: dict[str, Any]) -> str:
    """The framework's short words for a sign."""
    item = load_tools()[SCREENING].item(str(sign.get("row")))
    name = str(sign.get("row"))
    return str(sign.get("label") or (item.short if item else spoken().say(name) if name in spoken() else ""))


def check(reply: Reply, sign: Sign) -> list[dict[str, Any]]:
    """The question whether the child is safe: calm, with its three answers, and 999 in reach."""
    line = block(load_notices().say("emergency"), isSubtle=True, spacing="Medium")
    asked = block(reply.text, weight="Bolder", size="Medium")
    actions = buttons([Choice(one.label, one.intent, reply=one.reply) for one in reply.choices], sign)
    return [{"type": "Container", "style": "accent", "bleed": True, "items": [asked, *actions, line]}]


def to_type(reply: Reply) -> str:
    """What a client without cards shows: the text, and what can be typed in place of pressing."""
    texts = load_texts()
    if reply.proposals:
        lines = [f"{one['number']}. {one['label']}: “{one['words']}” – {one['answer']}?" for one in reply.proposals]
        return "\n".join([remarks_of(reply), *lines, _example(reply)]).strip()
    labels = " / ".join(choice.label for choice in reply.choices)
    said = texts.say("type_one", labels=labels) if labels else ""
    return "\n\n".join(filter(None, (reply.text, said, load_notices().say("emergency"))))


def proposals(reply: Reply, sign: Sign) -> list[dict[str, Any]]:
    """One row for each proposal, with a choice; what is not chosen stays open. Nothing is chosen beforehand."""
    texts = load_texts()
    first = reply.proposals[0]
    body = [block(_example(reply), isSubtle=True)]
    for one in reply.proposals:
        name = f"{one['number']}. {one['label']}"
        picker = {
            "type": "Input.ChoiceSet",
            "id": ROW + one["row"],
            "style": "expanded",
            "label": texts.say("proposed", answer=one["answer"], row=name),
            "choices": [{"title": label, "value": value} for value, label in one["values"].items()],
        }
        wording = [block(one["wording"], isSubtle=True, size="Small", spacing="None")]
        body.append(_row([block(name, weight="Bolder"), *wording, quoted(one["words"]), picker]))
    numbers = {one["row"]: one["number"] for one in reply.proposals}
    means = {"do": MEANS, "tool": first["tool"], "numbers": numbers}
    write = Choice(texts.say("write_these"), "inform_affirm", reply=means)
    leave = Choice(texts.say("leave_these"), "inform_deny", reply={"do": "leave"})
    actions = [
        {"type": "Action.Submit", "title": write.label, "data": {MARK: "choice", "choice": sign(write)}},
        {
            "type": "Action.Submit",
            "title": leave.label,
            "data": {MARK: "choice", "choice": sign(leave)},
            "associatedInputs": "none",
        },
    ]
    body.append({"type": "ActionSet", "actions": actions})
    return body + buttons([one for one in reply.choices if (one.reply or {}).get("do") != "settle"], sign)


def remarks_of(reply: Reply) -> str:
    """The text of a reply without its last paragraph, which asks for the first proposal only."""
    return reply.text.rpartition("\n\n")[0]


def _example(reply: Reply) -> str:
    first, second = reply.proposals[0]["number"], reply.proposals[1]["number"]
    return load_texts().say("proposals", first=first, second=second)


def overview(rows: list[dict[str, Any]], sign: Sign) -> list[dict[str, Any]]:
    """The answers so far, what was said for them, and a list to go to one of them."""
    texts = load_texts()
    facts, jumps = [], []
    said: list[dict[str, Any]] = []
    room = MOST_SAID
    for row in rows:
        value = str(row.get("value") or texts.say("none"))
        count = int(row.get("evidence") or 0)
        if count:
            value += " · " + (texts.say("comments_one") if count == 1 else texts.say("comments_many", count=count))
        label = f"{row['item']}. {row['label']}"
        facts.append({"title": label, "value": value})
        comments = [quoted(text) for text in row.get("comments") or []]
        room -= sum(len(one["text"]) for one in comments)
        if comments and room > 0:
            said.append(_row([block(label, weight="Bolder"), *comments]))
        if "goto" in row:
            jumps.append(Choice(label, row["goto"]["intent"], reply=row["goto"].get("reply")))
    shown: list[dict[str, Any]] = [{"type": "FactSet", "facts": facts}]
    if said:
        shown += [block(texts.say("said"), weight="Bolder", spacing="Medium"), *said]
    if room <= 0:
        shown.append(block(texts.say("said_more"), isSubtle=True))
    if jumps:
        shown += buttons(jumps, sign, name="jump", label=texts.say("jump"), go=texts.say("jump_go"), listed=True)
    return shown


def _row(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "Container", "spacing": "Medium", "items": items}
