"""The check in conversation: which part of a message is the sentence, and what is said about it."""

from __future__ import annotations

import pytest

from bot.channels.replies import Reply
from dialogue.wording import reply_to, sentence_in
from guidance.sources import load_sources
from guidance.wording import load_wording

WORDING = load_wording()


def reply(message: str) -> Reply:
    return reply_to(WORDING, message)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("check my wording: he left at nine", "he left at nine"),
        ("Check my wording: “he left at nine”", "he left at nine"),
        ("is this ok to write: 'he left at nine'", "he left at nine"),
        ("Could you look at this sentence for me - he left at nine", "he left at nine"),
        ("Is it ok to write he left at nine and was late", "he left at nine and was late"),
        ("Please check this. He left at nine. He was late.", "He left at nine. He was late"),
        ("“He left at nine.” Is that ok to write?", "He left at nine."),
        ("He left at nine. Is that ok to write?", "He left at nine"),
        ("He left at nine.", "He left at nine"),
        ('check my wording: he said "I left" and went home', 'he said "I left" and went home'),
        ('He told me "I chose it" and he left', 'He told me "I chose it" and he left'),
        ('check my wording: “He said "I chose it" at nine”', 'He said "I chose it" at nine'),
        ("check my wording: streetwise", "streetwise"),
        ("check my wording", ""),
        ("Can you check my wording, please?", ""),
        ("check my wording:", ""),
        ("", ""),
    ],
)
def test_the_sentence_is_found(message: str, sentence: str) -> None:
    assert sentence_in(WORDING, message) == sentence


def test_a_flagged_phrase_is_shown_with_why_and_what_instead() -> None:
    said = reply("check my wording: the boy absconded to his boyfriend's flat")
    assert "**absconded**: It sounds like custody" in said.text
    assert '"left without telling staff" or "ran away from…"' in said.text
    assert said.text.startswith("2 phrases")
    assert "Keep the child's own words in quotation marks" in said.text
    assert "what was seen or said, by whom and when" in said.text
    assert {"LANG-NLAN", "LANG-HUMBER", "LANG-TCS"} <= set(said.sources)
    assert all(source in load_sources() for source in said.sources)


def test_the_sentence_is_never_rewritten() -> None:
    said = reply("check my wording: on Friday the boy absconded from the hall")
    assert "on Friday" not in said.text


def test_our_own_additions_are_marked() -> None:
    assert "our own addition" in reply("check my wording: she is greedy").text
    assert "our own addition" not in reply("check my wording: she is streetwise").text


def test_a_phrase_used_twice_is_explained_once() -> None:
    said = reply("check my wording: he absconded and then absconded again")
    assert said.text.count("custody") == 1


def test_nothing_found_promises_nothing() -> None:
    said = reply("check my wording: he was seen with two adults at nine")
    assert "none of the 55 terms" in said.text
    assert "does not mean the sentence is perfect" in said.text
    assert "quotation marks" in said.text


def test_direct_speech_stays_alone() -> None:
    assert "none of the" in reply('check my wording: he said "I chose to do it" at nine').text


def test_a_request_without_a_sentence_asks_for_it() -> None:
    said = reply("can you check my wording")
    assert "Which sentence" in said.text
    assert said.sources == []


def test_a_very_long_text_says_what_was_read() -> None:
    assert "first 5000 letters" in reply_to(WORDING, "check my wording: " + "He was seen at nine. " * 400).text


def test_typed_formatting_does_not_reach_the_reply() -> None:
    assert "**puts himself at risk**" in reply("check my wording: he puts himself at risk").text
    assert "](" not in reply("check my wording: he puts [x](http://example.org) himself at risk").text


def test_a_part_that_may_blame_is_offered_for_a_second_look_and_never_as_a_verdict() -> None:
    message = "check my wording: She laps up the attention, and the men put her at risk."
    start = message.index("She laps")
    blames = [{"start": start, "end": start + len("She laps up the attention"), "p": 0.9}]
    said = reply_to(load_wording(), message, blames).text
    assert "**She laps up the attention**" in said
    assert "I may be wrong" in said
    assert "I found none" not in said


def test_a_phrase_of_the_table_in_an_innocent_part_is_left_alone() -> None:
    message = "check my wording: He is putting himself at risk again"
    blames = [{"start": message.index("He is"), "end": len(message), "p": 0.05}]
    assert "I found none" in reply_to(load_wording(), message, blames).text


def test_a_part_that_holds_a_phrase_of_the_table_is_told_once() -> None:
    message = "check my wording: He is putting himself at risk again"
    blames = [{"start": message.index("He is"), "end": len(message), "p": 0.99}]
    said = reply_to(load_wording(), message, blames).text
    assert "One phrase in your sentence" in said
    assert "I may be wrong" not in said
