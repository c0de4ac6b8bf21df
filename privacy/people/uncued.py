"""Names that only they themselves give away: listed ones, unknown words, capitals that grammar does not explain."""

from __future__ import annotations

import re

from privacy.people.cued import Cued

_CELTIC = re.compile(r"(?:[A-Z]?Mc[A-Z][a-z]*|(?:Mac|O['’]|Mhic|Nic|Fitz|De|Di|La|Le|Van)[A-Z][a-z]+)")


class Uncued(Cued):
    """Decides by the word itself, after the words beside it had their say."""

    def _seed(self, i: int) -> bool:
        token = self.tokens[i]
        if (len(token.low) < 2 and not token.tier) or ("'" in token.low and token.low[0] not in "od"):
            return False
        if token.shape == "U" and token.low in self.lex.acronyms and not self.shouting:
            return False
        if self._titled(i) or self._named(i):
            return True
        if self._organisation(i) or (
            token.low in self.cue["orgbefore"] and (self._after(i) in self.lex.places or token.shape == "l")
        ):
            return False
        if token.tier == "pure" or (token.shape == "l" and self._with_surname(i)):
            return True
        if self._belongs(i) or self._described(i) or self._acts(i):
            return True
        if (
            token.tier == "word"
            and self._after(i) in ("who", "who's", "whos")
            and self._before(i) in self.cue["beforeperson"]
        ):
            return True
        if token.shape == "l" and (self._looks_odd(i) or self._low_place(i)):
            return True
        if self._capital(token) and self._stands_out(i):
            return True
        known = token.tier in ("mostly", "place", "word") or self._unknown(token)
        return (
            known
            and (self._capital(token) or token.tier != "word")
            and token.low not in self.lex.never_alone
            and len(token.low) > 2
            and self.remembered(token.low)
            and self._before(i) not in self.cue["placeprep"]
        )

    def _looks_odd(self, i: int) -> bool:
        """A word no list knows, typed without capitals, where a person would stand: "worried about cerrwyn"."""
        token, before, after = self.tokens[i], self._before(i), self._after(i)
        low, lex = token.low, self.lex
        if (
            len(low) < 4
            or token.tier
            or not self._unknown(token)
            or before in self.cue["determiners"]
            or after in self.cue["orgnouns"]
        ):
            return False
        placed = (
            (before in self.cue["beforeperson"] and not after.endswith("ing"))
            or after in self.cue["verbs"]
            or after in self.cue["weakverbs"]
        )
        return placed and low not in lex.acronyms and not lex.nearly_word(low)

    def _low_place(self, i: int) -> bool:
        """A name that is a place too, typed without a capital, where no place would stand."""
        token, before, after = self.tokens[i], self._before(i), self._after(i)
        if (
            token.tier != "place"
            or token.low in self.lex.lower_words
            or before in self.cue["placeprep"]
            or before in self.cue["determiners"]
        ):
            return False
        if before in ("of", "from", "to", "on") or after in self.cue["orgnouns"] or after in self.lex.places:
            return False
        linked = (
            before in ("and", "or")
            and i > 1
            and self.tokens[i - 2].low in self.lex.places
            and not self.tokens[i - 2].name
        )
        return not linked

    def _with_surname(self, i: int) -> bool:
        """ "tam docherty": a given name of any kind before what can only be a surname."""
        token, lex = self.tokens[i], self.lex
        if not token.tier or token.tier == "never" or len(token.low) < 3 or i + 1 >= len(self.tokens):
            return False
        nxt = self.tokens[i + 1]
        sure = nxt.low in lex.surnames and not nxt.tier and not lex.is_word(nxt.low) and nxt.low not in lex.places
        return sure and nxt.gap == " " and not nxt.taken and not nxt.possessive and len(nxt.low) > 3

    def _stands_out(self, i: int) -> bool:
        """A capital letter that grammar does not explain."""
        token = self.tokens[i]
        low, lex, before = token.low, self.lex, self._before(i)
        if token.tier == "never" and before in ("asked", "told", "tell", "ask") and len(low) > 2:
            return not self.heading and self._after(i) in ("to", "about", "if", "that", "what", "why", "where", "")
        if (
            token.tier == "never"
            and not token.opens
            and before in self.cue["speech"] | {"that", "think", "thinks", "if", "because"}
            and self._after(i) in ("is", "was", "has", "isn't", "wasn't")
            and len(low) > 2
            and low not in ("this", "that", "there", "what", "who", "she", "they")
        ):
            return before in self.cue["speech"]
        if low in lex.never_alone or low in lex.domain:
            return False
        aside = (
            not token.opens
            and token.gap == ", "
            and re.match(r", (?:who|he|she|is|has|aged|in)\b", self._tail(i)) is not None
        )
        if token.tier in ("word", "mostly") and aside:
            return True
        nxt = self._at(i + 1)
        surname_next = (
            nxt is not None
            and re.fullmatch("[ \u00a0]", nxt.gap) is not None
            and self._capital(nxt)
            and nxt.low not in lex.never_alone
            and nxt.low not in lex.domain
            and (nxt.low in lex.surnames or self._unknown(nxt))
            and not nxt.taken
        )
        if token.shape == "X":
            return (
                _CELTIC.fullmatch(token.text) is not None
                and (low in lex.surnames or not lex.is_word(low))
                and low not in lex.places
            )
        if token.tier == "mostly":
            if token.opens or self.heading:
                return (
                    surname_next
                    or self._person_next(i)
                    or (not self.heading and before == "" and re.match(r"\s*(?:[,?!.]|$)", self._tail(i)) is not None)
                )
            return before not in ("the", "a", "an") or self._person_next(i)
        if token.tier == "place":
            if surname_next and nxt is not None and nxt.low in lex.surnames and nxt.low not in lex.places:
                return True
            listed = (
                i > 1
                and self.tokens[i - 2].low in lex.places
                and (before in ("and", "or", "to") or token.gap.strip() == ",")
            )
            if (
                before in self.cue["placeprep"]
                or before in ("of", "from", "to")
                or before in self.cue["determiners"]
                or listed
                or self.heading
            ):
                return False
            if i and token.gap.strip() == "," and self.tokens[i - 1].low in lex.places:
                return False
            return self._after(i) in self.cue["verbs"] if token.opens else True
        if token.tier == "word":
            if surname_next and nxt is not None and nxt.low in lex.surnames and not lex.is_word(nxt.low):
                return True
            if token.opens and not self.heading and len(low) > 2 and self._after(i) in ("has", "had", "was", "hasn't"):
                return True
            if token.opens or self.heading or len(low) < 3:
                return (self._after(i) in self.cue["verbs"] and not self.heading and len(low) > 2) or (
                    token.possessive and len(low) > 3 and self._after(i) in self.cue["kin"]
                )
            if before in self.cue["determiners"] or not before or not lex.is_word(before):
                return False
            ends = (
                nxt is None
                or re.match(r"\s*[,.!?;)]", nxt.gap) is not None
                or re.match(r"\s*[.!?,;)]|\s*$", self._tail(i)) is not None
            )
            return (
                ends
                or self._person_next(i)
                or self._after(i) in ("to", "with", "for", "at", "in", "on", "about", "from", "when", "because", "that")
            ) and not re.match(r"\s*\d", self._tail(i))
        if not self._unknown(token) or (self.heading and low not in lex.surnames):
            return False
        if token.opens:
            return (
                self._after(i) in self.cue["verbs"]
                or (surname_next and (low not in lex.surnames or low in lex.given))
                or (low in lex.surnames and (self._person_next(i) or len(self.tokens) < 3))
            )
        if before in self.cue["placeprep"] and low not in lex.surnames and not lex.nearly_given(low):
            return False
        return before not in self.cue["determiners"] or low in lex.surnames
