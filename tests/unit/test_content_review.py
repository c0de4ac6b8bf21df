"""Reviewers decide in Word files, and what they decided is read back, or nothing is."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from guidance.answers import load_answers
from guidance.reviews import load_reviews, standing
from guidance.sources import load_sources
from scripts.content import ANSWERS
from scripts.content_review import main


def fill(path: Path, topic: str, **values: str) -> None:
    document = docx.Document(str(path))
    for table in document.tables:
        cells = {row.cells[0].text: row.cells[1] for row in table.rows}
        if cells["Answer"].text == topic:
            for name, value in values.items():
                cells[name.replace("_", " ")].text = value
    document.save(str(path))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    assert main(["--out", str(tmp_path)]) == 0
    return next(path for path in tmp_path.glob("*.docx") if "local" in path.name)


def read_back(file: Path) -> tuple[int, Path]:
    kept = file.parent / "reviews.yml"
    return main([str(file), "--reviews", str(kept)]), kept


def test_a_file_shows_answer_facts_sources_and_room_for_a_decision(file: Path) -> None:
    document = docx.Document(str(file))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    answer = load_answers(ANSWERS, load_sources())["does_it_work"]
    for words in (answer.title, "What works is not settled", "OUT-11", "Last reviewed"):
        assert words in said
    assert len(document.tables) > 3


def test_decisions_are_kept_and_an_unread_answer_stays_undecided(file: Path) -> None:
    fill(file, "does_it_work", Decision="Approved", Your_role="child protection lead", Date="2026-11-20")
    status, kept = read_back(file)
    reviews = load_reviews(kept)
    assert status == 0
    assert set(reviews) == {"does_it_work"}
    answer = load_answers(ANSWERS, load_sources())["does_it_work"]
    assert standing(answer, reviews) == "approved 2026-11-20 (child protection lead)"


def test_a_decision_about_older_words_counts_no_longer(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(file, "does_it_work", Decision="approved", Your_role="lead", Date="2026-11-20", Version="00000000")
    status, kept = read_back(file)
    answer = load_answers(ANSWERS, load_sources())["does_it_work"]
    assert status == 0
    assert "has changed since it was read" in capsys.readouterr().out
    assert standing(answer, load_reviews(kept)).startswith("changed since")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"Decision": "fine", "Your_role": "lead", "Date": "2026-11-20"}, "one of approved, change, remove"),
        ({"Decision": "approved", "Date": "2026-11-20"}, "the role is missing"),
        ({"Decision": "approved", "Your_role": "lead", "Date": "20/11/26"}, "wanted is a day"),
        ({"Decision": "change", "Your_role": "lead", "Date": "2026-11-20"}, "'What to change' is empty"),
        ({"Answer": "no_such", "Decision": "remove", "Your_role": "lead", "Date": "2026-11-20"}, "no such answer"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_and_nothing_is_kept(
    file: Path, capsys: pytest.CaptureFixture[str], values: dict[str, str], wanted: str
) -> None:
    fill(file, "scale_of_harm", Decision="approved", Your_role="lead", Date="2026-11-20")
    fill(file, "does_it_work", **values)
    status, kept = read_back(file)
    assert status == 1
    assert wanted in capsys.readouterr().err
    assert not kept.exists()


def test_what_is_no_word_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.docx"
    path.write_text("not a Word file")
    assert main([str(path), "--reviews", str(tmp_path / "r.yml")]) == 1
    assert "is not a Word file" in capsys.readouterr().err
