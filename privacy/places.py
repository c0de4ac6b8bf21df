"""Street addresses and school names: shapes made of ordinary words, so every hit is checked against the word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.lexicon import fold, lexicon, words_of

_I = re.IGNORECASE
_LONG = (
    r"street|road|avenue|drive|crescent|lane|place|terrace|gardens|court|close|square|grove|wynd|loan|brae"
    r"|quadrant|vennel|circus|mews|parade|quay|knowe"
    r"|cottages?|drove|neuk|pend|loaning|steadings?"
)
_WEAK = (
    r"way|row|walk|park|gate|green|hill|bank|view|rise|path|circle|house|farm|lodge|towers?|point|wharf"
    r"|bridge|end|field|mount|side"
)
_SHORT = r"st|rd|ave|av|dr|cres|ln|pl|terr?|gdns|crt|ct|sq|gr|cl|quad"
_FLOOR = r"(?:top|ground|first|second|third|fourth|fifth|basement|\d(?:st|nd|rd|th))"
_PART = r"(?:flat|flt|apartment|apt|unit|room|block|house(?=\s+n)|no\.?|number|house\s+(?:no\.?|number))"
# What may stand before a street's number: a floor, "3F1,", "2/1", "Block 4, Flat 2,"
_FLAT = (
    rf"(?:{_FLOOR}\s+(?:floor\s*(?:flat|left|right)?|flat|left|right)\s*,?\s+|\d[a-z]{{1,2}}\d{{1,2}}\s*,\s*"
    r"|[PGBT]F\d?\s*,\s*|\d{1,2}/\d{1,2}\s*,?\s+)?"
    rf"(?:{_PART}\s*(?:\d[\da-z/.\-]{{0,5}}|[a-d]\b)\s*,?\s*(?:at\s+)?){{0,2}}"
)
_STREET = re.compile(
    rf"(?<![\w£/.]){_FLAT}\d{{1,4}}[a-z]?(?:\s?[/\-]\s?\d{{1,3}}[a-z]?)?\s*,?\s+(?P<words>(?:[a-z][a-z'’.\-]*\s+){{1,4}}?)(?P<type>{_LONG}|{_WEAK}|{_SHORT})\b\.?(?:\s(?:{_LONG})\b)?(?:\s(?:west|east|north|south)\b)?"
    rf"(?:,?\s*\(?(?:flat|flt|apt|apartment|unit)\s+\d[\da-z/]{{0,4}}\)?|,\s*{_FLOOR}\s+floor(?:\s+(?:left|right|flat))?)?"
    r"(?P<town>(?-i:,\s*[A-Z][a-z]+)|,?\s+[a-z]{3,})?",
    _I,
)
_BEFORE_STREET = re.compile(
    r"(?:(?-i:[A-Z])[\w'’]+\s+){1,3}(?:(?:children|young people|kid)['’]?s?['’]?\s+)?(?:house|unit|home"
    r"|hostel|lodge|cottage|court|farm),\s*$",
    _I,
)
_FLAT_ONLY = re.compile(r"\b(?:flat|flt|apartment|apt)\s+\d{1,3}\s?(?:/\s?\d{1,3}|[a-d]\b)", _I)
_CUE = (
    r"(?:lives?|lived|living|lvs|stays?|stayed|staying|bides|biding|address(?:es)?|addy|resid\w+|moved"
    r"|moving|placed|based|home|house|flat|door)"
)
_NO_NUMBER = re.compile(
    rf"\b{_CUE}\b\s*(?:is|:|=|was)?\s*(?:(?:with|in|on|at|to|of|over|up|down|near|aff|from|his|her|their|the"
    rf"|now|[a-z]+)\s+){{0,4}}?"
    rf"(?:in|on|at|to|is|of|:|off)\s+(?P<words>(?:[a-z][a-z'’\-]+\s+){{1,3}}?)(?P<type>{_LONG}|(?:rd|ave"
    rf"|cres|terr?|gdns)|(?-i:Way|Row|Walk|Gate|Green|Hill|Bank|View|Rise|Path|Park))\b",
    _I,
)
_UNIT_OF = re.compile(
    r"\b(?:unit|room|flat|block|apartment)\s+\d{1,3}[a-z]?\s*,\s*(?:flat\s+\d{1,3}\s*,\s*)?(?-i:(?:[A-Z][a-z'’]+\s?){1,3})",
    _I,
)
_FURTHER = re.compile(
    r",\s*(?P<place>[A-Z][a-z'’]{2,})(?![\w'’]| [A-Z])|,?\s+[A-Z]{1,2}\d{1,2}(?![\w'’])(?!\s?\d[A-Za-z]{2}\b)"
)
_HOUSE_STREET = re.compile(
    r"(?<!\w)(?:[A-Z][a-z'’]+\s+){1,2}(?:Cottage|House|Farm|Lodge|Villa|Croft|Court|Tower),\s+(?:\d{1,3}[a-z]?\s+)?"
    rf"(?:[A-Z][a-z'’]+\s+){{1,3}}(?i:{_LONG})\b"
)
_ONE_WORD = re.compile(
    r"(?:\b(?:lives?|lived|living|stays?|stayed|staying|bides|biding|address|flat|house|number|door)\b(?:\s+(?:is|at|in"
    r"|on|number|no))*|\b(?:top|ground)\s+(?:floor\s+)?flat,)[\s:]+(?P<a>\d{1,3}[a-d]?,?\s+(?-i:[A-Z])(?P<w>[a-z]{3,}))"
    r"(?![\w'’])(?!\s+(?-i:[A-Z]))",
    _I,
)
_NAMED_HOUSE = re.compile(
    rf"\b{_CUE}\b\s*(?:is|:|at|in)*\s+(?P<words>(?:[A-Z][a-z'’]+\s+){{1,3}})(?P<type>Cottage|House|Farm"
    rf"|Lodge|Villa|Croft|Court|Towers?)\b"
)

_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a\s+)?hundred(?:\s+and)?)"
_ONES = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen)"
)
_SAID_STREET = re.compile(
    rf"\b(?:{_TENS}(?:[ -]{_TENS})?(?:[ -]{_ONES})?|{_ONES})\s+"
    rf"(?P<words>(?:[a-z][a-z'’\-]+\s+){{1,2}}?)(?:{_LONG}|{_WEAK})\b",
    _I,
)
_HOUSEHOLD = (
    r"(?:neighbours?|residents?|folk|family|people|boys|lads|girls|man|men|woman|wifie|tenant|house|door|lives?|lived"
    r"|living|stays?|stayed|staying|bides?|biding)"
)
_IN = r"(?:(?:over |up |across )?at|in|from|fae|frae|of)"
_AT_NUMBER = re.compile(
    rf"\b(?:{_HOUSEHOLD}\s+(?:is\s+)?(?:{_IN}\s+)?"
    rf"|(?:mrs?|ms|miss)\.?\s+[\w'’\-\[\]]+(?:\s\d\])?,?\s+(?:\(|{_IN}\s+)"
    r"|(?:opposite|outside|across from|next to|next door to)\s+)"
    r"(?P<n>(?:no\.?|number|nr\.?)\s?\d{1,3}[a-z]?)(?![\w/-]|\s+(?-i:[A-Z]))",
    _I,
)
_NUMBER_ACROSS = re.compile(
    r"\b(?P<n>(?:no\.?|number)\s?\d{1,3}[a-z]?)(?=,?\s+(?:opposite|across (?:from|the)|next door|up the street))", _I
)


def _list(title: str) -> frozenset[str]:
    return words_of("shapes.txt", title)


def _good_words(words: str) -> list[str] | None:
    parts = [fold(word) for word in words.split()]
    return None if any(part in _list("street_words") for part in parts) else parts


def _further(text: str, end: int) -> int:
    """Where an address ends that goes on with a village, a town, a county or the first half of a postcode."""
    for _ in range(3):
        match = _FURTHER.match(text, end)
        if match is None:
            break
        low = fold(match["place"] or "")
        if low and low not in lexicon().places and (lexicon().is_word(low) or low in lexicon().given):
            break
        end = match.end()
    return end


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Street addresses with a number, and streets without one where somebody lives."""
    for match in _STREET.finditer(text):
        parts = _good_words(re.sub(r"^The\s", "X", match["words"]) if match["type"][:1].isupper() else match["words"])
        if parts is None:
            continue
        kind = match["type"].lower()
        capital = match["words"].split()[0][:1].isupper() and match["type"][:1].isupper()
        strong = re.fullmatch(_LONG, kind) is not None
        cued = (
            re.search(rf"\b(?:{_CUE}|at)\W+(?:\w+\W+){{0,3}}$", text[max(0, match.start() - 40) : match.start()], _I)
            is not None
        )
        odd = any(part not in lexicon().words for part in parts)
        if (
            capital
            or cued
            or (strong and (odd or parts[0] in {"high", "main", "church", "station", "park", "queen", "victoria"}))
        ):
            town = match.start("town") if match["town"] else -1
            # The town of an address goes with it; another word after the comma does not.
            name = fold(match["town"].strip(" ,")) if match["town"] else ""
            keep_town = town >= 0 and name not in lexicon().places
            house = _BEFORE_STREET.search(text[max(0, match.start() - 60) : match.start()])
            start = match.start()
            if house and house.group()[:1].isupper():
                start -= len(house.group())
            yield (start, _further(text, town if keep_town else match.end()), "address")
    for pattern in (_HOUSE_STREET, _UNIT_OF):
        for match in pattern.finditer(text):
            yield (match.start(), _further(text, match.start() + len(match.group().rstrip())), "address")
    for match in _SAID_STREET.finditer(text):
        parts = _good_words(match["words"])
        if parts and not all(lexicon().is_word(part) for part in parts):
            yield (match.start(), _further(text, match.end()), "address")
    for pattern in (_AT_NUMBER, _NUMBER_ACROSS):
        for match in pattern.finditer(text):
            yield (match.start("n"), match.end("n"), "address")
    for match in _FLAT_ONLY.finditer(text):
        yield (*match.span(), "address")
    for match in _NO_NUMBER.finditer(text):
        parts = _good_words(match["words"])
        if parts and parts[0] not in _list("generic"):
            yield (match.start("words"), match.end(), "address")
    for match in _ONE_WORD.finditer(text):
        if not lexicon().is_word(fold(text[match.start("w") - 1 : match.end("w")])):
            yield (match.start("a"), match.end("a"), "address")
    for match in _NAMED_HOUSE.finditer(text):
        if match.group("words").split()[0].lower() not in _list("generic"):
            yield (match.start("words"), match.end(), "address")


_KIND = (
    r"primary|high|academy|secondary|nursery|elc|early\s+years\s+centre|grammar|juniors?|infants?|gaelic\s+medium|rc\s+(?:primary"
    r"|high|secondary)|asn|special|community\s+(?:high|campus)|campus|elementary|ps|hs"
)
_HINT = re.compile(rf"\b(?:{_KIND}|school)\b", _I)
_SAINT = re.compile(
    rf"\b(?:st|saint|ste)\.?\s+(?P<who>[a-z]+['’]?s?(?:\s+(?:and|&)\s+[a-z]+['’]?s?"
    rf"|\s+of(?:\s+the)?\s+[a-z]+)?)\s+(?:r\.?c\.?\s+)?(?:{_KIND})(?:\s+school)?\b",
    _I,
)
_LADY = re.compile(
    rf"\b(?:our\s+lady(?:['’]s)?|holy\s+(?:rood|cross|family)|sacred\s+heart"
    rf"|notre\s+dame)(?:\s+of\s+[a-z]+)?\s+(?:r\.?c\.?\s+)?(?:{_KIND})(?:\s+school)?\b",
    _I,
)
_SCHOOL = re.compile(
    rf"(?<![\w'’-])(?P<words>(?:[a-z][a-z'’.\-]+\s+){{1,3}}?)(?P<kind>{_KIND}"
    rf"|school)(?P<school>\s+school)?\b(?!\s+(?:court|street|risk|level|levels|care|school|alert|road|rates?"
    rf"|number|priority|end|harm|support|volume))",
    _I,
)


def schools(text: str) -> Iterator[tuple[int, int, str]]:
    """Named schools. "The academy", "her primary" and "High Court" stay."""
    if not _HINT.search(text):
        return
    for pattern in (_SAINT, _LADY):
        for match in pattern.finditer(text):
            yield (*match.span(), "school")
    for match in _SCHOOL.finditer(text):
        words = list(re.finditer(r"\S+", match["words"]))
        start = len(words)
        kind = fold(match["kind"])
        clear = bool(match["school"]) or kind in {"academy", "school"}
        for index in range(len(words) - 1, -1, -1):
            word = words[index].group()
            low = fold(word).rstrip(".")
            if (
                low in _list("school_words")
                or low in _list("generic")
                or low in lexicon().never_alone
                or low.endswith("'s")
                or len(low) < 3
                or (kind in {"hs", "ps"} and not match["kind"].isupper() and low in lexicon().given)
            ):
                break
            listed = low in lexicon().places or low not in lexicon().words
            if not (
                (word[:1].isupper() and (match["kind"][:1].isupper() or listed))
                or (listed and not lexicon().is_word(low))
            ):
                break
            if kind == "school" and not word[:1].isupper():
                break
            start = index
        if start == len(words) or (
            kind in {"special", "asn", "campus"} and not match["kind"][:1].isupper() and not clear
        ):
            continue
        yield (match.start("words") + words[start].start(), match.end(), "school")
