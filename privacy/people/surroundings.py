"""A message read word by word: what stands before and after each word."""

from __future__ import annotations

import re
from collections.abc import Callable

from privacy.lexicon import lexicon
from privacy.people.words import Token, cues, tokens_of

_NOT_NAME_END = (
    "ing",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ity",
    "ally",
    "ised",
    "ized",
    "ology",
    "ative",
    "ably",
)
_AGED = re.compile(
    r"['’]?s?,? \(?(?:(?:is |who is )?in )?[PS][1-7]\b"
    r"|['’]?s?[ ,]*\(?(?:aged? )?(?:is |was |,? ?just turned |turned )?(?:[5-9]|1\d)(?:\)|,| ?(?:yo|yrs?|years?)\b|$)"
)
_JOINED = re.compile(r"\.?[ \u00a0]+['\"“‘]?|:\s?|\s?=\s?")
_LINKED = re.compile(r"[ \u00a0]+|['’]?s? +")


class Surroundings:
    """The words of one message with their neighbours.

    Args:
        text: the message.
        taken: stretches that are something else already.
        remembered: tells whether a word was a name earlier in the conversation.
    """

    def __init__(self, text: str, taken: list[tuple[int, int]], remembered: Callable[[str], bool]) -> None:
        self.text = text
        self.lex = lexicon()
        self.cue = cues()
        self.remembered = remembered
        self.tokens = tokens_of(text, taken, self.lex)
        letters = [t for t in self.tokens if len(t.text) > 3 and not t.taken]
        raised = sum(t.shape in "TU" for t in letters)
        self.shouting = len(letters) > 2 and sum(t.shape == "U" for t in letters) > 0.7 * len(letters)
        self.heading = len(letters) > 3 and raised > 0.7 * len(letters)

    def _at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def _before(self, i: int) -> str:
        """The word before, if only a space (or a title's full stop) stands between."""
        return self.tokens[i - 1].low if i > 0 and _JOINED.fullmatch(self.tokens[i].gap) else ""

    def _after(self, i: int) -> str:
        """The word after, if only a space (or a possessive) stands between."""
        if i + 1 >= len(self.tokens):
            return ""
        nxt = self.tokens[i + 1]
        if nxt.gap != " " and not _LINKED.fullmatch(nxt.gap):
            return ""
        return nxt.low + "'s" if nxt.possessive and not nxt.tier else nxt.low

    def _tail(self, i: int) -> str:
        return self.text[self.tokens[i].end : self.tokens[i].end + 16]

    def _aged(self, i: int) -> bool:
        """Whether an age or a school year follows."""
        return _AGED.match(self._tail(i)) is not None and "row" not in self._before(i)

    def _capital(self, token: Token) -> bool:
        return token.shape in ("T", "X") and not self.shouting

    def _unknown(self, token: Token) -> bool:
        """Whether no list but those of names knows the word."""
        if token.unknown is None:
            token.unknown = self._is_unknown(token)
        return token.unknown

    def _is_unknown(self, token: Token) -> bool:
        low = token.low
        lex = self.lex
        if (
            len(low) < 3
            or ("'" in low and low[:2] not in ("o'", "d'", "l'"))
            or low in self.cue["ranks"]
            or low in lex.domain
            or low in lex.places
            or low in lex.never_alone
            or lex.is_word(low)
        ):
            return False
        if token.shape == "U" and (len(low) < 5 or low in lex.acronyms) and not self.shouting:
            return False
        return not (low.endswith(_NOT_NAME_END) and low not in lex.surnames and low not in lex.given)

    def _organisation(self, i: int) -> bool:
        nxt = self._at(i + 1)
        after = self._after(i)
        named = after in self.cue["orgnouns"] and nxt is not None and (self._capital(nxt) or not self.tokens[i].tier)
        return named or (self._before(i) in self.cue["orgbefore"] and self.tokens[i - 1].shape != "l")
