"""The short texts of the Teams door (texts.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from guidance.notices import Notices
from guidance.reading import read


@lru_cache(maxsize=1)
def load_texts() -> Notices:
    """Reads the texts.

    Raises:
        ContentError: the file is not a list of names and texts.
    """
    path = Path(__file__).with_name("texts.yml")
    file = read(path)
    return Notices({name: file.text(name) for name in file.data}, path)
