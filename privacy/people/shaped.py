"""Names by their shape: initials, spelled-out names, nicknames in inverted commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.lexicon import fold, lists
from privacy.people.growing import Growing

_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,3}(?![\w])|(?<![\w.])[A-Z]\.\s?[A-Z](?![\w.])")
# A name spelled out: J-A-M-I-E
_SPELLED = re.compile(r"(?<![\w-])[A-Za-z](?:(?:-| - |\. ?|, ?| )[A-Za-z]){3,}(?![\w-])")
_NOT_DOTTED = frozenset({"uk", "us", "usa", "eu", "am", "pm", "eg", "ie", "gp", "nb", "ps", "ni", "do", "dob"})
_INITIALS_TOLD = re.compile(
    r"\b[Ii]nitials?\b\W{0,3}(?:(?:is|are|were|of)\W+)?(?P<n>[A-Za-z](?:\.?\s?[A-Za-z]){1,2})(?![a-z])"
)
_QUOTED = re.compile(
    r"\b(?:call(?:ed|s)?(?: (?:him|her|them|himself|herself|themselves))?|known as|aka|a\.k\.a\.?|goes by"
    r"|going by|nick\s?names?d?(?: is| of)?|street name(?: is| of)?"
    r"|tag(?: is)?|under the name(?: of)?|(?:boy|lad|guy|man|girl|lassie|woman|male|female|dealer|friend|pal"
    r"|mate|person|someone|somebody)(?= [\"'“‘](?-i:[A-Z])))\s*:?\s*[\"'“‘](?P<n>[^\"'”’\n]{2,30})[\"'”’]",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    r"\b(?:goes by|going by|go by|aka|a\.k\.a\.?|(?:also )?know(?:n)?(?: him| her| them)? as|(?:boy|lad|guy"
    r"|man|girl|woman|male|dealer|someone|somebody) called(?= the )|known locally as|known to \w+ as"
    r"|street name(?: is| of)?"
    r"|nick\s?name(?: is| of)?|nicknamed|alias|call(?:s|ed)? (?:him|her|himself|herself)"
    r"|under the name(?: of)?)\s*:?\s+(?P<n>(?:the name(?: of)? )?(?:(?:big|wee|lil|little|young|auld|old"
    r"|mad|the) )?[^\W\d_][\w'’-]+(?-i: [A-Z][\w'’-]+)?)",
    re.IGNORECASE,
)


_LONE = re.compile(r"(?<![\w.'’&/-])(?P<n>[B-HJ-Z]\.?)(?P<rest>['’]s\s+[\w']+|\s+[\w'’]+)(?P<more>[^.\n]{0,40})")
_CALLED = re.compile(
    r"\b(?:called|named|known as|young person|yp|child|pupil|boy|girl|lad)\s+(?P<n>[B-HJ-Z])(?=[\s,.?!]|$)"
    r"(?!\s+(?:is for|and [A-Z]\b))"
)
_REVERSED = re.compile(
    r"(?<!\w)(?P<n>[A-Z][\w'’]+(?: [A-Z][\w'’]+)?) is (?:his|her|their|the) "
    r"(?:street|nick|nic|other|real|online|full)[ -]?name\b"
)
_QUOTED_SUBJECT = re.compile(r"(?<!\w)[\"“](?P<n>(?:(?:Big|Wee|Auld|Mad) )?[A-Z][\w'’-]+)[\"”] (?P<v>[\w'’]+)")
_THEY_CALL = re.compile(
    r"\b(?:they|everyone|everybody|people|folk|the kids|all) calls? (?:him |her )?(?P<n>[Tt]he [A-Z][\w'’-]+)"
)


class Shaped(Growing):
    """Adds what has a shape rather than a place in a list."""

    def _shapes(self) -> Iterator[tuple[int, int, str]]:
        text, lex = self.text, self.lex
        for pattern in (_QUOTED, _ALIAS):
            for match in pattern.finditer(text):
                words = fold(match["n"]).split()
                good = [
                    w for w in words if w not in lex.never_alone and w not in lex.domain and w not in self.cue["people"]
                ]
                quoted = pattern is _QUOTED
                if (
                    good
                    and len(words) < 4
                    and (
                        quoted
                        or match["n"][:1].isupper()
                        or re.match(r"(?:big|wee|lil|little|young|auld|old|mad|the) [A-Z]", match["n"])
                        or not lex.is_word(words[-1])
                    )
                    and not (not quoted and words[-1] in lex.places)
                ):
                    start = match.start("n") + (
                        len(match["n"]) - len(re.sub(r"^the name(?: of)? ", "", match["n"], flags=re.I))
                    )
                    yield (start, match.end("n"), "")
        for match in _DOTTED.finditer(text):
            if fold(re.sub(r"[\s.]", "", match.group())) not in _NOT_DOTTED:
                yield (match.start(), match.start() + len(match.group().rstrip()), "")
        for match in _SPELLED.finditer(text):
            if match.group().isupper() and len(set(match.group())) > 3:
                yield (*match.span(), "")
        for match in _INITIALS_TOLD.finditer(text):
            yield (match.start("n"), match.end("n"), "")
        yield from self._pseudonyms()
        if self.shouting:
            return
        for i, token in enumerate(self.tokens):
            if token.taken or token.name or token.shape != "U" or not 2 <= len(token.low) <= 3:
                continue
            if token.low in lists("grammar.txt")["notsubject"]:
                continue  # TO, with emphasis
            before, after = self._before(i), self._after(i)
            if (
                token.low in lex.acronyms
                and not self._aged(i)
                and not (token.possessive and after in self.cue["kin"] and before not in self.cue["determiners"])
            ):
                continue
            beside_figure = re.match(r"[ -]?\d(?! ?(?:yo|yrs?|years?))|[/&][A-Z]\b", self._tail(i)) or re.search(
                r"[\d£]\s?$|\b[A-Z]&$", self.text[: token.start][-4:]
            )
            person = len(token.low) == 2 and not beside_figure and not self.heading
            acts = (
                after in self.cue["verbs"]
                or (token.possessive and (after in self.cue["kin"] or after in self.cue["things"]))
                or self._aged(i)
                or (after in ("is", "was", "has", "had") and len(token.low) == 2)
            )
            if person or acts:
                yield (token.start, token.end, "")

    def _pseudonyms(self) -> Iterator[tuple[int, int, str]]:
        """Single letters and nicknames that do what people do."""
        text, words = self.text, lists("grammar.txt")
        for match in _LONE.finditer(text):
            before = re.search(r"([\w&]+)\W*$", text[: match.start()][-24:])
            if before and (before[1].lower() in words["lettered"] or before[1].isupper() or before[1].isdigit()):
                continue
            after = fold(match["rest"].strip().replace("’", "'"))
            more = match["more"]
            person = (
                after in words["finite"]
                or (after in ("is", "was") and self._predicate(more))
                or (after == "has" and (fold(more.split()[0]) if more.split() else "") in words["having"])
                or (after[:2] == "'s" and after.split()[-1] in self.cue["kin"] | self.cue["things"])
            )
            if person:
                yield (match.start("n"), match.end("n"), "")
        for pattern in (_CALLED, _REVERSED, _THEY_CALL):
            for match in pattern.finditer(text):
                yield (match.start("n"), match.end("n"), "")
        for match in _QUOTED_SUBJECT.finditer(text):
            if fold(match["v"]) in self.cue["verbs"] | words["finite"] | self.cue["weakverbs"]:
                yield (match.start("n"), match.end("n"), "")
