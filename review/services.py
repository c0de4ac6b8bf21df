"""What all pages share and nobody changes: the classes of the training data and the guided tools."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from guidance.definitions import Definition, load_tools
from guidance.reading import ContentError
from review.config import ROOT
from review.labels import Labels


@lru_cache(maxsize=1)
def labels() -> Labels:
    """The classes that training data knows."""
    return Labels(ROOT)


@lru_cache(maxsize=1)
def tools() -> Mapping[str, Definition]:
    """The guided tools by id; none while their files cannot be read."""
    try:
        return load_tools()
    except (ContentError, OSError):
        return {}
