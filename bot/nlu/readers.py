"""The readers of one message: acts, signs, urgency, what is said in an emergency, who is asking. Plain Python.

`Readers.read(text, context)` gives the `reading` that the dialogue manager decides from:

    {urgency: {level, kind, p, reason}, who: [{who, p, words}], emergency: {kind: {..}}, family: {..},
     clauses: [{start, end, text, acts: {label: p}, signs: [{row, role, p}], about: {..}}],
     blames: [{start, end, p}]}                                          only where a check of wording is asked for
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.nlu import blame, examples
from bot.nlu.act_forms import form_of
from bot.nlu.clauses import Piece, cut
from bot.nlu.danger import DangerData, Phrase
from bot.nlu.examples import prepare
from bot.nlu.label_model import LANDMARKS, Example, LabelModel
from bot.nlu.reply_wording import is_question
from bot.nlu.reply_words import load_words
from bot.nlu.sentences import tidy, words
from bot.nlu.stage import SentenceEncoding
from bot.nlu.stored_calibration import stored
from bot.nlu.urgency import ANY, LONG, decide_urgency

MODELS: Final = ("acts", "signs", "urgency", "emergency", "who", "family", "about")
BLAME: Final = "blame"
ASKED: Final = 0.3  # what is left of "evidence" where the form is a question
# Signs are told in more ways than landmarks by the default number can span (docs/understanding-experiments.md)
LANDMARKS_OF: Final = {"signs": 10_000}
HOSTILE: Final = 0.8
LEAST: Final = 0.05  # probabilities below are not handed on
WHO: Final = 0.4
# Whoever says whose mother they are is she, in any spelling
_KIN: Final = re.compile(
    r"\b(?:i'?m|i am|am|ah'?m|ah am) (?:also )?(?:his|her|their|the (?:boy|girl|child|lad|wean)'?s|a worried|a) "
    r"(?:\w+ )?(?:mum|mam|ma|maw|mother|dad|da|father|gran|granny|grandmother|grandfather|granda|grandad|papa|nan|nana|"
    r"auntie?|uncle|big (?:brother|sister)|brother|sister|step ?(?:mum|dad)|parent)\b(?!'s)",
    re.IGNORECASE,
)
_ANSWERABLE: Final = ("item", "comment", "offer", "confirm", "check", "free", "review")


class Readers:
    """All readers of a message, over one sentence encoder."""

    def __init__(self, models: Mapping[str, LabelModel], phrases: Sequence[Phrase] = ()) -> None:
        """`phrases` always mean danger, whatever the model thinks."""
        self.models = dict(models)
        self.phrases = tuple(phrases)

    @classmethod
    def train(
        cls, danger: DangerData, encoder: SentenceEncoding, more: Mapping[str, Sequence[Example]] | None = None
    ) -> Readers:
        """Learns every reader that has examples; `more` adds to those of bot/data."""
        models = {}
        for name in MODELS:
            found = examples_of(name, more or {})
            if len(found) > 20:
                models[name] = LabelModel.train(found, encoder, landmarks_of(name), stored(name))
        models[BLAME] = blame.train(encoder)
        return cls(models, danger.phrases)

    def read(self, text: str, context: str, encoder: SentenceEncoding) -> dict[str, Any]:
        """What one message does, says and asks."""
        pieces = cut(text)
        if not pieces:
            return {"urgency": {"level": "none"}, "clauses": self._signs_without_words(text, context)}
        prepared = [prepare(piece.text) for piece in pieces]
        whole = prepare(text)
        encoder.encode_many([*prepared, whole])  # one batch; the models find the vectors in the encoder's memory
        acts = self._read("acts", prepared, encoder, context)
        signs = self._read("signs", prepared, encoder)
        about = self._choose("about", prepared, encoder)
        clauses = []
        for index, piece in enumerate(pieces):
            found = self._acts(piece, acts[index], context)
            clause: dict[str, Any] = {"start": piece.start, "end": piece.end, "text": piece.text, "acts": found}
            heard = _signs(signs[index])
            if heard:
                clause["signs"] = heard
            if found.get("about", 0) >= 0.3:
                clause["about"] = _top(about[index], 3)
            clauses.append(clause)
        reading: dict[str, Any] = {"urgency": self._urgency(text, [*prepared, whole], encoder), "clauses": clauses}
        who = self._who(pieces, prepared, encoder)
        if who:
            reading["who"] = who
        if context == "emergency":
            asked = [text for piece, text in zip(pieces, prepared, strict=True) if is_question(piece.text)]
            kinds = self._choose("emergency", asked if asked and len(pieces) > 1 else [whole], encoder)
            merged = {label: max(one[label] for one in kinds) for label in kinds[0]}
            reading["emergency"] = {"kind": _top(merged, 3)}
        if BLAME in self.models and any(clause["acts"].get("wording") for clause in clauses):
            reading["blames"] = blame.read(self.models[BLAME], text, encoder)
        reading["family"] = _top(self._choose("family", [whole], encoder)[0], 3)
        return reading

    def _read(
        self, name: str, texts: Sequence[str], encoder: SentenceEncoding, context: str = ""
    ) -> list[dict[str, float]]:
        model = self.models.get(name)
        return model.read(texts, encoder, context) if model else [{} for _ in texts]

    def _choose(self, name: str, texts: Sequence[str], encoder: SentenceEncoding) -> list[dict[str, float]]:
        model = self.models.get(name)
        return model.choose(texts, encoder) if model else [{} for _ in texts]

    def _acts(self, piece: Piece, learnt: Mapping[str, float], context: str) -> dict[str, float]:
        """What a clause does: by form where form decides, else as learnt."""
        by_form = form_of(piece.text, context)
        if by_form:
            return {by_form: 1.0}
        found = dict(learnt)
        if found.get("hostile", 0.0) < HOSTILE:  # a refusal is an answer to nothing else
            found["question"] = max(found.get("question", 0.0), found.pop("hostile", 0.0))
        if is_question(piece.text):  # asked, not told, however much it sounds like a worry
            for label in ("evidence", "repair", "aside"):
                found[label] = found.get(label, 0.0) * ASKED
            if max(found.values(), default=0.0) < 0.5:
                found["question"] = max(found.get("question", 0.0), 0.6)
        return {label: round(p, 3) for label, p in found.items() if p >= LEAST}

    def _signs_without_words(self, text: str, context: str) -> list[dict[str, Any]]:
        """An emoji answers where something is open; any other message without words does nothing."""
        if context not in _ANSWERABLE:
            return []
        for label, characters in load_words().emoji.items():
            if any(character in text for character in characters):
                return [{"start": 0, "end": len(text), "text": text, "acts": {label: 1.0}}]
        return []

    def _urgency(self, text: str, prepared: Sequence[str], encoder: SentenceEncoding) -> dict[str, Any]:
        """now, check or none for the whole message: its most urgent clause decides."""
        lowered = tidy(text).lower()
        for phrase in self.phrases:
            if phrase.pattern.search(lowered):
                return {"level": "now", "p": 1.0, "kind": "", "reason": f"phrase:{phrase.id}"}
        return decide_urgency(self._read("urgency", prepared, encoder), len(words(text)) > LONG)

    def _who(self, pieces: Sequence[Piece], prepared: Sequence[str], encoder: SentenceEncoding) -> list[dict[str, Any]]:
        best: dict[str, dict[str, Any]] = {}
        for piece, found in zip(pieces, self._read("who", prepared, encoder), strict=True):
            for who, p in found.items():
                if p >= WHO and p > best.get(who, {"p": 0.0})["p"]:
                    best[who] = {"who": who, "p": round(p, 3), "words": piece.text}
            if _KIN.search(piece.text):
                best["parent"] = {"who": "parent", "p": 1.0, "words": piece.text}
        return list(best.values())

    def save(self, directory: Path) -> None:
        """Writes all models into a folder."""
        phrases = [{"id": one.id, "pattern": one.pattern.pattern} for one in self.phrases]
        data = {"models": sorted(self.models), "phrases": phrases}
        (directory / "readers.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for name, model in self.models.items():
            model.save(directory, name)

    @classmethod
    def load(cls, directory: Path) -> Readers:
        """Reads what `save` wrote."""
        data = json.loads((directory / "readers.json").read_text(encoding="utf-8"))
        phrases = [Phrase(one["id"], re.compile(one["pattern"], re.IGNORECASE)) for one in data["phrases"]]
        return cls({name: LabelModel.load(directory, name) for name in data["models"]}, phrases)


def landmarks_of(name: str) -> int:
    """How many landmarks a reader has."""
    return LANDMARKS_OF.get(name, LANDMARKS)


def examples_of(name: str, more: Mapping[str, Sequence[Example]]) -> list[Example]:
    """All that a reader learns from: its file in bot/data, and what other files have for it."""
    found = [*examples.load(name), *(more.get(name) or ())]
    return [_with_any(one) for one in found] if name == "urgency" else found


def _with_any(one: Example) -> Example:
    labels = one.labels | {ANY} if {"now", "check"} & one.labels else one.labels
    return Example(one.text, labels, one.context, one.hand)


def _signs(found: Mapping[str, float]) -> list[dict[str, Any]]:
    """Row and role of every sign worth handing on: labels are `<row>:<role>`."""
    heard: list[dict[str, Any]] = []
    for label, p in found.items():
        row, _, role = label.partition(":")
        if role and p >= 0.25:
            heard.append({"row": row, "role": role, "p": round(p, 3)})
    return sorted(heard, key=lambda sign: -float(sign["p"]))[:6]


def _top(found: Mapping[str, float], most: int) -> dict[str, float]:
    ranked = sorted(found.items(), key=lambda item: -item[1])[:most]
    return {label: round(p, 3) for label, p in ranked if p >= LEAST}
