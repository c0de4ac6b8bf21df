"""One training with Rasa's own command, quicker: `python -m scripts.training --out DIR --name NAME`.

Started by scripts/train.py, which follows what it says. It does the same as `rasa train --skip-validation` (what that
would check, scripts/content.py has checked), with slim_rasa.quick switched on.
"""

from __future__ import annotations

import argparse
import runpy
import sys
import warnings

from bot.settings import ROOT
from slim_rasa import quick

CHECKED = ROOT / ".rasa" / "checked.json"


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for the model")
    parser.add_argument("--name", required=True, help="name of the model, without .tar.gz")
    options = parser.parse_args()
    CHECKED.parent.mkdir(exist_ok=True)
    quick.training(CHECKED)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    sys.argv = ["rasa", "train", "--data", "bot/data", "--out", options.out, "--fixed-model-name", options.name]
    sys.argv += ["--skip-validation"]
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
