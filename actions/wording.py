"""The check of a sentence in conversation: finds the sentence in what was typed and tells what the check found."""

from __future__ import annotations

import re
from typing import Final

from rasa_sdk import Tracker

from actions.base import Events, GuideAction
from bot.channels.replies import TEXT, Reply
from guidance.wording import INFERRED, MAX_TEXT, Flag, Wording, check, load_wording

_QUOTED: Final = re.compile(r"\"([^\"]+)\"|“([^”]+)”|‘(.+)’(?!\w)|(?<!\w)'(.+)'(?!\w)", re.DOTALL)
_EDGES: Final = " \t\n,.?!:;-–—"  # noqa: RUF001
_MARKDOWN: Final = re.compile(r"[*_`\[\]<>#]")


class CheckWordingAction(GuideAction):
    """Points at phrases that blame or label a child; never rewrites a sentence."""

    def __init__(self) -> None:
        self.wording = load_wording()

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_check_wording"

    def act(self, tracker: Tracker) -> tuple[list[Reply], Events]:
        """What the check says about the latest message; changes nothing."""
        message = str((tracker.latest_message or {}).get("text") or "")
        return [reply_to(self.wording, message)], []


def reply_to(wording: Wording, message: str) -> Reply:
    """The reply to a request for a check."""
    sentence = sentence_in(wording, message)
    if not sentence:
        return Reply(kind=TEXT, text=wording.say("no_sentence"))
    flags = check(sentence)
    parts = [_found(wording, flags)] if flags else [wording.say("nothing", total=len(wording.terms))]
    if len(sentence) > MAX_TEXT:
        parts.append(wording.say("too_long", max=MAX_TEXT))
    sources = [*dict.fromkeys(key for flag in flags for key in flag.sources), *wording.sources]
    return Reply(kind=TEXT, text="\n\n".join(parts), sources=list(dict.fromkeys(sources)))


def sentence_in(wording: Wording, message: str) -> str:
    """The sentence to check, without the request around it; empty where there is only a request.

    Quotation marks around the whole sentence say "this text", not "these are the child's words", so they go too.
    """
    rest = _without_request(wording, message)
    quoted = _QUOTED.search(rest)
    if quoted and not _without_request(wording, f"{rest[: quoted.start()]} {rest[quoted.end() :]}"):
        return next(group for group in quoted.groups() if group is not None).strip()
    return rest


def _without_request(wording: Wording, message: str) -> str:
    """The message without the requests at its beginning and end."""
    text, before = message.strip(_EDGES), ""
    while text != before:
        before = text
        for request in wording.requests:
            for match in request.regex.finditer(text):
                head, tail = text[: match.start()].strip(_EDGES), text[match.end() :].strip(_EDGES)
                if not head:
                    text = tail
                    break
                if not tail and re.search(r"[,.?!:;\n\"”’'–-]\s*$", text[: match.start()]):  # noqa: RUF001
                    text = head
                    break
    return text


def _found(wording: Wording, flags: list[Flag]) -> str:
    by_term: dict[str, list[Flag]] = {}
    for flag in flags:
        by_term.setdefault(flag.term_id, []).append(flag)
    lines = []
    for same in by_term.values():
        phrases = "**, **".join(dict.fromkeys(_plain(flag.matched) for flag in same))
        either = f" {wording.say('either')} "
        instead = either.join(f'"{pattern}"' for pattern in same[0].instead)
        line = wording.say("phrase", phrase=phrases, why=same[0].why, instead=instead)
        if same[0].confidence == INFERRED and not same[0].sources:
            line += f" {wording.say('inferred')}"
        lines.append(f"- {line}")
    total = len(flags)
    head = wording.say("found_one" if total == 1 else "found_several", total=total)
    return "\n\n".join([head, "\n".join(lines), wording.say("facts")])


def _plain(phrase: str) -> str:
    """A phrase of the user's without letters that a door would take for formatting."""
    return " ".join(_MARKDOWN.sub(" ", phrase).split())
