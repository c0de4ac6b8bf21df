"""Timescales as people write them: whether a text says only when, or how often."""

from __future__ import annotations

import re
from typing import Final

_NUMBER = r"(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|couple|several)"
_UNIT = r"(?:nights?|days?|weeks?|wks?|months?|mths?|years?|yrs?|times?|hours?|hrs?|minutes?|weekends?)"
_DAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|"
    r"apr(?:il)?|may|june?|"
    r"july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|easter|christmas|xmas|summer|"
    r"autumn|winter|spring"
)
_TIME_WORD = (
    rf"{_NUMBER}|{_UNIT}|{_DAY}|today|yesterday|tonight|now|recently|lately|daily|weekly|monthly|ago|since|"
    rf"last|past|in|on|at|for|the|about|"
    r"around|roughly|maybe|approx|every|each|most|of|or|so|over|and|to|from|until|till|this|next|then|half|term|"
    r"(?:\d{1,2}(?:st|nd|rd|th))|\d{1,2}[:.]\d{2}|\d{1,2}(?:am|pm)|\d{4}|morning|afternoon|evening|night|once|"
    r"twice|thrice|back|beginning|end|start|early|late|mid"
)
_TIME_ONLY: Final = re.compile(rf"\W*(?:(?:{_TIME_WORD})\b\W*)+", re.IGNORECASE)
_HAS_TIME: Final = re.compile(
    rf"\b(?:{_UNIT}|{_DAY}|today|yesterday|tonight|recently|lately|daily|weekly|once|twice)\b", re.IGNORECASE
)


def is_time_only(text: str) -> bool:
    """Whether a text says only when or how often."""
    return bool(_HAS_TIME.search(text)) and bool(_TIME_ONLY.fullmatch(text))
