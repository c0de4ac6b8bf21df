"""`make lock`: resolves requirements.in and requirements-dev.in into lock files with the hashes of every file.

Rasa and its SDK are not resolved by their own metadata, which asks for TensorFlow and for a Python that gets no more
fixes; they are added as they stand here. Packages that only serve what nobody here uses are left out. Both files are
installed with `--no-deps`, so that what is not in them is not installed. Needs `uv`; names no package index.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.12"
# What a package asks for, and what of it is never imported here
LEFT_OUT = {
    "tokenizers": ("huggingface-hub", "hf-xet", "filelock", "httpx", "httpcore"),
    "onnxruntime": ("sympy", "mpmath"),
    "structlog-sentry": ("sentry-sdk",),
    "spacy": ("weasel", "smart-open", "cloudpathlib"),
}
RASA = """\
rasa==3.6.21 \\
{rasa}
    # the last open-source release; installed without what it asks for (scripts/lock.py)
rasa-sdk==3.6.2 \\
{sdk}
    # the actions, run inside the Rasa process
"""


def resolve(source: str, *more: str) -> str:
    """The lock of one file, as text."""
    left_out = [option for names in LEFT_OUT.values() for name in names for option in ("--no-emit-package", name)]
    command = ["uv", "pip", "compile", "--quiet", "--python-version", PYTHON, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-header", *left_out, *more, source]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{source} could not be resolved:\n{done.stderr}")
    return done.stdout


def kept_hashes(lock: str, name: str) -> str:
    """The hash lines of a package in the present lock."""
    match = re.search(rf"^{name}==\S+ \\\n((?: {{4}}--hash=\S+(?: \\)?\n)+)", lock, re.MULTILINE)
    if match is None:
        raise SystemExit(f"requirements.lock has no hashes of {name} to keep")
    return match[1].rstrip("\n")


def main() -> int:
    """Entry point."""
    path = ROOT / "requirements.lock"
    before = path.read_text(encoding="utf-8")
    rasa = RASA.format(rasa=kept_hashes(before, "rasa"), sdk=kept_hashes(before, "rasa-sdk"))
    path.write_text(resolve("requirements.in") + rasa, encoding="utf-8")
    run = set(re.findall(r"^([\w.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE))
    developing = [option for name in sorted(run) for option in ("--no-emit-package", name)]
    (ROOT / "requirements-dev.lock").write_text(resolve("requirements-dev.in", *developing), encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock"):
        count = len(re.findall(r"^[\w.-]+==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        print(f"{name}: {count} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
