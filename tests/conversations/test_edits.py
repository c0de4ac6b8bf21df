"""Rows changed in place, through the web door: names taken out, danger heard, anything else refused."""

from __future__ import annotations

from typing import Any

from tests.assistant import Chat


def edit(chat: Chat, row: str, **changes: Any) -> str:
    return chat._take(chat.post({"edit": {"tool": "screening_tool", "row": row, **changes}}))


def rows(chat: Chat) -> dict[str, Any]:
    view = chat.http.get("/chat/tools", headers=chat.headers).json()
    return {row["id"]: row for row in view["tools"][0]["rows"]}


def test_edit_is_written_shown_without_names_and_taken_back(chat: Chat) -> None:
    chat.say("start the screening tool")
    said = edit(
        chat, "stealing_to_order", answer="yes", comments=[{"old": "", "text": "seen by Craig Thomson in June"}]
    )
    assert "Thomson" not in said
    row = rows(chat)["stealing_to_order"]
    assert row["label"] == "Yes"
    assert [one["text"] for one in row["comments"]] == ["seen by [name 1] in June"]
    history = chat.http.get("/chat/history", headers=chat.headers)
    assert "Thomson" not in history.text
    assert history.json()["turns"][-1]["text"] == "Change 3. Stealing to order"
    chat.press("Undo")
    assert rows(chat)["stealing_to_order"]["answer"] is None


def test_danger_in_an_edit_rings_the_alarm_and_is_kept(chat: Chat) -> None:
    chat.say("start the screening tool")
    edit(chat, "police_reports", comments=[{"old": "", "text": "he is being stabbed right now"}])
    assert chat.kinds()[0] == "danger"
    assert rows(chat)["police_reports"]["comments"][0]["text"] == "he is being stabbed right now"


def test_what_is_no_edit_is_refused_and_changes_nothing(chat: Chat) -> None:
    chat.say("start the screening tool")
    before = rows(chat)
    for wrong in (
        {"tool": "screening_tool", "row": "none_such", "answer": "yes"},
        {"tool": "screening_tool", "row": "whereabouts", "answer": "perhaps"},
        {"tool": "screening_tool", "row": "whereabouts", "comments": [{"old": "", "text": "x" * 20_000}]},
    ):
        assert chat.post({"edit": wrong}).status_code == 400
    assert rows(chat) == before
