"""Annotated texts: messages with marked spans, `[Kayleigh Sharpe](name)`, read for measuring.

One text per line; ` ⏎ ` stands for a line break. `# ...` says who wrote what follows (`# hand: n1`, `# genre: police
log`); `! keep: word | word` after a text names words that must still stand there afterwards. Marked are names and
numbers (kinds of `privacy.redaction.KINDS`) or phrases of the language table (`TERM-28`), one kind of mark per file.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

_MARK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_BREAK = " ⏎ "


@dataclass
class Marked:
    """One text without its marks. `spans`: start, end and label, in order; `keep`: words that must stay."""

    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    keep: tuple[str, ...] = ()


def read_annotated(path: Path, labels: Container[str]) -> list[Marked]:
    """The texts of one file.

    Raises:
        ValueError: a mark that cannot be read, a label that is none of `labels`, a text that stands twice; says where.
    """
    found: list[Marked] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}, line {number}"
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("! keep:"):
            if not found:
                raise ValueError(f"{where}: '! keep:' belongs after a text")
            found[-1].keep = tuple(word.strip() for word in line.partition(":")[2].split("|") if word.strip())
            continue
        marked = _unmarked(line.replace(_BREAK, "\n"), labels, where)
        if marked.text.lower() in seen:
            raise ValueError(f"{where}: stands in line {seen[marked.text.lower()]} already")
        seen[marked.text.lower()] = number
        found.append(marked)
    return found


def _unmarked(line: str, labels: Container[str], where: str) -> Marked:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        words, label = mark.groups()
        if label not in labels:
            raise ValueError(f"{where}: '{label}' is not a label that can be marked here")
        text += line[at : mark.start()]
        spans.append((len(text), len(text) + len(words), label))
        text, at = text + words, mark.end()
    text += line[at:]
    if "](" in text or re.search(r"\[|\]", text):
        raise ValueError(f"{where}: a mark cannot be read; wanted is [words](label)")
    return Marked(text, spans)
