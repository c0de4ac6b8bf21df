"""When things go wrong: no connection, restarts, expired sessions, slow and refused messages, two tabs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.web.fake_door import FakeDoor
from tests.web.visitor import Visitor

OFFLINE = "There is no connection at the moment."


def test_message_typed_while_offline_is_sent_once(visitor: Visitor, door: FakeDoor, context: BrowserContext) -> None:
    visitor.say("hello")
    visitor.listen()
    context.set_offline(True)
    visitor.type("county lines")
    expect(visitor.shown("Not sent yet.")).to_be_visible()
    expect(visitor.page.locator(".banner").get_by_text(OFFLINE)).to_be_visible()
    expect(visitor.page.locator(".banner").get_by_text("If a child is in danger now, call 999.")).to_be_visible()
    visitor.box.fill("and what")
    context.set_offline(False)
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()
    expect(visitor.page.get_by_text("Not sent yet.")).to_have_count(0)
    expect(visitor.page.locator(".banner:visible")).to_have_count(0)
    assert door.said == ["hello", "county lines"]
    assert visitor.box.input_value() == "and what"
    assert visitor.said == ["hello", "county lines"]
    words = [words for _, words in visitor.heard()]
    assert words[0].startswith(OFFLINE)
    assert words[1] == "The connection is back."
    assert len(words) == 3


def test_message_that_arrived_before_the_line_broke_is_not_repeated(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("hello")
    door.trouble.coming = ["cut"]
    visitor.type("county lines")
    visitor.button("Try now").click()
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()
    assert door.said == ["hello", "county lines"]
    assert visitor.said == ["hello", "county lines"]
    # and the conversation goes on
    visitor.say("start the screening tool")
    assert door.said[-1] == "start the screening tool"


def test_message_that_did_not_arrive_is_sent_again(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("hello")
    door.trouble.coming = ["drop"]
    visitor.type("county lines")
    visitor.button("Try now").click()
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()
    (talk,) = door.talks.values()
    assert [turn["text"] for turn in talk.turns] == ["hello", "county lines"]


def test_waiting_message_survives_a_reload_and_can_be_taken_back(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("hello")
    door.trouble.coming = ["drop", 503]
    door.trouble.retry_after = 60
    visitor.type("county lines")
    expect(visitor.shown("Not sent yet.")).to_be_visible()
    visitor.page.reload()
    expect(visitor.shown("Not sent yet.")).to_be_visible()
    assert visitor.said == ["hello", "county lines"]
    visitor.button("Take it back").click()
    assert visitor.said == ["hello"]
    assert visitor.box.input_value() == "county lines"
    assert visitor.stored()["queue"] == []


def test_server_restart_in_the_middle_of_a_screening(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("start the screening tool")
    door.stop()
    visitor.button("Yes").click()
    expect(visitor.page.locator(".banner").get_by_text(OFFLINE)).to_be_visible()
    door.start()
    visitor.button("Try now").click()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    (talk,) = door.talks.values()
    assert [turn["text"] for turn in talk.turns] == ["start the screening tool", "Yes"]


def test_tries_again_by_itself(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    visitor = visit().open(clock=True)
    visitor.say("hello")
    door.stop()
    visitor.type("county lines")
    expect(visitor.shown("Not sent yet.")).to_be_visible()
    door.start()
    visitor.page.clock.run_for(2500)
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()


def test_page_opened_while_the_server_is_starting(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    door.topics_ready = False
    visitor = visit().open()
    expect(visitor.shown("The list of topics cannot be shown right now.")).to_be_visible()
    visitor.say("county lines")


def test_expired_session_keeps_typed_text(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("start the screening tool")
    door.forget_tokens()
    visitor.type("seen by the school nurse last week")
    expect(visitor.shown("That conversation has ended and a new one has begun.")).to_be_visible()
    assert visitor.box.input_value() == "seen by the school nurse last week"
    expect(visitor.replies.nth(1).get_by_role("button", name="Yes", exact=True)).to_be_disabled()
    visitor.box.press("Enter")
    expect(visitor.shown("You said: seen by the school nurse last week")).to_be_visible()


def test_expired_session_and_a_button(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("start the screening tool")
    door.forget_tokens()
    visitor.button("Yes").click()
    expect(visitor.shown("That conversation has ended and a new one has begun.")).to_be_visible()
    assert visitor.box.input_value() == ""
    visitor.say("start the screening tool")
    visitor.button("Yes").click()
    expect(visitor.shown("2 of 14:")).to_be_visible()


def test_server_error_offers_to_send_again(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("hello")
    door.trouble.coming = [500]
    visitor.type("county lines")
    expect(visitor.shown("Something is wrong on our side.")).to_be_visible()
    expect(visitor.shown("call 999")).to_be_visible()
    visitor.button("Send again").click()
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()


def test_refused_text_goes_back_into_the_box(visitor: Visitor, door: FakeDoor) -> None:
    door.trouble.coming = [400]
    visitor.type("far too long")
    expect(visitor.shown("That message is too long.")).to_be_visible()
    assert visitor.box.input_value() == "far too long"


def test_too_many_messages_waits_as_long_as_asked(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    visitor = visit().open(clock=True)
    visitor.say("hello")
    door.trouble.coming = [429]
    door.trouble.retry_after = 20
    visitor.type("county lines")
    expect(visitor.shown("Not sent yet.")).to_be_visible()
    visitor.page.clock.run_for(15_000)
    assert door.said == ["hello", "county lines"]
    visitor.page.clock.run_for(6_000)
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()


def test_slow_answer_says_that_it_is_still_working(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    visitor = visit().open(clock=True)
    door.trouble.slow = threading.Event()
    visitor.listen()
    visitor.type("county lines")
    expect(visitor.shown("CEC Guide is writing")).to_be_visible()
    visitor.page.clock.run_for(4_500)
    expect(visitor.page.locator(".working")).to_contain_text("Still working on it.")
    visitor.page.clock.run_for(11_000)
    expect(visitor.page.locator(".working")).to_contain_text("longer than usual")
    assert visitor.heard()[0] == ["log", "Still working on it."]
    visitor.box.fill("meanwhile")  # the box stays usable
    door.trouble.slow.set()
    expect(visitor.shown("is a way of moving drugs")).to_be_visible()
    expect(visitor.page.locator(".working")).to_be_hidden()


def test_messages_sent_quickly_are_answered_in_order(visitor: Visitor, door: FakeDoor) -> None:
    door.trouble.slow = threading.Event()
    visitor.type("first")
    visitor.type("second")
    door.trouble.slow.set()
    expect(visitor.replies).to_have_count(2)
    assert door.said == ["first", "second"]


def test_answer_that_arrives_while_the_topics_are_open_leaves_them_open(visitor: Visitor, door: FakeDoor) -> None:
    door.trouble.slow = threading.Event()
    visitor.type("county lines")
    visitor.button("Topics").click()
    door.trouble.slow.set()
    expect(visitor.replies).to_have_count(1)
    assert visitor.focused() == "What do you want to know?"
    visitor.button("Back to the conversation").click()
    expect(visitor.replies.first).to_be_visible()


def test_two_tabs_are_two_conversations(visit: Callable[[], Visitor]) -> None:
    one, other = visit().open(), visit().open()
    one.say("start the screening tool")
    other.say("hello")
    assert one.stored()["token"] != other.stored()["token"]
    one.button("Yes").click()
    expect(one.shown("2 of 14:")).to_be_visible()
    assert other.said == ["hello"]


def test_warning_before_a_session_ends(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    door.expires_in = 2 * 3600
    visitor = visit().open(clock=True)
    visitor.say("start the screening tool")
    expect(visitor.page.get_by_text("This conversation ends at")).to_have_count(0)
    visitor.listen()
    visitor.page.clock.fast_forward(95 * 60 * 1000)
    expect(visitor.page.locator(".banner", has_text="This conversation ends at")).to_be_visible()
    assert len([words for _, words in visitor.heard() if "ends at" in words]) == 1


def test_not_deleted_while_offline_says_so(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("hello")
    door.stop()
    visitor.button("Options").click()
    visitor.button("Delete for good").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(visitor.shown("The conversation could not be deleted")).to_be_visible()
    assert visitor.said == ["hello"]
