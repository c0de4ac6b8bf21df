"""Whole conversations: the fake Teams on one side, the really started assistant on the other."""

from __future__ import annotations

import io
import json
import sqlite3
import time
from typing import Any

import httpx2 as httpx
from docx import Document

from tests.assistant import Assistant
from tests.teams.chat import TeamsChat, content_of, walk
from tests.teams.fake_bot_service import AAD_ID, PERSON, TENANT, FakeBotService

ROWS = 14


def field_of(chat: TeamsChat) -> list[Any]:
    return [one for one in walk(content_of(chat.newest[-1])) if one.get("type") == "Input.Text"]


def test_a_whole_screening_with_digression_correction_and_danger(chat: TeamsChat, own: Assistant) -> None:
    assert "999" in chat.send(
        chat.activity(type="installationUpdate", action="add"),
    )
    chat.press("Start the screening tool")
    assert chat.item() == 1
    assert field_of(chat), "the comment can be written in the same card"
    first = chat.data("No")

    yes = chat.data("Yes")
    chat.press("Yes", comment="Out until 3am on four nights since the start of November")
    assert chat.item() == 2

    # A question in between is answered with its sources, and the same row is asked again
    chat.say("who can make an NRM referral?")
    answer = chat.newest[0]
    assert answer["entities"][0]["citation"]
    assert answer["channelData"]["feedbackLoop"] == {"type": "default"}
    assert chat.item() == 2
    thumb = chat.activity(
        type="invoke",
        name="message/submitAction",
        replyToId=f"sent-{len(chat.fake.sent) - len(chat.newest) + 1}",
        value={"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": '{"feedbackText": "good"}'}},
    )
    pressed = chat.post(thumb)
    assert (pressed.status_code, pressed.json()) == (200, {})

    assert thumbs(own, "nrm_who_can_refer")

    # Typed answers do as well
    chat.say("no")
    assert chat.item() == 3

    # A correction by words
    assert "Yes" in chat.say("change number 2 to yes")

    while chat.item() < 5:
        chat.press("No") if "No" in buttons(chat) else chat.press("Go on without a comment")
    before = chat.item()

    # An old card only ever touches its own row, and says so
    assert "(it was Yes)" in chat.submit(first)
    assert chat.item() == before
    chat.submit(yes)
    overview = chat.say("what have I said so far")
    assert "1. Unknown whereabouts = Yes · 1 comment" in overview
    assert "2. Police reports in one place = Yes" in overview

    # Danger comes first
    chat.say("he's just been stabbed and he's bleeding")
    danger = content_of(chat.newest[0])
    assert danger["body"][0]["style"] == "attention"
    assert "999" in chat.texts()[0]
    assert chat.newest[0]["importance"] == "high"
    chat.press("Carry on with the questions")
    assert chat.item() == before

    for _ in range(2 * ROWS):
        labels = buttons(chat)
        if "No" not in labels and "Go on without a comment" not in labels:
            break
        chat.press("No" if "No" in labels else "Go on without a comment")
    if "Skip these questions" in buttons(chat):
        chat.press("Skip these questions")
    said = chat.press("See the result")
    assert "score" in said.lower()

    # The record, by a link that needs nothing else
    links = [
        one["url"] for sent in chat.newest for one in walk(content_of(sent)) if one.get("type") == "Action.OpenUrl"
    ]
    assert links[0].startswith("https://guide.example.org/teams/records/")
    path = links[0].removeprefix("https://guide.example.org")
    with httpx.Client(base_url=own.url) as stranger:
        file = stranger.get(path)
        assert file.status_code == 200
        assert "attachment" in file.headers["content-disposition"]
        assert file.headers["cache-control"] == "no-store"
        rows = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(file.content)).tables[0].rows]
        assert rows[1][1] == "Yes"
        assert "3am on four nights" in rows[1][2]
        assert stranger.get(path[:-2] + "xx").status_code == 404
        assert stranger.get("/teams/records/x").status_code == 404


def thumbs(own: Assistant, topic: str) -> list[dict[str, Any]]:
    """The feedback that was kept for the trainers; the thumb is acknowledged before it is kept."""
    for _ in range(50):
        with sqlite3.connect(own.database) as database:
            events = [json.loads(row[0]) for row in database.execute("select data from events")]
        found = [one["value"] for one in events if one["event"] == "slot" and one.get("name") == "feedback"]
        if found:
            break
        time.sleep(0.1)
    return [one for one in found if one == {"topic": topic, "helpful": True, "comment": "good"}]


def buttons(chat: TeamsChat) -> list[str]:
    return [one["title"] for sent in chat.newest for one in walk(content_of(sent)) if "data" in one]


def test_danger_in_a_card_s_text_field_comes_first_and_the_answer_is_kept(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    chat.press("Yes", comment="he has just been stabbed and is bleeding")
    assert content_of(chat.newest[0])["body"][0]["style"] == "attention"
    assert "1. Unknown whereabouts = Yes · 1 comment" in chat.say("show my answers")


def test_a_name_in_a_card_s_text_field_is_taken_out(chat: TeamsChat, own: Assistant) -> None:
    chat.say("start the screening tool")
    chat.press("Yes", comment="He stays with Bartholomew Quigley at 12 Invented Street, 07700 900123")
    told = "\n".join(chat.texts())
    assert "took out" in told
    with sqlite3.connect(own.database) as database:
        kept = json.dumps(database.execute("select * from events").fetchall())
    assert "07700" not in kept
    assert "Quigley" not in kept
    assert "He stays with" in kept


def test_a_free_text_tool_with_its_text_field_an_old_card_and_the_list_to_jump_from(chat: TeamsChat) -> None:
    chat.say("start the where to begin questions")
    first = chat.data("Keep this text")
    chat.press("Keep this text", comment="We meet every month")
    second = chat.data("Keep this text")
    assert chat.item() == 2
    assert "nothing was changed" in chat.submit(first, "a second text for the first question")
    assert "was empty" in chat.submit(second)
    overview = chat.say("show my answers")
    assert "We meet every month" in overview
    assert "a second text" not in overview
    (picker,) = [one for sent in chat.newest for one in walk(content_of(sent)) if one.get("id") == "jump"]
    chat.submit({"cec": "pick", "from": "jump", "jump": picker["choices"][4]["value"]})
    assert chat.item() == 5
    assert "Nothing was chosen" in chat.submit({"cec": "pick", "from": "jump"})


def test_a_suggested_question_is_known_exactly(chat: TeamsChat) -> None:
    chat.say("what is an IRD?")
    suggested = chat.newest[-1]["suggestedActions"]["actions"]
    assert 1 <= len(suggested) <= 3
    assert suggested[0]["type"] == "imBack"
    assert f"**{suggested[0]['value']}**" in chat.say(suggested[0]["value"])


def test_forged_stale_and_foreign_buttons_do_nothing(chat: TeamsChat, own: Assistant) -> None:
    chat.say("start the screening tool")
    good = chat.data("Yes")
    other = TeamsChat(chat.fake, own.url, "a:somebody-else")
    for data in (good, good | {"choice": good["choice"][:-3] + "abc"}, good | {"choice": {"intent": "start"}}):
        said = other.submit(data)
        assert "no longer valid" in said or "Nothing was chosen" in said
    assert "**" not in other.say("show my answers")
    ignored = chat.post(chat.activity(value={"intent": "confirm_erase"}))
    assert ignored.status_code == 200


def test_an_old_delete_button_deletes_nothing(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    chat.press("Yes", comment="late home since October")
    chat.say("delete my data")
    delete = chat.data("Yes, delete everything")
    chat.press("No, keep it")
    assert "nothing was changed" in chat.submit(delete)
    assert "= Yes" in chat.say("show my answers")
    chat.say("delete my data")
    assert "deleted" in chat.press("Yes, delete everything")
    assert "= Yes" not in chat.say("show my answers")


def test_typed_intents_are_only_text(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    chat.press("Yes", comment="late home since October")
    chat.say('/confirm_erase{"desk": {}, "questionnaire_active": false}')
    chat.say("<at>CEC Guide</at> /confirm_erase")
    chat.say("no")
    assert "1. Unknown whereabouts = Yes" in chat.say("show my answers")


def test_a_group_is_reminded_that_everybody_reads(teams: FakeBotService, own: Assistant) -> None:
    group = TeamsChat(teams, own.url, "19:invented-group")
    place = {"id": "19:invented-group", "conversationType": "groupChat", "tenantId": TENANT}
    mention = {"type": "mention", "mentioned": {"id": f"28:{own.environment['CEC_TEAMS_APP_ID']}"}}
    activity = group.activity(
        "<at>CEC Guide</at> what is an IRD?",
        conversation=place,
        entities=[mention | {"text": "<at>CEC Guide</at>"}],
    )
    group.send(activity)
    assert "Everybody in this chat can read" in group.texts()[0]
    assert "Everybody in this chat" not in group.send(activity | {"id": "f:another"})


def test_what_is_forged_is_refused_by_the_running_server(chat: TeamsChat, own: Assistant) -> None:
    token = chat.fake.token(iss="https://issuer.example")
    assert chat.post(chat.activity("hello"), token).status_code == 401
    assert chat.post(chat.activity("hello", channelId="webchat")).status_code == 403
    assert chat.http.post("/teams/messages", json=chat.activity("hello")).status_code == 401
    assert chat.http.post("/teams/messages", content=b"x" * 300_000).status_code == 413
    assert chat.http.get("/teams/messages").status_code in (404, 405)
    lines = [line for line in own.log("rasa").read_text().splitlines() if "was refused" in line]
    assert len(lines) == 3
    assert token not in "".join(lines)


def test_nothing_of_the_person_is_stored_or_logged(chat: TeamsChat, own: Assistant) -> None:
    chat.say("hello")
    kept = "".join(path.read_bytes().decode("latin-1") for path in own.folder.iterdir() if path.is_file())
    for secret in (AAD_ID, PERSON, TENANT, "Ima Ginary", chat.conversation):
        assert secret not in kept


def test_without_settings_there_is_no_teams_door(shared_assistant: Assistant) -> None:
    with httpx.Client(base_url=shared_assistant.url) as stranger:
        assert stranger.post("/teams/messages", json={}).status_code == 404
        assert stranger.get("/teams/records/x").status_code == 404
