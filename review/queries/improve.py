"""What reviewers have validated, as training data to propose and as a test of the model."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from privacy.redaction import Redactor
from review.database import reading
from review.index import annotated
from review.labels import Labels, same
from review.tables import ANNOTATIONS, CONVERSATIONS, MEASUREMENTS

MOST = 2000
_redactor = Redactor()


@dataclass
class Candidate:
    """A text that could become an example.

    Attributes:
        id: the annotation it comes from.
        label: the class reviewers say is right.
        problems: why it cannot be proposed, in words.
        warnings: what to look at before it is.
        kinds: kinds of identifying details that the redactor still finds in it.
        name: the conversation's pseudonym.
    """

    id: int
    event: int
    text: str
    label: str
    predicted: str
    users: list[str]
    name: str
    at: float
    model: str = ""
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)


def _verdict_rows(connection: Connection) -> list[Any]:
    query = (
        sa.select(ANNOTATIONS, CONVERSATIONS.c.name)
        .join(CONVERSATIONS, CONVERSATIONS.c.cid == ANNOTATIONS.c.cid)
        .where(ANNOTATIONS.c.kind.in_(annotated.VERDICTS))
        .order_by(ANNOTATIONS.c.id.desc())
        .limit(MOST * 3)
    )
    return list(connection.execute(query))[::-1]


def agreed(engine: Engine) -> list[Candidate]:
    """Messages whose class all their reviewers agree on, newest last."""
    with reading(engine) as connection:
        said = annotated.verdicts(_verdict_rows(connection))
    found = []
    for event, by_user in said.items():
        rows = list(by_user.values())
        last = rows[-1]
        if annotated.disagree(by_user) or last.kind not in ("right", "wrong") or not last.label:
            continue
        users = sorted(by_user)
        found.append(
            Candidate(last.id, event, last.text, last.label, last.predicted, users, last.name, last.at, last.model)
        )
    return found[-MOST:]


def validated(engine: Engine) -> list[dict[str, str]]:
    """Texts with the class that is right."""
    return [{"text": one.text, "label": one.label} for one in agreed(engine)]


def candidates(engine: Engine, labels: Labels) -> list[Candidate]:
    """Corrections to propose, each with what speaks against it.

    Only corrections: what was understood already teaches the model little and is left to 'right'.
    """
    found = [one for one in agreed(engine) if one.label != one.predicted]
    wanted: dict[str, set[str]] = {}
    for one in found:
        wanted.setdefault(same(one.text), set()).add(one.label)
    names, examples, seen = set(labels.names()), labels.examples(), set()
    for one in found:
        text = same(one.text)
        there = examples.get(text, set())
        if one.label not in names:
            one.problems.append(f"There is no class '{one.label}' in the training data.")
        if one.label in there:
            one.problems.append("Duplicate: the training data has this example already.")
        elif there:
            one.problems.append(f"Contradiction: the training data has this text under '{min(there)}'.")
        if len(wanted[text]) > 1:
            one.problems.append("Contradiction: reviewers gave the same text another class elsewhere.")
        elif (text, one.label) in seen:
            one.problems.append("Duplicate: the same text stands further up in this list.")
        seen.add((text, one.label))
        if not text:
            one.problems.append("The message is empty.")
        if len(one.text) > 600:
            one.warnings.append("Long for an example: shorten it to the question.")
        one.kinds = _redactor.redact(one.text).kinds
    return found


def trouble(text: str, label: str, labels: Labels) -> str | None:
    """What is wrong with a text as it was edited, None if nothing."""
    there = labels.examples().get(same(text), set())
    if not same(text):
        return "A text is empty."
    if label not in labels.names():
        return f"There is no class '{label}' in the training data."
    if there:
        return f"The training data has this text already, under '{min(there)}': {text[:80]}"
    return None


@dataclass(frozen=True)
class Measured:
    """How a model did on what reviewers had validated at the time."""

    at: float
    model: str
    total: int
    right: int
    confusions: list[tuple[str, str, int]]

    @property
    def share(self) -> float:
        """Right ones among all."""
        return self.right / self.total if self.total else 0.0


def measurements(engine: Engine) -> list[Measured]:
    """The last measurements, oldest first."""
    query = sa.select(MEASUREMENTS).order_by(MEASUREMENTS.c.id.desc()).limit(20)
    with reading(engine) as connection:
        rows = list(connection.execute(query))[::-1]
    found = []
    for row in rows:
        pairs = sorted(json.loads(row.confusions).items(), key=lambda pair: -pair[1])[:30]
        split = [(*name.split(" -> ", 1), count) for name, count in pairs]
        found.append(Measured(row.at, row.model, row.total, row.right, [(a, b, n) for a, b, n in split]))
    return found


def at_the_time(found: list[Candidate]) -> tuple[int, int, list[tuple[str, str, int]]]:
    """How the models did when the messages came in: all, right, confusions."""
    wrong = Counter((one.label, one.predicted) for one in found if one.label != one.predicted)
    return len(found), len(found) - sum(wrong.values()), [(a, b, n) for (a, b), n in wrong.most_common(30)]
