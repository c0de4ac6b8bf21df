"""First step of `make adapt`: the training examples of the readers, in one file.

    python -m scripts.adapting.examples var/adapt/examples.npz

Runs in the ordinary environment; the second step (adapt.py) needs torch and nothing of Rasa.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu import examples as labelled
from bot.nlu import topic_training
from bot.nlu.held_out import kept_apart
from bot.nlu.labels import DANGER
from scripts.content import examples

TASKS = ("urgency", "acts", "signs")


@dataclass(frozen=True)
class Example:
    """One text of one task; `apart` keeps it from the trial encoder."""

    task: str
    label: str
    text: str
    apart: bool


def gather() -> list[Example]:
    """All examples of the tasks, prepared as their readers read them; of several labels the first counts."""
    by_intent = examples()
    pairs = {"intent": [(topic_training.prepare(t), i) for i, texts in by_intent.items() if i != DANGER for t in texts]}
    for task in TASKS:
        pairs[task] = [(one.text, min(one.labels)) for one in labelled.load(task) if one.labels]
    found = []
    for task, mine in pairs.items():
        unique = list(dict.fromkeys(mine))
        apart = kept_apart([label for _, label in unique])
        found += [Example(task, label, text, bool(a)) for (text, label), a in zip(unique, apart, strict=True)]
    return found


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("out", type=Path, help="where the file goes")
    out: Path = parser.parse_args().out
    found = gather()
    out.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: np.array([getattr(e, name) for e in found]) for name in ("task", "label", "text", "apart")}
    np.savez(out, **columns)
    print(f"{len(found)} examples are in {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
