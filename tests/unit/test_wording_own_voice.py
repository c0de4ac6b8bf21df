"""We keep to our own advice: no answer uses a word to avoid in our voice (it may be quoted)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from bot.settings import ROOT
from guidance.wording import own_voice_flags

DATA = ROOT / "bot" / "data"


def texts() -> Iterator[tuple[str, str]]:
    """Everything the assistant says, by name of the response; titles name what people ask about, so they may."""
    for path in [*sorted((DATA / "answers").glob("*.yml")), DATA / "conversation.yml"]:
        responses = yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}
        for name, variants in responses.items():
            parts = []
            for variant in variants:
                metadata = variant.get("metadata") or {}
                parts += [variant.get("text") or "", metadata.get("more") or ""]
            yield f"{path.stem}:{name}", "\n\n".join(parts)


SPOKEN = dict(texts())


def test_there_is_something_to_check() -> None:
    assert len(SPOKEN) > 50


@pytest.mark.parametrize("name", SPOKEN)
def test_no_word_to_avoid_in_our_own_voice(name: str) -> None:
    found = [f"{flag.term_id} '{flag.matched}': {flag.why}" for flag in own_voice_flags(SPOKEN[name])]
    assert found == []
