"""Third step of `make adapt`: fits confidence with the trial encoder, which has not seen the examples kept apart.

    python -m scripts.adapting.calibrate var/adapt/trial-encoder

What it finds is stored beside the adapted weights (bot/encoder/calibration.json) and counts only for those.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bot.nlu.encoder import Encoder
from bot.nlu.held_out import kept_apart
from bot.nlu.label_model import APART, fit_scale, folds_of, merged
from bot.nlu.labels import DANGER, TOPIC, is_of
from bot.nlu.readers import MODELS, examples_of, landmarks_of
from bot.nlu.stored_calibration import PATH, store
from bot.nlu.topic_training import Task, calibrate
from scripts.adapting.examples import of_other_files
from scripts.content import examples


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("trial", type=Path, help="folder with the trial encoder")
    trial = Encoder(parser.parse_args().trial)
    by_intent = examples()
    task = Task.of([(text, intent) for intent, texts in by_intent.items() if intent != DANGER for text in texts])
    seen = np.array([trial.has_seen(text) for text in task.texts])
    labels = [task.labels[number] for number in task.numbers]
    known = {label for label, was_seen in zip(labels, seen, strict=True) if was_seen}
    new = np.array([is_of(label, TOPIC) and label not in known for label in labels])
    apart = np.where(new, kept_apart(labels), ~seen)  # of topics newer than the trial encoder a part is learnt too
    store("topics", calibrate(task, trial, apart=apart))
    print(f"topics: fitted on {int(apart.sum())} of {len(apart)} examples")
    more = of_other_files(by_intent)
    for name in MODELS:
        mine = merged(examples_of(name, more))
        apart = folds_of(mine) == APART
        store(name, fit_scale(mine, trial, landmarks_of(name), apart))
        print(f"{name}: fitted on {int(apart.sum())} of {len(apart)} examples")
    print(f"Confidence is in {PATH}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
