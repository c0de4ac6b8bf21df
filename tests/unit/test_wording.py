"""The check of a sentence: what is flagged, what is left alone, and that every term is cared for."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from guidance.reading import CONTENT_DIR, ContentError
from guidance.wording import MAX_FLAGS, MAX_TEXT, check, load_wording, main, own_voice_flags, without_quotations
from guidance.wording_patterns import PatternError, compile_pattern

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "wording_cases.yml").read_text(encoding="utf-8")
)
TERMS = load_wording().terms


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_sentence(case: dict[str, Any]) -> None:
    assert sorted(flag.term_id for flag in check(case["text"])) == sorted(case["terms"])


def test_the_language_table_is_complete() -> None:
    assert [term.id for term in TERMS] == [f"TERM-{number:02}" for number in range(1, 56)]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_every_term_has_a_case_and_can_be_used(term: Any) -> None:
    assert any(term.id in case["terms"] for case in CASES)
    assert term.why.endswith(".")
    assert term.instead
    for pattern in (*term.patterns, *term.exceptions):
        assert pattern.anchors
        assert not pattern.regex.search("")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_what_we_propose_is_not_flagged_itself(term: Any) -> None:
    for pattern in term.instead:
        assert check(pattern) == []


def test_a_flag_says_where_why_and_what_instead() -> None:
    text = "On Monday he absconded again."
    (flag,) = check(text)
    assert text[flag.start : flag.end] == flag.matched == "absconded"
    assert "custody" in flag.why
    assert "left without telling staff" in flag.instead
    assert flag.sources == ("LANG-NLAN",)


def test_positions_hold_after_letters_that_change_length_in_lower_case() -> None:
    text = "İİİ – he’s “fine”, but na\u00efve."
    (flag,) = check(text)
    assert text[flag.start : flag.end] == "na\u00efve"


def test_of_overlapping_phrases_the_longest_is_flagged() -> None:
    (flag,) = check("She has made her own lifestyle choice.")
    assert flag.term_id == "TERM-03"
    flags = check("He is choosing to put himself at risk and is a prolific absconder.")
    assert all(one.end <= other.start for one, other in pairwise(flags))


@pytest.mark.parametrize("marks", ['"{}"', "“{}”", "‘{}’", "'{}'", "«{}»"])
def test_direct_speech_is_never_flagged(marks: str) -> None:
    speech = marks.format("I'm streetwise and I chose to do it")
    assert check(f"He said {speech} to the teacher.") == []
    assert [flag.matched for flag in check(f"He said {speech} and is greedy.")] == ["greedy"]


def test_apostrophes_and_open_quotation_marks_do_not_hide_anything() -> None:
    assert [f.matched for f in check("The boys' flat: he's streetwise, that's the girls' view.")] == ["streetwise"]
    assert [f.matched for f in check('He is 5" taller and streetwise.')] == ["streetwise"]


def test_blanking_quotations_keeps_every_position() -> None:
    text = 'He said "no" and ‘yes’ to it.'
    assert len(without_quotations(text)) == len(text)
    assert "no" not in without_quotations(text)


@pytest.mark.parametrize("text", ["", " ", "...", "\n\n", "'", '"', "(", "[name 1]", "\x00", "😀" * 50])
def test_odd_texts_have_no_flags(text: str) -> None:
    assert check(text) == []


def test_the_check_is_bounded_and_fast() -> None:
    flags = check("He is streetwise. " * 1000)
    assert len(flags) == MAX_FLAGS
    assert flags[-1].end <= MAX_TEXT
    sentence = "She keeps going back to them and won't engage, he said, and this puts the other children at risk."
    check(sentence)
    started = time.perf_counter()
    for _ in range(20):
        check(sentence)
    assert (time.perf_counter() - started) / 20 < 0.02  # about 1 ms; a busy machine gets some room


@pytest.mark.parametrize("unit", ["a ", "put ", "'a ", '"', "he is very very ", "put himself very ", "((("])
def test_no_text_makes_the_check_hang(unit: str) -> None:
    text = unit * (MAX_TEXT // len(unit))
    check(text)
    started = time.perf_counter()
    check(text)
    assert time.perf_counter() - started < 2


def test_own_voice_flags_looks_at_the_whole_text() -> None:
    text = 'Avoid "streetwise". ' + "Say what was seen. " * 400 + "\n\nHe is streetwise."
    assert [flag.matched for flag in own_voice_flags(text)] == ["streetwise"]
    assert text[own_voice_flags(text)[0].start :].startswith("streetwise")


@pytest.mark.parametrize(
    ("pattern", "matching", "not_matching"),
    [
        ("put|puts {self} at risk", "He puts himself at risk", "He puts her at risk"),
        ("abscond*", "two absconders", "reabsconds"),
        ("drug-runner", "a drug runner, drugrunner or drug-runner", "a drug fast runner"),
        ("won't|will_not engage", "she will  not engage", "she will engage"),
        ("hard (and slow) to reach", "hard and slow to reach", "hard or slow to reach"),
        ("keeps {2} back", "keeps on going back", "keeps on going all back"),
        ("keeps {2} back", "keeps [name 1] back", "keeps. Back"),
    ],
)
def test_the_pattern_language(pattern: str, matching: str, not_matching: str) -> None:
    compiled = compile_pattern(pattern, {"self": "himself|herself"})
    assert compiled.regex.search(matching)
    assert not compiled.regex.search(not_matching)


@pytest.mark.parametrize(
    "pattern", ["{2}", "(very)", "put {2}", "{nobody} at risk", "put [x]", "a(b", "{loop}", "put .*"]
)
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, {"self": "himself", "loop": "{loop}"})


@pytest.mark.parametrize(
    ("old", "new", "entry", "field"),
    [
        ("sources: [LANG-IICSA]", "sources: [NOBODY]", "TERM-03", "sources"),
        ("sources: [LANG-IICSA]", "sources: []", "TERM-03", "sources"),
        ("    confidence: stated\n    sources: [LANG-IICSA]", "    confidence: sure", "TERM-03", "confidence"),
        ("      - greed|greedy", "      - '{unknown_list}'\n      - greed|greedy", "TERM-49", "patterns"),
        ("why: It turns abuse into a preference.", "because: It does.", "TERM-03", "because"),
        ("id: TERM-02", "id: TERM-01", "TERM-01", "id"),
        ("$total phrases", "$many phrases", "texts", "found_several"),
    ],
)
def test_a_slip_in_the_content_is_named(tmp_path: Path, old: str, new: str, entry: str, field: str) -> None:
    content = (CONTENT_DIR / "wording.yml").read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "wording.yml"
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load_wording.__wrapped__(path)
    assert error.value.file == "wording.yml"
    assert entry in error.value.entry
    assert error.value.field == field


def test_the_command_prints_the_flags(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["He is streetwise."]) == 0
    assert re.search(r"6-16 TERM-17 \(stated\) 'streetwise'", capsys.readouterr().out)
    assert main(["He was seen at the flat."]) == 0
    assert "nothing flagged" in capsys.readouterr().out
    assert main([]) == 2
