"""Redaction: what goes, what stays, and the same person under the same placeholder."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from privacy import Redactor
from privacy.placeholders import PLACEHOLDER

CASES = yaml.safe_load((Path(__file__).parent / "data" / "redaction_cases.yml").read_text(encoding="utf-8"))["cases"]
MARK = re.compile(r"\{(\w+):([^}]*)\}")
redactor = Redactor(today=date(2026, 11, 24))


def plain(case: str) -> str:
    return MARK.sub(r"\2", case)


def without(case: str) -> str:
    """The case with everything personal, and the titles before names, taken out."""
    return MARK.sub("#", case)


@pytest.mark.parametrize("case", CASES)
def test_removes_what_identifies_and_nothing_else(case: str) -> None:
    text = plain(case)
    wanted = without(re.sub(r"\{name:(Mr) ", r"\1 {name:", case))
    assert PLACEHOLDER.sub("#", redactor.redact(text).text) == wanted


def test_same_person_has_the_same_placeholder_within_a_conversation() -> None:
    first = redactor.redact("Tavish Quillan told Eilidh, then tavish ran")
    assert first.text == "[name 1] told [name 2], then [name 1] ran"
    second = redactor.redact("EILIDH's mum phoned, so did Tavish Quillan", first.known)
    assert second.text == "[name 2]'s mum phoned, so did [name 1]"


def test_brothers_and_fathers_are_not_the_same_person() -> None:
    result = redactor.redact("Tavish Quillan and Murdo Quillan, and Mr Quillan")
    assert result.text == "[name 1] and [name 2], and Mr [name 3]"


def test_memory_holds_no_clear_text_and_differs_between_conversations() -> None:
    text = "Tavish Quillan, 07700 900123"
    one, two = redactor.redact(text).known, redactor.redact(text).known
    for known in (one, two):
        stored = json.dumps(known).lower()
        assert "tavish" not in stored
        assert "quillan" not in stored
        assert "900123" not in stored
    assert set(one["name"]).isdisjoint(two["name"])


def test_memory_survives_json_and_damage() -> None:
    known = json.loads(json.dumps(redactor.redact("Eilidh said no").known))
    assert redactor.redact("Eilidh", known).text == "[name 1]"
    damaged: object
    for damaged in ({"key": 5}, {"key": "x", "name": [1]}, {"name": {"a": "b"}}, [], "x"):
        assert redactor.redact("Eilidh said no", damaged).text == "[name 1] said no"  # type: ignore[arg-type]


def test_secret_makes_the_memory_useless_without_it() -> None:
    known = Redactor(secret=b"kept elsewhere").redact("Eilidh said no").known
    assert Redactor(secret=b"another").redact("Morag and Eilidh", known).text == "[name 2] and [name 3]"


def test_withholds_the_text_when_a_rule_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Redactor, "_find", lambda *args: 1 / 0)
    result = redactor.redact("Tavish told me")
    assert "Tavish" not in result.text
    assert "Tavish" not in caplog.text


def test_memory_is_bounded() -> None:
    known: dict[str, object] = {}
    for number in range(700):
        known = redactor.redact(f"ring 07700 {900000 + number}", known).known
    assert len(known["phone"]) <= 200  # type: ignore[arg-type]
