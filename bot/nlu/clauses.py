"""Cuts a message into clauses that may each do something of their own, with their places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.reply_words import load_words, plain

MOST = 80
_DICTATED = r"(?:comma|full stop|question mark|new (?:line|paragraph))"
_DICTATED_END = re.compile(rf"\s+{_DICTATED}\s*$", re.IGNORECASE)
_STRONG = re.compile(
    r"[.!?…]+[\"')\]]*(?:\s+|$)|\n+|\s+[-–—]+\s+|;\s*|•|\s>\s"
    rf"|\s+{_DICTATED}(?:\s+|$)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|dr|mr|mrs|ms|approx)\.|\b[a-mo-xz]\.)\s*$", re.IGNORECASE)
_NUMBER_AFTER = re.compile(r"\b(?:no|nr)\.\s*$", re.IGNORECASE)  # "no. 4"; "no. he was out" is an answer
_OPENERS = (
    r"what|whats|what's|whit|who|whose|when|where|why|which|how|is|are|was|do|does|did|can|could|should|shall|"
    r"will|would|has|have|am|may|"
    r"must|if i|do i|whaur|tell me|show me|explain|remind me"
)
_ANSWER_WORDS = r"yes|yeah|yep|aye|no|nope|naw|not sure|unsure|dunno|don't know"
# Where a comma or a joining word begins something else: a question, an answer, a row, a command, a correction
_WEAK = re.compile(
    rf",?\s+(?:and|but|also|plus|then|so|&)\s+(?:also\s+|then\s+|so\s+)?(?=(?:{_OPENERS})\b|"
    rf"(?:{_ANSWER_WORDS})\b|row \d|number \d|the (?:first|second|third|last)\b)"
    rf"|,\s*(?=(?:{_OPENERS}|{_ANSWER_WORDS}|actually|sorry|wait|hang on|scratch|i mean|row \d|number \d|can "
    rf"you|please|add|delete|change|thanks|cheers)\b)"
    r"|,\s+but\s+|\s+but\s+(?=(?:he|she|they|i|we|it|not|there|mum|his|her)\b)|,\s+and\s+(?=(?:he|she|they|i|"
    r"we|mum|his|her|there)\b)",
    re.IGNORECASE,
)
# What may follow an answer word without a comma and still be evidence of its own ("no injuries" must stay whole)
_GOES_ON = re.compile(
    r"(?:he|she|they|he's|she's|they've|it|its|it's|since|twice|once|three times|\d|last|every|most|about|and|"
    r"but|because|cos|cause|as|from|on|this|that|there|"
    r"we|i|mum|dad|his|her|their|saw|seen|been|gone|got|came|comes|out|a|an|the|two|few|several|staff|school|"
    r"police|new|lots|loads|always|often|just|"
    r"for(?! (?:this|that|these|the|both|all|them|now|\d|number|row|row)\b)|in|at|wi|with|when|after|before|"
    r"during|around|maybe|think|mostly|mainly)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A clause and its place in the message."""

    text: str
    start: int
    end: int


def cut(text: str) -> list[Piece]:
    """The clauses of a message, in order, at most `MOST`; none where it has no words."""
    found: list[Piece] = []
    for start, end in _spans(text):
        for a, b in _weakly(text, start, end):
            found += _without_answer(text, a, b)
    pieces = [piece for piece in found if any(char.isalnum() for char in piece.text)]
    if len(pieces) > MOST:
        last = pieces[MOST - 1]
        pieces = [*pieces[: MOST - 1], Piece(text[last.start :], last.start, len(text))]
    return pieces


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _STRONG.finditer(text):
        so_far = text[at : match.end()]
        if _ABBREVIATION.search(so_far) or (
            _NUMBER_AFTER.search(so_far) and text[match.end() : match.end() + 1].isdigit()
        ):
            continue
        yield at, match.end()
        at = match.end()
    if at < len(text):
        yield at, len(text)


def _weakly(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _WEAK.finditer(text, start, end):
        if match.start() - at > 1 and match.start() > start:
            yield at, match.start()
            at = match.start()
    yield at, end


_LEAD = re.compile(r"(?:[\s,;:&>•–—-]|(?:and|but|also|plus|then|so)\s+(?=\S))*", re.IGNORECASE)


# What people put before an answer without meaning anything by it
_OPENING = re.compile(
    r"(?:(?:anyway|anyhow|ok(?:ay)?|right|well|so|oh|och|um+|er+|eh+|hmm+|sorry|now)\b[\s,.:–—-]+)*", re.IGNORECASE
)


def _piece(text: str, start: int, end: int) -> Piece:
    raw = text[start:end]
    lead = len(_LEAD.match(raw)[0])  # type: ignore[index]
    body = _DICTATED_END.sub("", raw[lead:]).rstrip(" \t\n,;:–—-")
    return Piece(body, start + lead, start + lead + len(body))


def _without_answer(text: str, start: int, end: int) -> list[Piece]:
    """An answer at the beginning apart from what follows it ("aye gone till two" is an answer and its evidence)."""
    piece = _piece(text, start, end)
    opening = len(_OPENING.match(piece.text)[0])  # type: ignore[index]
    body = piece.text[opening:]
    best = _answers_at_the_start(body.lower())
    rest = body[best:]
    follows = rest.lstrip(" ,.:;–—-!")
    if not best or not re.search(r"\w", follows) or not plain(follows):
        return [piece]
    apart = bool(re.match(r"\s*[,.:;–—!-]", rest)) or bool(_GOES_ON.match(follows))
    if not apart or _only_answers(follows):
        return [piece]
    start = piece.start + opening
    place = start + len(body) - len(follows)
    return [Piece(body[:best].strip(), start, start + best), _piece(text, place, piece.end)]


def _answers_at_the_start(lowered: str) -> int:
    """Where the answers end that a text begins with: "no sorry i mean yes he told..." ends after "yes"."""
    words = load_words()
    end = at = 0
    while True:
        longest = 0
        for pattern in words.answers.values():
            match = pattern.match(lowered, at)
            if match and not _NO_ANSWER_ALONE.fullmatch(match[0]):
                longest = max(longest, match.end())
        if longest:
            end = at = longest
        correction = _CORRECTS.match(lowered, at) if end else None
        if not correction:
            return end
        at = correction.end()


_NO_ANSWER_ALONE = re.compile(
    r"(?:sometimes|often|always|never|nothing|none|hardly|likely|sure|true|some|half|started|planned|na|n|y|a|k)"
)
# Between an answer and the one that takes its place
_CORRECTS = re.compile(
    r"[\s,.:;–—-]*(?:(?:sorry|actually|wait|no wait|hang on|haud on|hold on|i mean|i meant|scratch that|oh|eh|um+|er+|"
    r"well|make (?:it|that)|rather|correction)\b[\s,.:;–—-]*)+"
)


def _only_answers(text: str) -> bool:
    return last_answer(text) is not None


_FILLER = re.compile(
    r"(?:ok(?:ay)?|actually|wait|hang on|haud on|hold on|sorry|i mean|scratch that|well|but|and|then|so|um+|"
    r"eh+|er+|hmm+|please|thanks?|cheers|oh|och|ach|"
    r"right|just|now|mate|pal|for this one|for that one|to (?:this|that)(?: one)?|this one|that one|it is|it's|"
    r"is|that's|thats|the answer|put|say|said|a|no wait|i think|tbh|really|"
    r"definitely|make it|make that|change (?:that|it) to|should be|rather|again|then|there|all)\b\s*"
)


def last_answer(text: str) -> str | None:
    """The answer of a text that is nothing but answers and small words; the last one counts, None for any other."""
    words = load_words()
    form = plain(text)
    found: str | None = None
    while form:
        longest, label = 0, ""
        for name in ("unsure", "no", "yes"):
            match = words.answers[name].match(form)
            if match and match.end() > longest:
                longest, label = match.end(), name
        if not longest:
            filler = _FILLER.match(form)
            if not filler or not filler.end():
                return None
            form = form[filler.end() :].lstrip(" ,.:-")
            continue
        found, form = label, form[longest:].lstrip(" ,.:-")
    return found
