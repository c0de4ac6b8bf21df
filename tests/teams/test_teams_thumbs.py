"""Thumbs under an answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.replies import ANSWER, Reply
from bot.channels.teams.feedback import Feedback, read_feedback
from tests.teams.bench import Bench
from tests.teams.fake_bot_service import TENANT


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
