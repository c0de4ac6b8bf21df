"""Makes .venv hold exactly what a lock lists, and the stand-in for what Rasa imports without need (slim_rasa).

    python scripts/environment.py run|dev

Plain Python: it runs before anything is installed. Quick when nothing changed. Packages are installed without what they
ask for (the locks name every one that is needed) and are not compiled beforehand: only what a start imports is, at the
end, which saves a tenth of the disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.progress import Step  # noqa: E402  it lies beside this file, which also runs by its path

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".made-from"
STAND_IN = ROOT / "slim_rasa"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
# What a start of the assistant, its training and the console import: compiled once, here
WARM = "import rasa.__main__, rasa.server, rasa.core.run, rasa.model_training, onnxruntime, docx, sklearn.linear_model"


def digest(kind: str) -> str:
    """What an environment of this kind is made from."""
    total = hashlib.sha256()
    for path in (ROOT / LOCKS[kind], *sorted(STAND_IN.glob("*.py"))):
        total.update(path.read_bytes())
    return f"{kind} {total.hexdigest()}"


def is_current(kind: str) -> bool:
    """Whether .venv is good enough; one for developers is good enough to run."""
    made_from = STAMP.read_text() if PYTHON.exists() and STAMP.exists() else ""
    return made_from in {digest(kind), digest("dev")}


def pinned(lock: Path) -> dict[str, str]:
    """The packages of a lock with their versions."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def install(kind: str, step: Step) -> None:
    """Installs what the lock lists, and takes out what it does not."""
    lock = ROOT / LOCKS[kind]
    total = len(pinned(lock))
    step.at(0, f"{total} packages")
    if shutil.which("uv"):
        if not PYTHON.exists():
            run(["uv", "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)])
        # What uv must know about Rasa's own pins stands in pyproject.toml, [tool.uv]
        run(["uv", "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", str(lock)])
        return
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    have = subprocess.run([*pip, "freeze", "--all"], capture_output=True, text=True, check=True).stdout
    names = {plain(line.partition("==")[0]) for line in have.splitlines()}
    surplus = sorted(names - {plain(name) for name in pinned(lock)} - {"pip"})
    if surplus:
        run([*pip, "uninstall", "--quiet", "--yes", *surplus])
    # Rasa's own metadata allows no newer Python than 3.10; its code runs on 3.12 (docs/dependencies.md)
    options = ["--no-deps", "--ignore-requires-python", "--require-hashes", "--no-compile", "--progress-bar", "off"]
    command = [*pip, "install", *options, "-r", str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        seen, tail = 0, [""]
        for line in process.stdout:
            tail = [*tail[-15:], line]
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                # Fetching takes about two thirds of the time, unpacking the rest
                step.at(min(seen / total, 1) * 0.65, f"fetching package {min(seen, total)} of {total}")
            elif line.startswith("Installing collected"):
                step.at(0.66, "unpacking")
    if process.returncode:
        raise SystemExit("The packages could not be installed:\n" + "".join(tail))


def plain(name: str) -> str:
    """A package's name as everybody writes it."""
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def run(command: list[str]) -> None:
    """Runs a command; what it said is shown if it fails."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ... failed:\n{done.stdout[-3000:]}")


def stand_in() -> None:
    """Copies slim_rasa into the environment, switched on in every Python that starts there."""
    site = Path(sysconfig.get_path("purelib", vars={"base": str(VENV), "platbase": str(VENV)}))
    shutil.rmtree(site / STAND_IN.name, ignore_errors=True)
    shutil.copytree(STAND_IN, site / STAND_IN.name, ignore=shutil.ignore_patterns("__pycache__"))
    (site / "slim_rasa.pth").write_text("import slim_rasa; slim_rasa.install()\n", encoding="utf-8")


def warm() -> None:
    """Compiles what a start imports."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [str(PYTHON), "-W", "ignore", "-c", WARM]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit(f"What was installed does not start:\n{done.stdout[-3000:]}")


def main(kind: str) -> int:
    """Entry point."""
    if is_current(kind):
        return 0
    step = Step("Environment")
    if PYTHON.exists() and version(str(PYTHON)) != sys.version_info[:2]:
        if VENV.is_symlink():
            raise SystemExit(".venv is a link to an environment with another Python; remove it and run this again.")
        shutil.rmtree(VENV)
    STAMP.unlink(missing_ok=True)
    install(kind, step)
    stand_in()
    step.at(0.85, "compiling what a start needs")
    warm()
    STAMP.write_text(digest(kind))
    step.end(f"{len(pinned(ROOT / LOCKS[kind]))} packages in .venv, Python {sys.version_info[0]}.{sys.version_info[1]}")
    return 0


def version(python: str) -> tuple[int, int]:
    """The version of a Python."""
    said = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
    major, _, minor = said.stdout.strip().partition(" ")
    return (int(major), int(minor)) if minor else (0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] in LOCKS else "run"))
