"""Questions: answers on topics and about the assistant itself, "did you mean", and what was misunderstood put right."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from bot.channels.replies import TEXT, Choice, Reply
from dialogue.heard import Clause
from dialogue.talk import Talk
from guidance.notices import load_notices
from guidance.spoken import load_spoken

# A second question is most likely about something near to the first, so less is enough there
SURE_OF_CLAUSE, SURE_BESIDE = 0.6, 0.35
OFFERED: Final = 3
PLAIN: Final = {
    "ask_privacy": "utter_privacy", "bot_challenge": "utter_bot_challenge", "list_topics": "utter_list_topics",
    "greet": "utter_greet", "thank": "utter_thank", "goodbye": "utter_goodbye", "help": "utter_help",
    "talk_to_human": "utter_talk_to_human", "user_distress": "utter_user_distress",
}  # fmt: skip


def ask(talk: Talk, clauses: list[Clause], alone: bool) -> bool:
    """Answer the questions of a message; `alone` where it holds nothing else. Returns whether anything was said."""
    if len(clauses) > 1 or not alone:
        found = _topics_of(talk, clauses)
        if found:
            for topic in found[:2]:
                talk.answer(talk.kit.library.answer(topic))
            return True
    if alone or not clauses:
        return whole(talk)
    return _offer_of_clauses(talk, clauses)


def whole(talk: Talk) -> bool:
    """Answer the message as one question, as the topic reader understood it."""
    heard, library = talk.heard, talk.kit.library
    decision = heard.decision
    topics = [t["topic"] for t in decision.get("topics") or [] if library.has_topic(t["topic"])]
    if heard.intent == "ask" and decision.get("band") == "answer" and topics:
        same = talk.state["last"].get("topic") == topics[0]
        talk.state["last"]["same"] = talk.state["last"].get("same", 0) + 1 if same else 0
        if talk.state["last"]["same"] >= 2:
            talk.remark("same_again")
            talk.choices.append(Choice(talk.say("button_human"), "talk_to_human"))
        talk.state["last"]["repairs"] = 0
        talk.answer(library.answer(topics[0]))
        also = decision.get("also")
        if library.has_topic(also):
            talk.answer(library.answer(str(also)))
        talk.topics += [topic for topic in topics[1:] if topic not in talk.topics]
        return True
    if heard.outside and f"utter_out_of_scope/{heard.outside}" in library:
        talk.answer(library.plain(f"utter_out_of_scope/{heard.outside}"))
        return True
    if heard.intent in PLAIN:
        talk.answer(library.plain(PLAIN[heard.intent]))
        return True
    if heard.intent == "ask" and topics:
        did_you_mean(talk, topics)
        return True
    return False


def did_you_mean(talk: Talk, topics: list[str]) -> None:
    """Offer the nearest topics and a way out."""
    text = load_notices().say("did_you_mean")
    choices = [talk.kit.library.to_topic(topic) for topic in topics[:OFFERED]]
    choices.append(Choice(load_notices().say("button_none"), "talk_to_human"))
    talk.answer(Reply(kind=TEXT, text=text, choices=choices))
    talk.topics += topics[:6]
    talk.served = True


def _topics_of(talk: Talk, clauses: list[Clause]) -> list[str]:
    asked = [(str(c.topic["id"]), float(c.topic.get("right", 0))) for c in clauses if c.topic and "id" in c.topic]
    asked = [(topic, right) for topic, right in asked if talk.kit.library.has_topic(topic)]
    near = {other for topic, right in asked if right >= SURE_OF_CLAUSE for other in talk.kit.library.related(topic)}
    found = [topic for topic, right in asked if right >= (SURE_BESIDE if topic in near else SURE_OF_CLAUSE)]
    return list(dict.fromkeys(found))


def _offer_of_clauses(talk: Talk, clauses: list[Clause]) -> bool:
    near: list[str] = []
    for clause in clauses:
        topic: dict[str, Any] = dict(clause.topic or {})
        names = [topic.get("id"), *(topic.get("others") or [])]
        near += [str(name) for name in names if talk.kit.library.has_topic(name)]
    near = list(dict.fromkeys(near))
    if near:
        did_you_mean(talk, near)
    return bool(near)


def about_itself(talk: Talk, clause: Clause, kinds: dict[str, float]) -> None:
    """Answer a question about the assistant: what is kept, who reads it, sources, what it can do."""
    texts = load_spoken("about")["about"]
    kind = max(kinds, key=lambda name: kinds[name]) if kinds else ""
    if kinds.get(kind, 0) < 0.3 or kind not in texts:
        kind = "kept"
    if kind == "sources" and talk.kit.library.has_topic(talk.state["last"].get("topic")):
        reply = talk.kit.library.sources(str(talk.state["last"]["topic"]))
        talk.answer(Reply(kind=TEXT, text=f"{texts[kind].text}\n\n{reply.text}", sources=reply.sources))
        return
    spoken = texts[kind]
    text = re.sub(r"\{days\}", str(talk.kit.library.days), spoken.text)
    choices = [Choice(talk.say("button_human"), "talk_to_human")] if kind in ("request", "who_reads") else []
    talk.answer(Reply(kind=TEXT, text=text, title=spoken.title or None, sources=list(spoken.sources), choices=choices))


def repair(talk: Talk) -> None:
    """'That is not what I meant': the next topics it had in mind, and another way to say it; twice: a person."""
    last = talk.state["last"]
    topics = [t for t in last.get("topics") or [] if talk.kit.library.has_topic(t)]
    shown = last.get("topic")
    decision = [t["topic"] for t in talk.heard.decision.get("topics") or [] if talk.kit.library.has_topic(t["topic"])]
    if talk.heard.intent == "ask" and talk.heard.decision.get("band") == "answer" and decision and decision[0] != shown:
        talk.answer(talk.kit.library.answer(decision[0]))  # "I meant for girls": the correction says what
        return
    others = [topic for topic in dict.fromkeys([*topics, *decision]) if topic != shown][:OFFERED]
    if not others and shown and talk.kit.library.has_topic(shown):
        others = [choice.topic for choice in talk.kit.library.answer(str(shown)).related if choice.topic][:OFFERED]
    last["repairs"] = last.get("repairs", 0) + 1
    choices = [talk.kit.library.to_topic(topic) for topic in others]
    if last["repairs"] >= 2:
        person = talk.kit.library.plain("utter_talk_to_human")
        text = f"{talk.say('repair_person')}\n\n{person.text}"
        talk.answer(replace(person, text=text, choices=[*choices, Choice(talk.say("button_topics"), "list_topics")]))
        return
    choices += [Choice(talk.say("button_topics"), "list_topics"), Choice(talk.say("button_human"), "talk_to_human")]
    talk.answer(Reply(kind=TEXT, text=talk.say("repair"), choices=choices))


def missed(talk: Talk) -> None:
    """Nothing could be made of the message: another way each time, then a person."""
    count = talk.state["misses"] + 1
    if talk.tool and talk.here and talk.step[0] in ("item", "comment"):
        talk.remarks.append(talk.say(f"missed_row_{min(count, 3)}"))
        if count >= 2:
            talk.choices.append(Choice(talk.say("button_human"), "talk_to_human"))
        return
    near = [t["topic"] for t in talk.heard.decision.get("topics") or [] if talk.kit.library.has_topic(t["topic"])][
        :OFFERED
    ]
    if count == 1 and near:
        talk.topics += near
        text, topics = talk.say("missed_1"), near
    elif count < 3:
        text, topics = talk.kit.library.parts("utter_fallback")[0] if count == 1 else talk.say("missed_2"), near
    else:
        text, topics = talk.say("missed_3"), near
    choices = [talk.kit.library.to_topic(topic) for topic in topics]
    choices += [Choice(talk.say("button_topics"), "list_topics"), Choice(talk.say("button_human"), "talk_to_human")]
    talk.answers.append(Reply(kind=TEXT, text=text, choices=choices))


def no_words(talk: Talk) -> None:
    """A message without a word."""
    row = bool(talk.tool and talk.here)
    number = talk.state["misses"] % 2 + 1
    name = f"no_words_row_{number}" if row else f"no_words_{number}"
    talk.remarks.append(talk.say(name))
    if not row:
        talk.choices += [Choice(talk.say("button_topics"), "list_topics")]
