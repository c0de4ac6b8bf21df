"""`make bench-nlu`: parse time, memory, load and training time, model size; ours beside Rasa's default pipeline.

Each pipeline is trained and measured in a process of its own, on one core, with the same training data and the
same messages. Rasa's default takes hours to train; `--epochs` and `--selector` shorten it and are said in the result.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from scripts.train import MODEL

MESSAGES = 200
DEFAULT_PIPELINE = """recipe: default.v1
assistant_id: default
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- {{name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}}
- {{name: DIETClassifier, epochs: {epochs}, constrain_similarities: true}}
- {{name: ResponseSelector, retrieval_intent: ask, epochs: {selector}, constrain_similarities: true}}
- {{name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.1}}
"""


def measure(model: str) -> dict[str, Any]:
    """Loads a model and reads messages one by one; times in milliseconds, memory in MB."""
    import asyncio
    import logging

    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from scripts.measuring import metrics
    from scripts.measuring.reading import understood
    from scripts.measuring.sets import FIRST, SECOND, rows

    logging.disable(logging.CRITICAL)
    questions = rows(FIRST, "questions") + rows(SECOND, "questions")
    started = time.perf_counter()
    agent = Agent.load(model)
    loaded = time.perf_counter() - started
    texts = [row["text"] for row in questions[:: max(1, len(questions) // MESSAGES)]]

    async def read(text: str) -> tuple[float, float, dict[str, Any]]:
        wall, cpu = time.perf_counter(), time.process_time()
        assert agent.processor is not None
        parsed = await agent.processor.parse_message(UserMessage(text))
        return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu), parsed

    async def all_of() -> list[tuple[float, float, dict[str, Any]]]:
        for text in texts[:10]:
            await read(text)  # warm
        return [await read(row["text"]) for row in questions]

    taken = asyncio.run(all_of())
    cpu = sorted(t[1] for t in taken)
    figures = metrics.topics(questions, [understood(t[2]) for t in taken])
    return {
        "load_s": round(loaded, 1),
        "p50_ms": round(statistics.median(cpu), 1),
        "p95_ms": round(cpu[int(0.95 * len(cpu))], 1),
        "per_second": round(1000 / statistics.mean(t[1] for t in taken), 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "model_mb": round(Path(model).stat().st_size / 1e6, 1),
        "first": figures["first"],
        "first_three": figures["first_three"],
    }


def train_default(folder: Path, epochs: int, selector: int) -> tuple[Path, float]:
    """Rasa's default pipeline on our training data: the model and the seconds it took.

    Raises:
        subprocess.CalledProcessError: training failed.
    """
    config = folder / "config.yml"
    config.write_text(DEFAULT_PIPELINE.format(epochs=epochs, selector=selector))
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", "bot/data", "--config", str(config)]
    command += ["--out", str(folder), "--fixed-model-name", "default", "--domain", "domain.yml"]
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / "default.tar.gz", time.perf_counter() - started


def in_process(model: Path) -> dict[str, Any]:
    """Measures a model in a fresh process on one core."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "scripts.bench_nlu", "--measure", str(model)],
        cwd=ROOT,
        env=os.environ | one_core | {"TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "ERROR"},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100, help="of Rasa's classifier (default: %(default)s)")
    parser.add_argument("--selector", type=int, default=300, help="epochs of its response selector (%(default)s)")
    parser.add_argument("--ours-only", action="store_true", help="leave Rasa's default pipeline out")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return 0
    if not MODEL.exists():
        print("There is no trained model yet. Run: make train", file=sys.stderr)
        return 1
    results = {"ours": in_process(MODEL)}
    print(json.dumps(results), flush=True)
    if not given.ours_only:
        with tempfile.TemporaryDirectory() as folder:
            model, seconds = train_default(Path(folder), given.epochs, given.selector)
            results[f"default, {given.epochs} and {given.selector} epochs"] = {"train_s": round(seconds)} | in_process(
                model
            )
        print(json.dumps(results), flush=True)
    out = ROOT / "results"
    out.mkdir(exist_ok=True)
    (out / "bench-nlu.json").write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
