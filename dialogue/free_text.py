"""Answers in one's own words: tools without yes and no, and the optional questions about the child's life."""

from __future__ import annotations

import re

from dialogue import commands, rows
from dialogue.heard import Clause
from dialogue.talk import Talk
from guidance import outcomes as out

FEW_WORDS = 4  # a number among few words is an age where the age was asked
_ELSE = ("question", "about", "repair", "thanks", "ok", "laugh", "greet", "aside", "garbled")


def answer(talk: Talk, clauses: list[Clause]) -> bool:
    """Take the whole text as the answer, unless the message plainly does something else; returns whether it was."""
    assert talk.tool is not None
    first = clauses[0].labels[0] if clauses[0].labels else ""
    other = all(
        clause.labels and (commands.is_command(clause.labels[0]) or clause.labels[0] in _ELSE) for clause in clauses
    )
    if other and (first not in ("question", "aside") or talk.heard.text.rstrip().endswith("?") or len(clauses) == 1):
        return False
    talk.served = True
    if all("none_to_add" in clause for clause in clauses):
        talk.apply("skip", talk.tool.id)
        return True
    outcomes = talk.apply("comment", talk.tool.id, text=talk.heard.text)
    talk.tell([one for one in outcomes if not isinstance(one, out.Ask)])
    return True


def context(talk: Talk, clauses: list[Clause]) -> bool:
    """An optional question about the child's life, answered by its label, yes, no or an age."""
    assert talk.tool is not None
    question = talk.tool.question(talk.step[1])
    if question is None or _is_about_a_row(talk, clauses):
        return False
    value = context_value(question.id, dict(question.choices), talk.heard.text, clauses)
    if value is None:
        return False
    talk.tell(
        [
            one
            for one in talk.apply("set_context", talk.tool.id, question=question.id, value=value)
            if not isinstance(one, out.Ask)
        ]
    )
    talk.served = True
    return True


def _is_about_a_row(talk: Talk, clauses: list[Clause]) -> bool:
    """Whether a message does something with a row, whose number is then no age ("make row 2 no")."""
    assert talk.tool is not None
    if any(one.items and not one.bare for one in rows.named(talk.tool, talk.heard.text, None, None)):
        return True
    return any(clause.labels and clause.labels[0] in ("change", "delete", "undo") for clause in clauses)


def context_value(question: str, choices: dict[str, str], text: str, clauses: list[Clause]) -> str | None:
    """Which choice of an optional question a text says, None where it says none."""
    said = " ".join(text.lower().split()).strip(" .!?")
    for value, label in choices.items():
        if said in (value, label.lower()):
            return value
    if question == "age_band":
        ages = [int(word) for word in said.replace("-", " ").split() if word.isdigit()]
        told_as_age = len(said.split()) <= FEW_WORDS or re.search(r"\b(?:year|yr|yo|aged?)", said)
        if len(ages) == 1 and 0 < ages[0] < 30 and told_as_age:
            bands = ((12, "under_12"), (16, "12_to_15"), (18, "16_to_17"), (30, "18_or_over"))
            return next(band for limit, band in bands if ages[0] < limit)
    labels = clauses[0].labels if len(clauses) == 1 else ()
    for label in labels:
        if label in ("yes", "no") and label in choices:
            return str(label)
        if label == "unsure" and "not_known" in choices:
            return "not_known"
    return None
