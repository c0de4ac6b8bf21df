"""First step of `make adapt`: the training examples with the larger encoder's vectors, in one file.

    python -m scripts.adapting.examples var/adapt/examples.npz

Runs in the ordinary environment; the second step (adapt.py) needs torch and nothing of Rasa.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.shared.utils.io import read_yaml_file

from bot.nlu import danger, reply_model, topic_training
from bot.nlu.danger_detector import DangerDetector, danger_path
from bot.nlu.encoder import training_encoders
from bot.nlu.held_out import kept_apart
from bot.nlu.labels import DANGER
from scripts.content import examples


@dataclass(frozen=True)
class Example:
    """One text of one task; `apart` keeps it from the trial encoder."""

    task: str
    label: str
    text: str
    apart: bool


def gather() -> list[Example]:
    """All examples of the three tasks, prepared as their models read them."""
    danger_data = danger.read_danger_data(read_yaml_file(danger_path(DangerDetector.get_default_config())))
    by_intent = examples()
    tasks = {
        "intent": [(t, i) for i, texts in by_intent.items() if i != DANGER for t in texts],
        "danger": [(t, "urgent") for t in [*danger_data.urgent, *by_intent.get(DANGER, [])]]
        + [(t, "not urgent") for t in danger_data.not_urgent],
        "reply": [(t, label) for label, texts in reply_model.reply_examples().items() for t in texts],
    }
    prepare = {"intent": topic_training.prepare, "danger": danger.prepare, "reply": reply_model.prepare}
    found = []
    for task, pairs in tasks.items():
        pairs = list(dict.fromkeys((prepare[task](text), label) for text, label in pairs))
        apart = kept_apart([label for _, label in pairs])
        found += [Example(task, label, text, bool(a)) for (text, label), a in zip(pairs, apart, strict=True)]
    return found


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("out", type=Path, help="where the file goes")
    out: Path = parser.parse_args().out
    found = gather()
    with training_encoders() as encoders:
        if encoders.large is None:
            print("The larger encoder, which teaches the small one, is missing: python -m scripts.encoder")
            return 1
        print(f"Reading {len(found)} examples with the larger encoder (some minutes the first time) ...", flush=True)
        teacher = encoders.large.encode_many([example.text for example in found])
    out.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: np.array([getattr(e, name) for e in found]) for name in ("task", "label", "text", "apart")}
    np.savez(out, teacher=teacher.astype(np.float16), **columns)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
