"""Messages that are changed, deleted, brought back, quoted or reacted to, and what is then written."""

from __future__ import annotations

import pytest

from tests.teams.chat import TeamsChat, content_of
from tests.teams.fake_bot_service import TENANT

QUOTE = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="17"><strong itemprop="mri">CEC Guide'
    '</strong><p itemprop="preview">Written: 1. Unknown whereabouts – Yes</p></blockquote><p>no</p>'
)


def change(kind: str, event: str, said: dict[str, object]) -> dict[str, object]:
    return {"type": kind, "id": said["id"], "channelData": {"eventType": event, "tenant": {"id": TENANT}}}


def test_a_changed_message_changes_what_it_said(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    said = chat.activity("yes, out till 3am on two nights in November")
    chat.send(said)
    assert chat.item() == 2
    told = chat.change(said, "not sure, out till 3am on one night in November")
    assert "You changed your message. Taken back: 1. Unknown whereabouts – Yes" in told
    assert chat.item() == 2
    assert "1. Unknown whereabouts = Not sure" in chat.say("show my answers")

    # and once more, with something said in between
    chat.say("no")
    told = chat.change(said, "no")
    assert "Taken back: 1. Unknown whereabouts – Not sure" in told
    assert chat.item() == 3, "the tool goes on where it was"
    overview = chat.say("show my answers")
    assert "1. Unknown whereabouts = No" in overview
    assert "2. Police reports in one place = No" in overview
    assert "till 3am" not in overview


def test_what_was_added_to_since_is_left_and_said(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    said = chat.activity("yes, out till 3am on two nights in November")
    chat.send(said)
    chat.say("add to row 1: his gran says so too")
    told = chat.change(said, "no")
    assert "left it as it is" in told
    assert "1. Unknown whereabouts – Yes" in told
    assert "change row 1 to no" in told
    assert "1. Unknown whereabouts = Yes · 2 comments" in chat.say("show my answers")
    chat.say("change row 1 to no")
    assert "1. Unknown whereabouts = No" in chat.say("show my answers")


def test_danger_in_a_changed_message_comes_first_however_old_it_is(chat: TeamsChat) -> None:
    unknown = chat.activity("never sent")
    assert "do not have any more" in chat.change(unknown, "hello again")
    chat.change(unknown, "he's just been stabbed and he's bleeding")
    assert content_of(chat.newest[0])["body"][0]["style"] == "attention"


def test_a_change_that_changes_no_word_and_a_second_notice_say_nothing(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    said = chat.activity("yes, out till 3am on two nights in November")
    chat.send(said)
    before = len(chat.mine())
    assert chat.post(chat.changed(said, str(said["text"]))).status_code == 202
    edit = chat.changed(said, "no")
    chat.send(edit)
    assert chat.post(edit).status_code == 200
    assert "1. Unknown whereabouts = No" in chat.say("show my answers")
    told = [one for one in chat.mine()[before:] if "You changed your message" in str(one)]
    assert len(told) == 1


def test_a_deleted_message_is_told_what_is_kept_and_a_restored_one_that_nothing_changed(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    said = chat.activity("yes, out till 3am on two nights in November")
    chat.send(said)
    told = chat.send(chat.activity(None, **change("messageDelete", "softDeleteMessage", said)))
    assert "stays in the tool" in told
    assert "1. Unknown whereabouts – Yes" in told
    assert "delete my data" in told
    told = chat.send(chat.activity(str(said["text"]), **change("messageUpdate", "undeleteMessage", said)))
    assert "nothing has changed" in told
    assert "1. Unknown whereabouts = Yes · 1 comment" in chat.say("show my answers")
    chat.say("delete the answer to row 1")
    assert "1. Unknown whereabouts = Not answered" in chat.say("show my answers")


def test_a_quote_of_ours_and_a_colleague_s_name_are_not_the_person_s_words(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    flat = "CEC Guide\nWritten: 1. Unknown whereabouts – Yes\n\nno"
    chat.send(chat.activity(flat, attachments=[{"contentType": "text/html", "content": QUOTE}]))
    entity = {"type": "mention", "mentioned": {"id": "29:other"}, "text": "<at>Ima Ginary</at>"}
    chat.send(chat.activity("yes, <at>Ima Ginary</at> saw him lifted twice in May", entities=[entity]))
    overview = chat.say("show my answers")
    assert "1. Unknown whereabouts = No" in overview
    assert "2. Police reports in one place = Yes · 1 comment" in overview
    assert "[name] saw him lifted twice in May" in overview
    assert "Ginary" not in overview


@pytest.mark.parametrize("reaction", ["reactionsAdded", "reactionsRemoved"])
def test_a_reaction_is_no_answer(chat: TeamsChat, reaction: str) -> None:
    chat.say("start the screening tool")
    like = chat.activity(None, type="messageReaction", replyToId="sent-1", **{reaction: [{"type": "like"}]})
    before = len(chat.mine())
    assert chat.post(like).status_code == 200
    assert "1. Unknown whereabouts = Not answered" in chat.say("show my answers")
    assert len(chat.mine()) == before + len(chat.newest)


def test_old_buttons_neither_answer_what_waits_now_nor_undo_what_was_said_since(chat: TeamsChat) -> None:
    chat.say("start the screening tool")
    chat.say("no")
    undo = chat.data("Undo")
    chat.say("no")
    assert "nothing was undone" in chat.submit(undo)
    assert "2. Police reports in one place = No" in chat.say("show my answers")
    chat.press("Undo")
    assert "2. Police reports in one place = Not answered" in chat.say("show my answers")
