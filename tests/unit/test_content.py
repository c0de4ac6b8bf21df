"""The content is cared for: complete, sourced, readable, dated, and nothing it must not say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from guidance.answers import Answer, load_answers
from guidance.directory import load_directory
from guidance.readability import own_words, reading_ease
from guidance.sources import load_sources
from scripts.content import ANSWERS, ENOUGH_EXAMPLES, HARD_TO_READ, examples, problems

ALL = load_answers(ANSWERS, load_sources())
EXAMPLES = examples()
SHARED = ROOT.parent / "shared"
TEXTS = {topic: f"{answer.text}\n{answer.more or ''}" for topic, answer in ALL.items()}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def test_nothing_in_the_content_files_is_wrong() -> None:
    assert problems() == []


def test_every_topic_of_the_catalogue_has_an_answer() -> None:
    catalogues = [SHARED / "domain" / name for name in ("topics.yml", "topics-more.yml")]
    if not all(path.exists() for path in catalogues):
        pytest.skip("the catalogues of topics are not beside this checkout")
    first, more = (
        {
            topic["id"]: group["group"]
            for group in yaml.safe_load(path.read_text())["groups"]
            for topic in group["topics"]
        }
        for path in catalogues
    )
    has = {topic: answer.group for topic, answer in ALL.items()}
    assert has.items() >= first.items()
    assert (first | more).items() >= has.items(), "an answer that no catalogue has, or in another group"


def test_there_are_147_topics() -> None:
    assert len(ALL) == 148


@pytest.mark.parametrize("answer", ALL.values(), ids=list(ALL))
def test_an_answer_can_be_read(answer: Answer) -> None:
    assert reading_ease(own_words(answer.text)) >= HARD_TO_READ


@pytest.mark.parametrize("topic", ALL)
def test_a_topic_has_enough_examples_of_its_own(topic: str) -> None:
    assert len(EXAMPLES.get(f"ask/{topic}", [])) >= ENOUGH_EXAMPLES


def test_no_example_stands_twice() -> None:
    seen: dict[str, str] = {}
    for intent, texts in EXAMPLES.items():
        for text in texts:
            key = flat(text) or text
            assert key not in seen, f"'{text}' stands in {seen[key]} and in {intent}"
            seen[key] = intent


def test_no_evaluation_question_is_in_the_training_data() -> None:
    trained = {flat(text) for texts in EXAMPLES.values() for text in texts}
    danger = yaml.safe_load((ROOT / "bot" / "data" / "danger.yml").read_text())
    trained |= {flat(text) for kind in ("urgent", "not_urgent") for text in danger[kind]}
    own = ROOT / "tests" / "nlu" / "evaluation"
    folders = [own / "first", own / "second", SHARED / "evaluation"]
    names = ("questions.jsonl", "oos.jsonl", "urgent.jsonl")
    files = [folder / name for folder in folders for name in names if (folder / name).exists()]
    assert len(files) >= 2 * len(names)
    held_back = {flat(json.loads(line)["text"]) for file in files for line in file.read_text().splitlines() if line}
    # one or two words ("ok", "help me") are everybody's
    assert {text for text in held_back & trained if len(text.split()) > 2} == set()


def test_out_of_scope_is_written_as_real_classes() -> None:
    kinds = {intent: texts for intent, texts in EXAMPLES.items() if intent.startswith("out_of_scope/")}
    assert len(kinds) >= 12
    assert sum(map(len, kinds.values())) >= 400
    replies = yaml.safe_load((ANSWERS / "out_of_scope.yml").read_text())["responses"]
    assert {f"utter_{kind}" for kind in kinds} == set(replies)


def test_every_intent_has_examples_and_every_phrase_of_danger_its_case() -> None:
    for phrase in yaml.safe_load((ROOT / "bot" / "data" / "danger.yml").read_text())["phrases"]:
        assert re.search(phrase["pattern"], phrase["example"].lower()), phrase["id"]
        assert not re.search(phrase["pattern"], phrase["counter_example"].lower()), phrase["id"]


# -- What the assistant must and must not say (facts GAP-01 to GAP-12 of the research behind it)


def test_no_score_and_no_risk_level_is_ever_given() -> None:
    levels = re.compile(
        r"\b(?:is|means|counts as) (?:a )?(?:low|medium|high)[- ]risk\b|\b\d+ (?:points|ticks) (?:mean|is)"
    )
    assert [topic for topic, text in TEXTS.items() if levels.search(text.lower())] == []
    assert re.search(
        r"no (?:confirmed )?(?:score|scoring)|not? (?:give|have|use) (?:a )?score", TEXTS["screening_score"].lower()
    )


def test_the_2026_offence_is_neither_denied_nor_said_to_be_in_force() -> None:
    for topic in ("new_offence", "statutory_definition", "legislation"):
        for sentence in sentences(TEXTS[topic]):
            if "in force in Scotland" in sentence:
                assert re.search(r"cannot confirm|not confirmed|whether", sentence), f"{topic}: {sentence}"
            if re.search(r"there is no (?:such )?offence", sentence.lower()):
                said_of_others = re.search(r"Older guidance says|not\*\* the same|does not mean", sentence)
                assert said_of_others, f"{topic}: {sentence}"
    assert "COPFS" in TEXTS["new_offence"]
    assert "Police Scotland" in TEXTS["new_offence"]


ENGLISH = r"MASH|Working Together|[Ss]ection 47|[Ss]ection 45|[Ss]ection 52|\bDSL\b|ICTG|Child Abduction Warning"


def test_english_law_and_procedure_appear_only_as_a_warning() -> None:
    warning = re.compile(
        r"English|England|not (?:Scottish|for Scotland|apply|rely|exist|available)|[Dd]o not", re.IGNORECASE
    )
    for topic, text in TEXTS.items():
        for paragraph in text.split("\n\n"):
            if re.search(ENGLISH, paragraph):
                assert warning.search(paragraph), f"{topic}: {paragraph}"


def test_no_guardian_is_promised_to_every_child() -> None:
    assert re.search(r"(?:nobody|no one|no-one) in the UK", TEXTS["guardianship"])


def test_a_childs_consent_is_not_asked_for_the_nrm() -> None:
    assert re.search(r"not need|no consent|only (?:from )?adults|without", TEXTS["nrm_consent"])


def test_only_first_responders_refer_to_the_nrm() -> None:
    assert "First Responder" in TEXTS["nrm_who_can_refer"]
    assert re.search(r"school", TEXTS["nrm_who_can_refer"])


def test_the_named_person_is_not_called_statutory() -> None:
    for topic, text in TEXTS.items():
        for sentence in sentences(text):
            if re.search(r"[Nn]amed person|child's plan", sentence) and re.search(r"statutory|by law|in law", sentence):
                assert re.search(r"\bnot\b|never|no longer", sentence), f"{topic}: {sentence}"


def test_16_and_17_year_olds_and_the_reporter_are_left_to_the_local_reporter() -> None:
    for topic in ("reporter", "sixteen_seventeen"):
        assert re.search(r"[Aa]sk (?:the|your) (?:local )?(?:Children's )?Reporter", TEXTS[topic]), topic


def test_consent_is_not_sought_when_information_will_be_shared_anyway() -> None:
    assert re.search(r"[Dd]o not ask for (?:it|consent)", TEXTS["information_sharing"])


def test_non_prosecution_is_a_presumption_and_not_a_promise() -> None:
    assert "presumption" in TEXTS["criminalisation"]
    assert re.search(
        r"not (?:immunity|a promise|a guarantee|full protection)|no (?:immunity|guarantee)", TEXTS["criminalisation"]
    )


def numbers(text: str) -> set[str]:
    return {
        re.sub(r"\D", "", n)
        for n in re.findall(r"(?<![\d/.-])(?:0\d[\d ]{6,12}\d|116 ?\d{3}|999|101|111)(?![\d/])", text)
    }


def test_only_numbers_of_the_directory_are_given() -> None:
    known = {re.sub(r"\D", "", way) for c in load_directory().contacts for way in (c.phone, c.text) if way}
    files = [*ANSWERS.glob("*.yml"), ROOT / "bot" / "data" / "conversation.yml"]
    for path in files:
        assert numbers(path.read_text()) <= known, f"{path.name}: {numbers(path.read_text()) - known}"


@pytest.mark.parametrize("contact", ["DIR-06", "DIR-08", "DIR-11"])
def test_hours_are_not_given_where_sources_conflict(contact: str) -> None:
    assert next(c for c in load_directory().contacts if c.id == contact).hours is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("- text: |", "- tekst: |"), "'tekst' is not a field here"),
        (('reviewed: "', 'reviewed: "soon '), "'reviewed' must be a date"),
        (("sources: [", "sources: [NG-9999, "), "names 'NG-9999'"),
        (("related: [", "related: [no_such_topic, "), "names 'no_such_topic'"),
    ],
)
def test_a_slip_in_an_answer_is_reported_with_its_place(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    for path in ANSWERS.glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text())
    broken = tmp_path / "support.yml"
    text = broken.read_text()
    assert change[0] in text
    broken.write_text(text.replace(*change, 1))
    with pytest.raises(ValueError, match=re.escape(expected)) as error:
        load_answers(tmp_path, load_sources())
    assert "support.yml" in str(error.value)
