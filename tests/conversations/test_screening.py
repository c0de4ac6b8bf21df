"""The screening tool from end to end, through the web door."""

from __future__ import annotations

import io

from docx import Document

from tests.assistant import Chat

ROWS = 14


def start(chat: Chat) -> None:
    chat.say("start the screening tool")
    assert chat.of("question")["progress"] == {"done": 0, "total": ROWS, "item": 1}


def item(chat: Chat) -> int:
    """The number of the row that is asked now."""
    return int(chat.of("question")["progress"]["item"])


def answer_up_to(chat: Chat, last: int) -> None:
    """Answers No by button until row `last` is the one that is asked."""
    while item(chat) < last:
        chat.press("No")


def test_happy_path_from_greeting_to_the_word_file(chat: Chat) -> None:
    assert "999" in chat.say("hello")
    chat.press("Start the screening tool")
    assert "Unknown whereabouts or associations" in chat.of("question")["text"]
    chat.press("Yes")
    assert "timescales" in chat.of("question")["text"]
    chat.say("Out until 3am on four nights since the start of November, will not say who with")
    assert item(chat) == 2
    chat.press("Not sure")
    while "item" in chat.of("question")["progress"]:
        chat.press("No")
    chat.press("Skip these questions")
    chat.press("See the result")
    record = chat.of("record")
    assert "score" in record["text"].lower()
    link = next(d["url"] for d in record["download"] if d["format"] == "docx")
    file = chat.http.get(link, headers=chat.headers)
    assert file.status_code == 200
    assert "attachment" in file.headers["content-disposition"]
    table = Document(io.BytesIO(file.content)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][:3] == ["Indicator", "Yes/No", "Comments / evidence (include timescales)"]
    assert len(rows) >= ROWS + 1
    assert rows[1][1] == "Yes"
    assert "3am on four nights" in rows[1][2]
    assert rows[2][1] == "Not sure"
    assert rows[3][1] == "No"


def test_five_digressions_in_a_row_keep_the_place(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 3)
    for question in (
        "who can make an NRM referral?",
        "do you give a score at the end?",
        "what do you keep about me",
        "what's the weather like tomorrow",
        "how do I record what a child told me?",
    ):
        chat.say(question)
        assert item(chat) == 3, question
        assert len(chat.messages) >= 2, f"nothing but the question came back for: {question}"
    chat.press("Yes")
    assert "evidence" in chat.of("question")["text"].lower() or "seen or said" in chat.of("question")["text"]


def test_an_earlier_answer_is_corrected_by_naming_it(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 4)
    said = chat.say("change number 2 to yes")
    assert "it was No" in said
    assert "Yes" in said
    overview = chat.say("what have I said so far")
    assert "Yes" in overview
    rows = {row["item"]: row["value"] for row in chat.of("progress")["rows"]}
    assert rows[2] == "Yes"
    assert rows[1] == "No"
    assert rows[4] == "Not answered"


def test_pause_and_resume_at_the_same_place(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 6)
    assert "kept" in chat.say("pause, I have to go to a meeting")
    chat.say("what is an IRD?")
    assert chat.kinds() == ["answer"], "a paused tool must not ask in between"
    chat.say("carry on with the screening")
    assert item(chat) == 6


def test_danger_half_way_comes_first_and_the_screening_goes_on(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 5)
    chat.say("he's just been stabbed and he's bleeding")
    assert chat.kinds()[0] == "danger"
    assert "999" in chat.messages[0]["text"]
    chat.press("Carry on with the questions")
    assert item(chat) == 5


def test_typed_answers_do_as_well_as_buttons(chat: Chat) -> None:
    start(chat)
    for text, then in (("naw", 2), ("no", 3), ("nope, nothing like that", 4), ("skip", 5), ("go back", 4), ("no", 5)):
        chat.say(text)
        assert item(chat) == then, text
    chat.say("yes, three new charges since August")
    chat.say("show me my answers")
    row = next(row for row in chat.of("progress")["rows"] if row["item"] == 5)
    assert row["value"] == "Yes"
    assert row["evidence"] == 1


def test_two_things_at_once(chat: Chat) -> None:
    chat.say("what is an IRD, and who can refer to the NRM?")
    assert {message.get("topic") for message in chat.messages} >= {"ird", "nrm_who_can_refer"}
    start(chat)
    assert "12 rows" in chat.say("yes to 3 and 4, no to the rest")
    chat.press("Yes, write them")
    chat.say("what have I answered so far")
    values = {row["item"]: row["value"] for row in chat.of("progress")["rows"]}
    assert values[3] == values[4] == "Yes"
    assert all(value == "No" for row, value in values.items() if row not in (3, 4))


def test_help_on_a_row_explains_and_asks_again(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 8)
    asked = chat.of("question")["text"]
    chat.press("What does this mean?")
    assert len(chat.of("question")["text"]) > len(asked), "nothing was explained"
    assert chat.of("question")["text"].endswith(asked.rsplit("\n\n", 1)[-1])
    assert item(chat) == 8


def test_a_sign_that_may_need_a_doctor_brings_advice_and_goes_on(chat: Chat) -> None:
    start(chat)
    answer_up_to(chat, 8)
    chat.press("Yes")
    assert chat.kinds()[0] == "danger"
    assert "999" in chat.messages[0]["text"]
    assert chat.kinds()[-1] == "question"


def test_an_old_button_does_no_harm(chat: Chat) -> None:
    start(chat)
    old = chat.button("No")
    answer_up_to(chat, 4)
    answer = chat.post({"choice": old})
    assert answer.status_code == 200
    chat.messages = answer.json()["messages"]
    assert item(chat) == 4
    chat.say("summary")
    values = {row["item"]: row["value"] for row in chat.of("progress")["rows"]}
    assert values[1] == "No"
    assert values[4] == "Not answered"
