"""All four guided tools through the web door, by kind of conversation: from the happy path to a change of mind."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import Any

import pytest
from docx import Document

from guidance.definitions import load_tools
from tests.assistant import Assistant, Chat

TOOLS = load_tools()
LIMIT = 60  # turns; a tool that takes more never ends
BY_BUTTON = ("screening_tool", "awareness_priorities")
START = {
    "screening_tool": "start the screening tool",
    "awareness_priorities": "start the five awareness priorities",
    "self_assessment": "start the multi-agency self-assessment",
    "where_to_begin": "start where to begin",
}
YES, NO = {"screening_tool": "Yes", "awareness_priorities": "Yes, complete"}, {"screening_tool": "No"}
WORDS = "Joint meetings every fortnight since March"
every_tool = pytest.mark.parametrize("tool", sorted(TOOLS))


def begin(chat: Chat, tool: str) -> None:
    """Starts a tool by words."""
    chat.say(START[tool])
    assert chat.of("question")["title"] == TOOLS[tool].title
    assert chat.of("question")["progress"] == {"done": 0, "total": len(TOOLS[tool].items), "item": 1}


def item(chat: Chat) -> int:
    """The number of the item that is asked now; 0 where none is."""
    return int(chat.of("question")["progress"].get("item", 0))


def done(chat: Chat) -> int:
    return int(chat.of("question")["progress"]["done"])


def labels(chat: Chat) -> list[str]:
    return [button["label"] for message in chat.messages for button in message.get("choices", [])]


def answer_first(chat: Chat, tool: str) -> None:
    """Gives item 1 an answer and goes on to what is asked after it."""
    if tool in YES:
        chat.press(YES[tool])
        chat.press("Go on without a comment")
    else:
        chat.say(WORDS)
    assert done(chat) == 1


def to_the_end(chat: Chat) -> dict[str, Any]:
    """Leaves open whatever is still asked, and takes the result."""
    for _ in range(LIMIT):
        shown = labels(chat)
        way_on = ("See the result", "Skip these questions", "Go on without a comment", "Skip")
        label = next(one for one in way_on if one in shown)
        chat.press(label)
        if label == "See the result":
            return chat.of("record")
    raise AssertionError("the end was never reached")


def download(chat: Chat, record: dict[str, Any], form: str) -> bytes:
    link = next(one["url"] for one in record["download"] if one["format"] == form)
    file = chat.http.get(link, headers=chat.headers)
    assert file.status_code == 200
    return bytes(file.content)


def as_json(chat: Chat, record: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(download(chat, record, "json"))
    return data


def finish_early(chat: Chat) -> dict[str, Any]:
    """Asks for the result in words while items are open."""
    chat.say("see the result")
    if "See the result" in labels(chat):
        chat.press("See the result")
    return chat.of("record")


# -- happy path


@every_tool
def test_happy_path_from_words_to_the_files(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    if tool == "screening_tool":
        chat.say("no to the rest")
        chat.press("Yes, write them")
    record = finish_early(chat) if tool == "self_assessment" else to_the_end(chat)
    data = as_json(chat, record)
    assert data["tool"]["id"] == tool
    assert (data["status"], data["answered"]) == ("finished", 14 if tool == "screening_tool" else 1)
    document = Document(io.BytesIO(download(chat, record, "docx")))
    assert TOOLS[tool].items[0].wording in document.tables[0].rows[1].cells[0].text
    assert TOOLS[tool].title in download(chat, record, "html").decode()
    if tool == "screening_tool":
        assert "Child protection" in record["text"]
    else:
        assert {"open"} < {row["place"] for row in data["result"]["rows"]}
        assert "Not answered" in record["text"]


# -- correction


@pytest.mark.parametrize("tool", BY_BUTTON)
def test_an_answer_is_corrected_by_number_and_the_change_is_in_the_record(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    said = chat.say("change number 1 to no")
    assert "it was Yes" in said
    assert item(chat) == 2, "after a correction the tool is where it was"
    changes = as_json(chat, finish_early(chat))["changes"]
    assert [(one["item"], one["old"], one["new"]) for one in changes] == [(TOOLS[tool].items[0].id, "yes", "no")]


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - set(BY_BUTTON)))
def test_what_was_written_is_corrected_after_going_back_to_it(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    chat.press("Back")
    assert f"Your answer so far: {WORDS}" in chat.of("question")["text"]
    assert "before: Joint meetings" in chat.say("Joint meetings every month since May")


def test_a_name_that_fits_two_rows_is_asked_about_and_the_button_carries_the_answer(chat: Chat) -> None:
    begin(chat, "screening_tool")
    chat.say("change the injuries one to no")
    assert {"7. Unexplained injuries", "10. Injuries without explanation"} <= set(labels(chat))
    assert "7. Unexplained injuries – **No**" in chat.press("7. Unexplained injuries")
    assert item(chat) == 1


def test_after_the_end_a_row_of_the_overview_leads_back_and_the_result_follows(chat: Chat) -> None:
    begin(chat, "awareness_priorities")
    chat.press("Not yet")
    finish_early(chat)
    chat.press("See all answers")
    row = chat.of("progress")["rows"][0]
    chat._take(chat.post({"choice": row["choice"]}))
    assert item(chat) == 1
    chat.press("In progress")
    chat.press("Go on without a comment")
    assert "**In progress**" in chat.of("record")["text"]


# -- digression, help and repeat: the question stays open


@every_tool
def test_digressions_keep_the_place(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    before = (item(chat), chat.of("question")["text"].rsplit("\n\n", 1)[-1])
    for text, kind in (
        ("who can make an NRM referral?", "answer"),
        ("can I speak to a human please", "contacts"),
        ("can you say that again", "question"),
    ):
        chat.say(text)
        assert kind in chat.kinds(), text
        assert (item(chat), chat.of("question")["text"].rsplit("\n\n", 1)[-1]) == before, text
    chat.press("What does this mean?")
    assert any(one.help in chat.messages[0]["text"] for one in TOOLS[tool].items)
    assert item(chat) == before[0]


@pytest.mark.parametrize("tool", BY_BUTTON)
def test_after_an_emergency_a_bare_no_never_lands_on_a_question_that_was_not_shown(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    chat.press(YES[tool])
    chat.say("he's just been stabbed and he's bleeding")
    assert chat.kinds()[0] == "danger"
    chat.say("no")
    assert "question" not in chat.kinds(), "in an emergency nothing is asked"
    chat.press("It is over") if "It is over" in labels(chat) else chat.say("it is over, he is safe now")
    chat.say("carry on with the questions")
    data = as_json(chat, finish_early(chat))
    assert data["items"][0]["comments"] == []
    assert data["items"][1]["value"] is None


# -- invalid input, and a way to a person


@pytest.mark.parametrize("tool", BY_BUTTON)
def test_what_cannot_be_understood_costs_nothing_and_offers_a_person(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    for text in ("", " \n ", "word " * 2000):
        assert chat.post({"text": text}).status_code == 400
    for _ in range(2):
        chat.say("qwer zxcv")
        assert (item(chat), done(chat)) == (1, 0)
    ways = [label for label in ("Who can I talk to?", "None of these") if label in labels(chat)]
    assert ways, f"after two messages that were not understood there is no way to a person: {labels(chat)}"
    chat.press(ways[0])
    assert "contacts" in chat.kinds()
    assert item(chat) == 1


# -- skip, go back and forth


@pytest.mark.parametrize("tool", ["awareness_priorities", "where_to_begin"])
def test_what_was_skipped_is_offered_once_more(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    chat.press("Skip")
    assert item(chat) == 2
    for _ in TOOLS[tool].items[1:]:
        chat.press("Skip")
    assert item(chat) == 1
    assert "You skipped this one earlier" in chat.of("question")["text"]
    answer_first(chat, tool)


@every_tool
def test_back_and_going_to_a_number(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    chat.press("Skip")
    here = chat.of("question")["text"]
    chat.press("Back")
    assert item(chat) == 1
    chat.press("Skip")
    assert chat.of("question")["text"].endswith(here.rsplit("\n\n", 1)[-1])
    chat.say("go to question 4")
    assert item(chat) == 4


# -- pausing, switching, telling apart


@every_tool
def test_switching_to_another_tool_and_coming_back(chat: Chat, tool: str) -> None:
    order = sorted(TOOLS)
    other = order[(order.index(tool) + 1) % len(order)]
    begin(chat, tool)
    answer_first(chat, tool)
    place = chat.of("question")["text"].rsplit("\n\n", 1)[-1]
    begin(chat, other)
    assert "Your answers are kept" in chat.messages[0]["text"]
    chat.say(START[tool])
    assert chat.of("question")["title"] == TOOLS[tool].title
    assert done(chat) == 1
    assert chat.of("question")["text"].endswith(place)


def test_two_paused_tools_are_told_apart(chat: Chat) -> None:
    begin(chat, "screening_tool")
    chat.press("No")
    begin(chat, "where_to_begin")
    chat.press("Pause")
    said = chat.say("go on")
    assert "Screening tool: 1 of 14" in said
    assert "Where to begin: 0 of 7" in said
    chat.press("Screening tool")
    assert (chat.of("question")["title"], item(chat)) == ("Screening tool", 2)
    chat.press("Pause")
    chat.say("carry on with where to begin")
    assert chat.of("question")["title"] == "Where to begin"


@every_tool
def test_where_was_i(chat: Chat, tool: str) -> None:
    definition = TOOLS[tool]
    begin(chat, tool)
    answer_first(chat, tool)
    place = item(chat)
    assert f"“{definition.title}”: 1 of {len(definition.items)}" in chat.say("where was I?")
    assert item(chat) == place
    chat.press("Pause")
    assert f"paused at 1 of {len(definition.items)}" in chat.say("where was I?")


def test_where_was_i_names_the_tool_that_rests_too(chat: Chat) -> None:
    begin(chat, "screening_tool")
    begin(chat, "where_to_begin")
    said = chat.say("where was I?")
    assert "Screening tool: 0 of 14" in said
    assert "You are in: Where to begin" in said


# -- cancellation, negation, starting again


@every_tool
def test_deleting_asks_first_and_really_deletes(chat: Chat, shared_assistant: Assistant, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    record = finish_early(chat)
    assert TOOLS[tool].title in chat.say("delete this tool and its answers")
    chat.press("No, keep it")
    assert done(chat) == 1
    chat.say("delete this tool and its answers")
    assert "has been deleted" in chat.say("yes")
    link = record["download"][0]["url"]
    assert chat.http.get(link, headers=chat.headers).status_code == 404
    assert desk_in(shared_assistant, chat) == {"active": None, "tools": {}}
    begin(chat, tool)


def desk_in(assistant: Assistant, chat: Chat) -> Any:
    """The newest state of the guided tools that the database holds for a conversation."""
    from itsdangerous import URLSafeTimedSerializer

    session = URLSafeTimedSerializer(assistant.environment["CEC_SECRET"], salt="session").loads(chat.token)
    with sqlite3.connect(assistant.database) as database:
        rows = database.execute(
            "SELECT data FROM events WHERE sender_id = ? AND type_name = 'slot' ORDER BY id", (session,)
        ).fetchall()
    slots = [json.loads(row[0]) for row in rows]
    return next(slot["value"]["desk"] for slot in reversed(slots) if slot["name"] == "dialogue")


@every_tool
def test_starting_again_asks_first_and_no_is_no_answer(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    assert "Start again?" in chat.say("start again from the beginning")
    chat.say("no")
    assert done(chat) == 1, "'no' keeps the answers and answers nothing"
    chat.press("Pause")
    chat.say("start again from the beginning")
    chat.say("yes")
    assert (item(chat), done(chat)) == (1, 0)


# -- the practitioner's own view


@every_tool
def test_disagreement_with_its_reason_is_in_every_form_of_the_record(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    answer_first(chat, tool)
    finish_early(chat)
    reason = "I disagree, we looked at this together last week"
    assert "your reason go into the record" in chat.say(reason)
    record = finish_early(chat)
    assert [one["reason"] for one in as_json(chat, record)["disagreement"]] == [reason]
    assert reason in download(chat, record, "html").decode()


# -- what only some tools have


def test_evidence_with_its_timescale_by_button_and_in_words(chat: Chat) -> None:
    begin(chat, "screening_tool")
    chat.press("Yes")
    chat.press("In the last six months")
    chat.say("Two new phones, noted by two teachers")
    chat.press("Not sure")
    chat.press("Yes")
    chat.say("in the last six months")
    chat.say("Bikes, as told by a neighbour")
    chat.press("No")
    kept = [one["comments"] for one in as_json(chat, finish_early(chat))["items"]]
    assert [(one["text"], one["when"]) for one in kept[0]] == [
        ("Two new phones, noted by two teachers", "last_six_months")
    ]
    assert [(one["text"], one["when"]) for one in kept[2]] == [("Bikes, as told by a neighbour", "last_six_months")]


def test_context_is_asked_last_optional_and_in_the_record(chat: Chat) -> None:
    begin(chat, "screening_tool")
    chat.say("no to all")
    chat.press("Yes, write them")
    assert "optional" in chat.of("question")["text"]
    chat.press("12 to 15")
    chat.press("Skip")
    assert "Care experience: No" in chat.say("no")
    chat.press("From school")
    assert "harmed or threatened" in chat.of("question")["text"]
    chat.press("Not known")
    chat.press("See the result")
    data = as_json(chat, chat.of("record"))
    assert [one["value"] for one in data["context"]] == ["12_to_15", None, "no", "school", "not_known"]
    assert "school" in {one["id"] for one in data["result"]["suggestions"]}


@pytest.mark.parametrize("tool", BY_BUTTON)
def test_several_rows_in_one_message(chat: Chat, tool: str) -> None:
    begin(chat, tool)
    chat.say("3 yes, 4 yes, 5 not sure, no to the rest")
    chat.press("Yes, write them")
    values = [one["value"] for one in as_json(chat, finish_early(chat))["items"]]
    assert values == ["no", "no", "yes", "yes", "unsure"] + ["no"] * (len(values) - 5)


def test_typing_takes_no_more_turns_than_pressing(shared_assistant: Assistant) -> None:
    marked = {2: "Three reports from the same street since June", 6: "New words, heard by two teachers"}
    turns = {}
    with Chat(shared_assistant.url) as pressed:
        begin(pressed, "screening_tool")
        pressed.say("8 no, 9 no, 10 no, 11 no, 12 no, 13 no, 14 no")  # the same for both, to keep this short
        turns["pressed"] = 1
        for _ in range(LIMIT):
            if "See the result" in labels(pressed):
                break
            number = item(pressed) if "Go on without a comment" not in labels(pressed) else 0
            if "Skip these questions" in labels(pressed):
                pressed.press("Skip these questions")
            elif number in marked:
                pressed.press("Yes")
                pressed.say(marked[number])
                turns["pressed"] += 1
            else:
                pressed.press("No")
            turns["pressed"] += 1
        pressed.press("See the result")
        by_button = as_json(pressed, pressed.of("record"))["items"]
    with Chat(shared_assistant.url) as typed:
        begin(typed, "screening_tool")
        typed.say("8 no, 9 no, 10 no, 11 no, 12 no, 13 no, 14 no")
        turns["typed"] = 1
        for _ in range(LIMIT):
            if "See the result" in labels(typed):
                break
            number = item(typed)
            marks = f"yes, {marked[number]}" if number in marked else "no"
            typed.say("skip these questions" if "Skip these questions" in labels(typed) else marks)
            turns["typed"] += 1
        typed.say("see the result")
        in_words = as_json(typed, typed.of("record"))["items"]
    assert turns["typed"] <= turns["pressed"]
    assert [one["value"] for one in in_words] == [one["value"] for one in by_button]
    assert all(one["comments"] for one in in_words if one["value"] == "yes")
