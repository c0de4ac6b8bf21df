"""Numbers and codes said aloud: "oh seven seven double oh", "sierra november one six", "a dot b at c dot example"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_I = re.IGNORECASE
_DIGIT = (
    r"(?:oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple"
    r"|hundred|hunner|thousand)"
)
_CODE_WORD = (
    r"(?:alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec"
    r"|romeo|sierra|tango|uniform|victor|whisk(?:y|ey)|x-?ray|yankee|zulu)"
)
_NEXT = r"[\s,.-]{1,3}"
_DIGITS = re.compile(rf"\b{_DIGIT}(?:{_NEXT}{_DIGIT}){{5,}}\b", _I)
_INSURANCE = re.compile(rf"\b[a-z](?:{_NEXT})?[a-z]{_NEXT}(?:{_DIGIT}{_NEXT}){{6,8}}[a-d]\b", _I)
_CODE = re.compile(rf"\b{_CODE_WORD}(?:{_NEXT}(?:{_CODE_WORD}|{_DIGIT}|\d{{1,3}})\b){{4,7}}", _I)
_POSTCODE_BEFORE = re.compile(r"post\s?code\W+(?:\w+\W+){0,2}$", _I)
_EMAIL = re.compile(r"\b[\w.+-]{1,64}(?: dot [\w+-]{1,40}){0,3} at [\w-]{2,63}(?: dot [\w-]{2,40}){1,3}\b", _I)


def spelled(text: str) -> Iterator[tuple[int, int, str]]:
    """Telephone and insurance numbers, registrations, postcodes and e-mail addresses in words."""
    for match in _INSURANCE.finditer(text):
        yield (*match.span(), "ni")
    for match in _CODE.finditer(text):
        said = match.group()
        if len(re.findall(rf"\b{_CODE_WORD}\b", said, _I)) >= 2 and re.search(rf"\b{_DIGIT}\b|\d", said, _I):
            kind = "postcode" if _POSTCODE_BEFORE.search(text[max(0, match.start() - 30) : match.start()]) else ""
            yield (*match.span(), kind or "registration")
    for match in _DIGITS.finditer(text):
        yield (*match.span(), "phone")
    if " dot " in text.lower():
        for match in _EMAIL.finditer(text):
            yield (*match.span(), "email")
