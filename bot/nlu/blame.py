"""Which parts of a practitioner's sentence may blame or label the child, beyond the phrases of the language table.

Learnt from annotated sentences by named hands (bot/data/wording/*.txt): a part of a sentence that overlaps a marked
phrase blames, any other does not. What it finds is offered for a second look, never as a verdict; quoted words are
left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from bot.nlu.examples import DATA, prepare
from bot.nlu.label_model import APART, LANDMARKS, Example, LabelModel, fit_scale, folds_of, merged
from bot.nlu.stage import SentenceEncoding
from guidance.wording import load_wording, without_quotations
from privacy.annotated import Marked, read_annotated

FOLDER: Final = DATA / "wording"
BLAMES: Final = "blames"
MOST: Final = 40  # parts of one text that are looked at
_SENTENCE = re.compile(r"[^.;:!?\n\ue000]+")
_JOINT = re.compile(r",\s|\s(?:and|but|because|so|which|when|while|although)\s|\s[-–—]\s")
_FEW = 3  # words that a part has at least on both sides of a joint


def parts(text: str) -> list[tuple[int, int]]:
    """Start and end of the parts of a text, quotations left out."""
    found: list[tuple[int, int]] = []
    visible = without_quotations(text)
    for sentence in _SENTENCE.finditer(visible):
        words, last = sentence[0], 0
        for joint in _JOINT.finditer(words):
            if min(len(words[last : joint.start()].split()), len(words[joint.end() :].split())) >= _FEW:
                found.append((sentence.start() + last, sentence.start() + joint.start()))
                last = joint.end()
        found.append((sentence.start() + last, sentence.end()))
    return [(start, end) for start, end in found if re.search(r"\w", visible[start:end])]


def examples_in(marked: Sequence[Marked], hand: str) -> Iterator[Example]:
    """Each part of annotated texts as an example."""
    for one in marked:
        for start, end in parts(one.text):
            blames = any(start < b and a < end for a, b, _ in one.spans)
            yield Example(prepare(one.text[start:end]), frozenset({BLAMES} if blames else ()), "", hand)


@lru_cache(maxsize=2)
def examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """All examples, hand by hand."""
    terms = frozenset(term.id for term in load_wording().terms)
    files = sorted(folder.glob("*.txt"))
    return tuple(one for path in files for one in examples_in(read_annotated(path, terms), path.stem))


def train(encoder: SentenceEncoding, found: Sequence[Example] = ()) -> LabelModel:
    """Learns the reader, with confidence fitted on hands kept apart: the encoder was never adapted to these texts."""
    mine = merged(found or examples())
    scale = fit_scale(mine, encoder, LANDMARKS, folds_of(mine) == APART)
    return LabelModel.train(mine, encoder, LANDMARKS, scale)


def read(model: LabelModel, text: str, encoder: SentenceEncoding) -> list[dict[str, Any]]:
    """The parts of a text and how likely each blames: `[{start, end, p}]` in the order of the text."""
    spans = parts(text)[:MOST]
    shares = model.read([prepare(text[start:end]) for start, end in spans], encoder)
    return [
        {"start": start, "end": end, "p": round(share.get(BLAMES, 0.0), 3)}
        for (start, end), share in zip(spans, shares, strict=True)
    ]
