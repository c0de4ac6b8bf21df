"""What a message means while a questionnaire is open: an answer, a command, or neither.

Commands count only when the message is essentially the command; a comment that contains
'skip' stays a comment. What is neither (a question, a greeting) is left to the classifier.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.nlu import reply_numbers
from bot.nlu.labels import OUTSIDE
from bot.nlu.reply import INTENTS, NO_HINT, Hint, Reply
from bot.nlu.reply_guess import LONGEST_COMMAND, as_guessed, before, guessed_command, of_stage
from bot.nlu.reply_wording import ALL_WELL, FIRST_PERSON_DOUBT, NOTHING_SEEN, TELLS, is_question
from bot.nlu.reply_words import Words, load_words, plain
from bot.nlu.sentences import tidy, words

# Commands about the tool as a whole; their words also occur in 'pause' and 'stop', so they are looked for first.
FIRST = ("restart", "discard", "finish", "explain")
DISAGREES = re.compile(
    r"(?:no |well |actually |sorry |but )*(?:i|we)(?:'d| would)? (?:really )?"
    r"(?:disagree|see (?:it|this|that) (?:very )?differently|take a different view|think (?:this|that) is wrong|"
    r"(?:don't|do not|dinnae|can't|cannot) (?:agree|accept|see it that way))|"
    r"(?:that|this|the) (?:suggestion|pathway|route|result|outcome)? ?"
    r"(?:is|isn't|is not|'s) (?:wrong|not right|not the right|off|right)\b"
)
CHOICES = {"yes_no", "progress"}
# From here on the topic classifier's other intents (repeat, more, start another tool) go before a guess.
SURELY_OTHER = 0.8
# What is that surely about something else is no description of a sign.
OFF_SUBJECT = 0.6
# From here on the classifier is right more often than the word lists (on examples kept from it: 2 to 1).
SURE = 0.75
# How sure the classifier must be of what the word lists do not know; a comment is more easily mistaken for a command.
GUESSED_COMMAND, GUESSED_COMMAND_IN_COMMENT = 0.5, 0.6
GUESSED_QUESTION = 0.6
# What a wording like 'never seen' weighs against the classifier's shares.
WORDING_VOTE = 0.25


def interpret(
    text: str,
    asked: Mapping[str, Any],
    hint: Hint = NO_HINT,
    guess: Mapping[str, float] | None = None,
) -> Reply | None:
    """The reply a message is, or None if it is something else.

    Args:
        text: the message.
        asked: what is open, as the door hands it over (`asked`, `answer_type`, `item`, `items`).
        hint: the topic classifier's reading, which breaks ties.
        guess: the reply classifier's shares, for what the word lists leave open.
    """
    lexicon, shares = load_words(), guess or {}
    stage, kind = str(asked.get("asked") or "item"), str(asked.get("answer_type") or "yes_no")
    if not words(text):
        return _emoji(text, lexicon)
    whole = None if stage == "confirm" else lexicon.command(text, FIRST[:2] if stage == "paused" else FIRST)
    if whole:
        return Reply(whole)
    if stage == "review" and DISAGREES.match(plain(text)):
        return Reply("disagree", evidence=tidy(text))
    if stage == "paused":
        return Reply("resume") if lexicon.command(text, ["resume"]) else _command(text, lexicon, stage)
    if stage == "confirm":
        return _confirmed(text, lexicon)
    if stage == "comment" and any(lexicon.nothing_to_add.fullmatch(f) for f in lexicon.forms(text)):
        return Reply("skip")
    if stage == "comment" and any(lexicon.timescales.fullmatch(f) for f in lexicon.forms(text)):
        return Reply("comment", evidence=tidy(text))
    decided = _named(text, asked, lexicon, stage, kind) or _command(text, lexicon, stage)
    if decided:
        return decided
    if lexicon.command(text, ["resume"]):
        return Reply("skip" if stage == "comment" else "resume")
    if _is_other(hint) and hint.confidence >= SURELY_OTHER and len(words(text)) <= LONGEST_COMMAND:
        return None
    telling = stage in ("comment", "context") or kind == "free_text"
    shares = of_stage(shares, telling)
    answer = None if telling else _answer(text, lexicon, kind)
    if answer and not answer.evidence and not is_question(text):
        return answer
    surely = max(shares, key=lambda name: shares[name]) if shares else ""
    if shares.get(surely, 0.0) >= SURE and kind in ("yes_no", "free_text"):
        return as_guessed(surely, text, asked, answer)
    if is_question(text):
        asks_for = guessed_command(text, asked, shares, GUESSED_COMMAND_IN_COMMENT)
        return asks_for or (answer if answer and not answer.evidence else None)
    command = guessed_command(text, asked, shares, GUESSED_COMMAND_IN_COMMENT if telling else GUESSED_COMMAND)
    if command:
        return command
    if shares.get("question", 0.0) >= GUESSED_QUESTION:
        return None if telling else answer
    if telling:
        return None if stage == "review" or _is_other(hint) else Reply("comment", evidence=tidy(text))
    if answer or stage == "review":
        return answer
    return _statement(text, kind, hint, shares)


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


def _named(text: str, asked: Mapping[str, Any], lexicon: Words, stage: str, kind: str) -> Reply | None:
    """Replies that name an item or several."""
    forms = lexicon.forms(text)
    items = int(asked.get("items") or 0)
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
            return Reply("change", item=reply_numbers.item_named(form, before(asked)), value=value)
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


def _statement(text: str, kind: str, hint: Hint, shares: Mapping[str, float]) -> Reply | None:
    """A description without yes or no: what was seen counts as yes, kept as evidence."""
    if _is_other(hint) or (hint.intent == OUTSIDE and hint.confidence >= OFF_SUBJECT):
        return None
    told = tidy(text)
    lowered = plain(text)
    if hint.topic_sure and len(lowered.split()) <= 4 and not TELLS.search(lowered):
        return None
    votes = {label: shares.get(label, 0.0) for label in ("yes", "no", "unsure")}
    if FIRST_PERSON_DOUBT.search(lowered):
        votes["unsure"] += WORDING_VOTE
    elif NOTHING_SEEN.search(lowered) or ALL_WELL.search(lowered):
        votes["no"] += WORDING_VOTE
    elif not shares and not TELLS.search(lowered) and len(lowered.split()) < 3:
        return None
    label = max(votes, key=lambda name: votes[name])
    if kind == "progress" and label == "yes":
        label = "in_progress"
    return Reply(label, evidence=told)
