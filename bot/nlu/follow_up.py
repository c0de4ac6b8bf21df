"""Short messages that only make sense after the topic before ('and if he's 17?')."""

from __future__ import annotations

import re

from bot.nlu import calibration
from bot.nlu.labels import FALLBACK, TOPIC
from bot.nlu.sentences import tidy, words
from bot.nlu.stage import SentenceEncoding
from bot.nlu.topic_model import Reading, TopicModel

LONGEST = 9
_OPENING = re.compile(
    r"^(?:ok(?:ay)?|right|so|aye|yes|but|and|an|or|also|then)?[,\s]*"
    r"(?:and|but|or|what about|whit aboot|how about|what if|whit if|even if|only if|same for|"
    r"does (?:that|it|this)|is (?:that|it|this)|can (?:that|it|this|they)|do they|are they|"
    r"who does (?:that|it|this)|how long does (?:that|it)|why(?: not)?\??$|how\??$|when\??$|"
    r"who\??$|where\??$|how so|since when|says who|for (?:how long|who|what)|if (?:he|she|they|the))(?!\w)",
    re.IGNORECASE,
)


def is_elliptical(text: str) -> bool:
    """Whether a message is short and opens like the rest of a question asked before."""
    return len(words(text)) <= LONGEST and bool(_OPENING.search(tidy(text)))


def resolve(
    model: TopicModel, encoder: SentenceEncoding, text: str, reading: Reading, title: str | None
) -> Reading | None:
    """Reads an elliptical message together with the topic before it.

    Returns None where the message stands on its own feet, or where the title does not make
    it any clearer: then guessing would hide that the assistant did not understand.
    """
    if not title or not is_elliptical(text):
        return None
    if reading.intents and reading.intents[0][0] not in (TOPIC, FALLBACK):
        if reading.intents[0][1] >= 0.6:
            return None
    elif reading.band == calibration.ANSWER:
        return None
    joined = model.read([model.prepare(f"{title}: {text}")], encoder)[0]
    if joined.intents[0][0] != TOPIC or joined.band == calibration.REJECT:
        return None
    return joined if joined.topics[0][1] > reading.topics[0][1] else None
