"""Rasa's own commands work in our environment: what a Rasa developer types."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT

CONFIG = """\
recipe: default.v1
assistant_id: tiny
language: en
pipeline:
- name: KeywordIntentClassifier
policies:
- name: RulePolicy
"""
DOMAIN = """\
version: "3.1"
intents: [greet, bye]
responses:
  utter_greet:
  - text: Hello!
  utter_bye:
  - text: Bye!
"""
DATA = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
- intent: bye
  examples: |
    - goodbye
    - see you
rules:
- rule: greet
  steps:
  - intent: greet
  - action: utter_greet
- rule: bye
  steps:
  - intent: bye
  - action: utter_bye
"""
STORY = """\
version: "3.1"
stories:
- story: a short talk
  steps:
  - user: |
      hello
    intent: greet
  - action: utter_greet
  - user: |
      goodbye
    intent: bye
  - action: utter_bye
"""


def rasa(folder: Path, *words: str, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """One command of Rasa's, as typed in a folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RASA")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "rasa", *words],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        input=typed,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny assistant, trained with `rasa train`."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "config.yml").write_text(CONFIG)
    (folder / "domain.yml").write_text(DOMAIN)
    (folder / "data").mkdir()
    (folder / "data" / "all.yml").write_text(DATA)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_stories.yml").write_text(STORY)
    done = rasa(folder, "train", "--fixed-model-name", "tiny")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_version() -> None:
    done = rasa(ROOT, "--version")
    assert done.returncode == 0, done.stderr
    assert "3.6.21" in done.stdout


def test_validate_ours() -> None:
    done = rasa(ROOT, "data", "validate", "--data", "bot/data", "--domain", "domain.yml")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_validate(tiny: Path) -> None:
    done = rasa(tiny, "data", "validate", "--fail-on-warnings")
    assert done.returncode == 0, done.stdout + done.stderr


def test_shell_nlu(tiny: Path) -> None:
    done = rasa(tiny, "shell", "nlu", "-m", "models/tiny.tar.gz", typed="hello\n/stop\n")
    assert '"name": "greet"' in done.stdout, done.stdout + done.stderr


def test_test_core(tiny: Path) -> None:
    done = rasa(tiny, "test", "core", "-s", "tests", "-m", "models/tiny.tar.gz", "--no-plot")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Correct:          4 / 4" in done.stdout + done.stderr


def test_test_nlu(tiny: Path) -> None:
    done = rasa(tiny, "test", "nlu", "-u", "data", "-m", "models/tiny.tar.gz", "--no-plot")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tiny / "results" / "intent_report.json").exists()


@pytest.mark.parametrize("command", ["run", "shell", "interactive", "visualize", "export"])
def test_help_of_the_others(command: str) -> None:
    assert rasa(ROOT, command, "--help").returncode == 0
