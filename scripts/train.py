"""`make train`: trains the model when it is missing or older than what it is made from."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.model_info import PATH as NOTE
from bot.settings import ROOT

MODEL = ROOT / "models" / "cec-guide.tar.gz"
INPUTS = (
    "config.yml",
    "domain.yml",
    "bot/data/**/*.yml",
    "bot/nlu/*.py",
    "bot/nlu/*.yml",
    "bot/encoder/*",
    "guidance/timescales.py",
    "slim_rasa/**/*.py",
    "requirements.lock",
)


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
    started = time.monotonic()
    print("Training the assistant ...", flush=True)
    log = ROOT / "var" / "train.log"
    log.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "rasa", "train", "--data", "bot/data", "--out", "models"]
    command += ["--fixed-model-name", "cec-guide"]
    env = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
    wanted = digest()
    with log.open("w") as out:
        status = subprocess.run(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT).returncode
    if status or not MODEL.exists():
        print(f"Training failed: {reason(log.read_text())}\nThe whole log is in {log}", file=sys.stderr)
        return status or 1
    MODEL.with_suffix(".digest").write_text(wanted)
    note = {"version": wanted[:12], "trained": datetime.now(UTC).isoformat(timespec="seconds"), "examples": examples()}
    NOTE.write_text(json.dumps(note), encoding="utf-8")
    print(f"Trained in {time.monotonic() - started:.0f} s.")
    return 0


def examples() -> int:
    """How many example texts the model learns from."""
    files = (ROOT / "bot" / "data").glob("**/*.yml")
    return sum(line.lstrip().startswith("- ") for path in files for line in path.read_text("utf-8").splitlines())


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
