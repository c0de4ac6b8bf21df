"""How far a long step is: in a log file, and from what Rasa says while it trains."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from scripts import progress, training_course
from scripts.progress import Step, spell
from scripts.training_course import Course


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress.time, "monotonic", made)
    return made


def test_a_log_gets_whole_lines_and_not_too_many(clock: Clock) -> None:
    out = io.StringIO()
    step = Step("Environment", out)
    for second in range(60):
        clock.now = 100.0 + second
        step.at(second / 60, f"package {second}")
    step.end("60 packages")
    lines = out.getvalue().splitlines()
    assert "\r" not in out.getvalue()
    assert len(lines) == 7
    assert lines[0] == "Environment:   0%  package 0"
    assert lines[1] == "Environment:  17%  package 10  (about 50 s left)"
    assert lines[-1] == "Environment: 60 packages (59 s)"


def test_a_terminal_gets_one_line_that_is_written_over(clock: Clock) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    step = Step("Training", out)
    step.at(0.5, "a long description of something")
    step.at(0.6, "short")
    step.end("done")
    assert out.getvalue().count("\n") == 1
    assert len({len(line) for line in out.getvalue().split("\r")[1:3]}) == 1, "what was there is covered"


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (200, "3 min 20 s")])
def test_spelt_times(seconds: float, said: str) -> None:
    assert spell(seconds) == said


def test_the_first_training_promises_nothing_before_it_has_measured(clock: Clock, tmp_path: Path) -> None:
    course = Course(tmp_path / "measured.json")
    clock.now += 24  # twice as slow as the reference
    assert course.now()[2] is None
    course.hear("... Starting to train component 'MessageReader'.")
    _share, doing, left = course.now()
    assert "MessageReader" in doing
    rest = sum(seconds for name, seconds in training_course.PROPORTIONS.items() if name != "reading")
    assert left == pytest.approx(2 * rest, rel=0.05)


def test_the_next_training_knows(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_text(json.dumps({"reading": 10, "Reader": 30, "packing": 2}))
    course = Course(path)
    clock.now += 5
    assert course.now()[2] == pytest.approx(37)
    clock.now += 5
    course.hear("Starting to train component 'Reader'.")
    course.hear("progress 10/20")
    assert course.now()[2] == pytest.approx(17)
    clock.now += 60
    course.hear("Finished training component 'Reader'.")
    course.remember()
    assert json.loads(path.read_text())["Reader"] == 60


def test_what_rasa_kept_takes_no_time_and_is_not_measured(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_text(json.dumps({"reading": 10, "Reader": 30, "packing": 2}))
    course = Course(path)
    clock.now += 10
    course.hear("Restored component 'Reader' from cache.")
    share, _doing, left = course.now()
    assert share > 0.8
    assert left == pytest.approx(2, abs=0.5)
    course.remember()
    assert json.loads(path.read_text())["Reader"] == 30


def test_nobody_promises_when_a_part_is_late(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_text(json.dumps({"reading": 10, "Reader": 30}))
    course = Course(path)
    clock.now += 100
    assert course.now()[2] is None
