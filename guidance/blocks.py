"""Blocks: the few kinds of content that a record is made of, rendered by the Word file and by the printable page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; `strong` makes it stand out, `small` is for what backs the rest up."""

    text: str
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list; `ordered` where the order matters."""

    texts: tuple[str, ...]
    ordered: bool = False
    small: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares of the page, `caption` is read out by screen readers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str


@dataclass(frozen=True)
class Space:
    """Room to write by hand or to type into."""

    prompt: str


Block = Heading | Paragraph | Bullets | Table | Space
