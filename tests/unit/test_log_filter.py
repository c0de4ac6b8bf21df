"""Logs hold no texts, tokens, network addresses or numbers, whoever wrote them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from privacy import logs

SECRETS = ["wee tavish has a knife", "07700 900123", "eyJhbGciOiJIUzI1NiJ9", "192.0.2.44", "2001:db8::7"]


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("library.below")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logs.install_log_filter()
    logger.addHandler(handler)  # after the installation, as servers do
    yield stream
    logger.removeHandler(handler)
    logs.remove_log_filter()


@pytest.mark.parametrize(
    "message",
    [
        "Received user message 'wee tavish has a knife' with intent '{'name': 'ask'}' and entities '[]'",
        "parse_data_text=wee tavish has a knife and more",
        'processor.message.parse {"parse_data_text": "wee tavish has a knife", "n": 3}',
        "UserUtteranceReverted(text: wee tavish has a knife, intent: ask)",
        "Action 'x' ended with events '[SlotSet(key: comment, value: wee tavish has a knife)]'.",
        "Current slot values: \n\tcomment: wee tavish has a knife",
        "{'text': 'wee tavish has a knife', 'sender': 'a'}",
        "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
        "GET /chat?token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc from 192.0.2.44:51234",
        "connection from ('192.0.2.44', 51234) and 2001:db8::7 closed",
        "rang 07700 900123",
    ],
)
def test_takes_the_private_part_out(message: str, output: io.StringIO) -> None:
    logging.getLogger("library.below").debug(message)
    written = output.getvalue()
    assert written.strip()
    assert not [secret for secret in SECRETS if secret in written]


def test_arguments_and_extra_fields_are_cleaned_too(output: io.StringIO) -> None:
    output_handler = logging.getLogger("library.below").handlers[0]
    output_handler.setFormatter(logging.Formatter("%(message)s %(host)s %(request)s"))
    logging.getLogger("library.below").info(
        "said %s from %s",
        "rang 07700 900123",
        "192.0.2.44",
        extra={"host": "192.0.2.44:5", "request": "GET /?text=wee tavish has a knife"},
    )
    written = output.getvalue()
    assert "said rang" in written
    assert not [secret for secret in SECRETS if secret in written]


def test_a_traceback_keeps_its_places_and_loses_its_words(output: io.StringIO) -> None:
    try:
        raise ValueError("cannot read 'wee tavish has a knife'")
    except ValueError:
        logging.getLogger("library.below").exception("failed")
    written = output.getvalue()
    assert "ValueError" in written
    assert "test_log_filter" in written
    assert "tavish" not in written.replace("raise ValueError(\"cannot read 'wee tavish has a knife'\")", "")


@pytest.mark.parametrize(
    "message",
    [
        "Loaded model in 0.42 s",
        "Starting worker 2 of 4",
        "Rasa server is up on port 5005",
        "12 topics, 14 items, text_length: 120",
        "2026-11-24 10:10:10 purge done: 3 conversations",
    ],
)
def test_leaves_useful_lines_alone(message: str) -> None:
    assert logs.clean(message) == message


def test_cleaning_twice_changes_nothing() -> None:
    for message in ("text='a b' x=1", "Bearer abcdefgh12345", "from 192.0.2.44", "parse_data_text=abc def"):
        once = logs.clean(message)
        assert logs.clean(once) == once


def test_structlog_processor_cleans_by_key_and_in_depth() -> None:
    event = {
        "event": "processor.message.parse from 192.0.2.44",
        "parse_data_text": "wee tavish has a knife",
        "parse_data_intent": {"name": "ask", "text": "wee tavish has a knife"},
        "rasa_events": ["UserUttered(wee tavish has a knife)"],
        "headers": {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.x.y", "accept": "json"},
        "count": 3,
        "level": "debug",
    }
    cleaned = logs.structlog_processor(None, "debug", event)
    written = json.dumps(cleaned)
    assert not [secret for secret in SECRETS if secret in written]
    assert cleaned["count"] == 3
    assert cleaned["parse_data_intent"]["name"] == "ask"
    assert cleaned["level"] == "debug"


def test_never_raises_and_never_lets_an_unclean_line_through(output: io.StringIO) -> None:
    class Awkward:
        def __str__(self) -> str:
            raise RuntimeError("no text: wee tavish has a knife")

    logging.getLogger("library.below").info("%s %s", Awkward(), "wee tavish has a knife")
    assert "withheld" in output.getvalue()
    assert "tavish" not in output.getvalue()


def test_long_lines_are_cut() -> None:
    assert len(logs.clean("word " * 10_000)) < 11_000
