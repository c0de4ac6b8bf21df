"""Reads the domain out of a trained model quickly.

Rasa wrote that file itself, yet reads it three times when a model is loaded, once with a parser that keeps comments and
checks a schema: some seconds of each start. Once is enough; tests/unit/test_stored_domain.py compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.utils.io import read_yaml

FILE = "domain.yml"


def read_domain(folder: Path) -> Domain:
    """The domain that Rasa stored in a model."""
    return Domain.from_dict(read_yaml((folder / FILE).read_text(encoding="utf-8")))


def use() -> None:
    """Make models that are loaded from now on in this process read their domain so."""

    def load(
        cls: type[DomainProvider],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> DomainProvider:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, read_domain(folder))

    DomainProvider.load = classmethod(load)
