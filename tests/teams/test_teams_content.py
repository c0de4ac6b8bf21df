"""What is read from Teams, and what we send: texts, cards, citations, thumbs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.replies import (
    ANSWER,
    CHECK,
    CONTACTS,
    DANGER,
    ERROR,
    HEARD,
    KINDS,
    PROGRESS,
    QUESTION,
    RECORD,
    TEXT,
    Choice,
    Reply,
)
from bot.channels.teams.activity import FEEDBACK, IGNORED, INVOKE, MESSAGE, PRESS, WELCOME, Reader
from bot.channels.teams.auth import Principal, Refused
from bot.channels.teams.cards import Means, render
from bot.channels.teams.feedback import Feedback, read_feedback
from bot.channels.teams.links import Links
from bot.channels.teams.markdown import LONGEST, for_teams, size, split
from bot.channels.tokens import TokenError, TokenExpired
from dialogue.telling import button
from guidance import outcomes as out
from tests.teams.bench import Bench
from tests.teams.chat import actions_of, content_of, texts_of, walk
from tests.teams.fake_bot_service import APP_ID, TENANT, FakeBotService

BOT = f"28:{APP_ID}"
READER = Reader("a secret that only this test run uses", BOT)
MEANS = Means(
    sign=lambda choice: f"signed {choice.label}",
    link=lambda what: f"https://guide.example.org/teams/records/{what['format']}",
    user_id="29:invented-person",
)


def read(fake: FakeBotService, **changes: Any) -> Any:
    return READER.read(fake.activity(**changes), Principal(TENANT))


def mention(text: str, who: str = BOT) -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": who, "name": "x"}, "text": text}


# -- reading


@pytest.mark.parametrize(
    ("text", "entities", "wanted"),
    [
        ("<at>CEC Guide</at> what is an IRD?", [mention("<at>CEC Guide</at>")], "what is an IRD?"),
        ("<at>CEC\xa0Guide</at>&nbsp;hello", [mention("<at>CEC Guide</at>")], "hello"),
        ("<at>C.E* (G)+[x]</at> hello", [mention("<at>C.E* (G)+[x]</at>")], "hello"),
        ("<at>CEC Guide</at> <at>CEC Guide</at> hi", [mention("<at>CEC Guide</at>")] * 2, "hi"),
        (
            "<at>CEC Guide</at> tell <at>Ima Ginary</at> so",
            [mention("<at>CEC Guide</at>"), mention("<at>Ima Ginary</at>", "29:other")],
            "tell [name] so",
        ),
        ("<at>CEC Guide</at>", [mention("<at>CEC Guide</at>")], ""),
        ("a &lt; b &amp; c", [], "a < b & c"),
        ("hello", "no list", "hello"),
        ("hello", [7, {"type": "mention", "mentioned": 7}], "hello"),
    ],
)
def test_mentions_are_taken_out_by_id_and_other_names_too(
    fake: FakeBotService, text: str, entities: Any, wanted: str
) -> None:
    assert read(fake, text=text, entities=entities).text == wanted


def test_what_each_kind_of_activity_is(fake: FakeBotService) -> None:
    added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
    assert read(fake).kind == MESSAGE
    assert read(fake, text=None).text == ""
    assert read(fake, **added).kind == WELCOME
    assert read(fake, type="installationUpdate", action="add").kind == WELCOME
    assert read(fake, type="installationUpdate", action="remove").kind == IGNORED
    assert read(fake, type="conversationUpdate", membersAdded=[{"id": "29:x"}]).kind == IGNORED
    for kind in ("messageUpdate", "messageDelete", "messageReaction", "typing", "somethingNew"):
        assert read(fake, type=kind).kind == IGNORED, kind
    assert read(fake, type="invoke", name="composeExtension/query", value={}).kind == INVOKE
    thumb = {"actionName": "feedback", "actionValue": {"reaction": "like"}}
    assert read(fake, type="invoke", name="message/submitAction", value=thumb, replyToId="1").kind == FEEDBACK


def test_the_two_notices_of_one_installation_are_one_welcome(fake: FakeBotService) -> None:
    first = read(fake, type="installationUpdate", action="add")
    second = read(fake, type="conversationUpdate", membersAdded=[{"id": BOT}])
    assert first.key == second.key


@pytest.mark.parametrize(
    ("value", "kind", "choice", "comment"),
    [
        ({"cec": "choice", "choice": "abc", "comment": " late "}, PRESS, "abc", "late"),
        ({"cec": "choice"}, PRESS, "", ""),
        ({"cec": "choice", "choice": {"intent": "x"}, "comment": ["<script>"]}, PRESS, "", ""),
        ({"cec": "pick", "from": "jump", "jump": "abc"}, PRESS, "abc", ""),
        ({"cec": "pick", "from": 7}, PRESS, "", ""),
        ({"intent": "confirm_erase"}, IGNORED, "", ""),
        ({"cec": "other"}, IGNORED, "", ""),
        ("text", IGNORED, "", ""),
        ([], IGNORED, "", ""),
    ],
)
def test_data_of_cards(fake: FakeBotService, value: Any, kind: str, choice: str, comment: str) -> None:
    found = read(fake, text=None, value=value)
    assert (found.kind, found.choice, found.comment) == (kind, choice, comment)


@pytest.mark.parametrize("changes", [{"id": None}, {"id": 7}, {"conversation": {}}, {"id": "x" * 2000}])
def test_activities_without_what_every_one_has(fake: FakeBotService, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read(fake, **changes)
    assert refused.value.status == 400


def test_files_are_noticed_and_never_fetched(fake: FakeBotService) -> None:
    html = {"contentType": "text/html", "content": "<p>hello</p>"}
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "contentUrl": f"{fake.url}/file"}
    assert read(fake, attachments=[html]).files is False
    assert read(fake, attachments=[html, file]).files is True
    assert fake.requests == []


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"actionName": "feedback", "actionValue": {"reaction": "like"}}, Feedback(True)),
        (
            {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"feedbackText": " no "}'}},
            Feedback(False, "no"),
        ),
        (
            {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": {"feedbackText": "yes"}}},
            Feedback(True, "yes"),
        ),
        ({"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "plain"}}, Feedback(True, "plain")),
        ({"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "[1]"}}, Feedback(True)),
        ({"actionName": "feedback", "actionValue": {"reaction": "love"}}, None),
        ({"actionName": "other", "actionValue": {"reaction": "like"}}, None),
        ({"actionName": "feedback"}, None),
        (None, None),
        ("like", None),
    ],
)
def test_thumbs(value: Any, wanted: Feedback | None) -> None:
    assert read_feedback(value) == wanted


@pytest.mark.asyncio
async def test_a_thumb_finds_the_answer_it_judges(bench: Bench) -> None:
    bench.assistant.replies = [Reply(kind=ANSWER, text="Answer.", topic="ird")]
    await bench.say()
    await bench.idle()
    thumb = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"feedbackText": "long"}'}}
    invoke = {"type": "invoke", "name": "message/submitAction", "value": thumb}
    assert await bench.post(bench.fake.activity(None, **invoke, replyToId="sent-1")) == (200, {})
    assert await bench.post(bench.fake.activity(None, **invoke, replyToId="unknown")) == (200, {})
    assert await bench.post(bench.fake.activity(None, **invoke)) == (200, {})
    other = {"id": "a:other", "conversationType": "personal", "tenantId": TENANT}
    assert await bench.post(bench.fake.activity(None, **invoke, replyToId="sent-1", conversation=other)) == (200, {})
    await bench.idle()
    assert [(topic, thumb) for _, topic, thumb in bench.assistant.thumbs] == [("ird", Feedback(False, "long"))]
    assert (await bench.post(bench.fake.activity(None, type="invoke", name="other")))[0] == 501


# -- texts


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


# -- cards


def question(stage: str) -> Reply:
    """A question as the engine's outcomes become one."""
    engine = {
        "item": [
            out.Choice("Yes", "answer", {"item": "row", "value": "yes"}),
            out.Choice("No", "answer", {"item": "row", "value": "no"}),
            out.Choice("Not sure", "answer", {"item": "row", "value": "unsure"}),
            out.Choice("What does this mean?", "explain", {"item": "row"}, "navigation"),
            out.Choice("Skip", "skip", {}, "navigation"),
            out.Choice("Go back", "back", {}, "navigation"),
            out.Choice("Pause", "pause", {}, "navigation"),
        ],
        "comment": [
            out.Choice("In the last month", "set_when", {"item": "row", "when": "month"}),
            out.Choice("Go on without a comment", "skip"),
            out.Choice("Go back", "back", {}, "navigation"),
        ],
        "field": [out.Choice("Skip", "skip", {}, "navigation")],
        "context": [out.Choice(f"Area {n}", "set_context", {"question": "area", "value": str(n)}) for n in range(32)],
    }
    return Reply(
        kind=QUESTION,
        text="3 of 14: Change in **behaviour**.\n\n- one\n- two",
        title="Screening tool",
        choices=[button(choice, "screening_tool") for choice in engine[stage]],
        progress={"done": 2, "total": 14, "item": 3} if stage != "context" else {"done": 14, "total": 14},
    )


def samples() -> dict[str, Reply]:
    """At least one reply of every kind that can be shown."""
    ask = [Choice("What an IRD is", "ask", topic="ird"), Choice("Who can refer", "ask", topic="nrm_who_can_refer")]
    rows = [
        {
            "item": number,
            "label": f"Row {number}",
            "value": "Yes" if number == 1 else "Not answered",
            "evidence": number,
            "goto": Choice(f"Row {number}", "goto_item", reply={"action": "goto", "data": {"item": number}}).to_dict(),
        }
        for number in range(1, 15)
    ]
    contact = {"name": "Invented Line", "phone": "0000", "hours": "9-5", "url": "https://line.example", "use": "Talk."}
    formats = {"docx": "Download as Word", "html": "Print"}
    answer = Reply(
        kind=ANSWER,
        text="First sentence.\n\n- bullet [link](https://x.example)",
        title="What an IRD is",
        topic="ird",
        sources=["DECK#Why a National Framework for Practice?", "NG-171", "not in the register"],
        reviewed="2026-11-24",
        related=[*ask, *ask],
    )
    return {
        ANSWER: answer,
        "answer without all": Reply(kind=ANSWER, text="Short."),
        TEXT: Reply(kind=TEXT, text="Which one?", choices=ask),
        "text alone": Reply(kind=TEXT, text="Thanks."),
        "many choices": Reply(kind=TEXT, text="Which?", choices=[Choice(f"Topic {n}", "ask", "x") for n in range(9)]),
        QUESTION: question("item"),
        "comment": question("comment"),
        "field": question("field"),
        "context": question("context"),
        PROGRESS: Reply(kind=PROGRESS, text="So far (1 of 14):\n\n- 1. Row 1: **Yes**", rows=rows),
        CONTACTS: Reply(kind=CONTACTS, text="You can call:", contacts=[contact], choices=ask),
        RECORD: Reply(kind=RECORD, text="Done. " * 900, title="Tool", download={"tool": "t", "formats": formats}),
        DANGER: Reply(kind=DANGER, text="**Call 999 now.**\n\nThen:\n- stay", sources=["NG-171"], choices=ask),
        "long danger": Reply(kind=DANGER, text="Call 999 now. " * 500, choices=ask),
        ERROR: Reply(kind=ERROR, text="Sorry. Call 999.", retry=True),
        HEARD: Reply(kind=HEARD, text="What I heard:\n\n- Row 1: “out late”", signs=[{"row": "row_1"}], choices=ask),
        CHECK: Reply(kind=CHECK, text="Is the child safe at this moment?", choices=ask),
    }


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
        assert word in shown


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
    (picker,) = [one for one in walk(card) if one.get("type") == "Input.ChoiceSet"]
    assert len(picker["choices"]) == 14


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
