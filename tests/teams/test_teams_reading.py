"""What is read from Teams: typed text, mentions, data of cards, files."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.teams.activity import (
    DELETED,
    EDITED,
    FEEDBACK,
    IGNORED,
    INVOKE,
    MESSAGE,
    PRESS,
    RESTORED,
    WELCOME,
    Reader,
)
from bot.channels.teams.auth import Principal, Refused
from tests.teams.fake_bot_service import APP_ID, TENANT, FakeBotService

BOT = f"28:{APP_ID}"
READER = Reader("a secret that only this test run uses", BOT)


def read(fake: FakeBotService, **changes: Any) -> Any:
    return READER.read(fake.activity(**changes), Principal(TENANT))


def mention(text: str, who: str = BOT) -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": who, "name": "x"}, "text": text}


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


REPLY = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="17"><strong itemprop="mri" '
    'itemid="28:x">CEC Guide</strong><span itemprop="time" itemid="17"></span><p itemprop="preview">Put Yes for “1. '
    "Unknown whereabouts”?</p></blockquote><p>no, he was &amp; is home</p>"
)


@pytest.mark.parametrize(
    ("text", "attachments", "wanted"),
    [
        (
            "CEC Guide\nPut Yes for “1. Unknown whereabouts”?\n\nno, he was & is home",
            [{"contentType": "text/html", "content": REPLY}],
            "no, he was & is home",
        ),
        ("> Put Yes for “1. Unknown whereabouts”?\nno", None, "no"),
        ("&gt; Put Yes?\n&gt; With this?\nno", None, "no"),
        ('<quoted messageId="17"/> no', None, "no"),
        ("no", [{"contentType": "messageReference", "content": "{}"}], "no"),
        ("it is 5 > 4", None, "it is 5 > 4"),
        ("yes\nno", [{"contentType": "text/html", "content": "<p>yes</p><p>no</p>"}], "yes\nno"),
        ("yes", [{"contentType": "text/html", "content": 7}, 7], "yes"),
        (
            "CEC Guide Put Yes? ask Ima",
            [{"contentType": "text/html", "content": REPLY.replace("no, he was", "<at id='0'>Ima Ginary</at>")}],
            "[name] & is home",
        ),
    ],
)
def test_what_is_quoted_is_not_said(fake: FakeBotService, text: str, attachments: Any, wanted: str) -> None:
    found = read(fake, text=text, attachments=attachments)
    assert found.text == wanted
    assert found.files is (attachments is not None and 7 in attachments)


def test_changes_of_a_message_are_known_by_the_message_they_change(fake: FakeBotService) -> None:
    said = read(fake, id="1", text="yes")
    edit = {"type": "messageUpdate", "id": "1", "channelData": {"eventType": "editMessage", "tenant": {"id": TENANT}}}
    first, second = read(fake, **edit, text="no"), read(fake, **edit, text="not sure")
    assert (first.kind, first.text, first.message) == (EDITED, "no", said.message)
    assert first.key == read(fake, **edit, text="no").key
    assert len({said.key, first.key, second.key}) == 3
    assert read(fake, **edit | {"id": "2"}).message != said.message
    deleted = read(fake, type="messageDelete", id="1", channelData={"eventType": "softDeleteMessage"})
    assert (deleted.kind, deleted.message) == (DELETED, said.message)
    restored = read(fake, type="messageUpdate", id="1", channelData={"eventType": "undeleteMessage"})
    assert restored.kind == RESTORED
    for event in (None, "somethingNew", 7):
        assert read(fake, type="messageUpdate", channelData={"eventType": event}).kind == IGNORED
