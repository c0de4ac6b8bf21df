"""What a message means while a questionnaire is open: an answer, a command, or neither.

Commands count only when the message is essentially the command; a comment that contains
'skip' stays a comment. What is neither (a question, a greeting) is left to the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.nlu import reply_numbers
from bot.nlu.reply_words import Words, load_words, plain
from bot.nlu.sentences import tidy, words

INTENTS = {
    "yes": "inform_affirm",
    "no": "inform_deny",
    "unsure": "inform_unsure",
    "in_progress": "inform_in_progress",
    "skip": "skip",
    "back": "go_back",
    "pause": "pause",
    "resume": "resume",
    "stop": "stop",
    "change": "change_answer",
    "summary": "show_summary",
    "comment": "inform_comment",
    "goto": "goto_item",
    "several": "inform_several",
}
CHOICES = {"yes_no", "progress"}
_ASKS = re.compile(
    r"^(?:(?:sorry|but|and|so|hang on|hold on|wait|ok|okay|quick question|question|eh|um|right|"
    r"also|actually|well)[, ]+)*(?:"
    r"(?:what|whit|whats|what's)(?! (?:i|we|he|she|they|mum|staff) (?!mean|do\b|did|need|should|"
    r"can|put|write|have to))|"
    r"(?:who|whose|why|how)(?!ever)(?! knows)|"
    r"(?:when|where|which|whaur)\b.{0,30}?\b(?:is|are|do|does|did|should|can|would|will|was|were|"
    r"count|counts)\b(?! (?:not|n't))(?=.*\?|$| (?:i|we|you|it|this|that|they|the|a|my))|"
    r"(?:do|does|did|is|are|was|were|can|could|should|would|will|may|must|has|have|am|shall) "
    r"(?:i|we|you|ye|it|this|that|these|those|they|he|she|there|the|a|an|his|her|my|anyone|"
    r"someone|anybody|any|just|being|having)\b|"
    r"(?:explain|define|describe|clarify|remind me|tell me|show me|give me|any examples?|"
    r"an example|examples?|meaning|help me|i don't (?:understand|get)|i dinnae (?:understand|get)|"
    r"not sure what (?:you|that|this|is)|don't know what (?:you|that|this) means?)\b)"
)
_FIRST_PERSON_DOUBT = re.compile(
    r"\b(?:i|we|ah)(?:'m| am|'re| are)? (?:really |honestly |just )?(?:not sure|unsure|no sure|"
    r"don't know|dinnae ken|do not know|haven't (?:asked|checked|met|spoken)|"
    r"hivnae|can't say|couldn't say|cannot say|cannae say|wouldn't know|not certain)|"
    r"\b(?:i've|i have|we've|we have) only (?:known|met|seen|worked|had)|\b(?:rumours?|"
    r"unconfirmed|not been confirmed|nobody has confirmed|no one has confirmed)\b|"
    r"^(?:it|he|she|they|this|that|there) (?:might|may|could)(?: well)? (?:have|be)\b|\b(?:might|"
    r"may) have been\b|\bneed to (?:check|ask)\b"
)
_NOTHING_SEEN = re.compile(
    r"\b(?:no|never|not|nothing|nobody|no one|none|without|nae|n't|\w+n't|\w+nae)\b(?:\s+\w+'?\w*){0,5}?\s+"
    r"(?:seen|saw|noticed|observed|noted|reported|aware|changed?|changes|different|concern\w*|"
    r"charged|charges|picked|lifted|arrested|stopped by|trouble|"
    r"injur\w+|bruis\w+|marks?|signs?|evidence|missing|happened|happen|new|mention\w*|hurt|"
    r"anything|any|incidents?|reports?|issues?|problems?|worr\w+|suggest\w*|"
    r"indicat\w+|applies|apply|allegations?|unusual|contact with|involve\w*|links?|gifts|expensive)\b"
)
_ALL_WELL = re.compile(
    r"\b(?:is|are|was|has been|have been|been|'s|seems?|looks?|remains?|stays?) (?:\w+ )?"
    r"(?:fine|good|great|normal|settled|well|happy|okay|ok|stable|the same|unchanged|as usual|"
    r"excellent|clean|steady)\b"
)
_TELLS = re.compile(
    r"\b(?:he|she|they|him|her|his|their|them|mum|mother|dad|father|gran|staff|teacher|school|"
    r"police|carer|sister|brother|worker|"
    r"we|i|child|boy|girl|lad|lassie|young person|yp|wean|was|were|has|had|been|seen|found|came|"
    r"went|told|said|got|\d+|"
    r"once|twice|times|since|last|yesterday|week|weeks|month|months|night|nights|days?|recently|"
    r"always|often|new|several|two|three|four|five)\b"
)


@dataclass(frozen=True)
class Reply:
    """A reply to what is asked; `evidence` is the text when it says more than the answer."""

    label: str
    item: int | None = None
    value: str | None = None
    evidence: str | None = None
    answers: list[dict[str, object]] = field(default_factory=list)
    rest: str | None = None

    @property
    def intent(self) -> str:
        """The intent that stands for the label."""
        return INTENTS[self.label]

    def as_dict(self) -> dict[str, Any]:
        """As it is handed to the questionnaire."""
        return dict(vars(self))


@dataclass(frozen=True)
class Hint:
    """What the topic classifier made of the same message."""

    intent: str = ""
    confidence: float = 0.0
    topic_sure: bool = False


NO_HINT = Hint()


def interpret(text: str, asked: Mapping[str, Any], hint: Hint = NO_HINT) -> Reply | None:
    """The reply a message is, or None if it is something else.

    Args:
        text: the message.
        asked: what is open, as the door hands it over (`asked`, `answer_type`, `item`, `items`).
        hint: the topic classifier's reading, which breaks ties.
    """
    lexicon = load_words()
    stage, kind = str(asked.get("asked") or "item"), str(asked.get("answer_type") or "yes_no")
    if not words(text):
        return _emoji(text, lexicon)
    if stage == "paused":
        return Reply("resume") if lexicon.command(text, ["resume"]) else _command(text, lexicon, stage)
    if stage == "confirm":
        return _confirmed(text, lexicon)
    if stage == "comment" and any(lexicon.nothing_to_add.fullmatch(f) for f in lexicon.forms(text)):
        return Reply("skip")
    named = _named(text, asked, lexicon, stage, kind)
    if named:
        return named
    command = _command(text, lexicon, stage)
    # 'pass' and '?' are in both lists; as a command they say more.
    if command:
        return command
    telling = stage in ("comment", "context") or kind == "free_text"
    if is_question(text):
        answered = None if telling else _answer(text, lexicon, kind)
        return answered if answered and not answered.evidence else None
    if telling:
        return None if stage == "review" or _is_other(hint) else Reply("comment", evidence=tidy(text))
    answer = _answer(text, lexicon, kind)
    if answer or stage == "review":
        return answer
    return _statement(text, kind, hint)


def is_question(text: str) -> bool:
    """Whether a message asks something rather than telling."""
    lowered = tidy(text).lower()
    return bool(_ASKS.search(lowered)) or lowered.rstrip(" .!").endswith("?")


def _emoji(text: str, lexicon: Words) -> Reply | None:
    for label, signs in lexicon.emoji.items():
        if any(sign in text for sign in signs) or (label == "unsure" and "?" in text):
            return Reply(label)
    return None


def _command(text: str, lexicon: Words, stage: str) -> Reply | None:
    names = ["skip", "back", "summary", "pause", "stop"]
    if stage == "paused":
        names = ["summary", "stop"]
    name = lexicon.command(text, names)
    return Reply(name) if name else None


def _confirmed(text: str, lexicon: Words) -> Reply | None:
    for form in lexicon.forms(text):
        for label in ("no", "yes"):
            if lexicon.confirm[label].match(form) or lexicon.alone[label].fullmatch(form):
                return Reply(label)
    answer = _answer(text, lexicon, "yes_no")
    return Reply(answer.label) if answer else None


def _named(
    text: str, asked: Mapping[str, Any], lexicon: Words, stage: str, kind: str
) -> Reply | None:
    """Replies that name an item or several."""
    forms = lexicon.forms(text)
    item, items = asked.get("item"), int(asked.get("items") or 0)
    for form in forms:
        found, number = reply_numbers.goto(form)
        if found and (number is None or not items or number <= items):
            return Reply("goto", item=number)
    if kind in CHOICES and stage != "context":
        answers, rest = reply_numbers.several(forms[0], items or 99)
        if answers or rest:
            return Reply("several", answers=answers, rest=rest)
    if len(words(text)) > 14 or (is_question(text) and not re.match(r"^(?:can|could|may)\b", forms[0])):
        return None
    for form in forms:
        wanted, value = reply_numbers.change(form)
        if wanted:
            before = item - 1 if item and item > 1 and stage == "item" else item
            return Reply("change", item=reply_numbers.item_named(form, before), value=value)
    return None


def _answer(text: str, lexicon: Words, kind: str) -> Reply | None:
    """An answer that opens with yes, no, not sure or the like."""
    best: tuple[int, str, str] | None = None
    forms = lexicon.forms(text)
    for form in forms:
        for label, pattern in lexicon.alone.items():
            if pattern.fullmatch(form):
                return Reply(label)
        groups = [lexicon.answers]
        if kind == "progress":
            groups.append(lexicon.progress)
        for group in groups:
            for label, pattern in group.items():
                match = pattern.match(form)
                if match is None or (label == "in_progress" and kind != "progress"):
                    continue
                if best is None or match.end() > best[0]:
                    best = (match.end(), label, form[match.end() :].strip())
        if best:
            break
    if best is None:
        return None
    rest = lexicon.core(best[2]) if best[2] else ""
    bare = not rest or _says_no_more(rest, best[1], lexicon, kind)
    return Reply(best[1], evidence=None if bare else tidy(text))


def _says_no_more(rest: str, label: str, lexicon: Words, kind: str) -> bool:
    """Whether what follows the answer only repeats it ('no, thankfully not')."""
    if len(rest.split()) > 6:
        return False
    for group in (lexicon.alone, lexicon.answers):
        match = group[label].match(rest) if label in group else None
        if match and not rest[match.end() :].strip():
            return True
    return bool(
        re.fullmatch(
            r"(?:to |for |about |of |on )?(?:that|this|it|these|those|all|any|him|her|them|so|there|too|"
            r"either|indeed)?(?: (?:one|wan|question|child|yet|at all|too|either))*|"
            r"(?:thankfully|unfortunately|sadly|luckily|fortunately|really|sir|miss|mate|pal|please|thanks)",
            rest,
        )
    )


def _is_other(hint: Hint) -> bool:
    """Whether the classifier is sure that the message is something else altogether."""
    other = hint.intent not in {"ask", "out_of_scope", "nlu_fallback", "", *INTENTS.values()}
    return other and hint.confidence >= 0.7


def _statement(text: str, kind: str, hint: Hint) -> Reply | None:
    """A description without yes or no: what was seen counts as yes, kept as evidence."""
    if _is_other(hint):
        return None
    told = tidy(text)
    lowered = plain(text)
    if hint.topic_sure and len(lowered.split()) <= 4 and not _TELLS.search(lowered):
        return None
    if _FIRST_PERSON_DOUBT.search(lowered):
        return Reply("unsure", evidence=told)
    if _NOTHING_SEEN.search(lowered) or _ALL_WELL.search(lowered):
        return Reply("no", evidence=told)
    if not _TELLS.search(lowered) and len(lowered.split()) < 3:
        return None
    return Reply("in_progress" if kind == "progress" else "yes", evidence=told)
