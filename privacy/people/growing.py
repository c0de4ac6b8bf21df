"""From one word of a name to the whole: surnames, initials, the second of two, the same name again."""

from __future__ import annotations

import re

from privacy.lexicon import lists
from privacy.people.grammar import Grammar
from privacy.people.words import Token, tier

_PARTICLES = frozenset(
    [
        "de",
        "del",
        "da",
        "di",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "abu",
        "ben",
        "nic",
        "mac",
        "mhic",
        "ni",
        "ó",
        "le",
        "la",
        "dos",
        "das",
        "ul",
        "ur",
    ]
)


class Growing(Grammar):
    """Joins what belongs to the names found."""

    def _join(self) -> None:
        """Surnames, initials and first names beside a name; the second of "Leo and Grace"."""
        tokens, lex = self.tokens, self.lex
        for i in range(1, len(tokens)):
            left, token = tokens[i - 1], tokens[i]
            if (
                left.name
                and not token.name
                and not token.taken
                and not left.possessive
                and re.fullmatch(r"\.?[ \u00a0]|-|[ \u00a0][\"'“‘(]|[\"'”’)][ \u00a0]", token.gap)
            ):
                token.name = self._follows(i)
        for i in range(len(tokens) - 2, -1, -1):
            token, right = tokens[i], tokens[i + 1]
            if (
                right.name
                and not right.title
                and not token.name
                and not token.taken
                and not token.possessive
                and re.fullmatch(r"\.?[ \u00a0]|-" + (r"|\." if len(token.text) == 1 else ""), right.gap)
            ):
                token.name = self._leads(i)
        if len(tokens) > 1 and tokens[1].name and tokens[1].gap == ", " and self._listed_first(tokens[0]):
            tokens[0].name = True  # Baird, Lennon
        for i in range(2, len(tokens)):
            token, link = tokens[i], tokens[i - 1]
            joined = (
                link.low in ("and", "or", "with")
                and re.fullmatch(r" +", token.gap + link.gap[:1])
                and tokens[i - 2].name
            ) or (link.name and re.fullmatch(r" ?[,&/+] ?", token.gap))
            if (
                joined
                and not token.name
                and not token.taken
                and token.low not in lex.never_alone
                and token.low not in self.cue["people"]
            ):
                token.name = (
                    token.tier in ("mostly", "place")
                    and (
                        self._capital(token) or token.low not in lex.words or self._person_next(i) or not self._after(i)
                    )
                ) or (token.tier == "word" and self._capital(token))
        for i in range(len(tokens) - 2):
            # "Jas and Bex": an unknown word before "and" and a name
            token, link = tokens[i], tokens[i + 1]
            if link.low == "and" and link.gap == " " and tokens[i + 2].name and tokens[i + 2].gap == " ":
                free = not token.name and not token.taken and not token.possessive and not self.heading
                token.name = token.name or (free and token.shape == "T" and self._unknown(token))

    def _follows(self, i: int) -> bool:
        token, lex, low = self.tokens[i], self.lex, self.tokens[i].low
        if token.gap.endswith("("):  # Jamie (Jamsie) Boyle
            inside = (
                self._capital(token) and re.match(r"\) [A-Z]", self._tail(i)) is not None and low not in lex.never_alone
            )
            return inside and low not in lex.domain and low not in lex.places and low not in self.cue["people"]
        if re.search(r"[\"“‘]$", token.gap) and self._capital(token) and re.match(r"[\"”’]", self._tail(i)):
            return low not in lex.domain
        if low in lists("grammar.txt")["epithets"] and self._capital(token):
            return True
        if len(token.text) == 1:
            return (
                token.text.isupper()
                and token.text not in "I"
                and not re.match(r"\d", self._tail(i))
                and not (token.text == "A" and self._after(i))
            )
        if (
            low in lex.never_alone
            or low in lex.domain
            or low in self.cue["kin"]
            or (token.shape == "U" and low in lex.acronyms)
        ):
            return low in _PARTICLES and self._particle(i)
        if low in _PARTICLES and self._particle(i):
            return True
        if self._capital(token):
            return (
                low in lex.surnames
                or bool(token.tier)
                or not token.text.isascii()
                or (self._unknown(token) and not self._organisation(i))
                or self._word_surname(i)
            )
        if token.shape == "U":
            return (low in lex.surnames or bool(token.tier)) and len(low) > 2
        if self.tokens[i - 1].shape != "l":
            return False
        if low in lex.surnames:
            return (not lex.is_word(low) and low not in lex.places and tier(low, lex) != "word") or (
                low in self.cue["lowsurnames"] and self._after(i) not in self.cue["people"]
            )
        return (
            self._unknown(token)
            and len(low) > 3
            and low not in lex.acronyms
            and not lex.nearly_word(low)
            and not low.startswith(("snap", "insta"))
        )

    def _listed_first(self, token: Token) -> bool:
        return self._capital(token) and token.low in self.lex.surnames and token.low not in self.lex.never_alone

    def _word_surname(self, i: int) -> bool:
        """ "Jamie Quill was": a capital that only a surname explains."""
        token, low = self.tokens[i], self.tokens[i].low
        if self.heading or token.shape != "T" or self.tokens[i - 1].shape != "T" or token.gap != " ":
            return False
        if low in self.cue["orgnouns"] or low in self.cue["people"] or low in self.cue["kin"] or low in self.lex.places:
            return False
        return self._person_next(i) or re.match(r"\s*(?:[,.;!?()]|\d|$)", self._tail(i)) is not None

    def _particle(self, i: int) -> bool:
        nxt = self._at(i + 1)
        return (
            nxt is not None
            and nxt.gap == " "
            and (nxt.low in _PARTICLES or nxt.low in self.lex.surnames or (self._capital(nxt) and self._unknown(nxt)))
        )

    def _leads(self, i: int) -> bool:
        token, right, lex, low = self.tokens[i], self.tokens[i + 1], self.lex, self.tokens[i].low
        if low in lists("grammar.txt")["vietnamese"] and right.gap == " " and token.shape == right.shape:
            return (
                len(low) > 3
                or self._capital(token)
                or (i > 0 and self.tokens[i - 1].low in lists("grammar.txt")["vietnamese"])
            )
        if "'" in low and not low.startswith("o'"):
            return False
        if len(token.text) == 1:
            return token.text.isupper() and token.text not in "AI" and right.shape != "l"
        surname = right.low in lex.surnames or (not right.tier and ("-" in right.low or right.shape == "X"))
        if token.tier and low in lex.never_alone:
            return (
                self._capital(token)
                and right.shape != "l"
                and (surname if not right.tier else surname and not token.opens)
            ) or (not right.tier and not token.opens and self._capital(token) and right.shape == "T")
        if low in ("wee", "big", "young", "auld", "lil", "mad") and self._capital(token) and self._capital(right):
            return True
        if (
            low in lex.never_alone
            or low in lex.domain
            or low in self.cue["titles"]
            or low in self.cue["people"]
            or low in self.cue["small"]
        ):
            return False
        if token.tier:
            return (
                self._capital(token)
                and (
                    not token.opens
                    or (low in lex.surnames and not lex.is_word(low))
                    or surname
                    or token.tier == "mostly"
                    or not right.tier
                )
            ) or (token.tier == "mostly" and surname)
        listed = low in lex.surnames and not lex.is_word(low) and low not in lex.places
        return (
            self._capital(token) and low not in lex.acronyms and (listed or (not token.opens and self._unknown(token)))
        )

    def _repeat(self) -> None:
        """A name once is a name again, when written with the same capital."""
        names = {t.low for t in self.tokens if t.name and len(t.low) > 2 and t.low not in self.lex.never_alone}
        for i, token in enumerate(self.tokens):
            if (
                not token.name
                and not token.taken
                and token.low in names
                and (self._capital(token) or not self.lex.is_word(token.low))
            ):
                token.name = not (token.tier == "place" and self._before(i) in self.cue["placeprep"]) and not (
                    token.opens and token.tier == "word"
                )
