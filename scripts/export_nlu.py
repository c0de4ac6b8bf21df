"""Writes examples as a Rasa training data file, with Rasa's own writer: JSON in on standard input, JSON out.

In: [{"text": ..., "label": "intent" or "intent/response key"}]. Out: {"yaml": the file}. It has been read back with
Rasa's own reader and holds the same examples.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader, RasaYAMLWriter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

HEADER = """# Proposed examples from the review console. Put the file into bot/data/, or its lines into nlu.yml there.
# Then: make train, make test. Read every line once more: it becomes part of the project.
"""


def write(examples: list[dict[str, str]]) -> str:
    """The file's content.

    Raises:
        ValueError: reading it back gives something else; such a text cannot be an example.
    """
    ordered = sorted(examples, key=lambda example: (example["label"], example["text"]))
    messages = []
    for example in ordered:
        intent, _, key = example["label"].partition("/")
        data = {TEXT: plain(example["text"]), INTENT: intent}
        messages.append(Message(data=data | ({INTENT_RESPONSE_KEY: example["label"]} if key else {})))
    text: str = HEADER + RasaYAMLWriter().dumps(TrainingData(messages))
    back = {
        (m.get(TEXT), m.get(INTENT_RESPONSE_KEY) or m.get(INTENT))
        for m in RasaYAMLReader().reads(text).training_examples
    }
    if back != {(plain(example["text"]), example["label"]) for example in examples}:
        raise ValueError("the file does not read back as it was written")
    return text


def plain(text: str) -> str:
    """The text on one line and without the characters that mark entities in an example: [word](entity)."""
    return " ".join(text.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")").split())


def main() -> None:
    """Entry point of `python -m scripts.export_nlu`."""
    given: list[dict[str, Any]] = json.load(sys.stdin)
    json.dump({"yaml": write(given)}, sys.stdout)


if __name__ == "__main__":
    main()
