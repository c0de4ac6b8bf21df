"""Dates of birth, told from the dates of events, which timescales need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

Found = tuple[int, int, str]
_I = re.IGNORECASE
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMERIC = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2}))(?!\d)"
_WORDED = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*{MONTH}\b\.?(?:[\s\-,/.']*(?:\d{{4}}|\d{{2}})(?![\d:]))?"
    rf"|{MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\d))"
)
DATE = rf"(?<![\d/.\-])(?:{_NUMERIC}|{_WORDED})"
_SPELT = (
    r"\b(?:(?:twenty|thirty)[ -]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
    rf"(?:\s+of)?\s+{MONTH}\b(?:,?\s+(?:\d{{4}}|(?:nineteen|twenty|two thousand)"
    r"(?:[ -](?:and|oh?|ten|eleven|twelve|\w+teen"
    r"|one|two|three|four|five|six|seven|eight|nine))*))?"
)
_BIRTH = r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate of birth|\bbirth\s?da(?:y|te)s?|\bb'?day|\bborn|\bb\.(?=\s?\d))"
_DOB_AFTER = re.compile(
    rf"{_BIRTH}(?P<gap>[^\n\d]{{0,40}}?)(?P<date>{DATE}|\b\d{{8}}\b|\b\d{{6}}\b"
    rf"|\b\d{{1,2}} \d{{1,2}} (?:\d{{4}}|\d{{2}})\b|{_SPELT})",
    _I,
)
_DOB_YEAR = re.compile(r"\b(?:y\.?o\.?b\.?|born(?:\s+in)?)\W{1,3}(?P<date>(?:19|20)\d\d)\b", _I)
_DOB_MONTH = re.compile(rf"\b(?:born\s+(?:in\s+)?|b\.\s*)(?P<date>{MONTH}\s+(?:19|20)\d\d)\b", _I)
_DOB_BEFORE = re.compile(
    rf"(?P<date>{DATE})\W{{0,4}}(?:(?:is|was|as)\s+)?(?:(?:his|her|their|the|my|our)\s+)?{_BIRTH}", _I
)
_DOB_TURNED = re.compile(rf"\b(?:turn(?:s|ed|ing)?|be|is|was)\s+\d{{1,2}}\s+(?:on\s+)?(?:the\s+)?(?P<date>{DATE})", _I)
_FULL_DATE = re.compile(DATE, _I)
_EVENT_GAP = re.compile(
    r"\b(?:since|missing|seen|refer|report|last|review|meeting|due|until|before|after|happened)", _I
)
_TIMESCALE = re.compile(
    r"\b(?:since|from|until|till|before|after|on|dated|in|of|between|and|to|by|act|guidance|published"
    r"|updated)\s*$",
    _I,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def births(text: str, today: date | None = None) -> Iterator[Found]:
    """Dates of birth; the dates of events, which timescales need, stay."""
    oldest = (today or date.today()).year - 8
    for pattern in (_DOB_AFTER, _DOB_YEAR, _DOB_MONTH, _DOB_BEFORE, _DOB_TURNED):
        for match in pattern.finditer(text):
            year = _YEAR.search(match["date"])
            gap = match.groupdict().get("gap") or ""
            if _EVENT_GAP.search(gap) and not (year and int(year.group()) <= oldest):
                continue
            yield (match.start("date"), match.end("date"), "dob")
    for match in _FULL_DATE.finditer(text):
        year = _YEAR.search(match.group())
        if (
            year
            and 1920 <= int(year.group()) <= oldest
            and not _TIMESCALE.search(text[max(0, match.start() - 14) : match.start()])
        ):
            yield (*match.span(), "dob")


def born_beside(text: str, end: int, today: date | None = None) -> Found | None:
    """A date right after a name, `Jamie Smith (12/03/11)`, old enough to be a birth."""
    match = re.compile(rf"[\s,;:(\-–]{{1,4}}(?P<date>{_NUMERIC})", _I).match(text, end)
    if not match:
        return None
    year = int(re.split(r"\D", match["date"])[-1] if not re.match(r"\d{4}-", match["date"]) else match["date"][:4])
    now = (today or date.today()).year
    year = year if year > 99 else (2000 + year if year <= now % 100 else 1900 + year)
    return (match.start("date"), match.end("date"), "dob") if year <= now - 8 else None
