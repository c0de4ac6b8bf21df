"""Names that a word beside them gives away: "Mr", "called", "'s mum", "wee", "said"."""

from __future__ import annotations

from privacy.lexicon import Lexicon
from privacy.people.surroundings import Surroundings
from privacy.people.words import cues, tier


def after_ok(after: str, lex: Lexicon) -> bool:
    """Whether what follows a nickname does not make it an ordinary noun phrase ("big Council meeting")."""
    return (
        not after
        or after in cues()["verbs"]
        or after in cues()["weakverbs"]
        or after in lex.never_alone
        or after.endswith(("ed", "s"))
    )


class Cued(Surroundings):
    """Decides by the words beside."""

    def _titled(self, i: int) -> bool:
        token, before = self.tokens[i], self._before(i)
        if before not in self.cue["titles"] or i == 0 or self.tokens[i - 1].possessive:
            return False
        if before in ("di", "ds", "fr", "rev") and self.tokens[i - 1].shape == "l":
            return False
        low, lex = token.low, self.lex
        plain = before in ("mr", "mrs", "ms", "mx", "dr")
        if self._capital(token):
            good = (
                low not in lex.domain
                and not (low in lex.places and not plain)
                and (plain or before == "miss" or not (lex.is_word(low) and not token.tier and low not in lex.surnames))
            )
            good = good and (plain or low not in lex.never_alone or token.tier not in ("", "never"))
        else:
            listed = low in lex.surnames or token.tier in ("pure", "mostly")
            good = (
                (plain and low not in lex.never_alone and (listed or not lex.is_word(low)))
                or (listed and not lex.is_word(low) and token.tier != "place")
                or (token.tier == "mostly")
            )
            good = good and low not in self.cue["verbs"]
        if good:
            token.title = before
        return good

    def _named(self, i: int) -> bool:
        """A boy called ..., my name is ..., I'm ..."""
        token, before = self.tokens[i], self._before(i)
        if not before:
            return False
        low, lex = token.low, self.lex
        two = f"{self.tokens[i - 2].low} {before}" if i > 1 else before
        if (two == "name is" or before == "name's") and token.tier and not self._after(i):
            return True
        refused = low in lex.domain or (low in lex.never_alone and not (token.tier and self._capital(token)))
        if before in self.cue["called"]:
            person = i > 1 and (
                self.tokens[i - 2].low in self.cue["people"] or self.tokens[i - 2].low in ("is", "was", "he's", "she's")
            )
            if refused or low in (
                "out",
                "up",
                "off",
                "in",
                "back",
                "again",
                "police",
                "me",
                "him",
                "her",
                "us",
                "them",
                "round",
                "over",
            ):
                return token.tier == "never" and person and self._capital(token)
            return (
                (
                    self._capital(token)
                    and (person or not lex.is_word(low) or bool(token.tier))
                    and not (low in lex.places and not token.tier)
                )
                or (bool(token.tier) and (person or token.tier != "word"))
                or (person and not lex.is_word(low) and low not in lex.places)
                or (self._unknown(token) and not lex.nearly_word(low))
            )
        if (
            two in ("name is", "names is", "name's is", "name was")
            or (before in ("name's", "name") and "=" in token.gap + ":" and ":" in token.gap)
            or before == "name's"
        ):
            return not refused and (
                bool(token.tier) or self._unknown(token) or (self._capital(token) and low not in lex.places)
            )
        if two in ("i am", "this is", "it is", "that is") or before in (
            "i'm",
            "im",
            "it's",
            "hi",
            "hiya",
            "hello",
            "hey",
            "dear",
            "regards",
            "thanks",
            "cheers",
        ):
            if refused or low in lex.places:
                return False
            if token.tier in ("mostly", "place") or (token.tier == "word" and self._capital(token) and before != "i'm"):
                return self._capital(token) or before in ("hi", "hiya", "hey", "dear", "im", "i'm")
            return self._capital(token) and self._unknown(token)
        return False

    def _belongs(self, i: int) -> bool:
        """Jamie's mum; freyas phone."""
        token, after = self.tokens[i], self._after(i)
        if not after:
            return False
        low, lex = token.low, self.lex
        kin = after in self.cue["kin"]
        if not kin and after not in self.cue["things"]:
            return False
        if self._before(i) in self.cue["determiners"] or low in self.cue["people"] or low in self.cue["kin"]:
            return False
        if token.possessive:
            if token.tier in ("mostly", "place", "word"):
                return kin or self._capital(token) or token.tier == "mostly"
            if token.tier == "never":
                return kin and self._capital(token) and not token.opens
            return self._unknown(token) and (self._capital(token) or not lex.nearly_word(low))
        stem = low[:-1] if low.endswith("s") else ""
        if (
            stem
            and (tier(stem, lex) in ("mostly", "place") or (kin and len(stem) > 3 and tier(stem, lex) == "pure"))
            and low not in self.cue["verbs"]
            and (kin or not lex.is_word(low))
        ):
            token.end, token.text, token.low, token.possessive = token.end - 1, token.text[:-1], stem, True
            return True
        return False

    def _described(self, i: int) -> bool:
        """The boy jack, wee hope, my pal Grace, supervisor Babajide."""
        token, before = self.tokens[i], self._before(i)
        if not before or self.tokens[i - 1].possessive or (i > 0 and self.tokens[i - 1].name):
            return False
        low, lex = token.low, self.lex
        small = before in self.cue["small"]
        if not small and before not in self.cue["people"]:
            return False
        if low in lex.domain or low in self.cue["people"] or (low in lex.places and token.tier != "place"):
            return False
        if self._capital(token):
            if self.heading and not token.tier and low not in lex.surnames:
                return False
            if token.tier in ("mostly", "place") or (token.tier == "word" and not token.opens):
                return True
            if token.tier == "never":
                return (before in self.cue["people"] and self._person_next(i)) or (
                    small and self._after(i) in self.cue["speech"]
                )
            if low not in lex.never_alone and self._unknown(token):
                return True
            nickname = (
                before in ("wee", "big", "auld", "lil", "mad")
                and not token.opens
                and token.shape == "T"
                and not self.heading
            )
            if (
                nickname
                and low not in lex.never_alone
                and low not in self.cue["people"]
                and after_ok(self._after(i), lex)
            ):
                self.tokens[i - 1].name = not self.tokens[i - 1].taken
                return True
            return False
        if token.tier == "mostly":
            return small or self._person_next(i) or not self._after(i)
        if token.tier in ("place", "word", "never"):
            return self._after(i) in self.cue["verbs"] and (
                small or before in self.cue["kin"] or token.tier == "place" or self._after(i) in self.cue["speech"]
            )
        if not self._unknown(token) or before == "called":
            return False
        return (
            lex.nearly_given(low) and not lex.nearly_word(low)
            if not (small and self._person_next(i))
            else not lex.nearly_word(low)
        )

    def _person_next(self, i: int) -> bool:
        after = self._after(i)
        return (
            after in self.cue["verbs"] or after in self.cue["weakverbs"] or self.tokens[i].possessive or self._aged(i)
        )

    def _acts(self, i: int) -> bool:
        """Hope said; xuan told us; grace (14)."""
        token, after = self.tokens[i], self._after(i)
        low, lex = token.low, self.lex
        speech = after in self.cue["speech"]
        if not speech and not self._aged(i):
            return False
        if (
            low in self.cue["people"]
            or low in self.cue["kin"]
            or low in lex.domain
            or self._before(i) in self.cue["determiners"]
        ):
            return False
        if token.tier in ("mostly", "place"):
            return True
        if token.tier in ("word", "never"):
            plain = (
                low
                in (
                    "will",
                    "may",
                    "can",
                    "so",
                    "no",
                    "do",
                    "has",
                    "any",
                    "are",
                    "she",
                    "her",
                    "you",
                    "who",
                    "we",
                    "they",
                    "he",
                    "it",
                )
                or len(low) < 3
            )
            before = self._before(i)
            return not plain and (
                self._capital(token)
                or (
                    token.tier == "word"
                    and (i == 0 or before in ("and", "when", "that", "because", "but", "so", "then", "if"))
                    and speech
                    and len(low) > 3
                )
            )
        if not self._unknown(token) or len(low) < 3:
            return False
        return self._capital(token) or (
            not lex.nearly_word(low)
            and low not in lex.acronyms
            and (low in lex.surnames or lex.nearly_given(low) or speech)
        )
