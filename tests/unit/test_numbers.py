"""Numbers to call are links in whatever the assistant says, and nothing else becomes one."""

from __future__ import annotations

import re

import pytest

from bot.channels.render import html


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call **999** now, or 101.", ["999", "101"]),
        ("Call [999](tel:999).", ["999"]),
        ("The police on **101**; Childline 0800 1111; Samaritans on 116 123.", ["101", "08001111", "116123"]),
        ("Row 101 of 111 rows, page 1999.", []),
        ("See [call 999 first](https://www.example.org/).", []),
    ],
)
def test_numbers_are_links(text: str, numbers: list[str]) -> None:
    assert re.findall(r'href="tel:([^"]+)"', html(text)) == numbers
