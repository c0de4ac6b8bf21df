"""Rows named and counted in words: ranges, the last word, leanings, and what only looks like a row's number."""

from __future__ import annotations

import pytest

from bot.nlu.clauses import cut
from dialogue.assigning import assignments
from dialogue.mending import mend
from guidance.definitions import load_tools
from tests.dialogue.conversation import screening

TOOL = load_tools()["screening_tool"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rows 1 to 12 are all no", {"no": list(range(1, 13))}),
        ("2-5 no", {"no": [2, 3, 4, 5]}),
        ("rows 5 and 6 not known", {"unsure": [5, 6]}),
        ("row 2 yes no wait no, definitely no", {"no": [2]}),
        ("row 1 no sorry yes", {"yes": [1]}),
        ("row 3 definitely not", {"no": [3]}),
        ("row 2 yes, 3 reports at the bus station", {"yes": [2]}),
        ("yes to 3 and 4", {"yes": [3, 4]}),
        ("he runs away 2 to 4 times a week", {}),
    ],
)
def test_rows_get_exactly_the_answers_that_were_said_for_them(text: str, expected: dict[str, list[int]]) -> None:
    found: dict[str, list[int]] = {}
    for one in assignments(TOOL, text, TOOL.items[0], None)[0]:
        found.setdefault(one.value, []).extend(item.number for item in one.items)
        assert not one.scope
    assert found == expected


def test_a_number_that_counts_something_stays_in_the_evidence() -> None:
    talk = screening()
    talk.say("row 2 yes, 3 reports at the bus station in October", "change")
    assert talk.rows()["police_reports"][1] == ["3 reports at the bus station in October"]


def test_a_range_of_rows_is_read_back_before_it_is_written() -> None:
    talk = screening()
    talk.say("rows 1 to 12 are all no", "change")
    assert talk.rows() == {}
    talk.say("yes", "yes")
    assert len(talk.rows()) == 12


@pytest.mark.parametrize("text", ["probably yes i suppose", "i'd lean to yes", "yes to the whole jing bang"])
def test_an_answer_that_only_leans_one_way_is_read_back(text: str) -> None:
    talk = screening()
    talk.say(text, "yes")
    assert talk.rows() == {}
    talk.say("aye", "yes")
    assert talk.rows()["whereabouts"][0] == "yes"


def test_undo_takes_back_as_many_steps_as_are_named() -> None:
    talk = screening()
    for _ in range(3):
        talk.say("no", "no")
    talk.say("undo the last two", "undo")
    assert list(talk.rows()) == ["whereabouts"]


def test_what_was_not_placed_can_be_put_under_a_row_afterwards() -> None:
    talk = screening()
    talk.say("the garage had three reports", "evidence")
    assert talk.rows() == {}
    talk.say("put that under row 2", "add")
    talk.say("yes", "yes")
    assert talk.rows()["police_reports"][1] == ["the garage had three reports"]


def test_the_comment_of_a_named_row_is_replaced_whole() -> None:
    talk = screening()
    talk.say("yes | he told his sister", "yes", "evidence")
    talk.say("change the comment on row 1 to he told his cousin", "replace")
    assert talk.rows()["whereabouts"][1] == ["he told his cousin"]


def test_a_summary_reads_back_the_words_of_each_row() -> None:
    talk = screening()
    talk.say("yes | out since Easter", "yes", "evidence")
    talk.say("read it back", "summary")
    assert "out since Easter" in talk.text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("no sorry I mean yes he told his sister", ["no sorry I mean yes", "he told his sister"]),
        ("no comma none that I know of full stop", ["no", "none that I know of"]),
        ("start the tool and tell me who fills it in", ["start the tool", "tell me who fills it in"]),
    ],
)
def test_corrections_and_dictated_stops_part_an_answer_from_its_words(text: str, pieces: list[str]) -> None:
    assert [piece.text for piece in cut(text)] == pieces


def test_what_follows_an_answer_in_the_same_message_is_its_evidence_though_it_sounds_like_a_no() -> None:
    talk = screening()
    talk.say("neglect is a yes | no coat and no lunch all of January", "change", "no")
    assert talk.rows() == {"neglect": ("yes", ["no coat and no lunch all of January"])}


def test_dates_are_put_right_whole() -> None:
    assert mend("away on 3 and 4 December", "5 and 6 December") == "away on 5 and 6 December"


def test_an_answer_while_the_tool_rests_is_read_back_for_the_row_that_comes_next() -> None:
    talk = screening()
    talk.say("no", "no")
    talk.say("pause", "pause")
    talk.say("no", "no")
    assert list(talk.rows()) == ["whereabouts"]
    talk.say("yes", "yes")
    assert talk.rows()["police_reports"][0] == "no"
