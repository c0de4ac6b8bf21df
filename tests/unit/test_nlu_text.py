"""Sentences, respelling and spelling repair."""

from __future__ import annotations

import pytest

from bot.nlu.respelling import respell
from bot.nlu.sentences import clauses, sentences, tidy
from bot.nlu.spelling import Speller


def test_tidy_makes_one_plain_line() -> None:
    assert tidy("  what’s\n this  ") == "what's this"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("She is 15. Who do I phone?", 2),
        ("There are signs, e.g. new phones, and section 2.3 says more", 1),
        ("one\ntwo", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_second_question_after_and_is_a_clause_of_its_own() -> None:
    assert clauses("what is an IRD and who can ask for one?") == ["what is an IRD", "who can ask for one?"]


def test_a_list_is_not_cut() -> None:
    assert clauses("tell me about phones and new clothes") == ["tell me about phones and new clothes"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Whit dae I dae noo", "what do I do now"),
        ("the YP wisnae hame", "the young person was not home"),
        ("polite", "polite"),
    ],
)
def test_respell(text: str, plain: str) -> None:
    assert respell(text) == plain


class TestSpeller:
    speller = Speller.from_texts(["exploitation referral referral exploitation"] * 2, ["form", "from", "because"])

    @pytest.mark.parametrize(
        ("text", "mended"),
        [
            ("explotation", "exploitation"),
            ("a refferal form", "a referral form"),
            ("because from form", "because from form"),
            ("NRMX", "NRMX"),
            ("zzzzzzz", "zzzzzzz"),
        ],
    )
    def test_repair(self, text: str, mended: str) -> None:
        assert self.speller.repair(text) == mended

    def test_a_word_used_once_stays_but_attracts_nothing(self) -> None:
        speller = Speller.from_texts(["plugged plugged", "pluggde"], [])
        assert speller.repair("pluggde") == "pluggde"
