"""Writes the report of an evaluation as Markdown."""

from __future__ import annotations

from typing import Any

WORST = 30


def markdown(results: dict[str, Any]) -> str:
    """The report: one section a set, tables first, errors in full at the end."""
    made = f"Model: {results['model']}. Made by `make evaluate`; docs/evaluation.md explains the figures."
    parts = [f"# Evaluation\n\n{made}"]
    for name, result in results["sets"].items():
        parts.append(f"## The {name} set")
        for kind, section in (
            ("topics", _topics),
            ("out_of_scope", _oos),
            ("danger", _danger),
            ("replies", _replies),
            ("personal", _personal),
            ("wording", _wording),
        ):
            if result.get(kind):
                parts.append(section(result[kind]))
    if results.get("held_out"):
        h = results["held_out"]
        parts.append(
            "## Training examples kept apart\n\n"
            f"Learnt from {h['learnt']} examples; of {h['questions']} topic questions that neither the classifier nor "
            f"its encoder had seen, first topic right {h['first']} %, in the first three {h['first_three']} %."
        )
    return "\n\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |" for line in lines)


def _topics(t: dict[str, Any]) -> str:
    bands = []
    for band, count in t["bands"].items():
        n = count.get("right", 0) + count.get("wrong", 0)
        right, near = 100 * count.get("right", 0) / n, 100 * count.get("right in three", 0) / n
        bands.append([band, n, f"{100 * n / t['questions']:.1f} %", f"{right:.1f} %", f"{near:.1f} %"])
    columns = ("text", "wanted", "got", "band")
    worst = [[*(w[name] for name in columns), "yes" if w["in_three"] else "no"] for w in t["wrong"][:WORST]]
    return "\n\n".join(
        [
            f"### Questions ({t['questions']})\n\n"
            f"Right or accepted topic first **{t['first']} %** (exactly the labelled one {t['first_strict']} %), "
            f"in the first three **{t['first_three']} %**, turned away {t['turned_away']} %, "
            f"calibration error {t.get('calibration_error', '-')} %.",
            _table(["band", "questions", "share", "first right", "right in three"], bands),
            "Per persona: " + ", ".join(f"{who} {value} %" for who, value in t["personas"].items()),
            "Most frequent confusions (wanted → got): "
            + ", ".join(f"{c['wanted']} → {c['got']} ({c['times']})" for c in t["confusions"][:15]),
            "Errors:\n\n" + _table(["question", "wanted", "got", "band", "in three"], worst),
        ]
    )


def _oos(o: dict[str, Any]) -> str:
    columns = ["not answered", "offered topics", "answered", "danger"]
    kinds = [[kind, *(count.get(column, 0) for column in columns)] for kind, count in o["kinds"].items()]
    return "\n\n".join(
        [
            f"### Out of scope ({o['texts']})\n\nNot answered with a topic **{o['not_answered']} %**; "
            f"of these {o['offered_topics']} % of all were offered topics to choose from.",
            _table(["kind", *columns], kinds),
            "Errors:\n\n" + _table(["text", "kind", "got"], [list(w.values()) for w in o["wrong"][:WORST]]),
        ]
    )


def _danger(d: dict[str, Any]) -> str:
    return (
        f"### Danger ({d['urgent']} urgent, {d['calm']} not)\n\nRecall **{d['recall']} %**, "
        f"false alarms **{d['false_alarms']} %**.\n\n"
        + "\n".join([*(f"- missed: {t}" for t in d["missed"]), *(f"- false alarm: {t}" for t in d["alarms"])])
    )


def _replies(r: dict[str, Any]) -> str:
    labels = [[label, c.get("right", 0), c.get("wrong", 0)] for label, c in r["labels"].items()]
    wrong = [[w["text"], w["asked"], w["wanted"], ", ".join(w["got"])] for w in r["wrong"][:WORST]]
    return "\n\n".join(
        [
            f"### Replies to a guided tool ({r['replies']})\n\nRead right **{r['right']} %**.",
            _table(["label", "right", "wrong"], labels),
            "Errors:\n\n" + _table(["reply", "asked", "wanted", "got"], wrong),
        ]
    )


def _personal(p: dict[str, Any]) -> str:
    kinds = [[kind, c["spans"], c["removed"], c["partly"]] for kind, c in p["by_kind"].items()]
    touched, lost = 100 * (p["lookalikes_touched"] or 0), 100 * (p["must_keep_lost"] or 0)
    return "\n\n".join(
        [
            f"### Personal details ({p['messages']} messages)\n\nRemoved **{100 * (p['removed'] or 0):.1f} %** of "
            f"{p['spans']} spans, look-alikes touched {touched:.1f} %, needed words lost in {lost:.1f} %, "
            f"p95 {p['p95_ms']} ms.",
            _table(["kind", "spans", "removed", "partly"], kinds),
        ]
    )


def _wording(w: dict[str, Any]) -> str:
    return (
        f"### Language check ({w['sentences']} sentences)\n\nPrecision **{w['precision']} %**, "
        f"recall **{w['recall']} %**, control sentences flagged: {w['controls_flagged']}."
    )
