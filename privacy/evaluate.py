"""Measure redaction on labelled messages: `python -m privacy.evaluate FILE... [--json OUT]`.

Each line of a file is a JSON object: `text`, `spans` (a list of `start`, `end`, `type`) and `must_keep` (a list of
words). A span counts as removed when none of its letters and digits is left.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from privacy.redaction import Redaction, Redactor

# The aims: see docs/privacy.md.
AIMS = {"removed": 0.97, "lookalikes_touched": 0.03, "must_keep_lost": 0.02, "p95_ms": 3.0}
ALWAYS = ("PHONE", "EMAIL", "POSTCODE", "CHI", "NINO", "NI", "VEHICLE", "REGISTRATION")


@dataclass
class Measured:
    """The figures for one set of messages, and the messages to look at (by line number, so a report holds no text)."""

    messages: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)
    lookalikes: int = 0
    touched: int = 0
    extra: int = 0
    with_must_keep: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)
    missed_lines: dict[str, list[int]] = field(default_factory=dict)
    touched_lines: list[int] = field(default_factory=list)
    lost_lines: list[int] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: shares rounded, times in milliseconds."""
        total = sum(self.spans.values())
        times = sorted(self.times) or [0.0]
        return {
            "messages": self.messages,
            "spans": total,
            "removed": round(sum(self.removed.values()) / total, 4) if total else None,
            "by_kind": {
                kind: {"spans": n, "removed": self.removed[kind], "partly": self.partly[kind]}
                for kind, n in sorted(self.spans.items())
            },
            "lookalikes": self.lookalikes,
            "lookalikes_touched": round(self.touched / self.lookalikes, 4) if self.lookalikes else None,
            "extra_spans": self.extra,
            "must_keep_lost": round(self.lost / self.with_must_keep, 4) if self.with_must_keep else None,
            "p50_ms": round(statistics.median(times), 3),
            "p95_ms": round(times[min(len(times) - 1, int(0.95 * len(times)))], 3),
            "missed_lines": self.missed_lines,
            "touched_lines": self.touched_lines,
            "lost_lines": self.lost_lines,
        }


def _timed(redactor: Redactor, text: str) -> tuple[Redaction, float]:
    """The result, and the quickest of three runs in milliseconds of processor time: the rest is other work's noise."""
    spent = []
    for _ in range(3):
        begun = time.thread_time()
        result = redactor.redact(text)
        spent.append((time.thread_time() - begun) * 1000)
    return result, min(spent)


def measure(messages: Iterable[dict[str, Any]], redactor: Redactor) -> Measured:
    """Redact each message as the first of a conversation and compare with its labels.

    Times are processor time of one thread, so that other work on the machine does not count.
    """
    figures = Measured()
    redactor.redact("warm up")
    for line, message in enumerate(messages, 1):
        text, gold = message["text"], message.get("spans", [])
        result, spent = _timed(redactor, text)
        figures.times.append(spent)
        figures.messages += 1
        gone = {i for span in result.spans for i in range(span.start, span.end)}
        labelled: set[int] = set()
        for span in gold:
            kind = str(span["type"]).upper()
            letters = {i for i in range(span["start"], span["end"]) if text[i].isalnum()}
            labelled |= letters
            figures.spans[kind] += 1
            if letters <= gone:
                figures.removed[kind] += 1
            else:
                figures.partly[kind] += bool(letters & gone)
                figures.missed_lines.setdefault(kind, []).append(line)
        figures.extra += sum(1 for span in result.spans if not labelled & set(range(span.start, span.end)))
        if not gold:
            figures.lookalikes += 1
            if result.spans:
                figures.touched += 1
                figures.touched_lines.append(line)
        keep = message.get("must_keep", [])
        if keep:
            figures.with_must_keep += 1
            if any(word in text and word not in result.text for word in keep):
                figures.lost += 1
                figures.lost_lines.append(line)
    return figures


def table(name: str, figures: dict[str, Any]) -> str:
    """A Markdown table of one file's figures."""

    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.1%}"

    rows = [
        f"### {name}: {figures['messages']} messages",
        "",
        "| kind | spans | removed | partly |",
        "|---|---|---|---|",
    ]
    for kind, n in figures["by_kind"].items():
        rows.append(f"| {kind} | {n['spans']} | {n['removed']} ({n['removed'] / n['spans']:.0%}) | {n['partly']} |")
    rows += [
        f"| **all** | {figures['spans']} | {share(figures['removed'])} | |",
        "",
        f"Look-alikes touched {share(figures['lookalikes_touched'])} of {figures['lookalikes']};"
        f" `must_keep` lost in {share(figures['must_keep_lost'])};"
        f" spans beyond the labels {figures['extra_spans']}; p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms.",
    ]
    return "\n".join(rows)


def short_of_aims(figures: dict[str, Any]) -> list[str]:
    """Which aims a set misses, in words."""
    short = []
    if figures["removed"] is not None and figures["removed"] < AIMS["removed"]:
        short.append(f"removed {figures['removed']:.1%} (aim {AIMS['removed']:.0%})")
    for key in ("lookalikes_touched", "must_keep_lost", "p95_ms"):
        if figures[key] is not None and figures[key] > AIMS[key]:
            short.append(f"{key} {figures[key]} (aim {AIMS[key]})")
    for kind, n in figures["by_kind"].items():
        if kind in ALWAYS and n["removed"] < n["spans"]:
            short.append(f"{kind} {n['removed']} of {n['spans']} (aim: all)")
    return short


def read(path: Path) -> list[dict[str, Any]]:
    """The messages of one file.

    Raises:
        ValueError: if a line is not a labelled message; says which and what is wanted.
    """
    messages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            str(message["text"])
            for span in message.get("spans", []):
                if not 0 <= span["start"] < span["end"] <= len(message["text"]):
                    raise ValueError("a span lies outside the text")
                str(span["type"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path.name}, line {number}: {error}; wanted: text, spans [start, end, type], must_keep"
            ) from error
        messages.append(message)
    return messages


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit status 1 when an aim is missed and `--strict` is given."""
    parser = argparse.ArgumentParser(
        prog="python -m privacy.evaluate", description="Measure redaction on labelled messages."
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="JSON lines: text, spans [start, end, type], must_keep"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures as JSON too")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 when an aim is missed")
    parser.add_argument("--today", type=date.fromisoformat, help="the day to reckon years of birth from (YYYY-MM-DD)")
    options = parser.parse_args(arguments)
    redactor = Redactor(today=options.today)
    results: dict[str, Any] = {}
    for path in options.files:
        try:
            messages = read(path)
        except (OSError, ValueError) as error:
            print(f"Cannot read {path}: {error}", file=sys.stderr)
            return 2
        figures = measure(messages, redactor).as_dict()
        figures["short_of_aims"] = short_of_aims(figures)
        results[path.name] = figures
        print(table(path.name, figures))
        print(
            "Aims met."
            if not figures["short_of_aims"]
            else "Short of the aims: " + "; ".join(figures["short_of_aims"]) + ".",
            end="\n\n",
        )
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 1 if options.strict and any(figures["short_of_aims"] for figures in results.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
