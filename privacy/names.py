"""Names of people: word lists, capital letters and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from privacy.lexicon import DATA, Lexicon, fold, lexicon

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CELTIC = re.compile(r"(?:Mc[A-Z][a-z]*|(?:Mac|O['’]|Mhic|Nic|Fitz|De|Di|La|Le|Van)[A-Z][a-z]+)")
_NOT_NAME_END = ("ing", "tion", "tions", "ment", "ments", "ness", "ity", "ally", "ised", "ized", "ology", "ative", "ably")
_PARTICLES = frozenset("de del da di van von der den bin ibn al el abu ben nic mac mhic ni ó le la dos das ul ur".split())
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,3}(?![\w])|(?<![\w.])[A-Z]\.\s?[A-Z](?![\w.])")
_NOT_DOTTED = frozenset({"uk", "us", "usa", "eu", "am", "pm", "eg", "ie", "gp", "nb", "ps", "ni", "do", "dob"})
_INITIALS_TOLD = re.compile(r"\b[Ii]nitials?\b\W{0,3}(?:(?:is|are|were|of)\W+)?(?P<n>[A-Za-z](?:\.?\s?[A-Za-z]){1,2})(?![a-z])")
_QUOTED = re.compile(
    r"\b(?:call(?:ed|s)?(?: (?:him|her|them|himself|herself|themselves))?|known as|aka|a\.k\.a\.?|goes by|going by|nick\s?names?d?(?: is| of)?|street name(?: is| of)?"
    r"|tag(?: is)?|under the name(?: of)?|(?:boy|lad|guy|man|girl|lassie|woman|male|female|dealer|friend|pal|mate|person|someone|somebody)(?= [\"'“‘](?-i:[A-Z])))\s*:?\s*[\"'“‘](?P<n>[^\"'”’\n]{2,30})[\"'”’]",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"\b(?:goes by|going by|go by|aka|a\.k\.a\.?|(?:also )?know(?:n)?(?: him| her| them)? as|(?:boy|lad|guy|man|girl|woman|male|dealer|someone|somebody) called(?= the )|known locally as|street name(?: is| of)?|nick\s?name(?: is| of)?|nicknamed|alias|call(?:s|ed)? (?:him|her|them|himself|herself|themselves)"
    r"|under the name(?: of)?)\s*:?\s+(?P<n>(?:the name(?: of)? )?(?:(?:big|wee|lil|little|young|auld|old|mad|the) )?[^\W\d_][\w'’-]+(?-i: [A-Z][\w'’-]+)?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _cues() -> dict[str, frozenset[str]]:
    lists = {}
    for line in (DATA / "cues.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            title, _, words = line.partition(":")
            lists[title] = frozenset(fold(word) for word in words.split())
    return lists


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+") for phrase in lexicon().phrases)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def protected_phrases(text: str) -> list[tuple[int, int]]:
    """Organisations, laws and sayings that hold a name."""
    return [match.span() for match in _phrases().finditer(text)]


@dataclass
class Token:
    """One word of a message and what the lists say about it."""

    start: int
    end: int
    text: str
    low: str
    tier: str = ""  # pure, mostly, place, word, never; empty when no given name
    shape: str = "l"  # l lower, T title, U upper, X mixed
    opens: bool = False  # first of its sentence
    taken: bool = False
    possessive: bool = False
    gap: str = ""  # what stands between the word before and this one
    name: bool = False
    title: str = field(default="")


def tier(low: str, lex: Lexicon) -> str:
    """How surely a word is a given name: `pure`, `mostly`, `place`, `word`, `never`, or empty for none."""
    if low not in lex.given:
        first, hyphen, last = low.partition("-")
        double = hyphen and last in lex.given and tier(first, lex) in ("pure", "mostly", "place")
        return "pure" if double else ""
    if low in lex.never_alone:
        return "never"
    if low in lex.person_places or (low in lex.places and low not in lex.strong):
        return "place"
    if low in lex.words_first or low in lex.words or len(low) < 3:
        return "mostly" if low in lex.strong else "word"
    if low in lex.places:
        return "place"
    return "never" if low in lex.domain else "pure"


def _shape(text: str) -> str:
    if text.islower():
        return "l"
    if text.isupper():
        return "U" if len(text) > 1 else "T"
    if all(part[:1].isupper() and part[1:].islower() or part.islower() for part in re.split(r"[-'’]", text)) and text[0].isupper():
        return "T"
    return "X"


def _tokens(text: str, taken: list[tuple[int, int]], lex: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    before = 0
    spans = iter(sorted(taken))
    current = next(spans, None)
    for match in _TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        while current and current[1] <= start:
            current = next(spans, None)
        token = Token(start, end, word, "", gap=text[before:start], taken=bool(current and current[0] < end))
        if word[-2:] in ("'s", "’s") or word[-2:] in ("'S", "’S"):
            token.end, token.text, token.possessive = end - 2, word[:-2], True
        token.low = fold(token.text)
        token.tier = tier(token.low, lex)
        if not token.possessive and not token.tier and token.low.endswith("s") and token.low not in lex.surnames:
            stem = token.low[:-1]
            stem_tier = tier(stem, lex)
            if stem_tier == "pure" and token.low not in lex.words and token.low not in lex.places and token.low not in lex.domain:
                token.end, token.text, token.low, token.tier, token.possessive = token.end - 1, token.text[:-1], stem, stem_tier, True
        token.shape = _shape(token.text)
        token.opens = not tokens or re.search(r"[.!?\n:;•*\"“(\[]|\s[-–—]\s", token.gap) is not None
        tokens.append(token)
        before = end
    return tokens


class NameFinder:
    """Finds the names in one message.

    Args:
        text: the message.
        taken: stretches that are something else already.
        remembered: tells whether a word was a name earlier in the conversation.
    """

    def __init__(self, text: str, taken: list[tuple[int, int]], remembered: Callable[[str], bool]) -> None:
        self.text = text
        self.lex = lexicon()
        self.cue = _cues()
        self.remembered = remembered
        self.tokens = _tokens(text, taken, self.lex)
        letters = [t for t in self.tokens if len(t.text) > 3 and not t.taken]
        raised = sum(t.shape in "TU" for t in letters)
        self.shouting = len(letters) > 2 and sum(t.shape == "U" for t in letters) > 0.7 * len(letters)
        self.heading = len(letters) > 3 and raised > 0.7 * len(letters)

    def find(self) -> Iterator[tuple[int, int, str]]:
        """Start, end and title (`mr`) of each name."""
        tokens = self.tokens
        for i, token in enumerate(tokens):
            if not token.taken and not token.name and self._seed(i):
                token.name = True
        self._join()
        self._repeat()
        i = 0
        while i < len(tokens):
            if not tokens[i].name:
                i += 1
                continue
            j = i
            while j + 1 < len(tokens) and tokens[j + 1].name and re.fullmatch(r"\.?[ \u00a0]|-|[ \u00a0]?[\"'“][ \u00a0]?", tokens[j + 1].gap) and not tokens[j].possessive:
                j += 1
            yield (tokens[i].start, tokens[j].end, tokens[i].title)
            i = j + 1
        yield from self._shapes()

    # Reading the neighbourhood

    def _at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def _before(self, i: int) -> str:
        """The word before, if only a space (or a title's full stop) stands between."""
        return self.tokens[i - 1].low if i > 0 and re.fullmatch(r"\.?[ \u00a0]+['\"“‘]?|:\s?|\s?=\s?", self.tokens[i].gap) else ""

    def _after(self, i: int) -> str:
        nxt = self._at(i + 1)
        return nxt.low + ("'s" if nxt.possessive and not nxt.tier else "") if nxt and re.fullmatch(r"[ \u00a0]+|['’]?s? +", nxt.gap) else ""

    def _tail(self, i: int) -> str:
        return self.text[self.tokens[i].end : self.tokens[i].end + 16]

    def _aged(self, i: int) -> bool:
        return re.match(r"['’]?s?[ ,]*\(?(?:aged? )?(?:is |was |,? ?just turned |turned )?(?:[5-9]|1\d)(?:\)|,| ?(?:yo|yrs?|years?)\b|$)", self._tail(i)) is not None and "row" not in self._before(i)

    def _capital(self, token: Token) -> bool:
        return token.shape in ("T", "X") and not self.shouting

    def _unknown(self, token: Token) -> bool:
        low = token.low
        lex = self.lex
        if len(low) < 3 or ("'" in low and not low.startswith("o'")) or low in self.cue["ranks"] or low in lex.domain or low in lex.places or low in lex.never_alone or lex.is_word(low):
            return False
        if token.shape == "U" and (len(low) < 5 or low in lex.acronyms) and not self.shouting:
            return False
        return not (low.endswith(_NOT_NAME_END) and low not in lex.surnames and low not in lex.given)

    def _organisation(self, i: int) -> bool:
        nxt = self._at(i + 1)
        after = self._after(i)
        named = after in self.cue["orgnouns"] and nxt is not None and (self._capital(nxt) or not self.tokens[i].tier)
        return named or (self._before(i) in self.cue["orgbefore"] and self.tokens[i - 1].shape != "l")

    # The decisions

    def _seed(self, i: int) -> bool:
        token = self.tokens[i]
        if (len(token.low) < 2 and not token.tier) or ("'" in token.low and token.low[0] not in "od"):
            return False
        if token.shape == "U" and token.low in self.lex.acronyms and not self.shouting:
            return False
        if self._titled(i) or self._named(i):
            return True
        if self._organisation(i) or (token.low in self.cue["orgbefore"] and (self._after(i) in self.lex.places or token.shape == "l")):
            return False
        if token.tier == "pure":
            return True
        if self._belongs(i) or self._described(i) or self._acts(i):
            return True
        if token.shape == "l" and self._looks_odd(i):
            return True
        if self._capital(token) and self._stands_out(i):
            return True
        known = token.tier in ("mostly", "place", "word") or self._unknown(token)
        return known and (self._capital(token) or token.tier != "word") and not token.low in self.lex.never_alone and len(token.low) > 2 and self.remembered(token.low) and self._before(i) not in self.cue["placeprep"]

    def _titled(self, i: int) -> bool:
        token, before = self.tokens[i], self._before(i)
        if before not in self.cue["titles"] or i == 0 or self.tokens[i - 1].possessive:
            return False
        if before in ("di", "ds", "fr", "rev") and self.tokens[i - 1].shape == "l":
            return False
        low, lex = token.low, self.lex
        plain = before in ("mr", "mrs", "ms", "mx", "dr")
        if self._capital(token):
            good = low not in lex.domain and not (low in lex.places and not plain) and (plain or before == "miss" or not (lex.is_word(low) and not token.tier and low not in lex.surnames))
            good = good and (plain or low not in lex.never_alone or token.tier not in ("", "never"))
        else:
            listed = low in lex.surnames or token.tier in ("pure", "mostly")
            good = (plain and low not in lex.never_alone and (listed or not lex.is_word(low))) or (listed and not lex.is_word(low) and token.tier != "place") or (token.tier == "mostly")
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
        refused = low in lex.domain or (low in lex.never_alone and not (token.tier and self._capital(token)))
        if before in self.cue["called"]:
            person = i > 1 and (self.tokens[i - 2].low in self.cue["people"] or self.tokens[i - 2].low in ("is", "was", "he's", "she's"))
            if refused or low in ("out", "up", "off", "in", "back", "again", "police", "me", "him", "her", "us", "them", "round", "over"):
                return token.tier == "never" and person and self._capital(token)
            return (self._capital(token) and (person or not lex.is_word(low) or bool(token.tier)) and not (low in lex.places and not token.tier)) or bool(token.tier) and (person or token.tier != "word") or (person and not lex.is_word(low) and low not in lex.places) or (self._unknown(token) and not lex.nearly_word(low))
        if two in ("name is", "names is", "name's is", "name was") or (before in ("name's", "name") and "=" in token.gap + ":" and ":" in token.gap) or before == "name's":
            return not refused and (bool(token.tier) or self._unknown(token) or (self._capital(token) and low not in lex.places))
        if two in ("i am", "this is", "it is", "that is") or before in ("i'm", "im", "it's", "hi", "hiya", "hello", "hey", "dear", "regards", "thanks", "cheers"):
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
        if stem and tier(stem, lex) in ("mostly", "place") and low not in self.cue["verbs"] and (kin or not lex.is_word(low)):
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
        if low in lex.domain or (low in lex.places and token.tier != "place"):
            return False
        if self._capital(token):
            if self.heading and not token.tier and low not in lex.surnames:
                return False
            if token.tier in ("mostly", "place") or (token.tier == "word" and not token.opens):
                return True
            if token.tier == "never":
                return (before in self.cue["people"] and self._person_next(i)) or (small and self._after(i) in self.cue["speech"])
            return low not in lex.never_alone and self._unknown(token)
        if token.tier == "mostly":
            return small or self._person_next(i) or not self._after(i)
        if token.tier in ("place", "word", "never"):
            return self._after(i) in self.cue["verbs"] and (small or before in self.cue["kin"] or token.tier == "place" or self._after(i) in self.cue["speech"])
        if not self._unknown(token) or before == "called":
            return False
        return lex.nearly_given(low) and not lex.nearly_word(low) if not (small and self._person_next(i)) else not lex.nearly_word(low)

    def _person_next(self, i: int) -> bool:
        after = self._after(i)
        return after in self.cue["verbs"] or after in self.cue["weakverbs"] or self.tokens[i].possessive or self._aged(i)

    def _acts(self, i: int) -> bool:
        """Hope said; xuan told us; grace (14)."""
        token, after = self.tokens[i], self._after(i)
        low, lex = token.low, self.lex
        speech = after in self.cue["speech"]
        if not speech and not self._aged(i):
            return False
        if low in self.cue["people"] or low in self.cue["kin"] or low in lex.domain or self._before(i) in self.cue["determiners"]:
            return False
        if token.tier in ("mostly", "place"):
            return True
        if token.tier in ("word", "never"):
            plain = low in ("will", "may", "can", "so", "no", "do", "has", "any", "are", "she", "her", "you", "who", "we", "they", "he", "it") or len(low) < 3
            before = self._before(i)
            return not plain and (self._capital(token) or (token.tier == "word" and (i == 0 or before in ("and", "when", "that", "because", "but", "so", "then", "if")) and speech and len(low) > 3))
        if not self._unknown(token) or len(low) < 3:
            return False
        return self._capital(token) or (not lex.nearly_word(low) and low not in lex.acronyms and (low in lex.surnames or lex.nearly_given(low) or speech))

    def _looks_odd(self, i: int) -> bool:
        """A word no list knows, typed without capitals, where a person would stand: "worried about cerrwyn"."""
        token, before, after = self.tokens[i], self._before(i), self._after(i)
        low, lex = token.low, self.lex
        if len(low) < 4 or token.tier or not self._unknown(token) or before in self.cue["determiners"] or after in self.cue["orgnouns"]:
            return False
        placed = before in self.cue["beforeperson"] and not after.endswith("ing") or after in self.cue["verbs"] or after in self.cue["weakverbs"]
        return placed and low not in lex.acronyms and not lex.nearly_word(low)

    def _stands_out(self, i: int) -> bool:
        """A capital letter that grammar does not explain."""
        token = self.tokens[i]
        low, lex, before = token.low, self.lex, self._before(i)
        if token.tier == "never" and before in ("asked", "told", "tell", "ask") and len(low) > 2:
            return not self.heading and self._after(i) in ("to", "about", "if", "that", "what", "why", "where", "")
        if low in lex.never_alone or low in lex.domain:
            return False
        nxt = self._at(i + 1)
        surname_next = nxt is not None and re.fullmatch("[ \u00a0]", nxt.gap) is not None and self._capital(nxt) and nxt.low not in lex.never_alone and nxt.low not in lex.domain and (nxt.low in lex.surnames or self._unknown(nxt)) and not nxt.taken
        if token.shape == "X":
            return _CELTIC.fullmatch(token.text) is not None and (low in lex.surnames or not lex.is_word(low)) and low not in lex.places
        if token.tier == "mostly":
            if token.opens or self.heading:
                return surname_next or self._person_next(i) or (not self.heading and before == "" and re.match(r"\s*(?:[,?!.]|$)", self._tail(i)) is not None)
            return before not in ("the", "a", "an") or self._person_next(i)
        if token.tier == "place":
            if surname_next and nxt is not None and nxt.low in lex.surnames and nxt.low not in lex.places:
                return True
            listed = i > 1 and self.tokens[i - 2].low in lex.places and (before in ("and", "or", "to") or token.gap.strip() == ",")
            if before in self.cue["placeprep"] or before in ("of", "from", "to") or before in self.cue["determiners"] or listed or self.heading:
                return False
            if i and token.gap.strip() == "," and self.tokens[i - 1].low in lex.places:
                return False
            return self._after(i) in self.cue["verbs"] if token.opens else True
        if token.tier == "word":
            if surname_next and nxt is not None and nxt.low in lex.surnames and not lex.is_word(nxt.low):
                return True
            if token.opens or self.heading or len(low) < 3:
                return self._after(i) in self.cue["verbs"] and not self.heading and len(low) > 2 or (token.possessive and len(low) > 3 and self._after(i) in self.cue["kin"])
            if before in self.cue["determiners"] or not before or not lex.is_word(before):
                return False
            ends = nxt is None or re.match(r"\s*[,.!?;)]", nxt.gap) is not None or re.match(r"\s*[.!?,;)]|\s*$", self._tail(i)) is not None
            return (ends or self._person_next(i) or self._after(i) in ("to", "with", "for", "at", "in", "on", "about", "from", "when", "because", "that")) and not re.match(r"\s*\d", self._tail(i))
        if not self._unknown(token) or (self.heading and low not in lex.surnames):
            return False
        if token.opens:
            return self._after(i) in self.cue["verbs"] or surname_next and (low not in lex.surnames or low in lex.given) or (low in lex.surnames and (self._person_next(i) or len(self.tokens) < 3))
        if before in self.cue["placeprep"] and low not in lex.surnames and not lex.nearly_given(low):
            return False
        if before in self.cue["determiners"] and low not in lex.surnames:
            return False
        return True

    # Growing what was found

    def _join(self) -> None:
        """Surnames, initials and first names beside a name; the second of "Leo and Grace"."""
        tokens, lex = self.tokens, self.lex
        for i in range(1, len(tokens)):
            left, token = tokens[i - 1], tokens[i]
            if left.name and not token.name and not token.taken and not left.possessive and re.fullmatch(r"\.?[ \u00a0]|-|[ \u00a0][\"'“‘]|[\"'”’][ \u00a0]", token.gap):
                token.name = self._follows(i)
        for i in range(len(tokens) - 2, -1, -1):
            token, right = tokens[i], tokens[i + 1]
            if right.name and not right.title and not token.name and not token.taken and not token.possessive and re.fullmatch(r"\.?[ \u00a0]|-", right.gap):
                token.name = self._leads(i)
        for i in range(2, len(tokens)):
            token, link = tokens[i], tokens[i - 1]
            joined = (link.low in ("and", "or", "with") and re.fullmatch(r" +", token.gap + link.gap[:1]) and tokens[i - 2].name) or (
                link.name and re.fullmatch(r" ?[,&/+] ?", token.gap)
            )
            if joined and not token.name and not token.taken and token.low not in lex.never_alone and token.low not in self.cue["people"]:
                token.name = token.tier in ("mostly", "place") and (self._capital(token) or token.low not in lex.words or self._person_next(i) or not self._after(i)) or (token.tier == "word" and self._capital(token))

    def _follows(self, i: int) -> bool:
        token, lex, low = self.tokens[i], self.lex, self.tokens[i].low
        if len(token.text) == 1:
            return token.text.isupper() and token.text not in "I" and not (token.text == "A" and self._after(i))
        if low in lex.never_alone or low in lex.domain or low in self.cue["kin"] or (token.shape == "U" and low in lex.acronyms):
            return low in _PARTICLES and self._particle(i)
        if low in _PARTICLES and self._particle(i):
            return True
        if self._capital(token):
            return low in lex.surnames or bool(token.tier) or (self._unknown(token) and not self._organisation(i))
        if token.shape == "U":
            return (low in lex.surnames or bool(token.tier)) and len(low) > 2
        if self.tokens[i - 1].shape != "l":
            return False
        if low in lex.surnames:
            return (not lex.is_word(low) and low not in lex.places and tier(low, lex) != "word") or (low in self.cue["lowsurnames"] and self._after(i) not in self.cue["people"])
        return self._unknown(token) and len(low) > 3 and low not in lex.acronyms and not lex.nearly_word(low) and not low.startswith(("snap", "insta"))

    def _particle(self, i: int) -> bool:
        nxt = self._at(i + 1)
        return nxt is not None and nxt.gap == " " and (nxt.low in self.lex.surnames or (self._capital(nxt) and self._unknown(nxt)))

    def _leads(self, i: int) -> bool:
        token, right, lex, low = self.tokens[i], self.tokens[i + 1], self.lex, self.tokens[i].low
        if "'" in low and not low.startswith("o'"):
            return False
        if len(token.text) == 1:
            return token.text.isupper() and token.text not in "AI" and right.shape != "l"
        surname = right.low in lex.surnames or (not right.tier and ("-" in right.low or right.shape == "X"))
        if token.tier and low in lex.never_alone:
            return self._capital(token) and right.shape != "l" and (surname if not right.tier else surname and not token.opens) or (not right.tier and not token.opens and self._capital(token) and right.shape == "T")
        if low in ("wee", "big", "young", "auld", "lil", "mad") and self._capital(token) and self._capital(right):
            return True
        if low in lex.never_alone or low in lex.domain or low in self.cue["titles"] or low in self.cue["people"] or low in self.cue["small"]:
            return False
        if token.tier:
            return self._capital(token) and (not token.opens or (low in lex.surnames and not lex.is_word(low)) or surname or token.tier == "mostly" or not right.tier) or (token.tier == "mostly" and surname)
        listed = low in lex.surnames and not lex.is_word(low) and low not in lex.places
        return self._capital(token) and low not in lex.acronyms and (listed or (not token.opens and self._unknown(token)))

    def _repeat(self) -> None:
        """A name once is a name again, when written with the same capital."""
        names = {t.low for t in self.tokens if t.name and len(t.low) > 2 and t.low not in self.lex.never_alone}
        for i, token in enumerate(self.tokens):
            if not token.name and not token.taken and token.low in names and (self._capital(token) or not self.lex.is_word(token.low)):
                token.name = not (token.tier == "place" and self._before(i) in self.cue["placeprep"]) and not (token.opens and token.tier == "word")

    def _shapes(self) -> Iterator[tuple[int, int, str]]:
        text, lex = self.text, self.lex
        for pattern in (_QUOTED, _ALIAS):
            for match in pattern.finditer(text):
                words = fold(match["n"]).split()
                good = [w for w in words if w not in lex.never_alone and w not in lex.domain and w not in self.cue["people"]]
                quoted = pattern is _QUOTED
                if good and len(words) < 4 and (quoted or match["n"][:1].isupper() or re.match(r"(?:big|wee|lil|little|young|auld|old|mad|the) [A-Z]", match["n"]) or not lex.is_word(words[-1])) and not (not quoted and words[-1] in lex.places):
                    start = match.start("n") + (len(match["n"]) - len(re.sub(r"^the name(?: of)? ", "", match["n"], flags=re.I)))
                    yield (start, match.end("n"), "")
        for match in _DOTTED.finditer(text):
            if fold(re.sub(r"[\s.]", "", match.group())) not in _NOT_DOTTED:
                yield (match.start(), match.start() + len(match.group().rstrip()), "")
        for match in _INITIALS_TOLD.finditer(text):
            yield (match.start("n"), match.end("n"), "")
        if self.shouting:
            return
        for i, token in enumerate(self.tokens):
            if token.taken or token.name or token.shape != "U" or not 2 <= len(token.low) <= 3:
                continue
            before, after = self._before(i), self._after(i)
            if token.low in lex.acronyms and not (token.possessive and after in self.cue["kin"] and before not in self.cue["determiners"]):
                continue
            beside_figure = re.match(r"[ -]?\d(?! ?(?:yo|yrs?|years?))|[/&][A-Z]\b", self._tail(i)) or re.search(r"[\d£]\s?$|\b[A-Z]&$", self.text[: token.start][-4:])
            person = len(token.low) == 2 and not beside_figure and not self.heading
            acts = after in self.cue["verbs"] or (token.possessive and (after in self.cue["kin"] or after in self.cue["things"])) or self._aged(i) or after in ("is", "was", "has", "had") and len(token.low) == 2
            if person or acts:
                yield (token.start, token.end, "")
