"""The words people steer and answer with, compiled from replies.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.sentences import tidy

PATH = Path(__file__).with_name("replies.yml")
_NOISE = re.compile(r"[^\w\s'/?%#:,.-]|(?<!\d)[:.,-]|[:.,-](?!\d)|_")
_MISSING_APOSTROPHE = re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should|ca|wo|is)nt\b")


@dataclass(frozen=True)
class Words:
    """Compiled patterns; `answers` match at the beginning, everything else the whole."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    commands: Mapping[str, re.Pattern[str]]
    answers: Mapping[str, re.Pattern[str]]
    alone: Mapping[str, re.Pattern[str]]
    progress: Mapping[str, re.Pattern[str]]
    confirm: Mapping[str, re.Pattern[str]]
    nothing_to_add: re.Pattern[str]
    timescales: re.Pattern[str]
    emoji: Mapping[str, str]

    def core(self, text: str) -> str:
        """What is left of a plain text when courtesies are taken off both ends."""
        while True:
            shorter = self.after.sub("", self.before.sub("", text, count=1), count=1).strip()
            if not shorter or shorter == text:
                return text
            text = shorter

    def forms(self, text: str) -> list[str]:
        """The plain text as it is, without its courtesies at one end, and at both; tried in this order."""
        whole = plain(text)
        ends = [self.after.sub("", whole).strip(), self.before.sub("", whole, count=1).strip()]
        return list(dict.fromkeys([whole, *ends, self.core(whole)]))

    def command(self, text: str, allowed: Iterable[str]) -> str | None:
        """The command a text is, if it is nothing but a command."""
        names = list(allowed)
        for form in self.forms(text):
            for name in names:
                if form and self.commands[name].fullmatch(form):
                    return name
        return None


@lru_cache(maxsize=1)
def load_words() -> Words:
    """Reads the word lists once."""
    data: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))

    def any_of(patterns: list[str]) -> str:
        return "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")"

    def whole(group: Mapping[str, list[str]]) -> dict[str, re.Pattern[str]]:
        return {name: re.compile(any_of(patterns)) for name, patterns in group.items()}

    def opening(group: Mapping[str, list[str]]) -> dict[str, re.Pattern[str]]:
        # Single words come first in the lists and last here: "no idea" must not stop at "no".
        return {name: re.compile(rf"{any_of(patterns[::-1])}(?![\w'])") for name, patterns in group.items()}

    return Words(
        before=re.compile(rf"^{any_of(data['fillers_before'])}(?![\w'])\s*"),
        after=re.compile(rf"\s*(?<![\w']){any_of(data['fillers_after'])}$"),
        commands=whole(data["commands"]),
        answers=opening(data["answers"]),
        alone=whole(data["answers_alone"]),
        progress=opening(data["progress_answers"]),
        confirm=opening(data["confirm_answers"]),
        nothing_to_add=re.compile(any_of(data["nothing_to_add"])),
        timescales=re.compile(data["timescales"]),
        emoji=data["emoji"],
    )


def plain(text: str) -> str:
    """Lower case, no punctuation but that inside numbers, no emoji."""
    lowered = tidy(text).lower().replace("?", " ")
    lowered = _MISSING_APOSTROPHE.sub(r"\1n't", lowered)
    lowered = re.sub(r"\bdont\b", "don't", lowered)
    return " ".join(_NOISE.sub(" ", lowered).split())
