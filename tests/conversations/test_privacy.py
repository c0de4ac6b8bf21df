"""Nothing that identifies anybody stays: not in logs at debug level, not in the database, not after deletion."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from privacy.backups import backups, make_backup
from privacy.markers import find_marker
from privacy.retention import connect
from tests.assistant import Assistant, Chat

# What a user types: invented people, a number from the range kept for drama, and words that no rule takes out
NAME = "Xanthippe Quillfeather"
PHONE = "07700 900461"
FREE = "lavender wheelbarrow"
COMMENT = "turquoise semaphore"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("privacy")
    scratch = folder / "scratch"
    scratch.mkdir()
    with Assistant(folder, CEC_LOG_LEVEL="DEBUG", TMPDIR=str(scratch)) as running:
        yield running


def session_of(chat: Chat) -> str:
    """The conversation's id, as the database holds it."""
    payload = chat.token.split(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def whole_conversation(chat: Chat) -> None:
    """Questions, a questionnaire with comments, a record: everything that leaves something behind."""
    chat.say(f"What should I do, {NAME} has a {FREE} and rang me on {PHONE}")
    chat.say("start the screening tool")
    chat.press("Yes")
    chat.say(f"{NAME} was seen on 4 Nov with a {COMMENT}, call {PHONE}")
    for _ in range(20):
        if "item" not in chat.of("question").get("progress", {}):
            break
        chat.press("No")
    chat.press("Skip these questions")
    chat.press("See the result")
    for file in chat.of("record")["download"]:
        answer = chat.http.get(file["url"], headers=chat.headers)
        assert answer.status_code == 200


def erase(chat: Chat) -> None:
    assert chat.http.delete("/chat/session", headers=chat.headers).status_code in (200, 204)


def events_of(own: Assistant, session: str) -> list[str]:
    with connect(str(own.database)).connect() as connection:
        rows = connection.execute(sa.text("SELECT data FROM events WHERE sender_id = :s"), {"s": session})
        return [str(row[0]) for row in rows]


def everywhere(own: Assistant, marker: str) -> list[str]:
    """Every file that holds a text: database, its log and journal, back-ups, process logs, temporary files."""
    return find_marker(own.folder, marker)


def test_names_and_numbers_never_reach_the_database_and_the_user_is_told(own: Assistant) -> None:
    with Chat(own.url) as chat:
        whole_conversation(chat)
        session = session_of(chat)
        stored = "\n".join(events_of(own, session))
        assert FREE in stored, "the search would find what is there"
        assert COMMENT in stored
        assert "[name 1]" in stored
        for secret in ("Xanthippe", "Quillfeather", PHONE, PHONE.replace(" ", "")):
            assert not everywhere(own, secret), secret
        shown = chat.http.get("/chat/history", headers=chat.headers)
        assert shown.status_code == 200
        assert "Xanthippe" not in shown.text
        assert "I took out" not in shown.text, "what is told about a message is not kept with it"
        erase(chat)


def test_logs_at_debug_level_hold_no_text_no_token_no_address(own: Assistant) -> None:
    with Chat(own.url) as chat:
        whole_conversation(chat)
        token = chat.token
        erase(chat)
    for process in ("rasa",):
        log = own.log(process).read_text(errors="replace")
        assert re.search(r"debug", log, re.IGNORECASE), f"{process} does not log at debug level"
        for secret in (FREE, COMMENT, "Quillfeather", PHONE, token, token.split(".")[-1]):
            assert secret not in log, f"{secret} in the log of {process}"
        assert not re.findall(r"\b(?:\d{1,3}\.){3}\d{1,3}\b", log), f"addresses in the log of {process}"
        assert "Bearer ey" not in log


@pytest.mark.parametrize("way", ["door", "typed"])
def test_after_deletion_nothing_is_left_on_disk(own: Assistant, way: str) -> None:
    with Chat(own.url) as chat, Chat(own.url) as neighbour:
        whole_conversation(chat)
        neighbour.say("what is cuckooing?")
        session = session_of(chat)
        copy = make_backup(connect(str(own.database)), own.folder / "backups")
        assert everywhere(own, COMMENT)
        assert find_marker(copy, session)
        if way == "door":
            erase(chat)
        else:
            chat.say("delete my data")
            assert "deleted" in chat.press("Yes, delete everything")
        kept = session_of(neighbour)
    own.kill()
    try:
        for marker in (session, COMMENT, FREE, "Quillfeather", PHONE):
            assert not everywhere(own, marker), marker
        assert events_of(own, kept), "the neighbour's conversation must stay"
        assert backups(own.folder / "backups")
    finally:
        own.start()
