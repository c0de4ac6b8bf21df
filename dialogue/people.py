"""Who is asking: heard from what they say of themselves, remembered for the conversation, changeable.

Parents, carers and young people get their own texts (content/family.yml) and never the tools for practitioners.
"""

from __future__ import annotations

import re
from typing import Any, Final

from bot.channels.replies import CONTACTS, TEXT, Reply
from dialogue.heard import Clause
from dialogue.talk import Talk
from guidance.directory import load_directory
from guidance.spoken import Spoken, load_spoken

FROM: Final = 0.6
KIND_FROM: Final = 0.4
GROUPS: Final = {"parent": "parent", "carer": "parent", "young": "young"}
AUDIENCES: Final = {"parent": "parent", "young": "young_person"}
_FOSTER: Final = re.compile(r"\bfoster\b", re.IGNORECASE)


def group_of(talk: Talk) -> str:
    """practitioner, parent or young."""
    who = (talk.state["who"] or {}).get("who", "worker")
    return GROUPS.get(who, "practitioner")


def is_family(talk: Talk) -> bool:
    """Whether a parent, a carer or a young person is asking."""
    return group_of(talk) != "practitioner"


def set_who(talk: Talk, who: str, words: str = "") -> None:
    """Remember who is asking, and why we think so."""
    if who == "carer" and _FOSTER.search(words):
        who = "worker"  # foster carers work with children: they have the practitioner's help
    talk.state["who"] = {"who": who, "words": words}


def hear(talk: Talk) -> bool:
    """Take in what somebody says of themselves; returns whether they are family and said so in this message."""
    said: list[dict[str, Any]] = [one for one in talk.heard.reading.get("who") or [] if one.get("p", 0) >= FROM]
    if not said:
        return False
    best = max(said, key=lambda one: one["p"])
    if best["who"] == "worker" and not talk.state["who"]:
        set_who(talk, "worker", str(best.get("words") or ""))
        return False
    if best["who"] == "worker" and best["p"] < 0.85:
        return False
    set_who(talk, str(best["who"]), str(best.get("words") or ""))
    return is_family(talk)


def turn(talk: Talk, clauses: list[Clause], said_who: bool) -> None:
    """One turn with a parent, a carer or a young person."""
    talk.ask = False
    group = group_of(talk)
    texts = load_spoken("family")[group]
    if talk.tool:  # a tool that was begun before they said who they are rests; what was written stays theirs to delete
        talk.state["desk"] = talk.kit.desk.pause(talk.desk).desk
    kinds = talk.heard.reading.get("family") or {}
    kind = max(kinds, key=lambda name: kinds[name]) if kinds else ""
    if talk.heard.best("low") >= 0.5 or talk.heard.urgency.get("kind") == "suicide":
        kind = "low"
    elif talk.heard.urgency["level"] == "check" and talk.heard.urgency.get("kind") in ("threat", "debt", "afraid"):
        kind = "threats"
    elif talk.heard.urgency["level"] == "check" and talk.heard.urgency.get("kind") == "missing":
        kind = "missing"
    elif talk.heard.has("start", "resume", "finish") and not talk.heard.has("question"):
        kind = "tool"
    elif not kind or kinds.get(kind, 0) < KIND_FROM:
        kind = ""
    social = _social(talk, clauses)
    if kind == "inside" and kind in texts:  # nothing beside it may read as if it could wait
        talk.answers.append(_reply(texts[kind]))
    elif said_who:
        talk.answers.append(_welcome(talk, group, texts.get("start")))
        if kind and kind != "start" and kind in texts:
            talk.answers.append(_reply(texts[kind]))
    elif kind in texts:
        talk.answers.append(_reply(texts[kind]))
    elif social:
        talk.answers.append(social)
    else:
        talk.answers.append(_welcome(talk, group, texts.get("more_help") or texts.get("start")))
    talk.served = True


def _social(talk: Talk, clauses: list[Clause]) -> Reply | None:
    for label, name in (
        ("about", "utter_privacy"),
        ("thanks", "utter_thank_family"),
        ("greet", "utter_greet_family"),
        ("bye", "utter_goodbye"),
    ):
        if all(label in clause for clause in clauses) and clauses and name in talk.kit.library:
            return talk.kit.library.plain(name)
    return None


def _welcome(talk: Talk, group: str, text: Spoken | None) -> Reply:
    contacts = [one.to_dict() for one in load_directory().for_audience(AUDIENCES[group])]
    if text is None:
        return talk.kit.library.plain("utter_user_is_parent" if group == "parent" else "utter_user_is_child")
    return Reply(
        kind=CONTACTS, text=text.text, title=text.title or None, sources=list(text.sources), contacts=contacts,
        choices=[talk.do("who", "who_worker", who="worker")],
    )  # fmt: skip


def _reply(text: Spoken) -> Reply:
    contacts = [one.to_dict() for one in load_directory().for_audience(text.contacts)] if text.contacts else []
    return Reply(
        kind=CONTACTS if contacts else TEXT,
        text=text.text,
        title=text.title or None,
        sources=list(text.sources),
        contacts=contacts,
    )


def danger_text(talk: Talk, kind: str = "danger") -> str:
    """The emergency route in the words for who is asking; empty where there are none."""
    texts = load_spoken("family")[group_of(talk)]
    text = texts.get(kind) or texts.get("danger")
    return text.text if text else ""
