"""Replies as Teams shows them: Markdown messages with citations, and Adaptive Cards 1.5. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.channels.replies import ANSWER, CHECK, DANGER, HEARD, PROGRESS, QUESTION, Reply
from bot.channels.teams import markdown, told
from bot.channels.teams.blocks import block, blocks, short, without_list
from bot.channels.teams.buttons import Sign, buttons, text_field
from bot.channels.teams.texts import load_texts
from guidance.sources import load_sources

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION: Final = "1.5"  # the newest that Teams renders for bots
CARD: Final = "application/vnd.microsoft.card.adaptive"
LONG: Final = 4000  # UTF-16 units; longer texts go before the card, as messages
CITATIONS: Final = 20
SUGGESTED: Final = 3  # Teams shows no more

Activity = dict[str, Any]
Link = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Means:
    """What rendering needs of its surroundings.

    Attributes:
        sign: makes a choice's opaque token.
        link: makes the address of a record from {"tool", "format"}; None if there is no public address.
        minutes: how long such a link works.
        user_id: who is to see suggested follow-ups.
        feedback: whether answers get thumbs.
        longest_text: characters of a text field.
    """

    sign: Sign
    link: Link | None = None
    minutes: int = 30
    user_id: str = ""
    feedback: bool = True
    longest_text: int = 4000


def render(reply: Reply, means: Means) -> list[Activity]:
    """The activities that say a reply, in order. Text and card go apart: Teams would split them, and lose the id."""
    if reply.kind == ANSWER:
        return _answer(reply, means)
    extra = _body(reply, means)
    if not extra and reply.kind != DANGER:
        return messages(_titled(reply), cite(reply.sources))
    before: list[Activity] = []
    text = without_list(reply.text) if reply.kind == PROGRESS and reply.rows else reply.text
    if reply.kind == CHECK:
        return [_card(extra, reply)]
    if reply.proposals:
        text = told.remarks_of(reply)
    if markdown.size(text) > LONG:
        before, text = messages(_titled(reply), cite(reply.sources)), ""
    body = ([] if before or not reply.title else [block(reply.title, weight="Bolder", size="Medium")]) + _top(reply)
    body += told.heard(reply) if reply.kind == HEARD and text else blocks(text)
    if reply.sources and not before:
        body.append(block(_source_line(reply.sources), isSubtle=True, size="Small"))
    if reply.kind == DANGER:
        body = [{"type": "Container", "style": "attention", "bleed": True, "items": body}]
    card = _card([*body, *extra], reply)
    if reply.kind == DANGER:
        card["importance"] = "high"
        return [card, *before]
    return [*before, card]


def messages(
    text: str, entities: list[dict[str, Any]] | None = None, longest: int = markdown.LONGEST
) -> list[Activity]:
    """A text as messages; what cites its sources is in the last one."""
    parts = markdown.split(markdown.for_teams(text), longest)
    activities: list[Activity] = [{"type": "message", "textFormat": "markdown", "text": part} for part in parts]
    if entities:
        marks = " ".join(f"[{one['position']}]" for one in entities[0]["citation"])
        activities[-1]["text"] += f"\n\n{load_texts().say('sources')}: {marks}"
        activities[-1]["entities"] = entities
    return activities


def cite(references: list[str]) -> list[dict[str, Any]]:
    """The citations of a message. No `additionalType`: that would label human-written guidance as made by AI."""
    register = load_sources()
    claims: list[dict[str, Any]] = []
    for reference in [one for one in references if one in register][:CITATIONS]:
        label, url = register.label(reference), register.url(reference)
        # `abstract` is optional in the documents, and required by Microsoft's own model of the entity
        appearance = {"@type": "DigitalDocument", "name": short(label, 80), "abstract": short(label, 160)}
        if url:
            appearance["url"] = url
        claims.append({"@type": "Claim", "position": len(claims) + 1, "appearance": appearance})
    if not claims:
        return []
    schema = {"@type": "Message", "@context": "https://schema.org", "@id": ""}
    return [{"type": "https://schema.org/Message", **schema, "citation": claims}]


def _answer(reply: Reply, means: Means) -> list[Activity]:
    """An answer: Markdown, citations, thumbs, and the next questions as suggestions."""
    text = _titled(reply)
    if reply.reviewed:
        text += "\n\n*" + load_texts().say("reviewed", date=_day(reply.reviewed)) + "*"
    activities = messages(text, cite(reply.sources))
    last = activities[-1]
    if means.feedback:
        last["channelData"] = {"feedbackLoop": {"type": "default"}}
    if reply.choices:
        activities.append(_card(buttons(reply.choices, means.sign), reply))
    if reply.related:  # with the last activity: Teams shows suggestions only beneath the newest message
        # What is pressed comes back as typed text; the door knows the label again
        actions = [{"type": "imBack", "title": one.label, "value": one.label} for one in reply.related[:SUGGESTED]]
        activities[-1]["suggestedActions"] = {"to": [means.user_id] if means.user_id else [], "actions": actions}
    return activities


def _body(reply: Reply, means: Means) -> list[dict[str, Any]]:
    """What a card holds besides the text."""
    if reply.kind == CHECK:
        return told.check(reply, means.sign)
    if reply.proposals:
        return told.proposals(reply, means.sign)
    body: list[dict[str, Any]] = []
    if reply.contacts:
        body += [_contact(contact) for contact in reply.contacts]
    if reply.rows:
        body += told.overview(reply.rows, means.sign)
    if reply.kind == QUESTION:
        body += text_field(reply, means.sign, means.longest_text)
        return body + buttons(reply.choices, means.sign)
    if reply.download:
        body += _download(reply.download, means)
    jumps = [row["goto"] for row in reply.rows if "goto" in row]
    choices = [one for one in reply.choices if one.to_dict() not in jumps]
    return body + buttons([*choices, *reply.related], means.sign)


def _top(reply: Reply) -> list[dict[str, Any]]:
    """How far a questionnaire is."""
    progress = reply.progress or {}
    if not progress.get("total"):
        return []
    name = "progress" if progress.get("item") else "progress_after"
    line = load_texts().say(name, **{key: progress[key] for key in ("item", "done", "total") if key in progress})
    return [block(line, isSubtle=True, size="Small")]


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    ways = [str(contact[way]) for way in ("phone", "text", "email", "hours") if contact.get(way)]
    lines = [block(str(contact["name"]), weight="Bolder")]
    lines += [block(" · ".join(ways), spacing="None")] if ways else []
    if contact.get("url"):
        lines.append(block(f"[{contact['url']}]({contact['url']})", spacing="None"))
    if contact.get("use"):
        lines.append(block(str(contact["use"]), spacing="None", isSubtle=True))
    return {"type": "Container", "spacing": "Medium", "items": lines}


def _download(download: dict[str, Any], means: Means) -> list[dict[str, Any]]:
    if means.link is None:
        return [block(load_texts().say("no_downloads"))]
    # One below the other: their labels are too long for a row
    rows: list[dict[str, Any]] = []
    for form, label in download["formats"].items():
        url = means.link({"tool": download["tool"], "format": form})
        rows.append({"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": label, "url": url}]})
    said = block(load_texts().say("link_expires", minutes=means.minutes), isSubtle=True, size="Small")
    return [*rows, said]


def _card(body: list[dict[str, Any]], reply: Reply) -> Activity:
    texts = load_texts()
    shown = reply.title or (reply.text.split("\n")[0] if reply.kind in (DANGER, CHECK) else texts.say("new_card"))
    fallback = told.to_type(reply) if reply.kind == CHECK or reply.proposals else reply.text
    content = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": short(fallback or shown, 1000),
        "msteams": {"width": "Full"},
        "body": body,
    }
    # `summary` is what the notification shows in place of the card
    return {
        "type": "message",
        "summary": short(shown.replace("*", ""), 150),
        "attachments": [{"contentType": CARD, "content": content}],
    }


def _titled(reply: Reply) -> str:
    return f"**{reply.title}**\n\n{reply.text}" if reply.title else reply.text


def _source_line(references: list[str]) -> str:
    register = load_sources()
    labels = [register.label(one) for one in references if one in register]
    return f"{load_texts().say('sources')}: " + "; ".join(labels)


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"
