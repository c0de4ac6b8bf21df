"""Putting a comment right: which of its words the new ones take the place of."""

from __future__ import annotations

import re

from dialogue.rows import COUNTS

_NOT_THAT = re.compile(r"^(?P<new>.+?)[,\s]+(?:not|no|instead of|rather than)\s+(?P<old>.+?)$", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|"
    r"mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_KINDS = (
    re.compile(rf"\b{_WEEKDAY}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)\b", re.IGNORECASE),
)
_DATE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|and|&|to|or|-|–)\s*\d{{1,2}}(?:st|nd|rd|th)?)*(?: of)? {_MONTH}\b",
    re.IGNORECASE,
)
_TO_TEN = "|".join(COUNTS[:10])
_COUNTED = re.compile(rf"\b(\d+|{_TO_TEN}|a couple of|a few)\s+(?!(?:and|or|to)\b)(\w+)", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(rf"^\W*(?:about |only |just )?(\d+|{_TO_TEN})\W*$", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"\b(?:\d+|{_TO_TEN})\b", re.IGNORECASE)


def mend(old: str, new: str) -> str | None:
    """The old text with the new words in the place they belong to; None where that is not clear.

    "2 nights last week" and "3 nights" give "3 nights last week"; "Tuesday, not Monday" changes the day.
    """
    swap = _NOT_THAT.match(new)
    if swap and swap["old"].strip().lower() in old.lower():
        at = old.lower().index(swap["old"].strip().lower())
        return old[:at] + swap["new"].strip() + old[at + len(swap["old"].strip()) :]
    number = _PLAIN_NUMBER.match(new)
    if number:
        found = list(_ANY_NUMBER.finditer(old))
        return _put(old, found[0].span(), number[1]) if len(found) == 1 else None
    date, dates = _DATE.fullmatch(new.strip(" .")), list(_DATE.finditer(old))
    if date and len(dates) == 1:
        return _put(old, dates[0].span(), date[0])
    counted = _COUNTED.search(new)
    if counted and len(new.split()) <= 4:
        for one in _COUNTED.finditer(old):
            if one[2].lower().rstrip("s") == counted[2].lower().rstrip("s"):
                return _put(old, one.span(), counted[0])
    for kind in _KINDS:
        fresh, there = kind.search(new), list(kind.finditer(old))
        if fresh and len(there) == 1 and len(new.split()) <= 3:
            return _put(old, there[0].span(), fresh[0])
    return None


def _put(old: str, span: tuple[int, int], new: str) -> str:
    return old[: span[0]] + new + old[span[1] :]
