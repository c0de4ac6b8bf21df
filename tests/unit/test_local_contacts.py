"""A team's own contacts come first in the directory and stand under the answers they belong to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from dialogue import library
from dialogue.library import Library
from guidance.directory import Directory, load_directory
from guidance.reading import CONTENT_DIR, ContentError
from scripts.content import ANSWERS


def directory_with_local(folder: Path, change: tuple[str, str] = ("", "")) -> Directory:
    shutil.copy(CONTENT_DIR / "directory.yml", folder)
    (folder / "local").mkdir()
    example = (CONTENT_DIR / "local.example.yml").read_text().replace(*change)
    (folder / "local" / "examplebrae.yml").write_text(example)
    return load_directory(folder)


def test_the_documented_example_works_and_local_contacts_come_after_999(tmp_path: Path) -> None:
    contacts = directory_with_local(tmp_path).for_audience("practitioner")
    assert contacts[0].phone == "999"
    assert contacts[1].role is not None
    assert "Examplebrae" in contacts[1].name


def test_a_slip_in_a_local_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"examplebrae\.yml.*role"):
        directory_with_local(tmp_path, ("role: social_work_out_of_hours", "role: night"))


def test_the_answer_on_out_of_hours_shows_the_local_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = directory_with_local(tmp_path)
    responses = yaml.safe_load((ANSWERS / "next_steps.yml").read_text())["responses"]
    writer = Library(responses, lambda: 30)
    assert writer.answer("out_of_hours").contacts == []
    monkeypatch.setattr(library, "load_directory", lambda: local)
    assert [contact["role"] for contact in writer.answer("out_of_hours").contacts] == ["social_work_out_of_hours"]
