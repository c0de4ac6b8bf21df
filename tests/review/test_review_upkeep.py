"""The console's background work: measuring the model, regular tasks, and that it starts without Rasa."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest

from bot.settings import ROOT
from review.index.worker import Worker
from review.jobs import background
from review.queries import improve, queue, remarks
from review.queries.filters import Filter
from review.services import labels
from tests.review.console import Console
from tests.review.talk import Talk


def test_the_console_starts_without_rasa() -> None:
    code = (
        "import sys, review.app; print([m for m in sys.modules if m.split('.')[0] in ('rasa', 'rasa_sdk', 'sklearn')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_measuring_keeps_counts_and_no_texts(console: Console, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, (kind, label) in enumerate([("right", ""), ("wrong", "ask/definition"), ("wrong", "greet")]):
        event = talk.turn(f"web-{n}", f"zorbly question {n}", "ask/ird")
        console.index()
        name = queue.page(console.engine, Filter()).rows[0].name
        remarks.add(console.engine, name, "somebody", kind, event, label)

    def model(module: str, texts: list[str], seconds: int) -> dict[str, Any]:
        assert sorted(texts) == [f"zorbly question {n}" for n in range(3)]
        return {"model": "a-model", "labels": ["ask/ird"] * 3}

    monkeypatch.setattr(background, "run", model)
    background.measure(console.engine, console.config, labels())
    (measured,) = improve.measurements(console.engine)
    assert (measured.right, measured.total) == (1, 3)
    assert sorted(measured.confusions) == [("ask/definition", "ask/ird", 1), ("greet", "ask/ird", 1)]
    assert "1 of 3 right" in console.client("viewer").get("/improve").text


def test_a_model_that_cannot_be_tried_is_said(console: Console, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    event = talk.turn("web-a", "a question", "ask/ird")
    console.index()
    remarks.add(console.engine, queue.page(console.engine, Filter()).rows[0].name, "somebody", "right", event)

    def no_model(*_: object) -> None:
        raise background.JobError("no model")

    monkeypatch.setattr(background, "run", no_model)
    background.measure(console.engine, console.config, labels())
    assert "could not be tried" in console.client("viewer").get("/improve").text


def test_the_worker_indexes_and_purges_by_itself(console: Console) -> None:
    Talk(console.engine, at=time.time() - 31 * 86_400).turn("web-old", "old")
    Talk(console.engine).turn("web-new", "new")
    worker = Worker(console.engine, console.config, labels())
    worker.indexer.catch_up()
    assert worker.purge().conversations == 1
    assert [row.sender_id for row in queue.page(console.engine, Filter()).rows] == ["web-new"]
    assert worker.purge().conversations == 0
