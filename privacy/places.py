"""Street addresses and school names: shapes made of ordinary words, so every hit is checked against the word lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.lexicon import fold, lexicon

_I = re.IGNORECASE
_LONG = (
    r"street|road|avenue|drive|crescent|lane|place|terrace|gardens|court|close|square|grove|wynd|loan|brae|quadrant|vennel|circus|mews|parade|quay"
    r"|cottages?|drove|neuk|pend|loaning|steading"
)
_WEAK = r"way|row|walk|park|gate|green|hill|bank|view|rise|path|circle|house|farm|lodge|towers?|point|wharf|bridge|end|field|mount|side"
_SHORT = r"st|rd|ave|av|dr|cres|ln|pl|terr?|gdns|ct|sq|gr|cl|quad"
_FLAT = r"(?:(?:flat|flt|apartment|apt|unit|room|no\.?|number)\s*(?:\d[\da-z/.\-]{0,5}|[a-d]\b)\s*,?\s*(?:at\s+)?)?"
_STREET = re.compile(
    rf"(?<![\w£/.]){_FLAT}\d{{1,4}}[a-z]?(?:\s?[/\-]\s?\d{{1,3}}[a-z]?)?\s*,?\s+(?P<words>(?:[a-z][a-z'’.\-]*\s+){{1,4}}?)(?P<type>{_LONG}|{_WEAK}|{_SHORT})\b\.?"
    r"(?P<town>(?-i:,\s*[A-Z][a-z]+))?",
    _I,
)
_FLAT_ONLY = re.compile(r"\b(?:flat|flt|apartment|apt)\s+\d{1,3}\s?(?:/\s?\d{1,3}|[a-d]\b)", _I)
_CUE = r"(?:lives?|lived|living|lvs|stays?|stayed|staying|bides|biding|address(?:es)?|addy|resid\w+|moved|moving|placed|based|home|house|flat|door)"
_NO_NUMBER = re.compile(
    rf"\b{_CUE}\b\s*(?:is|:|=|was)?\s*(?:(?:with|in|on|at|to|of|over|up|down|near|aff|from|his|her|their|the|now|[a-z]+)\s+){{0,4}}?"
    rf"(?:in|on|at|to|is|of|:|off)\s+(?P<words>(?:[a-z][a-z'’\-]+\s+){{1,3}}?)(?P<type>{_LONG}|(?:rd|ave|cres|terr?|gdns))\b",
    _I,
)
_NAMED_HOUSE = re.compile(rf"\b{_CUE}\b\s*(?:is|:|at|in)*\s+(?P<words>(?:[A-Z][a-z'’]+\s+){{1,3}})(?P<type>Cottage|House|Farm|Lodge|Villa|Croft|Court|Towers?)\b")
_FUNCTION = frozenset(
    "a an the in on at of to for from by with and or but is are was were has have had been be who that this these those which when where while if so not no any all some every"
    " same other their his her our my your its it he she they we you i there here into onto over under about after before since between until during against more most less"
    " people person persons child children boy boys girl girls men women man woman young youths kids lads times days weeks months years hours minutes police reports report"
    " incidents yes row rows item items indicator question row then than as up down out off near outside inside across along around one two three four five six seven eight nine ten"
    " went go goes going gone walked seen saw found left came put use used block moved drove took said says lived live lives stays stay".split()
)
_GENERIC = frozenset(
    "the a an his her their our my your this that new old same local another other any every each some one two no high main busy first next back front dead public private secure"
    " side cross whole long quiet parking near nearby nearest in on at to".split()
)


def _good_words(words: str) -> list[str] | None:
    parts = [fold(word) for word in words.split()]
    return None if any(part in _FUNCTION for part in parts) else parts


def addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Street addresses with a number, and streets without one where somebody lives."""
    for match in _STREET.finditer(text):
        parts = _good_words(re.sub(r"^The\s", "X", match["words"]) if match["type"][:1].isupper() else match["words"])
        if parts is None:
            continue
        kind = match["type"].lower()
        capital = match["words"].split()[0][:1].isupper() and match["type"][:1].isupper()
        strong = re.fullmatch(_LONG, kind) is not None
        cued = re.search(rf"\b(?:{_CUE}|at)\W+(?:\w+\W+){{0,3}}$", text[max(0, match.start() - 40) : match.start()], _I) is not None
        odd = any(part not in lexicon().words for part in parts)
        if capital or cued or (strong and (odd or parts[0] in {"high", "main", "church", "station", "park", "queen", "victoria"})):
            town = match.start("town") if match["town"] else -1
            keep_town = town >= 0 and fold(match["town"].strip(" ,")) not in lexicon().places
            yield (match.start(), town if keep_town else match.end(), "address")
    for match in _FLAT_ONLY.finditer(text):
        yield (*match.span(), "address")
    for match in _NO_NUMBER.finditer(text):
        parts = _good_words(match["words"])
        if parts and parts[0] not in _GENERIC:
            yield (match.start("words"), match.end(), "address")
    for match in _NAMED_HOUSE.finditer(text):
        if match.group("words").split()[0].lower() not in _GENERIC:
            yield (match.start("words"), match.end(), "address")


_KIND = r"primary|high|academy|secondary|nursery|grammar|juniors?|infants?|gaelic\s+medium|rc\s+(?:primary|high|secondary)|asn|special|community\s+(?:high|campus)|campus|elementary|ps|hs"
_SAINT = re.compile(
    rf"\b(?:st|saint|ste)\.?\s+(?P<who>[a-z]+['’]?s?(?:\s+(?:and|&)\s+[a-z]+['’]?s?|\s+of\s+[a-z]+)?)\s+(?:r\.?c\.?\s+)?(?:{_KIND})(?:\s+school)?\b", _I
)
_LADY = re.compile(rf"\b(?:our\s+lady(?:['’]s)?|holy\s+(?:rood|cross|family)|sacred\s+heart|notre\s+dame)(?:\s+of\s+[a-z]+)?\s+(?:r\.?c\.?\s+)?(?:{_KIND})(?:\s+school)?\b", _I)
_SCHOOL = re.compile(rf"(?<![\w'’-])(?P<words>(?:[a-z][a-z'’.\-]+\s+){{1,3}}?)(?P<kind>{_KIND}|school)(?P<school>\s+school)?\b(?!\s+(?:court|street|risk|level|levels|care|school|alert|road|rates?|number|priority|end|harm|support|volume))", _I)
_NOT_SCHOOL = _GENERIC | frozenset(
    "and or of for from with at after before about into is was are has have had been be he she they we who which when where if but so not still because since until by as than"
    " police fire army catering further education social training national scottish boarding residential special secondary primary high nursery grammar independent mainstream"
    " catholic denominational faith rc community former previous current feeder associated virtual own big wee s1 s2 s3 s4 s5 s6 attends attend goes go going left leaves started"
    " starts finished at skips skipping miss missing misses missed during through between summer sunday night day post pre per out whole small large rural urban state very quite"
    " too so really getting running feeling riding sky risk all is as how that it us me them you him every high extra after-school nor only like via visit visits visited contact"
    " contacted ask asked told phone phoned tell called says said talk email emailed speak spoke see saw from guidance scotland's england's glasgow's edinburgh's".split()
)


def schools(text: str) -> Iterator[tuple[int, int, str]]:
    """Named schools. "The academy", "her primary" and "High Court" stay."""
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
            if low in _NOT_SCHOOL or low in lexicon().never_alone or low.endswith("'s") or len(low) < 3:
                break
            listed = low in lexicon().places or low not in lexicon().words
            if not (word[:1].isupper() and (match["kind"][:1].isupper() or listed) or (listed and not lexicon().is_word(low))):
                break
            if kind == "school" and not word[:1].isupper():
                break
            start = index
        if start == len(words) or (kind in {"special", "asn", "campus"} and not match["kind"][:1].isupper() and not clear):
            continue
        yield (match.start("words") + words[start].start(), match.end(), "school")
