"""Texts as Teams can show them, cut to what fits."""

from __future__ import annotations

import pytest

from bot.channels.teams.markdown import LONGEST, for_teams, size, split


def test_markdown_that_teams_does_not_render_is_put_another_way() -> None:
    table = "# Title #\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n![picture](https://x.example/p.png)\n<at>you</at>"
    assert for_teams(table) == ("**Title**\n\na · b\n1 · 2\n\n[picture](https://x.example/p.png)\n&lt;at>you&lt;/at>")
    assert for_teams("```\n# stays\n| a |\n```") == "```\n# stays\n| a |\n```"


@pytest.mark.parametrize(
    "text",
    [
        "word " * 40_000,
        "x" * 200_000,
        "\n\n".join("Paragraph. " * 30 for _ in range(300)),
        "😀" * 50_000,
        "a😀" * 30_000,
    ],
    ids=["words", "one word", "paragraphs", "emoji", "mixed"],
)
def test_long_texts_are_cut_to_what_fits_and_lose_nothing(text: str) -> None:
    parts = split(text)
    assert all(size(part) <= LONGEST for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_paragraphs_stay_whole_and_code_is_closed_in_each_part() -> None:
    paragraphs = ["word " * 300 + f"end{n}" for n in range(40)]
    for part in split("\n\n".join(paragraphs)):
        assert part.rsplit(" ", 1)[-1].startswith("end")
    for part in split("```\n" + "code line\n" * 9000 + "```"):
        assert part.count("```") % 2 == 0
    assert split("") == [""]


def test_the_size_is_counted_as_teams_does() -> None:
    assert size("a😀") == len("a😀".encode("utf-16-le")) // 2 == 3
