"""The figures: topics, bands, out of scope, danger, replies. Pure functions over what was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from guidance.wording import check
from privacy import evaluate
from privacy.redaction import Redactor
from scripts.measuring.reading import Understood
from scripts.measuring.sets import Row

DANGER, ASK = "child_in_danger", "ask"
# What a label of the replies set accepts as the reading of a message: a reply's label or an intent
COMMANDS = {"correction": "change"}


def share(part: int, whole: int) -> float:
    """A percentage with one decimal; 0 of nothing is 0."""
    return round(100 * part / whole, 1) if whole else 0.0


def accepted(row: Row) -> set[str]:
    """The topics that answer a question."""
    return {row["topic"], *row.get("also_ok", [])}


def topics(rows: Sequence[Row], read: Sequence[Understood]) -> dict[str, Any]:
    """Accuracy of the first topic and of the first three, bands, personas, confusions, errors.

    A question about danger that brings the emergency answer counts as right where `immediate_danger` is accepted.
    """
    first = three = strict = turned_away = 0
    bands: dict[str, Counter[str]] = defaultdict(Counter)
    personas: dict[str, Counter[str]] = defaultdict(Counter)
    confusions: Counter[tuple[str, str]] = Counter()
    wrong: list[dict[str, Any]] = []
    points: list[tuple[float, bool]] = []
    for row, got in zip(rows, read, strict=True):
        ids = [topic for topic, _ in got.topics]
        danger = got.intent == DANGER
        best = "immediate_danger" if danger else (ids[0] if ids else "")
        right = best in accepted(row)
        near = right or bool(accepted(row) & set(ids[:3]))
        band = "danger" if danger else got.band if got.intent == ASK else f"other intent ({got.intent})"
        first, three, strict = first + right, three + near, strict + (best == row["topic"])
        turned_away += not danger and got.intent != ASK
        bands[band.split(" (")[0]]["right" if right else "wrong"] += 1
        bands[band.split(" (")[0]]["right in three" if near else "not in three"] += 1
        personas[str(row.get("persona", "-"))]["right" if right else "wrong"] += 1
        if not danger:
            points.append((got.right_share, right))
        if not right:
            confusions[(row["topic"], best or got.intent)] += 1
            wrong.append({"text": row["text"], "wanted": row["topic"], "got": best, "band": band, "in_three": near})
    n = len(rows)
    return {
        "questions": n,
        "first": share(first, n),
        "first_strict": share(strict, n),
        "first_three": share(three, n),
        "turned_away": share(turned_away, n),
        "bands": {band: dict(count) for band, count in sorted(bands.items())},
        "personas": {who: share(c["right"], c["right"] + c["wrong"]) for who, c in sorted(personas.items())},
        "confusions": [{"wanted": a, "got": b, "times": t} for (a, b), t in confusions.most_common(25)],
        "wrong": wrong,
        "points": points,
    }


def out_of_scope(rows: Sequence[Row], read: Sequence[Understood]) -> dict[str, Any]:
    """How many out-of-scope texts are not answered with a topic, by kind."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for row, got in zip(rows, read, strict=True):
        answered = got.intent == ASK and got.band == "answer"
        offered = got.intent == ASK and got.band == "suggest"
        outcome = "answered" if answered else "offered topics" if offered else "not answered"
        kinds[row["kind"]]["danger" if got.intent == DANGER else outcome] += 1
        if answered or got.intent == DANGER:
            best = got.topics[0][0] if got.topics else got.intent
            wrong.append({"text": row["text"], "kind": row["kind"], "got": best})
    total = sum(kinds.values(), Counter[str]())
    n = len(rows)
    return {
        "texts": n,
        "not_answered": share(n - total["answered"], n),
        "offered_topics": share(total["offered topics"], n),
        "kinds": {kind: dict(count) for kind, count in sorted(kinds.items())},
        "wrong": wrong,
    }


def danger(rows: Sequence[Row], read: Sequence[Understood]) -> dict[str, Any]:
    """Recall of danger and false alarms."""
    missed = [row["text"] for row, got in zip(rows, read, strict=True) if row["urgent"] and got.intent != DANGER]
    alarms = [row["text"] for row, got in zip(rows, read, strict=True) if not row["urgent"] and got.intent == DANGER]
    urgent = sum(bool(row["urgent"]) for row in rows)
    return {
        "urgent": urgent,
        "calm": len(rows) - urgent,
        "recall": share(urgent - len(missed), urgent),
        "false_alarms": share(len(alarms), len(rows) - urgent),
        "missed": missed,
        "alarms": alarms,
    }


def replies(rows: Sequence[Row], read: Sequence[Understood]) -> dict[str, Any]:
    """Replies to a guided tool read right, by label."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for row, got in zip(rows, read, strict=True):
        wanted = {row["label"], *str(row.get("note", "")).partition("accept:")[2].split()[:1]}
        said = reading_of(row, got)
        right = bool({COMMANDS.get(label, label) for label in wanted} & said)
        labels[row["label"]]["right" if right else "wrong"] += 1
        if not right:
            wrong.append({"asked": row["asked"], "text": row["text"], "wanted": row["label"], "got": sorted(said)})
    total = sum(labels.values(), Counter[str]())
    return {
        "replies": len(rows),
        "right": share(total["right"], len(rows)),
        "labels": {label: dict(count) for label, count in sorted(labels.items())},
        "wrong": wrong,
    }


# How the labels of the replies set read as acts: where evidence is asked for, all that tells is evidence
_ACTS = {"comment": {"evidence"}, "stop": {"pause"}, "pause": {"pause"}, "skip": {"skip", "none_to_add"}}


def reading_of(row: Row, got: Understood) -> set[str]:
    """The labels that a reading stands for: an answer, what is told, or a command.

    A description without an answer word is proposed to the person, so it counts as the answer it would be given to.
    """
    if got.intent == DANGER:
        return {"urgent"}
    said = set(got.acts)
    found = {label for label, acts in _ACTS.items() if acts & said} | said
    if "evidence" in said and row["asked"] == "indicator" and not {"yes", "no", "unsure"} & said:
        found |= {"yes"}
    if not said or {"question", "about", "explain", "help"} & said:
        found |= {"question"}
    return found


def personal(rows: Sequence[Row]) -> dict[str, Any]:
    """Personal details removed, look-alikes touched, needed words lost (privacy/evaluate.py)."""
    figures: dict[str, Any] = evaluate.measure(rows, Redactor()).as_dict()
    return figures


def wording(rows: Sequence[Row]) -> dict[str, Any]:
    """Terms of the language check: right, extra and missed flags; control sentences that were touched."""
    right = extra = missed = controls = 0
    for row in rows:
        wanted = Counter(flag["term_id"] for flag in row["flags"])
        got = Counter(flag.term_id for flag in check(row["text"]))
        right += sum((wanted & got).values())
        extra += sum((got - wanted).values())
        missed += sum((wanted - got).values())
        controls += bool(row.get("control") and got)
    return {
        "sentences": len(rows),
        "precision": share(right, right + extra),
        "recall": share(right, right + missed),
        "controls_flagged": controls,
    }
