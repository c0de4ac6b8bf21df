"""Scots and shorthand into the plain words the encoder was trained on."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("respelling.yml")


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    groups = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    words = {str(word).lower(): str(plain) for group in groups.values() for word, plain in group.items()}
    # Longest first, so that "the now" is found before "now".
    choices = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'/])(?:{choices})(?![\w'/])", re.IGNORECASE), words


def respell(text: str) -> str:
    """The text in plain words; a word that is not in the table stays as it is."""
    pattern, words = _table()
    return pattern.sub(lambda match: words[match.group().lower()], text)
