"""The web door refuses what it must, in words a person can use."""

from __future__ import annotations

from pathlib import Path

import httpx2 as httpx
import pytest

from tests.assistant import Assistant, Chat


def test_an_empty_message_is_refused_kindly(chat: Chat) -> None:
    for text in ("", "   ", "\n\t"):
        answer = chat.post({"text": text})
        assert answer.status_code == 400
        assert "999" in answer.json()["messages"][0]["text"]


def test_ten_thousand_characters_are_refused_and_nothing_is_lost(chat: Chat) -> None:
    chat.say("start the screening tool")
    answer = chat.post({"text": "word " * 2000})
    assert answer.status_code == 400
    assert "10000" in answer.json()["messages"][0]["text"]
    chat.press("No")
    assert chat.of("question")["progress"]["item"] == 2


def test_a_body_over_the_limit_is_refused(chat: Chat) -> None:
    answer = chat.post({"text": "x" * 70_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [[], {}, {"text": 5}, {"text": "a", "choice": "b"}, "text", None])
def test_a_body_of_the_wrong_shape_is_refused(chat: Chat, body: object) -> None:
    answer = chat.http.post("/chat/messages", json=body, headers=chat.headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["kind"] == "error"


def test_an_unknown_choice_and_one_of_another_conversation_are_refused(chat: Chat, assistant: str) -> None:
    chat.say("hello")
    choice = chat.button("Start the screening tool")
    assert chat.post({"choice": choice[:-3] + "abc"}).status_code == 400
    assert chat.post({"choice": "x" * 5000}).status_code == 400
    with Chat(assistant) as other:
        answer = other.post({"choice": choice})
        assert answer.status_code == 400
        assert "no longer valid" in answer.json()["messages"][0]["text"]


@pytest.mark.parametrize("token", ["none", "nonsense", "web-abc.def.ghi", "x" * 9000])
def test_a_forged_session_is_refused(assistant: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=assistant) as http:
        assert http.post("/chat/messages", json={"text": "hi"}, headers=headers).status_code in (401, 413)
        assert http.get("/chat/history", headers=headers).status_code in (401, 413)
        assert http.delete("/chat/session", headers=headers).status_code in (401, 413)


def test_an_expired_session_says_so(shared_assistant: Assistant) -> None:
    from itsdangerous import URLSafeTimedSerializer

    class LongAgo(URLSafeTimedSerializer):
        def make_signer(self, salt: str | bytes | None = None):  # type: ignore[no-untyped-def]
            signer = super().make_signer(salt)
            signer.get_timestamp = lambda: 1_600_000_000
            return signer

    token = LongAgo(shared_assistant.environment["CEC_SECRET"], salt="session").dumps("web-old")
    answer = httpx.post(
        f"{shared_assistant.url}/chat/messages", json={"text": "hi"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401
    assert "start a new one" in answer.json()["error"]["text"]


def test_a_record_is_given_only_to_the_session_that_owns_it(chat: Chat, assistant: str) -> None:
    chat.say("start the screening tool")
    chat.press("No")
    chat.say("I'm finished, show me the result")
    links = [m["download"][0]["url"] for m in chat.messages if m.get("download")]
    if not links:
        chat.press("See the result")
        links = [m["download"][0]["url"] for m in chat.messages if m.get("download")]
    assert chat.http.get(links[0]).status_code == 401
    with Chat(assistant) as other:
        assert other.http.get(links[0], headers=other.headers).status_code == 404
    assert chat.http.get(links[0], headers=chat.headers).status_code == 200


def test_rasas_own_doors_are_closed(assistant: str) -> None:
    with httpx.Client(base_url=assistant) as http:
        assert http.post("/webhooks/rest/webhook", json={"sender": "a", "message": "hi"}).status_code == 404
        assert http.get("/conversations/web-x/tracker").status_code == 404
        assert http.post("/model/parse", json={"text": "hi"}).status_code == 404


def test_another_web_page_is_refused_and_a_configured_one_is_let_in(tmp_path: Path) -> None:
    with Assistant(tmp_path, CEC_ALLOWED_ORIGINS="https://intranet.example", CEC_MESSAGES_PER_MINUTE="3") as running:
        refused = httpx.post(f"{running.url}/chat/session", headers={"Origin": "https://elsewhere.example"})
        assert refused.status_code == 403
        allowed = httpx.post(f"{running.url}/chat/session", headers={"Origin": "https://intranet.example"})
        assert allowed.status_code == 201
        assert allowed.headers["access-control-allow-origin"] == "https://intranet.example"
        with Chat(running.url) as chat:
            for _ in range(3):
                chat.say("hello")
            limited = chat.post({"text": "hello"})
            assert limited.status_code == 429
            assert int(limited.headers["retry-after"]) > 0
