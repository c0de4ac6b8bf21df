"""`make evaluate`: measures the trained model and writes results/evaluation.{md,json} with two pictures."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from scripts.measuring import metrics, plots, report
from scripts.measuring.reading import Reader, asked
from scripts.measuring.sets import folders, rows
from scripts.train import MODEL


def measure(reader: Reader, folder: Path) -> dict[str, Any]:
    """All figures for the sets in one folder."""
    found: dict[str, Any] = {}
    for name, kind, count in (
        ("questions", "topics", metrics.topics),
        ("oos", "out_of_scope", metrics.out_of_scope),
        ("urgent", "danger", metrics.danger),
        ("replies", "replies", metrics.replies),
    ):
        data = rows(folder, name)
        if data:
            extra = [asked(row) for row in data] if name == "replies" else None
            found[kind] = count(data, reader.read([row["text"] for row in data], extra))
    for name, kind, judge in (("pii", "personal", metrics.personal), ("wording", "wording", metrics.wording)):
        data = rows(folder, name)
        if data:
            found[kind] = judge(data)
    return found


def summary(name: str, result: dict[str, Any]) -> str:
    """One line a set, for the terminal."""
    parts = []
    if "topics" in result:
        t = result["topics"]
        parts.append(f"first {t['first']} %, in three {t['first_three']} %, turned away {t['turned_away']} %")
    if "out_of_scope" in result:
        parts.append(f"out of scope not answered {result['out_of_scope']['not_answered']} %")
    if "danger" in result:
        d = result["danger"]
        parts.append(f"danger recall {d['recall']} %, false alarms {d['false_alarms']} %")
    if "replies" in result:
        parts.append(f"replies {result['replies']['right']} %")
    if "personal" in result:
        parts.append(f"personal details removed {100 * result['personal']['removed']:.1f} %")
    if "wording" in result:
        parts.append(f"wording precision {result['wording']['precision']} %, recall {result['wording']['recall']} %")
    return f"{name}: " + "; ".join(parts)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL, help="the trained model (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "results", help="folder for the report")
    parser.add_argument(
        "--no-held-out", action="store_true", help="leave out the trial on kept-apart training examples"
    )
    given = parser.parse_args()
    if not given.model.exists():
        print(f"There is no model at {given.model}. Run: make train", file=sys.stderr)
        return 1
    logging.disable(logging.WARNING)
    given.out.mkdir(parents=True, exist_ok=True)
    reader = Reader(given.model)
    results: dict[str, Any] = {"model": f"{given.model.name}, {date.today().isoformat()}", "sets": {}}
    for name, folder in folders().items():
        result = measure(reader, folder)
        if "topics" in result:
            points = result["topics"].pop("points")
            result["topics"]["calibration_error"] = plots.calibration(points, given.out / f"calibration-{name}.png")
            plots.confusion(result["topics"]["confusions"], given.out / f"confusion-{name}.png")
        results["sets"][name] = result
        print(summary(name, result), flush=True)
    if not given.no_held_out:
        from scripts.measuring.held_out import held_out

        results["held_out"] = held_out()
        print(f"held-out examples: first {results['held_out']['first']} %", flush=True)
    (given.out / "evaluation.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    (given.out / "evaluation.md").write_text(report.markdown(results))
    print(f"The report is in {given.out / 'evaluation.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
