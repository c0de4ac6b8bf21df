"""Makes docs/records/ again: a filled record of each guided tool, with invented content, and pictures of its pages.

Pictures need LibreOffice and pdftoppm; without them only the files are made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.settings import ROOT
from guidance.definitions import load_tools
from guidance.pathways import evaluate
from guidance.questionnaire import Questionnaire
from guidance.reading import read
from guidance.records_json import FORMS, make_file
from guidance.state import State

FOLDER: Final = ROOT / "docs" / "records"
FILLED: Final = FOLDER / "filled.yml"
MADE: Final = date(2026, 11, 24)
PAGES: Final = 2
_STARTED: Final = "2026-11-23T10:00Z"


def filled() -> dict[str, State]:
    """The invented answers of filled.yml, given to the engine as a person would give them."""
    tools, found = load_tools(), {}
    for tool, steps in read(FILLED).data.items():
        engine = Questionnaire(tools[tool], clock=lambda: _STARTED)
        state = engine.start().state
        for step in steps:
            state = engine.apply(state, **_data(step)).state
        found[str(tool)] = state
    return found


def _data(step: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in step.items()}


def make(folder: Path) -> list[Path]:
    """Writes every form of every record; the Word files come back."""
    tools, words = load_tools(), []
    for tool, state in filled().items():
        definition = tools[tool]
        for form in FORMS:
            file = make_file(form, definition, state, evaluate(definition, state), MADE)
            path = folder / f"{definition.id.replace('_', '-')}.{form}"
            path.write_bytes(file.content)
            if form == "docx":
                words.append(path)
    return words


def draw(word: Path, folder: Path) -> None:
    """Writes pictures of the first pages of a Word file."""
    with tempfile.TemporaryDirectory() as made:
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        profile = f"-env:UserInstallation=file://{made}/profile"
        subprocess.run(
            ["libreoffice", profile, "--headless", "--convert-to", "pdf", "--outdir", made, str(word)],
            **quiet,  # type: ignore[call-overload]
        )
        pdf = Path(made) / f"{word.stem}.pdf"
        subprocess.run(
            ["pdftoppm", "-png", "-gray", "-r", "80", "-l", str(PAGES), str(pdf), str(folder / word.stem)],
            **quiet,  # type: ignore[call-overload]
        )


def main() -> None:
    """Makes the records and, where the tools for it are there, their pictures."""
    words = make(FOLDER)
    if not (shutil.which("libreoffice") and shutil.which("pdftoppm")):
        sys.exit("The records are made; for the pictures install LibreOffice and poppler-utils.")
    for word in words:
        for old in FOLDER.glob(f"{word.stem}-*.png"):
            old.unlink()
        draw(word, FOLDER)


if __name__ == "__main__":
    main()
