"""The check of a sentence in conversation: finds the sentence in what was typed and tells what the check found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.channels.replies import TEXT, Reply
from guidance.wording import INFERRED, MAX_TEXT, Flag, Wording, check, weighed

_QUOTED: Final = re.compile(r"\"([^\"]+)\"|“([^”]+)”|‘(.+)’(?!\w)|(?<!\w)'(.+)'(?!\w)", re.DOTALL)
_EDGES: Final = " \t\n,.?!:;-–—"
_SHORT: Final = 120  # letters; a longer text is more than a request
_LEAD: Final = re.compile(r"([^:.?!\n]{1,120}?)(?::|[.?!]\s|\n|\s[-–—]\s)")
_ENDING: Final = re.compile(r"(?:[.?!\n]|,)\s*([^.?!\n,]{1,60})[.?!]*\s*$")
_MOST_LOOKS: Final = 5
_MARKDOWN: Final = re.compile(r"[*_`\[\]<>#]")


def reply_to(wording: Wording, message: str, blames: Sequence[Mapping[str, Any]] = ()) -> Reply:
    """The reply to a request for a check; `blames`: how likely each part of it blames the child."""
    sentence = sentence_in(wording, message)
    if not sentence:
        return Reply(kind=TEXT, text=wording.say("no_sentence"))
    flags, spans = weighed(check(sentence), _within(sentence, message, blames))
    looks = [part for start, end in spans if (part := sentence[start:end].strip(_EDGES))][:_MOST_LOOKS]
    parts = [_found(wording, flags)] if flags else []
    if looks:
        parts.append(wording.say("look", parts="\n".join(f"- **{_plain(one)}**" for one in looks)))
    if flags or looks:
        parts.append(wording.say("facts"))
    else:
        parts.append(wording.say("nothing", total=len(wording.terms)))
    if len(sentence) > MAX_TEXT:
        parts.append(wording.say("too_long", max=MAX_TEXT))
    sources = [*dict.fromkeys(key for flag in flags for key in flag.sources), *wording.sources]
    return Reply(kind=TEXT, text="\n\n".join(parts), sources=list(dict.fromkeys(sources)))


def sentence_in(wording: Wording, message: str) -> str:
    """The sentence to check, without the request around it; empty where there is only a request.

    Quotation marks around the whole sentence say "this text", not "these are the child's words", so they go too.
    """
    text = message.strip(_EDGES)
    quoted = _QUOTED.search(text)
    if quoted and _frames(wording, text[: quoted.start()], text[quoted.end() :]):
        return next(group for group in quoted.groups() if group is not None).strip()
    lead = _LEAD.match(text)
    if lead and _asks(wording, lead[1]):
        rest = text[lead.end() :].strip(_EDGES)
        whole = _QUOTED.fullmatch(rest)
        return _without_ending(wording, next(filter(None, whole.groups())) if whole else rest)
    rest = _without_opening(wording, text)
    if rest != text and not _is_sentence(wording, rest):
        return ""
    return _without_ending(wording, rest)


def _frames(wording: Wording, head: str, tail: str) -> bool:
    """Whether what stands around a quotation only asks about it."""
    head, tail = head.strip(_EDGES), tail.strip(_EDGES)
    if not head and not tail:
        return True
    asked_after = bool(tail) and len(tail) < _SHORT and _asks(wording, tail)
    asked_before = len(head) < _SHORT and _asks(wording, head) and not _ends_in_speech(wording, head)
    return (asked_after and not _ends_in_speech(wording, head)) or (asked_before and not tail)


def _asks(wording: Wording, text: str) -> bool:
    return any(request.regex.search(text) for request in wording.requests)


def _ends_in_speech(wording: Wording, head: str) -> bool:
    words = " ".join(head.split()[-3:])  # "told me that"
    return any(pattern.regex.search(words) for pattern in wording.speech)


def _is_sentence(wording: Wording, text: str) -> bool:
    """Whether something to check is left, or only the rest of a request ("... for my report")."""
    return bool(check(text)) or any(pattern.regex.search(text) for pattern in wording.subjects)


def _without_opening(wording: Wording, text: str) -> str:
    """The text without requests at its beginning."""
    before = ""
    while text != before:
        before = text
        for request in wording.requests:
            if match := request.regex.match(text):
                text = text[match.end() :].strip(_EDGES)
    return text


def _without_ending(wording: Wording, text: str) -> str:
    """The text without a last short sentence that asks about it."""
    ending = _ENDING.search(text)
    if ending and _asks(wording, ending[1]) and not check(ending[1]):
        return text[: ending.start()].strip()
    return text.strip()


def _found(wording: Wording, flags: list[Flag]) -> str:
    by_term: dict[str, list[Flag]] = {}
    for flag in flags:
        by_term.setdefault(flag.term_id, []).append(flag)
    lines = []
    for same in by_term.values():
        phrases = "**, **".join(dict.fromkeys(_plain(flag.matched) for flag in same))
        either = f" {wording.say('either')} "
        instead = either.join(p if p[0].isupper() else f'"{p}"' for p in same[0].instead)
        line = wording.say("phrase", phrase=phrases, why=same[0].why, instead=instead)
        if same[0].confidence == INFERRED and not same[0].sources:
            line += f" {wording.say('inferred')}"
        lines.append(f"- {line}")
    total = len(flags)
    head = wording.say("found_one" if total == 1 else "found_several", total=total)
    return "\n\n".join([head, "\n".join(lines)])


def _within(sentence: str, message: str, blames: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a message as parts of its sentence."""
    at = message.find(sentence)
    cut = [{**one, "start": max(one["start"] - at, 0), "end": min(one["end"] - at, len(sentence))} for one in blames]
    return [one for one in cut if at >= 0 and one["start"] < one["end"]]


def _plain(phrase: str) -> str:
    """A phrase of the user's without letters that a door would take for formatting."""
    return " ".join(_MARKDOWN.sub(" ", phrase).split())
