"""What a clause does where its form alone decides: a bare answer, a plain command, a fixed turn of speech."""

from __future__ import annotations

import re
from typing import Final

from bot.nlu.clauses import last_answer
from bot.nlu.reply_words import load_words
from bot.nlu.sentences import words
from guidance.timescales import is_time_only

COMMANDS: Final = {
    "restart": "restart", "discard": "discard", "finish": "finish", "explain": "explain", "skip": "skip",
    "back": "back", "summary": "summary", "pause": "pause", "stop": "pause", "resume": "resume",
}  # fmt: skip
_WHERE: Final = re.compile(r"\bwhere (?:was|were|am|are|did) (?:i|we|ah)\b")
_OF_A_TOOL: Final = re.compile(r"\b(?:screening|tool|form|questions|questionnaire)\b")
# Commands with an object, and turns of speech that mean one thing wherever they stand
_NOUN = r"(?:row|number|no\.|question|comment|note|bit|entry|line|one|first|second|third|last|wan|yin|\d+)"
_BY_FORM: Final = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        (
            "resume",
            r"\W*(?:ok |okay |right |well |so |aye |yes )*(?:let'?s|let us|can (?:we|i)|could (?:we|i)|i'?ll|"
            r"we'?ll|shall we|i want to|want to|time to|gonnae|gonna|ready to|back to) (?:now )?(?:(?:finish|"
            r"complete|do)(?: off)? (?:the|this|that|my|off) ?(?:rest of )?(?:the )?(?:form|tool|screening|"
            r"questions|questionnaire|rest)|the (?:form|tool|screening|questions))\b.{0,20}",
        ),
        ("undo", r"\W*(?:please |can you |oops |sorry )*(?:undo|undae)\b.{0,30}"),
        (
            "read_row",
            rf"\W*(?:so |and )?(?:what|whit|whats|what's)\b.{{0,25}}\b(?:have|huv|did|do|is|got|written|put|"
            rf"down)\b.{{0,25}}\b(?:for|under|on|at|about|fur)\b.{{0,20}}\b{_NOUN}\b.{{0,12}}",
        ),
        (
            "delete",
            r"\W*(?:please |can you |could you |now |just )*(?:delete|remove|take out|take oot|scrub|scrap|get "
            r"rid of|bin|erase|rub out|strike|cut)\b.{0,30}\b(?:comment|note|bit|remark|line|entry|that|it|"
            r"(?:what|everything|all) (?:that )?i (?:put|said|wrote|typed))\b.{0,60}",
        ),
        (
            "add",
            rf"\W*(?:please |can you |could you |also |and )*(?:add|put|pit|note|record|write|"
            rf"stick)\b.{{0,25}}\b(?:to|on|under|for|in|fur)\b.{{0,12}}\b{_NOUN}\b.{{0,20}}?(?::| that | he | "
            rf"she | they | his | her ).+",
        ),
        ("add", rf"\W*(?:please |can you |also |and )*(?:add|note)\b\s*{_NOUN}?\s*\d*\s*(?::|that)\s*.+"),
        (
            "replace",
            r"\W*(?:no |sorry |soz |actually |wait |oops |please |yes |aye |ok |correction:? )*(?:make (?:that|it)|"
            r"change (?:that|it) to|it should (?:be|say|have been)|that should (?:be|say|read|have been)|amend "
            r"to)\b(?!.*\b(?:yes|no|not sure|unsure)\b).{1,60}",
        ),
        (
            "replace",
            r"\W*(?:please |can you |could you |no |oh |sorry )*(?:(?:replace|overwrite|swap) (?:the|my|that) "
            r"(?:comment|note|text|words|entry)\b.{0,30}\b(?:with|for)|"
            r"change (?:the|my|that) (?:comment|note|text|words|entry)\b.{0,30}?(?:\bto\b|:))\W.+",
        ),
        (
            "repair",
            r".*\b(?:(?:not|no|isnae|isn't) what (?:i|ah) (?:meant|mean|asked|was asking|am asking|'m asking|"
            r"im asking|said|want|wanted)|didn'?t answer|never answered|misunderst\w+|you got (?:me|that) wrong)\b.*",
        ),
        (
            "aside",
            r"\W*(?:(?:eh|oh|och|um+|er+|well|sorry|oops|aye|no)\W+)?"
            r"(?:hang on|haud on|hold on|wait(?: a (?:sec|minute|bit|wee minute))?|one (?:sec|second|minute|"
            r"moment)|(?:just )?(?:gie|give) (?:me|us)(?: just)? (?:a|an|one|two|five|ten|\d+)(?: wee| more)? "
            r"(?:sec|second|minute|min|mo|moment|tick)s?|back in a (?:sec|second|minute|min|moment|tick|bit)|"
            r"wan sec|(?:just )?a (?:sec|minute|moment)|brb|bear with me|stand by|wait one)\W*",
        ),
        (
            "none_to_add",
            r"\W*(?:no(?:thing|pe)?|none|nuthin|naw)?\W*(?:nothing|no(?:thing)?) (?:else|more|further|to add|"
            r"to say|mair)\b.{0,30}",
        ),
    )
)


def form_of(text: str, context: str) -> str | None:
    """What a clause does where its form alone decides: a bare answer, a plain command, nothing to add."""
    lexicon = load_words()
    if context == "emergency":
        return "resume" if lexicon.command(text, ["resume"]) else None
    for label, pattern in _BY_FORM:
        if (pattern.fullmatch(text.strip()) and not text.strip().endswith("?")) or (
            label == "read_row" and pattern.fullmatch(text.strip(" ?"))
        ):
            return label
    if context == "comment" and any(lexicon.nothing_to_add.fullmatch(form) for form in lexicon.forms(text)):
        return "none_to_add"
    if context in ("item", "comment") and is_time_only(text):
        return "evidence"
    if _WHERE.search(text.lower()) and len(words(text)) <= (12 if _OF_A_TOOL.search(text.lower()) else 7):
        return "where"
    answer = last_answer(text)
    if answer and not text.strip().endswith("?"):
        return answer
    command = lexicon.command(text, list(COMMANDS))
    return COMMANDS[command] if command else None
