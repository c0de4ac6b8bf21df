"""What we send: cards, citations, record links."""

from __future__ import annotations

import json

import pytest

from bot.channels.replies import ANSWER, CHECK, DANGER, HEARD, KINDS, PROGRESS, QUESTION, RECORD, TEXT, Reply
from bot.channels.teams.cards import Means, render
from bot.channels.teams.links import Links
from bot.channels.tokens import TokenError, TokenExpired
from tests.teams.bench import Bench
from tests.teams.chat import actions_of, content_of, texts_of, walk
from tests.teams.samples import MEANS, question, samples


def test_there_is_a_sample_of_every_kind_that_is_shown() -> None:
    assert {reply.kind for reply in samples().values()} == KINDS - {"erase"}


@pytest.mark.parametrize("name", samples())
def test_every_reply_keeps_to_what_teams_can_show(name: str) -> None:
    reply = samples()[name]
    activities = render(reply, MEANS)
    assert activities
    for activity in activities:
        assert ("text" in activity) != ("attachments" in activity), "text and card never go in one activity"
        assert len(json.dumps(activity).encode("utf-16-le")) < 80_000
        assert "AIGeneratedContent" not in json.dumps(activity), "curated text carries no AI label"
        card = content_of(activity)
        if not card:
            continue
        assert card["version"] == "1.5"
        assert card["fallbackText"]
        ids = [one["id"] for one in walk(card) if "id" in one]
        assert len(ids) == len(set(ids))
        for one in walk(card):
            assert one.get("type") not in ("Media", "Action.Execute")
            assert one.get("style") not in ("positive", "destructive")
            if one.get("type") == "ActionSet":
                assert 1 <= len(one["actions"]) <= 5
            if str(one.get("type", "")).startswith("Input."):
                assert one["label"], "every field has a label for screen readers"
    shown = "".join(activity.get("text", "") + " ".join(texts_of(content_of(activity))) for activity in activities)
    for word in reply.text.replace("**", "").replace("- ", "").split()[:5]:
        assert word.strip(":") in shown


def test_an_answer_has_citations_thumbs_review_date_and_three_suggestions() -> None:
    (activity,) = render(samples()[ANSWER], MEANS)
    entity = activity["entities"][0]
    assert [claim["position"] for claim in entity["citation"]] == [1, 2]
    for claim in entity["citation"]:
        assert claim["appearance"]["name"]
        assert len(claim["appearance"]["name"]) <= 80
        assert 0 < len(claim["appearance"]["abstract"]) <= 160
        assert f"[{claim['position']}]" in activity["text"]
    assert "24 November 2026" in activity["text"]
    assert activity["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert len(activity["suggestedActions"]["actions"]) == 3
    without = Means(sign=MEANS.sign, feedback=False)
    assert "channelData" not in render(samples()[ANSWER], without)[0]


def test_a_question_has_its_answers_and_a_comment_field_in_one_card() -> None:
    (activity,) = render(question("item"), MEANS)
    card = content_of(activity)
    (field,) = [one for one in walk(card) if one.get("type") == "Input.Text"]
    assert field["isMultiline"]
    by_title = {one["title"]: one for one in actions_of(card)}
    assert list(by_title) == ["Yes", "No", "Not sure", "What does this mean?", "Skip", "Go back", "Pause"]
    assert "associatedInputs" not in by_title["Yes"], "the answer takes the comment along"
    assert by_title["Pause"]["associatedInputs"] == "none", "a half-written comment stays in the card"
    assert "Question 3 · 2 of 14 answered" in texts_of(card)


@pytest.mark.parametrize("stage", ["comment", "field"])
def test_where_text_is_asked_for_a_button_keeps_it(stage: str) -> None:
    card = content_of(render(question(stage), MEANS)[0])
    assert "Keep this text" in [one["title"] for one in actions_of(card)]


def test_long_lists_of_choices_become_a_list_to_pick_from() -> None:
    card = content_of(render(question("context"), MEANS)[0])
    (picker,) = [one for one in walk(card) if one.get("type") == "Input.ChoiceSet"]
    assert len(picker["choices"]) == 32
    assert [one["data"] for one in actions_of(card)] == [{"cec": "pick", "from": "pick"}]


def test_the_overview_lets_an_answer_be_changed() -> None:
    card = content_of(render(samples()[PROGRESS], MEANS)[0])
    said = texts_of(card)
    assert "1. Row 1 = Yes · 1 comment" in said
    assert "2. Row 2 = Not answered · 2 comments" in said
    assert "So far (1 of 14):" in said
    assert not any("**Yes**" in text for text in said), "the list is not said twice"
    assert "“out late, first”" in said
    assert any(one["title"] == "Undo" for one in actions_of(card))
    (picker,) = [one for one in walk(card) if one.get("type") == "Input.ChoiceSet"]
    assert len(picker["choices"]) == 14


def test_a_worry_is_said_back_with_the_framework_s_words_and_the_person_s_own() -> None:
    (activity,) = render(samples()[HEARD], MEANS)
    card = content_of(activity)
    rows = [texts_of(one) for one in card["body"] if one["type"] == "Container"]
    assert rows == [
        ["Unknown whereabouts", "“out till 3am”"],
        ["Change in appearance", "“new phone”"],
        ["Debt or money owed", "“owes money”"],
    ]
    said = " ".join(texts_of(card))
    assert said.count("out till 3am") == 1, "it is said once"
    assert "999" in said
    assert "attention" not in json.dumps(card), "a worry is no alarm"
    assert "out till 3am" in card["fallbackText"]
    assert "Go through the screening tool with this" in [one["title"] for one in actions_of(card)]


def test_the_question_about_safety_is_calm_with_999_in_reach_and_can_be_typed() -> None:
    (activity,) = render(samples()[CHECK], MEANS)
    card = content_of(activity)
    assert [one["title"] for one in actions_of(card)] == ["Safe now", "Not safe", "I can't tell"]
    assert "attention" not in json.dumps(card)
    assert "importance" not in activity
    assert any("call 999" in text for text in texts_of(card))
    assert activity["summary"] == "Is the child safe at this moment?"
    assert "You can type: Safe now / Not safe / I can't tell" in card["fallbackText"]
    assert "999" in card["fallbackText"]


def test_all_proposals_are_one_card_with_a_choice_for_each_row_and_nothing_chosen() -> None:
    (activity,) = render(samples()["proposals"], MEANS)
    card = content_of(activity)
    pickers = [one for one in walk(card) if one.get("type") == "Input.ChoiceSet"]
    assert [one["id"] for one in pickers] == ["row_whereabouts", "row_appearance"]
    for picker in pickers:
        assert [one["title"] for one in picker["choices"]] == ["Yes", "No", "Not sure"]
        assert "value" not in picker
    said = texts_of(card)
    assert "“out till 3am”" in said
    assert "“new phone”" in said
    assert any("type for example “1 yes, 11 no”" in text for text in said)
    assert not any(text.startswith("Put **") for text in said), "the first one is not asked for twice"
    assert [one["title"] for one in actions_of(card)] == ["Write these answers", "Leave all of these open"]
    assert "1. Unknown whereabouts: “out till 3am” – Yes?" in card["fallbackText"]


def test_danger_stands_out_and_comes_before_all_that_is_long() -> None:
    for name in (DANGER, "long danger"):
        first = render(samples()[name], MEANS)[0]
        assert content_of(first)["body"][0]["style"] == "attention"
        assert first["importance"] == "high"
        assert "Call 999" in first["summary"]


@pytest.mark.asyncio
async def test_danger_is_sent_first(bench: Bench) -> None:
    bench.assistant.replies = [Reply(kind=TEXT, text="A notice."), samples()[DANGER], samples()[QUESTION]]
    await bench.say()
    sent = await bench.arrived(3)
    assert sent[0]["importance"] == "high"
    assert sent[1]["text"] == "A notice."


def test_the_record_is_a_link_that_runs_out_or_a_word_why_there_is_none() -> None:
    *texts, activity = render(samples()[RECORD], MEANS)
    assert texts
    urls = [one["url"] for one in actions_of(content_of(activity))]
    assert urls == ["https://guide.example.org/teams/records/docx", "https://guide.example.org/teams/records/html"]
    assert any("30 minutes" in text for text in texts_of(content_of(activity)))
    without = render(samples()[RECORD], Means(sign=MEANS.sign))[-1]
    assert any("can't be downloaded" in text for text in texts_of(content_of(without)))


def test_record_links_run_out_and_cannot_be_made_up() -> None:
    links = Links("a secret that only this test run uses", 600)
    made = links.make("teams-1", {"tool": "screening_tool", "format": "docx"})
    assert links.read(made) == ("teams-1", {"tool": "screening_tool", "format": "docx"})
    other = Links("another secret of this test", 600).make("teams-1", {"tool": "t", "format": "f"})
    for forged in (made[:-2] + "xx", "", "x" * 10_000, other):
        with pytest.raises(TokenError):
            links.read(forged)
    with pytest.raises(TokenExpired):
        Links("a secret that only this test run uses", -1).read(made)
