"""What the readers also learn from: intents of the same meaning, questions, replies of the guided tools, danger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from bot.nlu.clauses import Piece, cut, last_answer
from bot.nlu.danger import DangerData
from bot.nlu.examples import load, prepare
from bot.nlu.label_model import Example
from bot.nlu.labels import TOPIC
from bot.nlu.reply_wording import TELLS, is_question
from bot.nlu.sentences import words

REPLIES = Path(__file__).with_name("reply_examples.yml")
ACT_OF_INTENT = {
    "thank": "thanks", "greet": "greet", "goodbye": "bye", "help": "help", "talk_to_human": "human",
    "user_distress": "upset", "give_feedback": "feedback", "delete_my_data": "delete",
    "check_wording": "wording", "tell_me_more": "more", "shorter_version": "shorter", "repeat": "repeat",
    "ask_privacy": "about", "bot_challenge": "about", "ask_source": "about", "start_screening": "start",
    "start_awareness_priorities": "start", "start_self_assessment": "start", "start_where_to_begin": "start",
    "show_summary": "summary", "inform_affirm": "yes", "inform_deny": "no", "inform_unsure": "unsure",
    "skip": "skip", "go_back": "back", "pause": "pause", "stop": "pause", "resume": "resume",
    "change_answer": "change",
}  # fmt: skip
ACT_OF_REPLY = {"comment": "evidence", "stop": "pause"}
_MAY_BE_URGENT = frozenset({"danger", "low", "helping", "evidence", "over"})
_MAY_BE_URGENT_ROWS = ("injuries", "whereabouts", "difficulty_walking", "restraint", "other_debt")
# Topic questions are many and much alike: one in so many is enough for a reader that only needs to know a question
QUESTIONS, CALM = 5, 8
LONGEST_QUESTION = 25
# Only what people say of themselves tells who is asking: "my boy has two phones" is how workers speak too
_OWN_WORDS = re.compile(
    r"\b(?:i'?m|i am|am his|am her|we'?re|as a (?:mum|dad|parent|mother|father|gran)|my (?:own )?(?:son|"
    r"daughter|grandson|granddaughter)|our (?:son|daughter)|"
    r"i've been|i owe|me to|make me|making me|asked me|told me|gave me)\b",
    re.IGNORECASE,
)


def from_intents(found: Sequence[tuple[str, str, str]], danger: DangerData) -> dict[str, list[Example]]:
    """More examples by reader, from (text, intent, full label) of the training data and the danger file."""
    questions = [text for text, intent, _ in found if intent == TOPIC and is_question(text)]
    told = [text for text, intent, _ in found if intent == TOPIC and is_told(text)]
    few = list(_some([q for q in questions if len(words(q)) <= LONGEST_QUESTION], QUESTIONS))
    acts = [Example(prepare(text), frozenset({"question"}), "none") for text in few]
    acts += [Example(prepare(t), frozenset({ACT_OF_INTENT[i]}), "none") for t, i, _ in found if i in ACT_OF_INTENT]
    acts += _replies()
    # What speaks to a sign, and how worries are told, is evidence wherever it is typed
    heard = [
        one.text for one in load("signs") if one.labels and not any(label.endswith(":open") for label in one.labels)
    ]
    acts += [Example(text, frozenset({"evidence"}), context) for text in heard for context in ("none", "item")]
    acts += [Example(prepare(text), frozenset({"evidence"}), "none") for text in _some(told, 2)]
    nothing: frozenset[str] = frozenset()
    who = [
        Example(prepare(text), frozenset({label}), "")
        for text, intent, _ in found
        for name, label in (("user_is_parent", "parent"), ("user_is_child", "young"))
        if intent == name and _OWN_WORDS.search(text)
    ]
    calm = [
        *danger.not_urgent,
        *_some(questions, 10 * CALM),
        *_some(told, 2),
        *_some([one.text for one in _replies()], 20),
    ]
    ordinary_acts = [one.text for one in load("acts") if one.context != "emergency" and not one.labels & _MAY_BE_URGENT]
    calm += _some(ordinary_acts, 3)
    calm += [
        one.text for one in load("signs") if not any(label.startswith(_MAY_BE_URGENT_ROWS) for label in one.labels)
    ]
    urgency = [Example(prepare(text), frozenset({"now"})) for text in danger.urgent]
    urgency += [Example(prepare(text), nothing) for text in calm]
    ordinary = _some([one.text for one in acts if "evidence" not in one.labels], 3)
    return {
        "acts": acts,
        "signs": [Example(prepare(text), nothing) for text in [*few[::3], *_some(ordinary, 3)]],
        "who": [*who, *(Example(prepare(text), nothing) for text in [*_some([*few, *told], 4), *_some(ordinary, 2)])],
        "urgency": urgency,
    }


_WORD_OF_QUESTION = re.compile(
    r"\?|\b(?:what|whit|whats|who|how|when|where|which|why|whether|should|explain|tell me|remind|advise|need "
    r"to know|wondering|unsure|do i|can i|is it|is there|are there|"
    r"meaning of|difference|summary|list of|guidance|policy|framework|template|asked me|slide|training)\b",
    re.IGNORECASE,
)


def is_told(text: str) -> bool:
    """Whether a text tells of a child and asks nothing."""
    return bool(TELLS.search(text.lower())) and not is_question(text) and not _WORD_OF_QUESTION.search(text)


@lru_cache(maxsize=1)
def _replies() -> list[Example]:
    """What people typed to the guided tools' questions, collected before acts were read."""
    data = yaml.load(REPLIES.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return [one for label, texts in data.items() for text in texts for one in _reply(str(text), str(label))]


# A denial answers no; any other description is evidence, whatever row it was given to
_DENIES = re.compile(
    r"\W*(?:no|not|never|nothing|none|nobody|neither|nae|naw|nope|nah|haven't|hasn't|hasnae|hivnae|isn't|"
    r"doesn't|didn't|don't think|wouldn't say|i don't|we don't|"
    r"i've not|we've not|he's not|she's not)\b",
    re.IGNORECASE,
)


def _reply(text: str, label: str) -> list[Example]:
    """A reply as acts: an answer and its evidence apart, a bare description as evidence."""
    context = "comment" if label == "comment" else "item"
    if label not in ("yes", "no", "unsure"):
        return [Example(prepare(text), frozenset({ACT_OF_REPLY.get(label, label)}), context)]
    if last_answer(text):
        return [Example(prepare(text), frozenset({label}), context)]
    first, *rest = cut(text) or [Piece(text, 0, len(text))]
    if rest and last_answer(first.text):
        told = " ".join(piece.text for piece in rest)
        return [
            Example(prepare(text), frozenset({label, "evidence"}), context),
            Example(prepare(told), frozenset({"evidence"}), context),
        ]
    if label == "yes" or (label == "no" and not _DENIES.match(text)):
        return [Example(prepare(text), frozenset({"evidence"}), context)]
    return [Example(prepare(text), frozenset({label}), context)]


def _some(texts: Iterable[str], step: int) -> list[str]:
    """One in `step` of some texts, the same ones whatever their order."""
    return [t for t in texts if int(hashlib.blake2b(t.encode(), digest_size=4).hexdigest(), 16) % step == 0]
