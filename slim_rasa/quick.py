"""Makes Rasa start and train quicker, with the same results: what it does again and again is done once.

- `loading()`: it wrote a model's domain itself, yet reads it three times when the model is loaded, once with a parser
  that keeps comments, and checks a schema. Seconds of each start.
- `training()`: every merge of two training-data files copies and hashes every example, field by field, and every YAML
  file is checked against its schema each time it is read, changed or not. Half a minute of each training.

tests/unit/test_slim_rasa.py compares with what Rasa does by itself.
"""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

DOMAIN = "domain.yml"


def loading() -> None:
    """Make models that are loaded from now on in this process read their domain once."""
    from rasa.graph_components.providers.domain_provider import DomainProvider

    def load(cls: Any, /, config: Any, model_storage: Any, resource: Any, execution_context: Any, **_: Any) -> Any:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, stored_domain(folder))

    DomainProvider.load = classmethod(load)


def stored_domain(folder: Path) -> Any:
    """The domain that Rasa stored in a model."""
    from rasa.shared.core.domain import Domain
    from rasa.shared.utils.io import read_yaml

    return Domain.from_dict(read_yaml((folder / DOMAIN).read_text(encoding="utf-8")))


def training(remembered: Path) -> None:
    """Make training data that is read from now on in this process cheap to copy, hash and check.

    `remembered` is a file with the digests of YAML files that have passed their schema.
    """
    from rasa.shared.nlu.training_data.message import Message

    Message.__hash__ = _hash
    Message.__deepcopy__ = _deepcopy
    _check_once(remembered)


def _hash(message: Any) -> int:
    """Equal messages have equal texts and intents; Rasa hashes a JSON of all they hold."""
    return hash((message.data.get("text"), message.data.get("intent")))


def _deepcopy(message: Any, memo: dict[int, Any]) -> Any:
    """The same copy, without asking of every text whether it can be shared."""
    made = object.__new__(type(message))
    memo[id(message)] = made
    for name, value in vars(message).items():
        if isinstance(value, dict):
            value = {key: one if isinstance(one, str) else copy.deepcopy(one, memo) for key, one in value.items()}
        elif value is not None and not isinstance(value, str):
            value = copy.deepcopy(value, memo)
        setattr(made, name, value)
    return made


def _check_once(remembered: Path) -> None:
    """A YAML text that has passed a schema passes it again."""
    from rasa.shared.utils import validation

    check = validation.validate_yaml_schema
    try:
        passed = set(json.loads(remembered.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        passed = set()

    def checked(yaml_file_content: str, schema_path: str, *more: Any) -> None:
        key = hashlib.sha256(f"{schema_path}\n{yaml_file_content}".encode()).hexdigest()
        if key not in passed:
            check(yaml_file_content, schema_path, *more)
            passed.add(key)
            remembered.write_text(json.dumps(sorted(passed)), encoding="utf-8")

    validation.validate_yaml_schema = checked
