"""`make content`: the state of the content as a table, and everything that is wrong with it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import yaml

from bot.settings import ROOT
from guidance import checks
from guidance.answers import Answer, load_answers
from guidance.definitions import load_tools
from guidance.directory import load_directory
from guidance.notices import load_notices
from guidance.readability import own_words, reading_ease
from guidance.reading import ContentError
from guidance.reviews import load_reviews, standing
from guidance.sources import load_sources

ANSWERS = ROOT / "bot" / "data" / "answers"
CONVERSATION = ROOT / "bot" / "data" / "conversation.yml"
NLU = ROOT / "bot" / "data" / "nlu.yml"
ENOUGH_EXAMPLES = 20
HARD_TO_READ = 45  # Flesch reading ease below which a sentence or two should be split


def examples() -> dict[str, list[str]]:
    """Training examples by intent (`ask/<topic>`, `greet`, ...)."""
    data = yaml.load(NLU.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    found: dict[str, list[str]] = {}
    for block in data["nlu"]:
        lines = str(block["examples"]).splitlines()
        found[str(block["intent"])] = [line[2:].strip() for line in lines if line.startswith("- ")]
    return found


def problems() -> list[str]:
    """Every content file that cannot be used, as sentences that name file, entry, field and what is wanted."""
    found: list[str] = []
    loaders: list[Callable[[], Any]] = [load_sources, load_notices, load_directory, load_tools, load_reviews]
    loaders.append(lambda: load_answers(ANSWERS, load_sources()))
    for loader in loaders:
        try:
            loader()
        except ContentError as error:
            found.append(str(error))
    return found or _of_the_whole()


def _of_the_whole() -> list[str]:
    """What is wrong between files that can each be used."""
    answers, sources = load_answers(ANSWERS, load_sources()), load_sources()
    texts = {topic: answer.text for topic, answer in answers.items()} | checks.responses(CONVERSATION)
    return [*checks.nations(answers, sources, checks.elsewhere()), *checks.distress(texts)]


def warnings(answer: Answer, examples_of_topic: list[str]) -> list[str]:
    """What a trainer should look at: not wrong, but not good."""
    found = []
    if len(examples_of_topic) < ENOUGH_EXAMPLES:
        found.append(f"only {len(examples_of_topic)} examples")
    if reading_ease(own_words(answer.text)) < HARD_TO_READ:
        found.append("hard to read")
    return found


def main() -> int:
    """Prints the table; the exit status is 1 if something is wrong."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    wrong = problems()
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    answers, by_intent = load_answers(ANSWERS, load_sources()), examples()
    print(f"{'topic':34} {'words':>5} {'ease':>5} {'examples':>8} {'sources':>7}  {'reviewed':10}  warnings")
    group, reviews = "", load_reviews()
    for answer in answers.values():
        if answer.group != group:
            group = answer.group
            print(f"\n{group}")
        mine = by_intent.get(f"ask/{answer.topic}", [])
        marks = [f"marked {answer.confidence}"] if answer.confidence else []
        notes = ", ".join(filter(None, [*warnings(answer, mine), *marks, standing(answer, reviews)]))
        print(
            f"{answer.topic:34} {answer.words:5} {reading_ease(own_words(answer.text)):5.0f} {len(mine):8} "
            f"{len(answer.sources):7}  {answer.reviewed:10}  {notes}"
        )
    kinds = Counter(intent.split("/")[0] for intent in by_intent)
    total = sum(len(texts) for texts in by_intent.values())
    print(f"\n{len(answers)} topics, {kinds['out_of_scope']} out-of-scope kinds, {total} examples in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
