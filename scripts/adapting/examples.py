"""First step of `make adapt`: the training examples of the readers, in one file.

    python -m scripts.adapting.examples var/adapt/examples.npz

Runs in the ordinary environment; the second step (adapt.py) needs torch and nothing of Rasa.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml

from bot.nlu import examples as labelled
from bot.nlu import label_model, topic_training
from bot.nlu.danger import read_danger_data
from bot.nlu.held_out import kept_apart
from bot.nlu.label_model import APART
from bot.nlu.labels import DANGER
from bot.nlu.more_examples import from_intents
from scripts.content import examples

# The labels of a reader that its sentence vectors must tell apart; what has none of them is `NOTHING`
TASKS = {"urgency": ("now", "check", "relief"), "acts": (), "signs": ()}
NOTHING = "none"


@dataclass(frozen=True)
class Example:
    """One text of one task, its labels joined by `+`; `apart` keeps it from the trial encoder."""

    task: str
    label: str
    text: str
    apart: bool


def gather() -> list[Example]:
    """All examples of the tasks, prepared as their readers read them."""
    by_intent = examples()
    intents = [(topic_training.prepare(t), i) for i, texts in by_intent.items() if i != DANGER for t in texts]
    unique = list(dict.fromkeys(intents))
    apart = kept_apart([label for _, label in unique])
    found = [Example("intent", label, text, bool(a)) for (text, label), a in zip(unique, apart, strict=True)]
    more = of_other_files(by_intent)
    for task, wanted in TASKS.items():
        mine = label_model.merged([*labelled.load(task), *more.get(task, ())])
        folds = label_model.folds_of(mine)
        for one, fold in zip(mine, folds, strict=True):
            labels = sorted(one.labels & set(wanted) if wanted else one.labels) or [NOTHING]
            found.append(Example(task, "+".join(labels), one.text, bool(fold == APART)))
    unseen = {one.text for one in found if one.apart}  # by no task
    found = [replace(one, apart=one.text in unseen) for one in found]
    return list(dict.fromkeys(found))  # the same in two contexts is one text here


def of_other_files(by_intent: Mapping[str, Sequence[str]]) -> dict[str, list[label_model.Example]]:
    """What the readers learn besides their own files, from the examples by intent and those of danger."""
    said = [(text, intent.split("/")[0], intent) for intent, texts in by_intent.items() for text in texts]
    danger = read_danger_data(yaml.safe_load((labelled.DATA / "danger.yml").read_text(encoding="utf-8")))
    return from_intents(said, danger)


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
