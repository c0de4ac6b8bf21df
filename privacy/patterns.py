"""Personal data that has a shape: numbers, addresses, handles, references. Regular expressions and their checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from privacy.dates import births, born_beside
from privacy.lexicon import fold, lexicon, words_of
from privacy.places import addresses, schools
from privacy.spelled import spelled
from privacy.vehicles import registrations

Found = tuple[int, int, str]
__all__ = ["FINDERS", "NEED_DIGITS", "births", "born_beside", "kept", "registrations"]

_I = re.IGNORECASE
_EMAIL = re.compile(
    r"[\w.+'-]{1,64}(?:@| @ |\s?\(at\)\s?|\s?\[at\]\s?)[\w-]{1,63}"
    r"(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)[\w-]{2,63}){1,5}"
    r"|\b[\w.+-]{1,64} at (?:gmail|hotmail|outlook|yahoo|icloud|live|btinternet|sky|proton"
    r"|protonmail) dot (?:com|co dot uk|net|me)\b",
    _I,
)
_POSTCODE = re.compile(
    r"(?<![\w£])(?P<out>[a-z]{1,2}\d(?:\d|[a-z])?)[ \-]{0,2}(?P<inw>\d[abd-hjlnp-uw-z]{2})(?!\w)", _I
)
_PHONE = re.compile(
    r"(?<![\w@£$.#])(?:\(?(?:\+|00)\s?44\)?[\s.\-]*(?:\(0\)|0)?|44(?=[\s-]?7)|\(?[0oO](?=\s?[\d(]))(?:[\s.\-–()/]{0,3}[\dO]){9,10}(?!\d)"
    r"(?:\s*,?\s*(?:x|ext\.?|extn\.?|extension)\s*\d{2,5}(?!\d)|/\d{2,4}(?!\d))?"
    r"|(?<![\w£$])\+\s?\d(?:[\s.\-()]{0,2}\d){7,14}(?!\d)"
    r"|(?<![\w£$.#/])7\d{3}[\s-]?\d{3}[\s-]?\d{3}(?!\d)"
)
_PHONE_CUED = re.compile(
    r"\b(?:phone|tel|telephone|mob|mobile|fone|landline|number|num|nmbr|ring|rang|call(?:s|ed)?|text(?:s"
    r"|ed)?|txt|dial|contact|whatsapp)"
    r"(?:\s*(?:is|on|at|him|her|me|us|them|number|no|num|the|his|their|:|=|-|\.)){0,4}\s*"
    r"(?P<n>\d{3}[ -]\d{4}|\d{6,7}|\d{5}[ -]\d{5,6}|\d(?:[ -]?\d){8,11})(?![\d/])",
    _I,
)
_PHONE_END = re.compile(
    r"\b(?:phone|tel|telephone|mob|mobile|fone|number|num|landline)\b\W{0,3}(?:\w+\W+){0,3}?(?:end(?:s|ed|ing)?|finish(?:es|ed|ing)"
    r"|starts?|started|starting|begins?|beginning|last\s+(?:three|four|3|4)(?:\s+digits)?)\W+(?:(?:in|with|are|is|digits)\W+)*"
    r"(?P<n>\d(?:[ -]?\d){1,5})(?!\d)",
    _I,
)
_PHONE_ON = re.compile(r"\bon (?P<n>\d{3}[ -]\d{4})(?![\d/-])", _I)
_EXTENSION = re.compile(r"\b(?:ext|extn|extension)\b\.?\s*(?:no\.?|number|is|:)?\s*(?P<n>\d{2,6})\b", _I)
_CHI = re.compile(r"(?<![\w/.-])(?P<d>\d{2})[ ]?(?P<m>\d{2})[ ]?\d{2}[ \-/]?\d{4}(?![\w/])")
_CHI_CUED = re.compile(r"\bchi\b(?:\s*(?:number|no|num|is|:|=|\.|#|-))*\s*(?P<n>\d(?:[ -]?\d){8,9})(?!\d)", _I)
_NI = re.compile(r"(?<!\w)[a-z]{2}(?:[ -]?\d\d){3}[ -]?[a-z](?!\w)|(?<!\w)[a-z]{2}(?: ?\d){6} ?[a-d](?!\w)", _I)
_NI_CUED = re.compile(
    r"\b(?:ni|nino|national insurance|nat ins)\b(?:\s*(?:number|no|num|is|:|=|\.|#"
    r"|-))*\s*(?P<n>[a-z]{2}(?:[ -]?\d\d){3}(?:[ -]?[a-z])?)(?!\w)",
    _I,
)
_SORT = re.compile(
    r"(?<![\d/-])\d\d[ -]?\d\d[ -]?\d\d(?=\W{1,12}(?:(?:acc|account|a/c|ac)\w*\W{0,4}(?:number|no"
    r"|num)?\W{0,3})?\d{7,8}\b)",
    _I,
)
_BANK_CUED = re.compile(
    r"\b(?:sort\s?code|sort|sc|s/c|account|acct|acc|ac|a/c)\b(?:\s*(?:number|no|num|nr|is|:|=|\.|#"
    r"|-))*\s*(?P<n>\d\d[ .-]?\d\d[ .-]?\d\d(?!\d)|\d{7,8}(?!\d)|\d{4} \d{4}(?!\s?\d))",
    _I,
)
_CARD = re.compile(
    r"(?<![\w-])(?:\d{4}[ -]?){3}\d{4}(?:\d{3})?(?![\w-])|(?<![\w-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\w)"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_HANDLE_AT = re.compile(r"(?<![\w.@/])@[a-z0-9_](?:[\w.\-]{0,38}\w)?", _I)
_HANDLE_HASH = re.compile(r"(?<![\w#])[a-z0-9_][\w.]{1,31}#\d{4}(?!\d)", _I)
_HANDLE_URL = re.compile(
    r"(?:https?://)?(?:www\.)?(?:instagram|tiktok|facebook|fb|snapchat|twitter|x|t|m|youtube|twitch|reddit"
    r"|linkedin)\.(?:com|me|tv)/[^\s<>\"')\]]{2,120}",
    _I,
)
_HANDLE_CUED = re.compile(
    r"\b(?P<cue>snap(?:chat)?|sc|insta(?:gram)?|ig|tik\s?tok|facebook|fb|twitter|telegram|discord|xbox|psn"
    r"|playstation|gamer\s?tag|gamertag|steam|roblox"
    r"|kik|whatsapp|wickr|username|user\s?name|user|handle|screen\s?name|profile|account|tag|add)\b"
    r"(?P<link>(?:\s*(?:name|user|username|handle|is|was|as|:|=|id|account|profile|tag|-|called|under|by"
    r"|\())*)\s*[\"'“‘]?(?P<n>[a-z0-9_][\w.\-]{1,38}\w)",
    _I,
)
_HANDLE_SHAPE = re.compile(
    r"(?<![\w/@.=])(?=[\w.]*[a-z])(?=[\w.]*\d)[a-z0-9.]*[a-z0-9]_+[a-z0-9_.]*[a-z0-9_](?![\w=])", _I
)
# mollz_xo, xXx_Bernie_xXx: joined by an underscore; whisper.w33, kosova.k1ng: a figure inside the part after a dot
_HANDLE_JOINED = re.compile(r"(?<![\w/@.=])[a-z0-9]+(?:[._][a-z0-9]+)*_[a-z0-9]+(?:[._][a-z0-9]+)*(?![\w=/])", _I)
_HANDLE_DOTTED = re.compile(
    r"(?<![\w/@.=-])(?!(?:sec|sect|para|paras|art|fig|page|row|ext|flat|part|step|item|ver)\.)[a-z]{3,}\.(?=[a-z]+\d)"
    r"(?!(?:mp[34]|m4a|h26[45])\b)[a-z0-9]{2,20}(?![\w@./=-])",
    _I,
)
_HANDLE_COLON = re.compile(
    r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik\s?tok|facebook|fb|telegram|discord|username|handle|gamertag)\s*[:=]\s*"
    r"(?P<n>(?:[\w.-]+ ){1,2}\d{1,4})\b(?! ?(?:times|days|hours|weeks|years|pm|am))",
    _I,
)
_HANDLE_NEAR = re.compile(
    r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik\s?tok|facebook|fb|telegram|discord|xbox|psn|kik|online|roblox|fortnite)\b"
    r"[^.\n\d]{0,24}?(?<!\w)(?P<n>(?:[a-z]{3,}[._]?)+\d{1,5}[a-z]{0,3})(?!\w)",
    _I,
)
_REF_OF_DATE = re.compile(
    r"(?<![\w/])(?:[A-Z]{2,3}[-/])?\d{2,6} of (?:\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{1,2}(?:st|nd|rd"
    r"|th)? [A-Z][a-z]+(?: \d{4})?)"
)
_REF_SHAPE = re.compile(
    r"(?<![\w/-])(?:[A-Z]{1,5}[-/ ]?\d{6,8}[-/]\d{2,6}|[A-Z]{1,5}[-/](?!(?:19"
    r"|20)\d\d\b)\d{4,}(?:[-/][A-Z0-9]{1,6}){0,3}|[A-Z]{1,5}[-/]\d{2,}[-/][A-Z0-9]{2,}(?:[-/][A-Z0-9]+)*"
    r"|[A-Z]{2,4}\d{5,10}|\d{3,}[-/][A-Z]{1,4}[-/]\d{2,})(?![\w/-])"
)
# INC/PS/1906/0214, EDN-ASN/5529/23: three groups or more, one of them a number that is no year
_REF_GROUPS = re.compile(r"(?<![\w/-])[A-Z0-9]{2,8}(?:[-/][A-Z0-9]{1,8}){2,5}(?![\w/-])")
_REF_CUED = re.compile(
    r"\b(?:(?:police|crime|incident|case|court|file|log|concern|report|vpd|ivpd|pf|fiscal|job|duty|log|storm|complaint|scra|nrm"
    r"|hospital|patient|nhs|social work|sw|passport|brp|home office|ho"
    r"|upn|urn|scn|candidate|seemis|swift|mosaic|carefirst|eclipse|cris|referral|ticket|stop|unique|id"
    r"|client|hearing|reference|ref|custody|claim|our|your)\s*(?:/|-)?\s*){1,3}"
    r"(?P<link>(?:(?:reference|ref|number|no|num|nr|nbr|id|code|is|was|:|=|#|-"
    r"|\.)\s*)*)(?P<n>[a-z]{0,4}[-/]?\d[\w]*(?:[-/][a-z0-9]+)*|(?-i:[A-Z]{1,4})(?: \d{2,8}){1,3})(?![\w])",
    _I,
)


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) > 10:
            return "0" + digits[len(prefix) :].removeprefix("0")
    return digits


@lru_cache(maxsize=1)
def _kept() -> re.Pattern[str]:
    numbers = sorted(lexicon().helpline_numbers, key=len, reverse=True)
    spaced = [r"[\s.\-]?".join(number) for number in numbers]
    mails = [re.escape(mail) for mail in sorted(lexicon().helpline_mail)]
    return re.compile(
        rf"(?<![\w£+-])(?<!\d[ .-])(?:{'|'.join(mails)}"
        rf"|(?:\+44\s?(?:\(0\))?\s?)?(?:{'|'.join(spaced)}))(?![\w@])(?!-\d)"
        r"(?!(?-i:\s+[A-Z][\w'’]+){1,2}\s+(?:street|st|road|rd|avenue|ave|drive|dr|crescent|cres|terrace|lane|place)\b)",
        _I,
    )


def kept(text: str) -> list[tuple[int, int]]:
    """Helplines: public numbers and addresses that stay."""
    return [match.span() for match in _kept().finditer(text)]


def emails(text: str) -> Iterator[Found]:
    """E-mail addresses, also spelled out."""
    if "@" in text or " at " in text.lower() or "(at)" in text.lower() or "[at]" in text.lower():
        for match in _EMAIL.finditer(text):
            yield (*match.span(), "email")


def postcodes(text: str) -> Iterator[Found]:
    """Full postcodes of areas that exist; "S4 1st" is a school year and an ordinal."""
    for match in _POSTCODE.finditer(text):
        area = re.sub(r"\d.*", "", match["out"].lower())
        inward = match["inw"].lower()
        if (
            area in words_of("shapes.txt", "postcode_areas")
            and inward[1:] not in {"st", "nd", "th", "rd"}
            and inward[1:] not in {"ps", "hr", "yr", "am", "pm"}
        ):
            yield (*match.span(), "postcode")


def phones(text: str) -> Iterator[Found]:
    """Telephone numbers in the shapes used in Britain, and international ones with a plus."""
    for match in _PHONE.finditer(text):
        if _digits(match.group()) not in lexicon().helpline_numbers:
            yield (match.start(), match.end(), "phone")
    for pattern in (_PHONE_CUED, _PHONE_ON, _PHONE_END, _EXTENSION):
        for match in pattern.finditer(text):
            if _digits(match["n"]) not in lexicon().helpline_numbers:
                yield (match.start("n"), match.end("n"), "phone")


def health_and_insurance(text: str) -> Iterator[Found]:
    """CHI and National Insurance numbers."""
    for match in _CHI_CUED.finditer(text):
        yield (match.start("n"), match.end("n"), "chi")
    for match in _CHI.finditer(text):
        if 1 <= int(match["d"]) <= 31 and 1 <= int(match["m"]) <= 12:
            yield (*match.span(), "chi")
    for match in _NI.finditer(text):
        yield (*match.span(), "ni")
    for match in _NI_CUED.finditer(text):
        yield (match.start("n"), match.end("n"), "ni")


def banks(text: str) -> Iterator[Found]:
    """Sort codes, account numbers, cards and IBANs."""
    for match in _SORT.finditer(text):
        yield (*match.span(), "bank")
        rest = re.compile(r"\d{7,8}\b").search(text, match.end())
        if rest:
            yield (*rest.span(), "bank")
    for match in _BANK_CUED.finditer(text):
        yield (match.start("n"), match.end("n"), "bank")
    for pattern in (_CARD, _IBAN):
        for match in pattern.finditer(text):
            if sum(c.isdigit() for c in match.group()) >= 10:
                yield (*match.span(), "bank")


def handles(text: str) -> Iterator[Found]:
    """Names used on social media and games."""
    for pattern in (_HANDLE_URL, _HANDLE_AT, _HANDLE_HASH, _HANDLE_SHAPE, _HANDLE_DOTTED):
        for match in pattern.finditer(text):
            yield (*match.span(), "social_handle")
    for match in _HANDLE_JOINED.finditer(text):
        parts = [fold(part) for part in re.split(r"[._]", match.group()) if part]
        if not all(part.isdigit() or lexicon().is_word(part) for part in parts):
            yield (*match.span(), "social_handle")
    for pattern in (_HANDLE_COLON, _HANDLE_NEAR):
        for match in pattern.finditer(text):
            yield (match.start("n"), match.end("n"), "social_handle")
    for match in _HANDLE_CUED.finditer(text):
        name, link = match["n"], match["link"]
        mixed = bool(re.search(r"\d|_|[a-z]\.[a-z]", name, _I)) and bool(re.search(r"[a-z]", name, _I))
        told = bool(re.search(r"[:=]|\b(?:is|called|under|username|handle|id|name|tag)\b", link, _I))
        plain = fold(name)
        odd = plain not in lexicon().words and plain not in lexicon().domain and plain not in lexicon().places
        years = re.fullmatch(r"\d+(?:st|nd|rd|th|s|am|pm|k|m|x|yo|yr|yrs|hrs?|mins?)", plain)
        if re.search(r"\bas\b", link, _I) and odd and not lexicon().nearly_word(plain):
            told = True
        if (mixed and not years) or (told and odd and not name.isdigit()):
            yield (match.start("n"), match.end("n"), "social_handle")


def references(text: str) -> Iterator[Found]:
    """Case, crime and incident numbers."""
    for pattern in (_REF_OF_DATE, _REF_SHAPE):
        for match in pattern.finditer(text):
            yield (*match.span(), "reference")
    for match in _REF_GROUPS.finditer(text):
        groups = re.split(r"[-/]", match.group())
        counted = any(len(g) > 2 and g.isdigit() and not re.fullmatch(r"(?:19|20)\d\d", g) for g in groups)
        if counted and any(g.isalpha() for g in groups):
            yield (*match.span(), "reference")
    for match in _REF_CUED.finditer(text):
        number, link = match["n"], match["link"]
        digits = sum(c.isdigit() for c in number)
        told = bool(re.search(r"ref|num|no\b|nr|nbr|id|#|:|code", link, _I)) or bool(
            re.search(r"\bref(?:erence)?\W*$", text[match.start() : match.start("n")], _I)
        )
        year = re.fullmatch(r"(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?", number)
        amount = re.fullmatch(
            r"\d+(?:st|nd|rd|th|s|am|pm|k|m|x|yo|yr|yrs|hr|hrs|min|mins|wks?|days?)|\d\d?/\d\d?(?:/\d{2,4})?",
            number,
            _I,
        )
        if amount or number in lexicon().helpline_numbers or (year and not told) or digits < (2 if told else 3):
            continue
        if not told and digits == len(number) and re.match(r"\s+[a-z]{3,}s\b", text[match.end("n") :]):
            continue  # "police 400 officers": a count
        yield (match.start("n"), match.end("n"), "reference")


FINDERS = (
    emails,
    health_and_insurance,
    births,
    banks,
    references,
    phones,
    spelled,
    postcodes,
    registrations,
    handles,
    addresses,
    schools,
)

# Without a figure in the text there is nothing for these to find.
NEED_DIGITS = frozenset({health_and_insurance, banks, references, phones, postcodes, registrations})
