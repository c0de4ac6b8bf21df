"""The second line: what is stored holds no telltale number, and what the door let through stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from privacy import Redactor
from privacy.second_line import clean_event, without_numbers

redactor = Redactor()


def test_takes_numbers_out_of_what_a_user_wrote_wherever_it_stands() -> None:
    told = "ring 07700 900461 or mail someone@example.com, G41 2PE"
    event = {
        "event": "user",
        "text": told,
        "parse_data": {"text": told, "intent": {"name": "ask"}, "questionnaire_reply": {"evidence": told, "item": 3}},
        "message_id": "5a1c07700900461d",
    }
    stored = clean_event(event)
    assert "07700 900461" not in str(stored)
    assert "someone@example" not in str(stored)
    assert "2PE" not in str(stored)
    assert stored["message_id"] == event["message_id"]
    assert stored["parse_data"]["questionnaire_reply"]["item"] == 3


def test_takes_numbers_out_of_slots_but_leaves_ids_and_dates() -> None:
    desk = {"record": "07700900461", "made": "2026-11-24T10:00:00", "comments": {"1": "call 07700 900461 today"}}
    value = clean_event({"event": "slot", "name": "desk", "value": desk})["value"]
    assert value["comments"] == {"1": "call [phone] today"}
    assert value["record"] == desk["record"]
    assert value["made"] == desk["made"]


def test_leaves_what_the_assistant_says_and_public_numbers() -> None:
    bot = {"event": "bot", "text": "Call 101 or 0800 028 0285"}
    assert clean_event(bot) == bot
    assert without_numbers("they told me to ring 101 and 999") == "they told me to ring 101 and 999"


@given(st.text(max_size=200))
def test_never_raises_and_changes_nothing_the_second_time(text: str) -> None:
    once = without_numbers(text)
    assert without_numbers(once) == once


@given(
    st.lists(st.sampled_from(["Tavish", "07700 900461", "said", "[name 1]", "G41 2PE", "SW12 ABC", "0131", "a@b.co"]))
)
def test_finds_nothing_in_what_the_door_let_through(words: list[str]) -> None:
    redacted = redactor.redact(" ".join(words)).text
    assert without_numbers(redacted) == redacted
