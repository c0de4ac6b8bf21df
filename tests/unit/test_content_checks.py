"""Checks over the content as a whole: where advice is from is said, and help in distress reads the same everywhere."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from guidance import checks
from guidance.answers import Answer, load_answers
from guidance.reading import CONTENT_DIR
from guidance.sources import HOME, load_sources
from scripts import content
from scripts.content import ANSWERS, CONVERSATION

SOURCES = load_sources()
ALL = load_answers(ANSWERS, SOURCES)
FOREIGN = checks.elsewhere()
FACTS = ROOT.parent / "shared" / "domain"


def changed(topic: str, **fields: object) -> dict[str, Answer]:
    return {topic: dataclasses.replace(ALL[topic], **fields)}  # type: ignore[arg-type]


def test_every_answer_says_where_its_advice_is_from() -> None:
    assert list(checks.nations(ALL, SOURCES, FOREIGN)) == []


@pytest.mark.parametrize(
    ("topic", "words", "fact"),
    [
        ("grooming", "England", "CON-09"),
        ("talk_to_family", "Wales", "TALK-17"),
        ("language_bias", "England", "LANG-08"),
    ],
)
def test_advice_from_elsewhere_that_does_not_say_so_is_found(topic: str, words: str, fact: str) -> None:
    silent = {
        name: re.sub("England|English|Wales|Welsh", "somewhere", getattr(ALL[topic], name) or "")
        for name in ("text", "more")
    }
    found = list(checks.nations(changed(topic, **silent), SOURCES, FOREIGN))
    assert any(f"utter_ask/{topic}" in one and fact in one and "say so" in one for one in found)
    assert words in ALL[topic].text


def test_an_answer_without_any_source_from_here_is_found() -> None:
    found = list(checks.nations(changed("grooming", sources=("BURY",), facts=()), SOURCES, FOREIGN))
    assert found == [
        "understanding.yml: utter_ask/grooming > metadata: 'sources' has no source from Scotland or the UK as a whole"
    ]


def test_make_content_fails_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ANSWERS.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "understanding.yml":
            assert "A council directory in England puts it so." in text
            text = text.replace("A council directory in England puts it so.", "That is what it means.")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(content, "ANSWERS", tmp_path)
    assert ["CON-09" in one and "grooming" in one for one in content.problems()] == [True]


def facts_with_sources() -> Iterator[tuple[str, list[str]]]:
    """The facts as collected, with the sources that the register has."""
    for path in sorted(FACTS.glob("facts*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            bullet, row = (
                re.match(r"- \*\*([A-Z0-9]+-\d+)\*\*.*—(.*)", line),
                re.match(r"\| (TERM-\d+) \|.*\|(.*)\|$", line),
            )
            if bullet:
                keys = [key for part in re.findall(r"\[([^\]]+)\]", bullet[2]) for key in part.split(", ")]
                yield bullet[1], [key for key in keys if key in SOURCES]
            elif row:
                found = re.findall(r"[A-Z]+(?:-[A-Z0-9]+)*", row[2].upper() if "deck" in row[2].lower() else row[2])
                yield row[1], [key for key in found if key in SOURCES]


def test_the_list_of_facts_from_elsewhere_is_complete() -> None:
    if not FACTS.exists():
        pytest.skip("the facts are not beside this checkout")
    wanted = {
        fact: set(keys)
        for fact, keys in facts_with_sources()
        if keys and not {SOURCES.entries[key].nation for key in keys} & HOME
    }
    assert {fact: set(keys) for fact, keys in FOREIGN.items()} == wanted


@pytest.mark.parametrize("key", [key for keys in FOREIGN.values() for key in keys])
def test_a_source_from_elsewhere_shows_its_nation(key: str) -> None:
    assert re.search(r"England and Wales|Wales|nation not known", SOURCES.label(key))


def test_no_english_place_is_registered_as_scottish() -> None:
    english = re.compile(
        r"Oxfordshire|Derbyshire|HMICFRS|Humberside|Norfolk|Leeds|Medway|Buckingham|Worcester|Shropshire|Bury|TOEX|Ofsted"
        r"|mecourse",
        re.IGNORECASE,
    )
    for source in SOURCES.entries.values():
        if english.search(f"{source.title} {source.publisher} {source.url}"):
            assert source.nation not in HOME, source.key


def texts() -> dict[str, str]:
    return {topic: answer.text for topic, answer in ALL.items()} | checks.responses(CONVERSATION)


def test_help_in_distress_reads_the_same_everywhere() -> None:
    assert list(checks.distress(texts())) == []
    said = checks.load_notices().say("distress")
    assert all(number in said for number in ("tel:999", "tel:111", "tel:116123", "tel:08001111"))


def test_another_wording_of_it_is_found() -> None:
    spoilt = texts()
    spoilt["utter_user_distress"] = spoilt["utter_user_distress"].replace("Samaritans are on", "Ring Samaritans on")
    assert list(checks.distress(spoilt)) == [
        "utter_user_distress: 'text' must hold the sentence 'distress' of notices.yml"
    ]


def test_every_fault_of_the_independent_reading_is_accounted_for() -> None:
    text = (ROOT / "docs" / "content-review.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", text, re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, 48))
    assert all(len(what) > 10 for _, _, what in rows)


def test_the_list_of_facts_cannot_hold_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.yml"
    path.write_text((CONTENT_DIR / "elsewhere.yml").read_text(encoding="utf-8") + "more: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="'more' is not a field"):
        checks.elsewhere(path)
