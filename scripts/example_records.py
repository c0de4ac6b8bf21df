"""Makes docs/records/ again: a filled record of each guided tool, with invented content, and pictures of its pages.

Also the records of the ten invented screenings, as a printable page and as data, in docs/records/screenings/.
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
SCREENINGS: Final = FOLDER / "screenings.yml"
SCREENING: Final = "screening_tool"
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


def screened() -> dict[str, State]:
    """The invented screenings of screenings.yml by name, given to the engine as a person would give them."""
    engine = Questionnaire(load_tools()[SCREENING], clock=lambda: _STARTED)
    return {str(name): _screening(engine, one) for name, one in read(SCREENINGS).data.items()}


def _screening(engine: Questionnaire, one: Mapping[str, Any]) -> State:
    state, answers = engine.start().state, one.get("answers", {})
    for item in engine.definition.items:
        value, comment, when = answers.get(item.id) or (one.get("rest"), "", None)
        if value:
            state = engine.answer(state, value, item.id, evidence=comment, when=when).state
    for question, value in one["context"].items():
        state = engine.set_context(state, question, value).state
    return engine.finish(state, force=True).state


def make_screenings(folder: Path) -> None:
    """Writes the page and the data of every invented screening."""
    definition = load_tools()[SCREENING]
    folder.mkdir(exist_ok=True)
    for name, state in screened().items():
        for form in ("html", "json"):
            file = make_file(form, definition, state, evaluate(definition, state), MADE)
            (folder / f"{name}.{form}").write_bytes(file.content)


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
    make_screenings(FOLDER / "screenings")
    if not (shutil.which("libreoffice") and shutil.which("pdftoppm")):
        sys.exit("The records are made; for the pictures install LibreOffice and poppler-utils.")
    for word in words:
        for old in FOLDER.glob(f"{word.stem}-*.png"):
            old.unlink()
        draw(word, FOLDER)


if __name__ == "__main__":
    main()
