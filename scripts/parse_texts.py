"""What the trained model understands of some texts: JSON list of texts in, {"model", "labels"} out.

For the review console, which does not import Rasa and so starts this as a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

from rasa.core.agent import Agent

from scripts.train import MODEL


async def labels_of(texts: list[str], model: Path = MODEL) -> tuple[str, list[str]]:
    """The model's id, and for each text the class as training data writes it."""
    agent = Agent.load(str(model))
    found = []
    for text in texts:
        parsed = await agent.parse_message(text)
        intent = str((parsed.get("intent") or {}).get("name"))
        response = ((parsed.get("response_selector") or {}).get(intent) or {}).get("response") or {}
        found.append(str(response.get("intent_response_key") or intent))
    return str(agent.model_id), found


def main() -> None:
    """Entry point of `python -m scripts.parse_texts`."""
    if not MODEL.exists():
        sys.exit("There is no trained model yet. Run: make train")
    logging.disable(logging.CRITICAL)
    # Rasa's structured log goes to standard output, and would stand in the middle of the JSON
    result = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    model, labels = asyncio.run(labels_of([str(text) for text in json.load(sys.stdin)]))
    with os.fdopen(result, "w") as out:
        json.dump({"model": model, "labels": labels}, out)


if __name__ == "__main__":
    main()
