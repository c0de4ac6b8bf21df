"""Vehicle registrations: today's shape anywhere, older, personal and partial ones beside a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.lexicon import fold, lexicon, words_of

Found = tuple[int, int, str]
_I = re.IGNORECASE
_VEHICLE = (
    r"(?:car|van|bike|moped|motorbike|scooter|taxi|cab|vehicle|minibus|audi|bmw|golf|corsa|astra|fiesta|focus|polo|vw"
    r"|volkswagen|merc(?:edes)?|transit|ford|vauxhall|renault|clio|peugeot|toyota|nissan|seat|skoda|kia|hyundai|honda"
    r"|range rover|land rover|jeep|tesla|volvo|mazda|citroen|fiat|hatchback|saloon|suv|pickup|truck|lorry|caravan|quad)"
)
_TELLS = r"(?:regs?|registrations?|registered|(?:number\s*|licence\s*)?plates?|vrm|vrn)"
# Letters that are never issued are taken too: whoever makes up an example uses them, and people mistype.
_PLATE = re.compile(r"(?<![\w£])[A-Z]{2}\d\d[ -]?[A-Z]{3}(?!\w)|(?<![\w£])[A-Z]{2} \d\d [A-Z]{3}(?!\w)")
_PLATE_LOWER = re.compile(r"(?<![\w£])[a-z]{2}\d\d[ -]?[a-z]{3}(?!\w)", _I)
_PLATE_OLD = re.compile(r"(?<![\w£])(?:[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])(?!\w)")
_PLATE_CUED = re.compile(
    rf"\b(?:{_TELLS}|{_VEHICLE})\b(?:\s*(?:number|no|num|plate|is|was|reg|registration|:|=|\.|#|-|\(|,))*\s*"
    r"(?P<n>(?:[a-z]{1,3}[ -]?\d{1,4}(?:[ -]?[a-z]{1,3})?|\d{1,4} ?[a-z]{1,3}))(?!\w)",
    _I,
)
_PARTIAL = re.compile(
    rf"\b(?:{_TELLS}|partial)\b(?:\W{{0,3}}\b(?:number|no|plate|reg|registration|is|was|it|starts?|started|starting|begins?"
    r"|beginning|began|ends?|ended|ending|finish\w*|with|in|part|partial|partly|something|like|of|the|letters|first|last"
    r"|half|bit|only|got|as|maybe|possibly|and))*[\s:=\"'“‘(,-]{1,4}"
    r"(?P<n>(?-i:[A-Z]{2,3})(?:\s?\d{1,3})?|[a-z]{1,2}\s?\d{2,3}|\d{2,3}\s?(?-i:[A-Z]{1,3})|\d{2})(?!\w)",
    _I,
)
_HALF = re.compile(
    rf"\b{_VEHICLE}\b[\s,(:-]{{1,3}}(?:(?:with|partial|plate|number|part)\s+){{0,3}}(?P<n>(?-i:[A-Z]{{2}}\d\d))(?!\w)",
    _I,
)
_OLD_BESIDE = re.compile(
    rf"\b(?:{_VEHICLE}|{_TELLS})\b[^.\n]{{0,24}}?\b(?P<n>[a-z]\d{{1,3}} ?[a-z]{{3}}|[a-z]{{3}} ?\d{{1,4}}[a-z]?)(?!\w)",
    _I,
)
_SMALL = frozenset(
    [
        "in",
        "at",
        "on",
        "of",
        "to",
        "is",
        "a",
        "m",
        "pm",
        "am",
        "st",
        "th",
        "nd",
        "rd",
        "x",
        "by",
        "or",
        "an",
        "as",
        "he",
        "we",
        "my",
        "so",
        "no",
        "it",
        "up",
        "me",
        "us",
    ]
)


def _ordinary(letters: str) -> bool:
    return letters in words_of("shapes.txt", "plate_words") or letters in _SMALL


def registrations(text: str) -> Iterator[Found]:
    """Vehicle registrations, whole and in part."""
    for match in _PLATE.finditer(text):
        first, last = match.group()[:2].lower(), match.group()[-3:].lower()
        if not (" " in match.group() and first in _SMALL and _ordinary(last)):
            yield (*match.span(), "registration")
    for match in _PLATE_LOWER.finditer(text):
        if not _ordinary(match.group()[-3:].lower()):
            yield (*match.span(), "registration")
    for match in _PLATE_OLD.finditer(text):
        if not re.match(r"[SP]\d\b", match.group()) and fold(match.group()[:3]) not in lexicon().acronyms:
            yield (*match.span(), "registration")
    for match in _PLATE_CUED.finditer(text):
        letters = re.sub(r"[^a-z]", "", match["n"].lower())
        if not _ordinary(letters) and letters not in lexicon().words and len(match["n"]) > 3:
            yield (match.start("n"), match.end("n"), "registration")
    for match in _OLD_BESIDE.finditer(text):
        groups = re.findall(r"[a-z]+", match["n"].lower())
        known = lexicon()
        if not any(part in known.words or part in known.acronyms or part in known.domain for part in groups):
            yield (match.start("n"), match.end("n"), "registration")
    for pattern in (_PARTIAL, _HALF):
        for match in pattern.finditer(text):
            letters = re.sub(r"[^a-z]", "", match["n"].lower())
            shouted = match["n"].isalpha() and text.isupper()
            if not (letters and _ordinary(letters)) and not shouted:
                yield (match.start("n"), match.end("n"), "registration")
