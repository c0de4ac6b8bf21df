"""Starts the slow jobs as processes of their own and keeps their results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from review.config import ROOT, Config
from review.database import insert, reading, writing
from review.labels import Labels
from review.queries import improve, insight
from review.tables import MEASUREMENTS, RESULTS

OPEN_QUESTIONS = "open questions"
MOST_TEXTS = 3000


class JobError(RuntimeError):
    """A job ended without a result; the message says which."""


def run(module: str, given: Any, seconds: int = 300) -> Any:
    """Runs a module as a process: JSON in, JSON out.

    Raises:
        JobError: it failed or took too long. What it wrote to standard error may quote texts and is not passed on.
    """
    env = os.environ | {"PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(given).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=env,
            timeout=seconds,
            check=False,
            preexec_fn=lambda: os.nice(10),
        )
    except subprocess.TimeoutExpired as error:
        raise JobError(f"{module} took longer than {seconds} s") from error
    if done.returncode:
        raise JobError(f"{module} ended with status {done.returncode}")
    return json.loads(done.stdout)


def keep(engine: Engine, name: str, value: Any) -> None:
    """Keeps a job's result under its name."""
    with writing(engine) as connection:
        put = insert(connection, RESULTS).values(name=name, at=time.time(), value=json.dumps(value))
        update = {"at": put.excluded.at, "value": put.excluded.value}
        connection.execute(put.on_conflict_do_update(index_elements=["name"], set_=update))


def kept(engine: Engine, name: str) -> tuple[float, Any] | None:
    """A job's result and when it was made."""
    with reading(engine) as connection:
        row = connection.execute(sa.select(RESULTS).where(RESULTS.c.name == name)).first()
    return (row.at, json.loads(row.value)) if row else None


def group_open_questions(engine: Engine) -> None:
    """Groups the newest questions that were not understood, by likeness; keeps only the numbers of their events."""
    newest = insight.newest_open(engine)
    before = kept(engine, OPEN_QUESTIONS)
    if before is not None and before[1].get("newest") == newest:
        return
    texts = insight.open_texts(engine, MOST_TEXTS)
    groups = run("review.jobs.similar", [text for _, text in texts]) if texts else []
    numbered = [[texts[i][0] for i in group] for group in groups]
    keep(engine, OPEN_QUESTIONS, {"newest": newest, "of": len(texts), "groups": numbered})


def not_measuring(engine: Engine) -> None:
    """After a start: a measurement that was going on has ended with the process."""
    state = kept(engine, "measuring")
    if state is not None and state[1]["running"]:
        keep(engine, "measuring", {"running": False, "trouble": "The last try was interrupted."})


def measure(engine: Engine, config: Config, labels: Labels) -> None:
    """Tries the present model on every message whose class reviewers agree on; keeps counts, no texts."""
    cases = improve.validated(engine)
    if not cases:
        keep(engine, "measuring", {"running": False, "trouble": "Nothing has been validated yet."})
        return
    keep(engine, "measuring", {"running": True, "trouble": ""})
    try:
        result = run("scripts.parse_texts", [case["text"] for case in cases], 900)
    except JobError:
        trouble = "The model could not be tried. Is there a trained model (make train)?"
        keep(engine, "measuring", {"running": False, "trouble": trouble})
        return
    confusions: dict[str, int] = {}
    for case, found in zip(cases, result["labels"], strict=True):
        if found != case["label"]:
            pair = f"{case['label']} -> {found}"
            confusions[pair] = confusions.get(pair, 0) + 1
    with writing(engine) as connection:
        connection.execute(
            sa.insert(MEASUREMENTS).values(
                at=time.time(),
                model=result["model"][:64],
                total=len(cases),
                right=len(cases) - sum(confusions.values()),
                confusions=json.dumps(confusions),
            )
        )
    keep(engine, "measuring", {"running": False, "trouble": ""})
