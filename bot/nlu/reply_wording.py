"""Wordings that tell a question from a description."""

from __future__ import annotations

import re

from bot.nlu.sentences import tidy

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
TELLS = re.compile(
    r"\b(?:he|she|they|him|her|his|their|them|mum|mother|dad|father|gran|staff|teacher|school|"
    r"police|carer|sister|brother|worker|"
    r"we|i|child|boy|girl|lad|lassie|young person|yp|wean|was|were|has|had|been|seen|found|came|"
    r"went|told|said|got|\d+|"
    r"once|twice|times|since|last|yesterday|week|weeks|month|months|night|nights|days?|recently|"
    r"always|often|new|several|two|three|four|five)\b"
)


def is_question(text: str) -> bool:
    """Whether a message asks something rather than telling."""
    lowered = tidy(text).lower()
    return bool(_ASKS.search(lowered)) or lowered.rstrip(" .!").endswith("?")
