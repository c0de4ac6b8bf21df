"""`make content-review`: Word files in which people decide about the answers, and their decisions read back.

Without files it writes one Word file per group of topics: each answer with its facts, its sources and a small table for
the decision. With files (READ="a.docx b.docx") it reads the tables and keeps the decisions in
guidance/content/reviews.yml; `make content` shows them. Nothing is kept if one table cannot be used.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import docx

from bot.settings import ROOT
from guidance.answers import Answer, load_answers
from guidance.checks import plain
from guidance.reviews import DECISIONS, REVIEWS, Review, load_reviews, save_reviews, standing, version_of
from guidance.sources import Sources, load_sources
from scripts.content import ANSWERS

OUT = ROOT / "results" / "content-review"
FIELDS = ("Answer", "Version", "Decision", "Your role", "Date", "What to change")
_FACT = re.compile(r"^- \*\*([A-Z0-9]+-\d+)\*\*\s+(.*)$", re.MULTILINE)


def facts_of(files: Iterable[Path]) -> dict[str, str]:
    """Facts by id from files whose lines read `- **NRM-01** sentence`."""
    return {i: words.strip() for path in files for i, words in _FACT.findall(path.read_text(encoding="utf-8"))}


def write(answers: Iterable[Answer], sources: Sources, facts: Mapping[str, str], folder: Path) -> list[Path]:
    """One Word file per group, in the order of the answers; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    reviews, made = load_reviews(), []
    for group, members in groupby(sorted(answers, key=lambda one: one.group), key=lambda one: one.group):
        document = docx.Document()
        document.core_properties.title, document.core_properties.language = f"Review: {group}", "en-GB"
        document.add_heading(f"Review: {group}", level=0)
        document.add_paragraph(
            f"Please decide about each answer: write {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]}, your role "
            "(no name) and the date as YYYY-MM-DD. Leave the table empty for an answer that you have not read. "
            "Do not alter the lines Answer and Version."
        )
        for answer in members:
            _answer(document, answer, sources, facts, standing(answer, reviews))
        path = folder / (re.sub(r"\W+", "-", group.lower()).strip("-") + ".docx")
        document.save(str(path))
        made.append(path)
    return made


def _answer(document: Any, answer: Answer, sources: Sources, facts: Mapping[str, str], decided: str) -> None:
    document.add_heading(answer.title, level=1)
    if decided:
        document.add_paragraph(f"So far: {decided}")
    for heading, said in (("The answer", answer.text), ("Tell me more", answer.more)):
        if said:
            document.add_heading(heading, level=2)
            for line in filter(None, (line.strip() for line in plain(said).splitlines())):
                style = "List Bullet" if line.startswith("- ") else None
                document.add_paragraph(line.removeprefix("- "), style=style)
    document.add_heading("Facts it rests on", level=2)
    for fact in answer.facts:
        document.add_paragraph(f"{fact}: {facts[fact]}" if fact in facts else fact, style="List Bullet")
    document.add_heading("Sources", level=2)
    for source in answer.sources:
        url = sources.url(source)
        document.add_paragraph(sources.label(source) + (f" ({url})" if url else ""), style="List Bullet")
    document.add_paragraph(f"Last reviewed: {answer.reviewed}")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name in FIELDS:
        cells = table.add_row().cells
        cells[0].text = name
        cells[1].text = {"Answer": answer.topic, "Version": version_of(answer)}.get(name, "")


def decisions(path: Path, topics: Mapping[str, Answer], today: date) -> tuple[dict[str, Review], list[str]]:
    """The decisions of one filled-in file, and what is wrong with it, as sentences a reviewer can act on."""
    found: dict[str, Review] = {}
    wrong: list[str] = []
    for table in docx.Document(str(path)).tables:
        if len(table.columns) != 2:
            continue
        cells = {row.cells[0].text.strip(): row.cells[1].text.strip() for row in table.rows}
        topic = cells.get("Answer", "")
        given = [cells.get(name, "") for name in ("Decision", "Your role", "Date", "What to change")]
        if "Answer" not in cells or not any(given):
            continue
        decision, role, when, note = given
        where, problems = f"{path.name}: {topic or 'a table without its answer'}", []
        if topic not in topics:
            problems.append("no such answer; the line 'Answer' must stay as it was")
        if decision.lower() not in DECISIONS:
            problems.append(f"the decision is '{decision}'; wanted is one of {', '.join(DECISIONS)}")
        if not role:
            problems.append("the role is missing, for instance 'child protection lead'")
        if not _is_past(when, today):
            problems.append(f"the date is '{when}'; wanted is a day that has been, as {today.isoformat()}")
        if decision.lower() == "change" and not note:
            problems.append("'What to change' is empty")
        wrong += [f"{where}: {problem}" for problem in problems]
        if not problems:
            found[topic] = Review(decision.lower(), role, when, cells.get("Version", ""), note)
    return found, wrong


def _is_past(when: str, today: date) -> bool:
    try:
        return date.fromisoformat(when) <= today
    except ValueError:
        return False


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit status 1 when a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m scripts.content_review", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="filled-in Word files to read back")
    parser.add_argument("--facts", nargs="*", type=Path, default=[], help="files with the facts' own sentences")
    parser.add_argument("--out", type=Path, default=OUT, help="where the Word files go")
    parser.add_argument("--reviews", type=Path, default=REVIEWS, help="where the decisions are kept")
    options = parser.parse_args(arguments)
    sources = load_sources()
    answers = load_answers(ANSWERS, sources)
    if not options.files:
        for path in write(answers.values(), sources, facts_of(options.facts), options.out):
            print(path)
        return 0
    new: dict[str, Review] = {}
    wrong: list[str] = []
    for path in options.files:
        try:
            found, problems = decisions(path, answers, date.today())
        except Exception as error:  # python-docx has no error of its own for what is no Word file
            found, problems = {}, [f"{path}: is not a Word file that can be read ({type(error).__name__})"]
        new |= found
        wrong += problems
    if wrong:
        print("\n".join([*wrong, "Nothing was kept."]), file=sys.stderr)
        return 1
    save_reviews({**load_reviews(options.reviews), **new}, options.reviews)
    old = [topic for topic, one in new.items() if one.version != version_of(answers[topic])]
    print(f"{len(new)} decisions kept in {options.reviews}")
    for topic in old:
        print(f"{topic}: the answer has changed since it was read; ask for it to be read again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
