"""Jinja2 templates: everything is escaped, an unknown name is an error, dates and shares read as people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from review.auth.roles import MAY, ROLES

FOLDER = Path(__file__).resolve().parent.parent / "templates"

# What a page says after a form was sent; the address only names it
DONE = {
    "saved": "Saved.",
    "reviewed": "Marked as reviewed.",
    "filter": "Filter saved.",
    "filter-gone": "Filter deleted.",
    "tagged": "Tag added.",
    "untagged": "Tag removed.",
    "changed": "Changed.",
    "erased": "The conversation and everything reviewers noted about it has been erased.",
    "purged": "The purge has run.",
    "measuring": "The present model is being tried. This takes a minute or two; then the figures appear here.",
    "signed-out": "You are signed out.",
}
# Characters that turn the direction of what follows, or cannot be seen: a hostile text could disguise itself with them
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_MARKS_IN_A_ROW = 4


class Templates:
    """Renders the files in `templates/`."""

    def __init__(self, titles: dict[str, str] | None = None) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.titles = titles or {}
        self.environment.filters |= {
            "when": when,
            "day": day,
            "share": share,
            "said": said,
            "prose": prose,
            "label": self.label,
            "number": number,
            "reference": reference,
        }
        self.environment.globals |= {"DONE": DONE, "ROLES": ROLES, "MAY": MAY}

    def render(self, template: str, /, **values: Any) -> str:
        """A page as HTML."""
        return self.environment.get_template(template).render(**values)

    def label(self, name: str) -> str:
        """A class in words: a topic's title, else its own name."""
        bare = name.removeprefix("ask/")
        return self.titles.get(bare) or bare.replace("_", " ").replace("/", ": ")


def when(at: float | None) -> Markup:
    """A moment, in UTC."""
    moment = _moment(at)
    if moment is None:
        return Markup("unknown")
    return Markup('<time datetime="{}">{}</time>').format(
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"), f"{moment.day} {moment.strftime('%b %Y, %H:%M')}"
    )


def day(at: float | None) -> str:
    """A day."""
    moment = _moment(at)
    return f"{moment.day} {moment.strftime('%b %Y')}" if moment else "unknown"


def _moment(at: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(at, UTC) if at is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def share(value: float | None) -> str:
    """A confidence or rate as a percentage."""
    return "–" if value is None else f"{value * 100:.0f} %"


def number(value: float) -> str:
    """A count with thousands apart."""
    return f"{value:,.0f}"


def reference(name: str) -> str:
    """A pseudonym in groups that can be read out."""
    return f"{name[:4]}-{name[4:8]}-{name[8:]}" if len(name) == 12 else name


def said(text: str) -> Markup:
    """What somebody typed, as text and nothing else: unseen characters shown, stacks of accents cut."""
    return Markup("").join(_shown(text))


def _shown(text: str) -> list[Markup]:
    text = _without_stacks(text)
    parts: list[Markup] = []
    at = 0
    for found in _UNSEEN.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<span class="unseen">U+{:04X}</span>').format(ord(found.group())))
        at = found.end()
        if len(parts) > 400:  # somebody sent nothing but these
            parts.append(Markup('<span class="unseen">more of these</span>'))
            parts.append(escape(_UNSEEN.sub("", text[at:])))
            return parts
    return [*parts, escape(text[at:])]


def _without_stacks(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks < _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\s]{1,500}\)")
_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*")


def prose(text: str) -> Markup:
    """An answer's Markdown subset: paragraphs, bullets and bold; links as their words."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.split("\n")]
        bullets = [line[2:] for line in lines if line.startswith("- ")]
        if bullets and len(bullets) == len(lines):
            blocks.append(
                Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(_inline(b)) for b in bullets))
            )
        else:
            blocks.append(Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line) for line in lines)))
    return Markup("").join(blocks)


def _inline(text: str) -> Markup:
    safe = str(said(_LINK.sub(r"\1", text)))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", safe))
