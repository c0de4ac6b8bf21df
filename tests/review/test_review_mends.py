"""The whole way round: a model confuses two topics, a reviewer says so, and the exported file mends it.

Trains two small models with Rasa's own command, on part of the training data, in a folder of its own.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from review import services
from review.labels import same
from review.pseudonyms import pseudonym
from scripts.parse_texts import labels_of
from tests.review.console import SECRET, Console
from tests.review.talk import Talk

RIGHT, WRONG = "ask/cuckooing", "ask/county_lines"
OTHERS = ("debt_bondage", "grooming", "ird", "nrm_consent", "information_sharing", "missing_child")
TOPICS = (RIGHT, WRONG, *(f"ask/{topic}" for topic in OTHERS))
MORE = ("out_of_scope/it_support", "out_of_scope/chit_chat", "out_of_scope/drug_questions", "greet", "thank", "help")
TRAINED, HELD_OUT = 28, 4
WAY = re.compile(r"\b(taken|took|taking)\b.*\b(over|ower)\b|takeover", re.IGNORECASE)  # one way of asking for RIGHT
COMPONENTS = ("bot.nlu.topic_classifier.TopicClassifier",)
# Rasa says this of the assistant's own data too: the topic classifier stands in for the response selector
KNOWN = "your NLU configuration does not include a response selector component"
SUSPECT = re.compile(r"warning|duplicat|conflict|contradict|different intent|yaml|invalid|error", re.IGNORECASE)
OF_LIBRARIES = re.compile(r"\w*(Deprecation|MovedIn20)Warning|tensorflow|cuda", re.IGNORECASE)
SENDER = "web-mends"


def _examples() -> dict[str, list[str]]:
    content = yaml.load((ROOT / "bot" / "data" / "nlu.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    blocks = [block for block in content["nlu"] if block.get("intent") in TOPICS + MORE]
    return {block["intent"]: [line[2:] for line in block["examples"].splitlines()] for block in blocks}


class Project:
    """A folder with little training data, in which one way of asking for RIGHT stands under WRONG only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "bot" / "data"
        self.data.mkdir(parents=True)
        examples = _examples()
        this_way = [text for text in examples[RIGHT] if WAY.search(text)]
        # Some stand under the other topic, some are asked in the conversation, some nobody ever corrects
        self.planted, self.asked, self.unseen = this_way[::4], this_way[1::2], this_way[2::4]
        examples[RIGHT] = [text for text in examples[RIGHT] if text not in this_way]
        self.held_out = {text: label for label in TOPICS for text in examples[label][-HELD_OUT:]}
        trained = {label: texts[:-HELD_OUT][:TRAINED] for label, texts in examples.items()}
        trained[WRONG] += self.planted
        blocks = [{"intent": label, "examples": "".join(f"- {t}\n" for t in trained[label])} for label in trained]
        answers = {f"utter_{label}": [{"text": "An answer."}] for label in trained if "/" in label}
        content: dict[str, Any] = {"version": "3.1", "nlu": blocks, "responses": answers}
        (self.data / "nlu.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        pipeline: dict[str, Any] = {"recipe": "default.v1", "language": "en", "assistant_id": "mends"}
        pipeline["pipeline"] = [{"name": name} for name in COMPONENTS]
        (folder / "config.yml").write_text(yaml.safe_dump(pipeline), encoding="utf-8")

    def train(self, name: str) -> str:
        """Trains the model of that name; returns all that the command said."""
        command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(self.data), "--config", "config.yml"]
        command += ["--out", "models", "--fixed-model-name", name]
        env = os.environ | {"RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=300)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said[-2000:]
        return said

    def understood(self, name: str, texts: list[str]) -> dict[str, str]:
        """What the model of that name takes each text for."""
        _, labels = asyncio.run(labels_of(texts, self.folder / "models" / f"{name}.tar.gz"))
        return dict(zip(texts, labels, strict=True))

    def examples(self) -> list[tuple[str, str]]:
        """All examples in all files, as (text, label)."""
        files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(self.data.glob("*.yml"))]
        blocks = [block for content in files for block in content["nlu"]]
        return [(line[2:], block["intent"]) for block in blocks for line in block["examples"].splitlines()]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """The small project; the console reads its training data instead of the assistant's."""
    made = Project(tmp_path / "project")
    monkeypatch.setattr(services, "ROOT", made.folder)
    services.labels.cache_clear()
    yield made
    services.labels.cache_clear()


def complaints(said: str) -> list[str]:
    """Lines of a training's output that tell of something wrong with the data."""
    lines = [line for line in said.splitlines() if SUSPECT.search(line) and not OF_LIBRARIES.search(line)]
    return [line for line in lines if KNOWN not in line]


def _reviewed(console: Console, events: dict[str, int], understood: dict[str, str]) -> None:
    """A reviewer reads the conversation and says of each message whether it was understood."""
    reviewer = console.client("reviewer")
    path = f"/conversations/{pseudonym(SECRET, SENDER)}"
    page = unescape(reviewer.get(path).text)
    for text, event in events.items():
        assert text in page
        fields = {"event": str(event), "kind": "right" if understood[text] == RIGHT else "wrong", "label": RIGHT}
        assert reviewer.post(f"{path}/annotate", fields).status_code == 303


def _exported(console: Console) -> str:
    """An exporter ticks all that the proposal offers, as it stands there, and downloads the file."""
    exporter = console.client("exporter")
    page = exporter.get("/improve/proposal").text
    offered = re.findall(r'<textarea id="t\d+" name="(text-\d+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert "Contradiction: the training data has this text under" in unescape(page)
    take = [name.removeprefix("text-") for name, _ in offered]
    answer = exporter.post("/improve/proposal", {"take": take} | {name: unescape(text) for name, text in offered})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_exported_file_trains_without_warnings_and_mends_a_confusion(
    project: Project, console: Console, talk: Talk
) -> None:
    assert complaints(project.train("before")) == []
    tried = project.asked + project.unseen + list(project.held_out)
    before = project.understood("before", tried + project.planted[:1])
    confused = [text for text in project.asked if before[text] != RIGHT]
    assert len(confused) >= 3, before
    assert any(before[text] == WRONG for text in confused)
    assert [text for text in project.unseen if before[text] != RIGHT]

    # One message stands in the training data already, under the wrong topic: no file can add it a second time
    said = project.asked + project.planted[:1]
    events = {text: talk.turn(SENDER, text, before[text]) for text in said}
    console.index()
    _reviewed(console, events, before)
    file = _exported(console)
    assert yaml.safe_load(file)["nlu"] == [
        {"intent": RIGHT, "examples": "".join(f"- {text}\n" for text in sorted(confused))}
    ]

    (project.data / "nlu-proposal.yml").write_text(file, encoding="utf-8")
    assert len({same(text) for text, _ in project.examples()}) == len(project.examples())
    assert complaints(project.train("after")) == []
    after = project.understood("after", tried)
    assert {text: after[text] for text in confused} == dict.fromkeys(confused, RIGHT)
    # Nobody ever corrected these: most, not all, of what is asked the same way must be mended too
    right_before, right_after = (sum(known[text] == RIGHT for text in project.unseen) for known in (before, after))
    assert right_before < right_after >= 0.8 * len(project.unseen), after
    kept = {text: label for text, label in project.held_out.items() if before[text] == label}
    assert len(kept) >= 0.8 * len(project.held_out)
    # With so few examples a neighbour may move; what was right before stays so otherwise
    lost = {text: after[text] for text, label in kept.items() if after[text] != label}
    assert len(lost) <= 0.05 * len(kept), lost
