"""Third step of `make adapt`: fits confidence with the trial encoder, which has not seen the examples kept apart.

    python -m scripts.adapting.calibrate var/adapt/trial-encoder

What it finds is stored beside the adapted weights (bot/encoder/calibration.json) and counts only for those.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bot.nlu.encoder import Encoder
from bot.nlu.labels import DANGER
from bot.nlu.stored_calibration import PATH, store
from bot.nlu.topic_training import Task, calibrate
from scripts.content import examples


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("trial", type=Path, help="folder with the trial encoder")
    trial = Encoder(parser.parse_args().trial)
    pairs = [(text, intent) for intent, texts in examples().items() if intent != DANGER for text in texts]
    task = Task.of(pairs)
    apart = np.array([not trial.has_seen(text) for text in task.texts])
    store("topics", calibrate(task, trial, apart=apart))
    print(f"Confidence was fitted on {int(apart.sum())} of {len(apart)} examples; it is in {PATH}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
