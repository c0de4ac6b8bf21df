"""Names that the grammar of the sentence gives away: "is Hope at risk", "Rose is scared", "grace keeps running".

A word such as Hope, Will or April is a name where a person stands: as the subject of a verb that only a person can do,
or after an auxiliary, where no common noun could carry a capital letter.
"""

from __future__ import annotations

import re

from privacy.lexicon import lists
from privacy.people.uncued import Uncued

_RELATION = (
    r"(?:brother|sister|friend|pal|mate|cousin|son|daughter|boyfriend|girlfriend|partner|pupil|client|best|older|younger"
    r"|wee|big|mum|dad|uncle|aunt)"
)
_AT = re.compile(
    r"\s+(?:at (?:risk|school|home|college|work|the|his|her|my|our)"
    r"|in (?:[SP]\d|my|our|his|her|the|care|foster|a|trouble)"
    r"|on (?:the|a|his|her|bail|remand|our|my)|with (?:a|an|the|his|her|my|older|some|him|them|us)"
    r"|from (?:social|school)|not (?:at|in|been|safe|eating|sleeping|\w+ing)\b|being |\w+ing\b"
    r"|a (?:boy|girl|pupil|child|young|victim|friend|looked|lovely|very|really|bit|good|quiet|member)|an? \d"
    rf"|(?:my|our|his|her|their) {_RELATION}"
    r"|the (?:one|boy|girl|lad|oldest|eldest|youngest|main|older|younger|child|victim|mum|dad)"
    r"|very |so |really |still |always |never |only |just |now |too |\d)"
)
_ENDS = re.compile(r"\s*(?:[,.;!?)]|$)")
_OPENERS = frozenset(["and", "but", "because", "when", "that", "if", "then", "so", "since", "cos", "cause", "where"])
_THOUGHT = frozenset(
    ["think", "thinks", "thought", "believe", "know", "knows", "suspect", "sure", "says", "said", "heard"]
)
_TALKED = frozenset(
    [
        "spoke to",
        "talk to",
        "talked to",
        "talking to",
        "spoken to",
        "speak to",
        "speaking to",
        "worried about",
        "worry about",
        "concerned about",
        "concerns about",
        "chat with",
        "chatted to",
        "met with",
        "meeting with",
        "concern about",
        "worries about",
        "information about",
        "report about",
        "referral for",
        "scared of",
    ]
)
_LATER = frozenset(
    [
        "yesterday",
        "today",
        "again",
        "this",
        "last",
        "on",
        "at",
        "and",
        "about",
        "because",
        "but",
        "when",
        "who",
        "he",
        "she",
        "earlier",
        "tomorrow",
        "after",
        "before",
        "as",
        "since",
        "cos",
        "in",
    ]
)


class Grammar(Uncued):
    """Decides by the part a word plays in its sentence."""

    def _seed(self, i: int) -> bool:
        return not self._something_else(i) and (super()._seed(i) or self._plays_a_person(i))

    def _something_else(self, i: int) -> bool:
        """Dundee, Angus and Fife; on Harris; the river Tay; charlie, where drugs are spoken of."""
        token, words, places = self.tokens[i], lists("grammar.txt"), self.lex.places
        before, after = self._before(i), self._at(i + 1)
        if before in words["waters"] or (before == "on" and token.low in words["islands"] and self._capital(token)):
            return True
        if token.low in words["months"] and (
            before in words["monthbefore"]
            or re.search(r"\d(?:st|nd|rd|th)? $", self.text[max(0, token.start - 5) : token.start])
        ):
            return True  # since Jan, 4 Jan
        if token.low in places and i > 0 and self.tokens[i - 1].low in places and token.gap.strip() == ",":
            following = self._at(i + 2)
            return after is None or (after.low in ("and", "or") and following is not None and following.low in places)
        return (
            token.shape == "l"
            and token.low in words["drugnames"]
            and any(other.low in words["drugs"] for other in self.tokens)
        )

    def _plays_a_person(self, i: int) -> bool:
        token = self.tokens[i]
        if not len(token.low) >= 2 or token.low in lists("grammar.txt")["notsubject"]:
            return token.low == "an" and self._capital(token) and self._after(i) in ("was", "has", "is")
        if self._organisation(i) or self._before(i) in self.cue["determiners"] or token.low in self.cue["people"]:
            return False
        if token.low in self.cue["kin"]:
            return False
        if self.shouting:
            return token.tier in ("mostly", "place") and self._stands_alone(i)
        if token.shape == "U":
            return token.tier in ("mostly", "place") and len(token.low) > 3 and self._stands_alone(i)
        if token.tier and self._has_kin(i):
            return True
        if self._capital(token):
            return not self.heading and (self._capital_person(i) or self._capital_pair(i) or self._capital_pair(i - 2))
        return bool(token.tier) and self._lower_person(i)

    def _has_kin(self, i: int) -> bool:
        """Hope's mum, at the start or not."""
        kin = self._after(i) in self.cue["kin"]
        return self.tokens[i].possessive and kin and self.tokens[i].low not in self.cue["kin"]

    def _capital_pair(self, i: int) -> bool:
        """Hope and Faith are in the unit."""
        if i < 0 or i + 3 >= len(self.tokens):
            return False
        first, link, second = self.tokens[i : i + 3]
        named = all(
            t.tier in ("mostly", "word", "never", "pure") and self._capital(t) and len(t.low) > 3
            for t in (first, second)
        )
        months = lists("grammar.txt")["months"]
        if link.low != "and" or not named or first.low in months or second.low in months:
            return False
        return self._after(i + 2) in ("are", "were", "have", "share", "both", "keep", "went", "came")

    def _stands_alone(self, i: int) -> bool:
        """All in capitals, so that only the neighbours count."""
        words = lists("grammar.txt")
        before, after = self._before(i), self._after(i)
        return (
            after in words["finite"] or after in ("is", "was", "has") or (before in words["aux"] and i > 0)
        ) and before not in self.cue["placeprep"]

    def _capital_person(self, i: int) -> bool:
        token, lex = self.tokens[i], self.lex
        words = lists("grammar.txt")
        before, after = self._before(i), self._after(i)
        listed = bool(token.tier)
        surname = token.low in lex.surnames and token.low not in lex.places and token.low not in lex.domain
        if not listed and not surname and not self._unknown(token):
            return False
        if surname and self._aged(i):
            return True
        initial = self._at(i + 1)
        if listed and initial is not None and initial.gap == " " and re.fullmatch("[B-HJ-Z]", initial.text):
            return not self.heading and token.tier != "never"
        if token.opens or before in _OPENERS:
            return self._subject(i, listed)
        month = token.low in words["months"]
        if not listed or (token.tier == "place" and not self._subject(i, listed)):
            return False
        if token.low == "will" and before == "can":
            return False  # a will in law
        if before in words["aux"] and self._clause_start(i - 1):
            return not month or self._predicate(self._rest(i))
        two = f"{self.tokens[i - 2].low} {before}" if i > 1 else ""
        if two == "update on" or before in ("re", "regarding"):
            return not month and (after in _LATER or _ENDS.match(self._tail(i)) is not None)
        if two in _TALKED or before in ("about", "met", "told", "saw"):
            return (
                (not month or token.low in ("summer", "april", "june", "may"))
                and (after in _LATER or _ENDS.match(self._tail(i)) is not None)
                and not (month and before == "about" and re.match(r"\s*(?:20|\d)", self._tail(i)) is not None)
            )
        return False

    def _clause_start(self, i: int) -> bool:
        """Whether an auxiliary opens its clause: a question."""
        return (
            i == 0
            or self.tokens[i].opens
            or self.tokens[i - 1].low
            in (*_OPENERS, "how", "what", "why", "where", "who", "like", "or", "not", "know", "whether")
        )

    def _rest(self, i: int) -> str:
        return self.text[self.tokens[i].end : self.tokens[i].end + 40]

    def _subject(self, i: int, listed: bool) -> bool:
        """Rose is scared; Will hasn't been; Harris was excluded; Ayrton has left."""
        token, words, after = self.tokens[i], lists("grammar.txt"), self._after(i)
        season = token.low in words["months"]
        rest = self._rest(i)
        if after in words["finite"]:
            return listed or token.low in self.lex.surnames or after not in ("says", "said", "needs", "works", "keeps")
        if after in ("from", "in") and listed and len(token.low) < 4:
            return re.match(r"\s+from (?:social|the|my|his|her|our)\b", rest) is not None
        match = re.match(r"(?:['’]s|\s+(?:is|was|has))(?:\s+(?:also|now|still|just|only))?\b", rest)
        if not match:
            return False
        following = rest[match.end() :]
        if "has" in match.group():
            having = re.match(r"\s+([\w']+)", following)
            return having is not None and not season and having[1].lower() in words["having"]
        return self._predicate(following) and not (
            season and re.match(r"\s+(?:coming|approaching|\w+ing\b)", following)
        )

    def _predicate(self, rest: str) -> bool:
        """What is said of a person and hardly of a thing."""
        word = re.match(r"\s+([\w']+)", rest)
        if word is None:
            return False
        return word[1].lower() in lists("grammar.txt")["predicate"] or _AT.match(rest) is not None

    def _lower_person(self, i: int) -> bool:
        """grace keeps running away; will came home; i spoke to mark yesterday; jack and bobby were there."""
        token, before, after = self.tokens[i], self._before(i), self._after(i)
        words = lists("grammar.txt")
        if after in words["finite"] and (i == 0 or token.opens or before in _OPENERS) and len(token.low) > 2:
            return not (token.low == "bill" and after in ("came", "went", "got")) and token.low not in words["months"]
        if token.low == "will" and after in ("is", "was", "has", "had"):
            return True
        two = f"{self.tokens[i - 2].low} {before}" if i > 1 else ""
        if two in _TALKED and token.tier in ("mostly", "word", "never") and len(token.low) > 2:
            return (after in _LATER or _ENDS.match(self._tail(i)) is not None) and token.low not in words["months"]
        if before in ("tell", "told", "ask", "asked") and after == "to":
            return True
        person = re.match(r"\s+(?:is|was|has)\b", self._rest(i))
        if before in _THOUGHT or before in self.cue["people"]:
            return person is not None and self._predicate(self._rest(i)[person.end() :])
        return self._pair(i) or self._pair(i - 2)

    def _pair(self, i: int) -> bool:
        """Two first names with "and" between, and people's verb or the end after them."""
        if i < 0 or i + 2 >= len(self.tokens):
            return False
        first, link, second = self.tokens[i : i + 3]
        if link.low not in ("and", "n", "&") or link.gap != " " or second.gap != " ":
            return False
        sure = [t.tier in ("mostly", "pure") and t.low not in self.lex.places for t in (first, second)]
        if not all(sure) or self._before(i) in self.cue["determiners"]:
            return False
        after = self._after(i + 2)
        return after in ("were", "are", "have", "had", "both", "went", "got", "came", "said", "told", "said", "")
