"""Renders replies for the web: Markdown to safe HTML, sources to links, choices to signed tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt

from bot.channels.replies import Choice, Reply
from guidance.sources import load_sources

TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}

# `html: False` shows tags that somebody typed as text; nh3 behind it is the second lock on the same door.
_markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["list", "emphasis", "link", "newline", "escape"]
)


# What is plainly a number to call: 999 anywhere; short ones only where the words say so
_NUMBER: Final = re.compile(
    r"\b999\b|(?<=\b[Cc]all )(?:101|111)\b|(?<=\bon )(?:101|111)\b|(?<=\bor )(?:101|111)\b|"
    r"\b0800 ?(?:1111|\d{3} ?\d{3,4})\b|\b116 123\b"
)
_PIECE: Final = re.compile(r"(<a\b.*?</a>|<[^>]*>)", re.DOTALL)


def _callable(rendered: str) -> str:
    """Numbers to call as links, so that a thumb is enough; links that are there stay as they are."""
    pieces = _PIECE.split(rendered)
    for place in range(0, len(pieces), 2):
        if pieces[place] in ("101", "111") and pieces[place - 1] == "<strong>":
            pieces[place] = f'<a href="tel:{pieces[place]}">{pieces[place]}</a>'
            continue
        pieces[place] = _NUMBER.sub(lambda m: f'<a href="tel:{m[0].replace(" ", "")}">{m[0]}</a>', pieces[place])
    return "".join(pieces)


def html(text: str) -> str:
    """Markdown subset (paragraphs, bold, italics, lists, links) as sanitised HTML."""
    rendered = _callable(_markdown.render(text))
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "tel", "mailto"},
        link_rel="noopener noreferrer",
    ).strip()


def source_links(references: list[str]) -> list[dict[str, str | None]]:
    """Source keys as `{label, url}`; keys that the register does not know are left out."""
    register = load_sources()
    return [{"label": register.label(r), "url": register.url(r)} for r in references if r in register]


def render(reply: Reply, sign: Callable[[Choice], str], link: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    """A reply as the JSON object that the web door sends.

    Args:
        reply: what to say.
        sign: makes a choice's opaque token.
        link: makes the address of a record from {"tool", "format"}.
    """
    message: dict[str, Any] = {"kind": reply.kind, "text": reply.text, "html": html(reply.text)}
    for name in ("title", "topic", "reviewed", "progress", "hint"):
        if getattr(reply, name):
            message[name] = getattr(reply, name)
    for name in ("choices", "related"):
        buttons = getattr(reply, name)
        if buttons:
            message[name] = [_button(choice, sign) for choice in buttons]
    if reply.rows:
        message["rows"] = [_row(row, sign) for row in reply.rows]
    if reply.sources:
        message["sources"] = source_links(reply.sources)
    if reply.signs:
        message["signs"] = reply.signs
    if reply.contacts:
        message["contacts"] = reply.contacts
    if reply.download:
        tool = reply.download["tool"]
        message["download"] = [
            {"label": label, "format": form, "url": link({"tool": tool, "format": form})}
            for form, label in reply.download["formats"].items()
        ]
    if reply.retry:
        message["retry"] = True
    return message


def _button(choice: Choice, sign: Callable[[Choice], str]) -> dict[str, Any]:
    button: dict[str, Any] = {"label": choice.label, "choice": sign(choice)}
    if choice.topic:
        button["topic"] = choice.topic
    if choice.primary:
        button["primary"] = True
    return button


def _row(row: dict[str, Any], sign: Callable[[Choice], str]) -> dict[str, Any]:
    """A row of an overview; `goto` becomes a signed choice that jumps to the item."""
    shown = {key: value for key, value in row.items() if key != "goto"}
    if "goto" in row:
        shown["choice"] = sign(Choice.from_dict(row["goto"]))
    return shown
