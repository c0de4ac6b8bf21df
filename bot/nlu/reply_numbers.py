"""Replies that name items: several answers at once, changes, and going somewhere."""

from __future__ import annotations

import re

VALUES = {
    "in_progress": r"in progress|partly|partially|started|ongoing|working on it|half",
    "unsure": r"not sure|unsure|don't know|dunno|unknown|maybe|no idea|unclear|dinnae ken",
    "yes": r"yes|yep|yeah|aye|y|true|ticked|tick",
    "no": r"no|nope|naw|nah|n|none|false|nothing",
}
_VALUE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in VALUES.items())
_ANY_VALUE = "|".join(VALUES.values())
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
]
_CARDINALS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
]
_NAMED = r"(?:question|number|item|no\.?|nr|indicator|row|point|q|#)\s*"
_LIST = r"\d+(?:(?:\s*(?:,|and|&|or|to|-)\s*|\s+)\d+)*"
_PAIR = re.compile(
    rf"(?:{_NAMED}s?\s*)?(?P<list>{_LIST})\s*(?:are|is|was|were|=|:|all|both|-|\.|a|to be|for)*\s*"
    rf"(?P<value>{_ANY_VALUE})(?![\w'])"
)
_VALUE_FIRST = re.compile(
    rf"(?<![\w'])(?P<value>{_ANY_VALUE})\s+(?:to|for|on|in|at|about|with)\s+"
    rf"(?:{_NAMED}|questions|numbers|items|both)*\s*(?P<list>{_LIST})(?!\s*(?:times|weeks?|months?|years?))"
)
_REST_NAME = (
    r"(?:(?:all )?(?:of )?(?:the )?(?:rest|others?|remaining(?: ones| questions)?|remainder)"
    r"(?: of them| of it)?|"
    r"everything(?: else)?|(?<!at )(?:all|every one|each)(?: (?:of )?(?:them|these|those|it|"
    r"the others))?|any of (?:the others|them|these))"
)
_REST = (
    re.compile(
        rf"(?<![\w']){_REST_NAME}\s*(?:are|is|can be|should be|a)?\s*(?:all|just)?\s*"
        rf"(?:a )?(?P<value>{_ANY_VALUE})(?![\w'])"
    ),
    re.compile(rf"(?<![\w'])(?P<value>{_ANY_VALUE})\s+(?:to|for|on|in|at)?\s*{_REST_NAME}(?![\w'])"),
)
_CHANGE_TO = re.compile(
    r"(?:change|switch|set|make|put|mark|turn|swap|alter|amend|correct|update|edit|move|record)\b.{1,60}?"
    rf"\b(?:to|as|a|an|down as|be|into|=)?\s*(?:a |an )?(?P<value>{_ANY_VALUE})(?: instead| please| now)?$"
)
_SHOULD_BE = re.compile(
    r"(?:should(?:'ve| have)? (?:be|been|read|say)|(?:was|is|were) (?:meant|supposed) to (?:be|say)|"
    rf"is (?:really|actually)|(?:ought|needs) to be|wants to be)\s+(?:a |"
    rf"an )?(?P<value>{_ANY_VALUE})(?![\w'])"
)
_ACTUALLY = re.compile(
    rf"(?:actually|sorry|oops|wait)\b.{{0,20}}\b(?:last|previous|first|{_NAMED}\d+|\w+) (?:one|wan|"
    rf"question|answer)? ?"
    rf"(?:is|was|are) (?:a |actually |really )?(?P<value>{_ANY_VALUE})$"
)
_MEANT = re.compile(
    rf"\bi (?:meant|mean|should have (?:said|put)|wanted to (?:say|put)) (?:a |to say |"
    rf"to put )?(?P<value>{_ANY_VALUE})(?![\w'])"
)
_CHANGE = re.compile(
    r"^(?:change|edit|correct|amend|alter|fix|redo|modify|update|adjust|revise)"
    r"(?: (?:my|the|an|that|this|one|it|a|of|on|previous|last|earlier|answers?|response|question|"
    r"number|item|\d+|one|first|second|third))+$|"
    r"^(?:change|edit|correct|amend|alter|fix|redo|modify|revise) (?:my |the )?(?:answer|response|"
    r"one|question|item|number)\b.{0,40}$|"
    r"\b(?:got|answered|put|made) .{0,25}\b(?:wrong|incorrectly|mistake|error)\b.{0,30}$|"
    rf"^(?:the )?(?:last|previous|first|{_NAMED}\d+|that|my)\b.{{0,25}}\b(?:is|was) (?:wrong|"
    rf"incorrect|a mistake|not right)$|"
    r"^(?:i )?(?:made|there's|there is) (?:a|an) (?:mistake|error)\b"
)
_GO = re.compile(
    rf"^(?:go|jump|skip|take me|move|return|come|back|forward|bring me|get|head|switch)(?: (?:back|"
    rf"on|forward|straight|over))*(?: to| tae)? (?:the )?(?:{_NAMED})?(?P<number>\d+)$|"
    rf"^(?:can (?:we|i) )?(?:do|see|answer|show(?: me)?|open|try) (?:{_NAMED})(?P<number2>\d+)"
    rf"(?: (?:first|next|now|again))*$|"
    rf"^(?:question|number|item|indicator|row)\s*(?P<number3>\d+)$"
)
_GO_NAMED = re.compile(
    r"^(?:go|jump|skip|take me|move|return|bring me)(?: (?:back|on|forward|straight))*(?: to| tae) (?:the )?"
    r"(?:one|question|item|wan|bit|part|row|indicator)s? (?:about|on|for|aboot|with) .+|"
    r"^(?:go|jump|skip|take me|move|return|bring me)(?: (?:back|on|forward|straight))*(?: to| tae) (?:the )?"
    r"(?!last|previous|next|summary|start|end|beginning|one before)(?!\w+ (?:last|previous|one))"
    r"\w+(?: \w+){0,3} (?:question|one|item|wan|bit|indicator)$"
)


def value_of(text: str) -> str | None:
    """The answer a word or two stand for."""
    match = re.fullmatch(_VALUE, text.strip())
    return match.lastgroup if match else None


def several(text: str, items: int) -> tuple[list[dict[str, object]], str | None]:
    """Answers to named items and the answer to all the others, from a plain text."""
    rest = None
    for pattern in _REST:
        match = pattern.search(text)
        if match:
            rest = value_of(match["value"])
            text = text[: match.start()] + " " + text[match.end() :]
            break
    answers: dict[int, str] = {}
    for pattern in (_VALUE_FIRST, _PAIR):
        for match in pattern.finditer(text):
            value = value_of(match["value"])
            for number in _numbers(match["list"]):
                if 1 <= number <= items and value:
                    answers.setdefault(number, value)
        text = pattern.sub(" ", text)
    # What is not used up must be little, or numbers in a description would count as items.
    left = re.sub(r"\b(?:and|are|is|to|the|questions?|numbers?|items?|all|but|then|of|on|for|a)\b|[\W_]", " ", text)
    if len(left.split()) > 2:
        return [], None
    found: list[dict[str, object]] = [{"item": number, "value": answers[number]} for number in sorted(answers)]
    return found, rest


def change(text: str) -> tuple[bool, str | None]:
    """Whether a plain text asks to change an answer, and into what."""
    for pattern in (_CHANGE_TO, _SHOULD_BE, _ACTUALLY, _MEANT):
        match = pattern.search(text)
        if match and (pattern is not _CHANGE_TO or match.start() <= 25):
            return True, value_of(match["value"])
    return bool(_CHANGE.search(text)), None


def goto(text: str) -> tuple[bool, int | None]:
    """Whether a plain text asks to go to an item, and its number if it has one."""
    match = _GO.match(text)
    if match:
        return True, int(match["number"] or match["number2"] or match["number3"])
    return bool(_GO_NAMED.match(text)), None


def item_named(text: str, current: int | None) -> int | None:
    """The item a plain text points at by number, ordinal or 'the last one'."""
    match = re.search(rf"(?:{_NAMED})(\d+)\b", text) or re.search(r"\b(\d{1,2})\b", text)
    if match:
        return int(match[1])
    match = re.search(rf"\b(?:{_NAMED})({'|'.join(_CARDINALS)})\b", text)
    if match:
        return _CARDINALS.index(match[1]) + 1
    match = re.search(rf"\b({'|'.join(_ORDINALS)})\b", text)
    if match:
        return _ORDINALS.index(match[1]) + 1
    if current and re.search(r"\b(?:last|previous|that|it)\b", text):
        return current
    return None


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r",|and|&|or|(?<=\d)\s+(?=\d)", text):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 30:
            found.extend(range(ends[0], ends[1] + 1))
        else:
            found.extend(ends)
    return found
