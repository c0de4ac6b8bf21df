"""`make train`: trains the model when it is missing or older than what it is made from.

Trains into a folder of its own and puts the finished model in place at once; a running assistant takes it up by itself
(bot/model_watch.py). Rasa keeps each trained part in .rasa/cache, so what is done is not done again after a stop.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.model_info import MODEL as MODEL
from bot.model_info import NOTE, code_digest
from bot.settings import ROOT
from scripts.progress import Step
from scripts.training_course import Course

INPUTS = (
    "config.yml",
    "domain.yml",
    "bot/data/**/*.yml",
    "bot/nlu/**/*.py",
    "bot/nlu/**/*.yml",
    "bot/encoder/*",
    "guidance/timescales.py",
    "requirements.lock",
)
WORK = ROOT / "var" / "training"
LOG = ROOT / "var" / "train.log"


def digest() -> str:
    """A digest over everything that the model is made from."""
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            total.update(path.relative_to(ROOT).as_posix().encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def is_current(model: Path = MODEL) -> bool:
    """Whether a trained model is there and was made from the present data."""
    stamp = model.with_suffix(".digest")
    return model.exists() and stamp.exists() and stamp.read_text() == digest()


def train() -> int:
    """Trains with Rasa's own command. Returns the exit status; prints one sentence on failure."""
    from scripts.encoder import ensure_encoder

    ensure_encoder()
    step = Step("Training")
    WORK.mkdir(parents=True, exist_ok=True)
    wanted = digest()
    # Rasa's fingerprint of a domain depends on the order of sets: with a fixed seed what is cached is found again
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "scripts.training", "--out", str(WORK), "--name", MODEL.name.partition(".")[0]]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        course = follow(process, step, log)
    made = WORK / MODEL.name
    if process.returncode or not made.exists():
        print(f"Training failed: {reason(LOG.read_text(encoding='utf-8'))}\nThe whole log is in {LOG}", file=sys.stderr)
        return process.returncode or 1
    course.remember()
    put_in_place(made, wanted)
    step.end("done")
    return 0


def follow(process: subprocess.Popen[str], step: Step, log: Any) -> Course:
    """Tells how far a training is until it ends, and keeps what it says."""
    course, ended = Course(), threading.Event()

    def tell() -> None:
        while not ended.wait(1):
            step.at(*course.now())

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    assert process.stdout is not None
    try:
        for line in process.stdout:
            log.write(line)
            log.flush()
            course.hear(line)
        process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
        ended.set()
        teller.join()
    return course


def put_in_place(made: Path, wanted: str) -> None:
    """Replaces the model at once; what a running assistant looks at comes last."""
    MODEL.parent.mkdir(exist_ok=True)
    version = hashlib.sha256(made.read_bytes()).hexdigest()[:12]
    os.replace(made, MODEL)
    MODEL.with_suffix(".digest").write_text(wanted)
    note = {
        "version": version,
        "trained": datetime.now(UTC).isoformat(timespec="minutes"),
        "examples": count_examples(),
        "code": code_digest(),
    }
    fresh = NOTE.with_suffix(".new")
    fresh.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    os.replace(fresh, NOTE)


def count_examples() -> int:
    """How many texts in bot/data the model has learnt from."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    total = 0
    for path in sorted((ROOT / "bot" / "data").glob("*.yml")):
        total += count(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    return total


def count(data: Any) -> int:
    """The examples in one file: Rasa's `examples: |`, and lists under `says` (bot/nlu/examples.py)."""
    if isinstance(data, list):
        return sum(count(one) for one in data)
    if not isinstance(data, dict):
        return 0
    total = 0
    for key, value in data.items():
        if key == "examples":
            lines = value.splitlines() if isinstance(value, str) else value
            total += sum(1 for line in lines if not isinstance(line, str) or line.strip())
        elif key == "says":
            total += sum(len(texts or ()) for texts in value.values())
        else:
            total += count(value)
    return total


def reason(log: str) -> str:
    """The one line of a training log that says what is wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("Error", "Exception", "Failed", "error"))]
    return (telling or lines or ["no output"])[-1]


def main() -> int:
    """Entry point of `python -m scripts.train`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if the model is up to date")
    if not parser.parse_args().force and is_current():
        return 0
    return train()


if __name__ == "__main__":
    sys.exit(main())
