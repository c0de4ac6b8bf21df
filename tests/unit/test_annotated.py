"""Annotated texts can be read, say what is wrong with them, and are measured without being shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance.wording import load_wording
from privacy.annotated import read_annotated
from privacy.redaction import KINDS
from scripts.measure_language import SETS, interval, main

HANDS = Path("privacy/data/annotated")


def test_marks_become_spans_and_leave_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# hand: x\nsaw [Tavish Orr](name) ⏎ at [IV99 9ZZ](postcode)\n! keep: saw | at\nhope is well\n")
    first, second = read_annotated(path, KINDS)
    assert first.text == "saw Tavish Orr\nat IV99 9ZZ"
    assert [(first.text[a:b], kind) for a, b, kind in first.spans] == [("Tavish Orr", "name"), ("IV99 9ZZ", "postcode")]
    assert first.keep == ("saw", "at")
    assert (second.text, second.spans) == ("hope is well", [])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("saw [Tavish](person)\n", "line 1: 'person' is not a label"),
        ("fine\nsaw [Tavish](name\n", "line 2: a mark cannot be read"),
        ("one\nOne\n", "line 2: stands in line 1"),
        ("! keep: x\n", "belongs after a text"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str, wanted: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    with pytest.raises(ValueError, match=wanted):
        read_annotated(path, KINDS)


def test_every_file_in_the_tree_can_be_read() -> None:
    terms = {term.id for term in load_wording().terms}
    files = [*HANDS.glob("names-*.txt"), SETS / "names.txt"]
    assert sum(len(read_annotated(path, KINDS)) for path in files) > 600
    for path in [*Path("bot/data/wording").glob("*.txt"), SETS / "wording.txt"]:
        assert read_annotated(path, terms)


def test_figures_have_intervals_and_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names, wording = tmp_path / "n.txt", tmp_path / "w.txt"
    names.write_text("spoke to [Tavish Strachan](name) on [07700 900123](phone)\n")
    wording.write_text("He is [streetwise](TERM-17).\n")
    assert main(["--names", str(names), "--wording", str(wording)]) == 0
    said = capsys.readouterr().out
    assert "**spans removed** | 100.0% (34% to 100%, 2 of 2)" in said
    assert "Tavish" not in said
    assert "streetwise" not in said


def test_an_interval_is_wide_where_little_was_seen() -> None:
    assert interval(285, 313) == "91.1% (87% to 94%, 285 of 313)"
    assert interval(0, 0) == "-"
