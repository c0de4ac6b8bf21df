"""Answers given to rows that are named: "yes to 3 and 4, no to the rest", "row 2 no, wait, yes"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.rows import NOUN, VALUE, Named, named
from guidance.definitions import Definition, Item

_LINK = re.compile(
    r"(?:[\s,;:=/&+.-]|'s\b|\b(?:and|are|is|was|were|to|for|on|at|in|with|a|an|as|be|been|should|have|must|needs?|"
    r"meant|supposed|really|"
    r"actually|also|the|then|of|all|just|please|it|that|one|ones|about|under|can|now|both|down|into|answer|put|"
    r"mark|set|make|change|"
    r"say|says|wait|oh|um|eh|hang|hold|haud|sorry|definitely|rather|row|rows|number|numbers|question|questions|wan|same|too|back|tae)\b)*",
    re.IGNORECASE,
)

# What may follow an answer that stands for a row: nothing, a stop, more rows, or words that begin the evidence
_ENDS = re.compile(
    rf"\s*(?:$|[,.;:!–—-]|(?:too|as well|and|but|also|then|please|now|twice|once|since|because|cos|he|she|they|it|his|"
    rf"her|their|on|in|at|from|with|for|seen|{NOUN}|\d)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Assigned:
    """A value said for rows: `items` or a `scope`."""

    value: str
    items: tuple[Item, ...]
    scope: str = ""


def assignments(
    definition: Definition, text: str, here: Item | None, before: Item | None
) -> tuple[list[Assigned], str]:
    """The answers a text gives to rows it names, and what is left of it (the evidence, perhaps).

    "yes to 3 and 4, no to the rest" and "1 yes, 2 no" are both understood: what comes first says which way round.
    """
    made: list[Assigned] = []
    used: list[tuple[int, int]] = []
    for group in _chains(text, _marks(definition, text, here, before)):
        values_first = isinstance(group[0][2], str)
        value = ""
        waiting: list[Named] = []
        settled: list[Named] = []  # rows that have the newest answer: "row 2 yes, no wait, no" takes it back
        turned = False  # "1 yes, no to the rest": the order turns round within a run
        for _, _, mark in group:
            if isinstance(mark, Named):
                waiting.append(mark)
                if values_first and value:
                    made.append(Assigned(value, mark.items, mark.scope))
            else:
                value = mark
                if not values_first:
                    turned = not waiting
                    later = group[-1][2]
                    settled = settled if turned and not isinstance(later, Named) else waiting
                    made += [Assigned(value, one.items, one.scope) for one in settled]
                    waiting = []
        if turned:
            made += [Assigned(value, one.items, one.scope) for one in waiting]
        used.append((group[0][0], group[-1][1]))
    return _last_word(made), _without(text, used)


def opens_with_answer(definition: Definition, text: str, here: Item | None, before: Item | None) -> bool:
    """Whether a text begins with a row and its answer: "row 2 no", "neglect is a yes, same clothes all week"."""
    if text.rstrip().endswith("?"):
        return False
    group = next(_chains(text, _marks(definition, text, here, before)), None)
    if group is None or isinstance(group[0][2], str) or group[0][2].scope:
        return False
    if group[0][2].bare and not (group[0][0] == 0 and re.fullmatch(r"[\s:.)=-]*", text[group[0][1] : group[1][0]])):
        return False  # a bare number is a row only right before its answer: "11 yes"
    end = next(mark[1] for mark in group if isinstance(mark[2], str))
    return bool(_LINK.fullmatch(text[: group[0][0]])) and bool(_ENDS.match(text[end:]))


def _marks(
    definition: Definition, text: str, here: Item | None, before: Item | None
) -> list[tuple[int, int, Named | str]]:
    """The rows and answer words of a text, in order."""
    refs = named(definition, text, here, before)
    refs = [one for one, last in zip(refs, [None, *refs], strict=False) if not (last and _of_those(text, last, one))]
    marks: list[tuple[int, int, Named | str]] = [(one.start, one.end, one) for one in refs]
    for match in VALUE.finditer(text):
        if not any(match.start() < one.end and match.end() > one.start for one in refs):
            marks.append((match.start(), match.end(), str(match.lastgroup)))
    return sorted(marks, key=lambda mark: mark[0])


def _of_those(text: str, before: Named, one: Named) -> bool:
    """Whether "all" speaks of the rows just named: "rows 1 to 12 are all no"."""
    return text[one.start : one.end].lower() == "all" and bool(_LINK.fullmatch(text[before.end : one.start]))


def _chains(text: str, marks: list[tuple[int, int, Named | str]]) -> Iterator[list[tuple[int, int, Named | str]]]:
    """Runs of rows and values with nothing but small words between them, holding at least one of each."""
    run: list[tuple[int, int, Named | str]] = []
    for mark in marks:
        if run and not _LINK.fullmatch(text[run[-1][1] : mark[0]]):
            if _whole(run):
                yield run
            run = []
        run.append(mark)
    if _whole(run):
        yield run


def _whole(run: list[tuple[int, int, Named | str]]) -> bool:
    return any(isinstance(mark, Named) for *_, mark in run) and any(isinstance(mark, str) for *_, mark in run)


def _last_word(made: list[Assigned]) -> list[Assigned]:
    """Where a row is named twice the last answer counts."""
    kept: dict[tuple[str, ...] | str, Assigned] = {}
    for one in made:
        key = one.scope or tuple(item.id for item in one.items)
        kept.pop(key, None)
        kept[key] = one
    return list(kept.values())


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    left, at = [], 0
    for start, end in spans:
        left.append(text[at:start])
        at = end
    left.append(text[at:])
    rest = " ".join(" ".join(left).split())
    rest = re.sub(
        r"^(?:[\s,;:.-]|\b(?:and|but|so|because|cos|as|since|hang on|sorry|actually|wait|oh|ok|right|change|"
        r"put|make|set|mark)\b)+",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    return rest.strip(" ,;:-")
