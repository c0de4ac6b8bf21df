"""Talking through the widget: keyboard, what is read out, what can be done with an answer and with the whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.web.fake_door import FakeDoor
from tests.web.fake_talk import ANSWER, text
from tests.web.visitor import Visitor


def tab_to(visitor: Visitor, name: str, most: int = 40) -> None:
    """Goes forward with the Tab key until something has the focus."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if visitor.focused() == name:
            return
    raise AssertionError(f"the Tab key does not lead to '{name}'")


def test_whole_screening_by_keyboard_alone(visitor: Visitor) -> None:
    keyboard = visitor.page.keyboard
    tab_to(visitor, "box")
    keyboard.type("Start the screening tool")
    keyboard.press("Enter")
    expect(visitor.shown("1 of 14:")).to_be_visible()
    # From the box back to the newest question; from then on each question is the next thing after the last answer
    keyboard.press("Shift+Tab")
    for _ in range(10):
        if visitor.focused() == "Yes":
            break
        keyboard.press("Shift+Tab")
    for item in range(1, 15):
        assert visitor.focused() == "Yes"
        keyboard.press("Enter")
        if item < 14:
            expect(visitor.shown(f"{item + 1} of 14:")).to_be_visible()
            keyboard.press("Tab")
    expect(visitor.shown("That is the end of the screening tool.")).to_be_visible()
    tab_to(visitor, "Download the record as a Word file")
    with visitor.page.expect_download() as saved:
        keyboard.press("Enter")
    assert saved.value.suggested_filename == "screening-record.docx"
    expect(visitor.shown("The file has been saved")).to_be_visible()


def test_arriving_messages_do_not_move_the_focus(visitor: Visitor) -> None:
    visitor.say("start the screening tool")
    assert visitor.focused() == "box"
    visitor.button("Yes").click()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    assert visitor.focused().split() == ["Chosen:", "Yes"]  # the one that was pressed


def test_chosen_answer_stays_readable_and_is_sent_once(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("start the screening tool")
    pressed = visitor.button("No")
    pressed.dblclick()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    first = visitor.replies.nth(1)
    expect(first.get_by_role("button", name="Chosen: No")).to_be_visible()
    expect(first.get_by_role("button", name="Yes", exact=True)).to_be_disabled()
    assert door.said == ["start the screening tool", "No"]


def test_each_message_is_read_out_once_as_plain_text(visitor: Visitor) -> None:
    visitor.listen()
    visitor.say("county lines")
    visitor.say("start the screening tool")
    heard = visitor.heard()
    assert [role for role, _ in heard] == ["log"] * 3
    answer, intro, question = (words for _, words in heard)
    assert answer.startswith("County lines. County lines is a way of moving drugs")
    assert intro.startswith("This walks you through")
    assert re.match(
        r"Item 1 of 14. 0 of 14 answered. Screening tool. 1 of 14: .*You can choose: Yes, No, Not sure", question
    )
    assert not any("<" in words or "**" in words for _, words in heard)


def test_danger_comes_first_seen_and_heard(visitor: Visitor) -> None:
    visitor.say("start the screening tool")
    visitor.listen()
    visitor.say("he is in danger now")
    (alert, danger), (log, beside) = visitor.heard()
    assert (alert, log) == ("alert", "log")
    assert "Call 999 now" in danger
    assert beside == "This is said beside it."
    kinds = [one.get_attribute("class") for one in visitor.replies.all()[-2:]]
    assert kinds == ["message danger", "message text"]
    call = visitor.page.get_by_role("link", name="Call 999")
    assert call.get_attribute("href") == "tel:999"
    visitor.button("Carry on with the questions").click()
    expect(visitor.replies.last).to_contain_text("Item 1 of 14")


def test_numbers_in_a_danger_text_can_be_tapped(visitor: Visitor, door: FakeDoor) -> None:
    words = '<p>Call <a href="tel:999">999</a> now. Call <a href="tel:999">999</a>.</p>'
    door.script["now"] = [text("Call 999 now. Call 999.", kind="danger") | {"html": words}]
    danger = visitor.say("now")
    expect(danger.get_by_role("link", name="Call 999")).to_have_count(1)


def test_nothing_but_danger_is_an_alert(visitor: Visitor, door: FakeDoor) -> None:
    visitor.listen()
    door.trouble.coming = [500]
    visitor.say("hello")
    visitor.say("county lines")
    assert [role for role, _ in visitor.heard()] == ["log", "log"]


def test_overview_leads_to_an_item_to_change(visitor: Visitor) -> None:
    visitor.say("start the screening tool")
    visitor.button("Yes").click()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    overview = visitor.say("overview")
    expect(overview.get_by_role("listitem").nth(0)).to_contain_text("1. Whereabouts")
    expect(overview.get_by_role("listitem").nth(1)).to_contain_text("2 comments")
    overview.get_by_role("button", name="Change 9. Restraint").click()
    expect(visitor.replies.last).to_contain_text("Item 9 of 14")


def test_answer_shows_its_sources_and_review_date(visitor: Visitor) -> None:
    visitor.say("county lines")
    answer = visitor.replies.first
    expect(answer.get_by_text("Reviewed 24 November 2026")).to_be_visible()
    answer.get_by_text("Sources (2)").click()
    source = answer.get_by_role("link", name="National guidance, 2023 edition (opens in a new tab)")
    assert source.get_attribute("rel") == "noopener noreferrer"
    answer.get_by_role("button", name="Debt bondage").click()
    expect(visitor.shown("You said: debt bondage")).to_be_visible()
    expect(answer.get_by_role("button", name="Debt bondage")).to_be_enabled()


def test_copy_and_print_take_this_answer(visitor: Visitor, context: BrowserContext) -> None:
    context.add_init_script(
        "window.print = () => { top.printed = document.title + '|' + document.body.innerText; };"
        "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    )
    visitor.open()
    visitor.say("county lines")
    visitor.button("Copy County lines").click()
    expect(visitor.shown("Copied")).to_be_visible()
    copied = visitor.page.evaluate("() => window.copied")
    assert copied.startswith("County lines\n\nCounty lines is a way")
    assert "National guidance, 2023 edition https://www.example.org/guidance" in copied
    visitor.button("Print County lines").click()
    printed = visitor.page.evaluate("() => window.printed")
    assert printed.startswith("County lines|")
    assert "Talk to your manager today." in printed
    assert "Debt bondage" not in printed


def test_feedback_with_a_reason(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("county lines")
    visitor.button("No").click()
    visitor.button("Not the whole answer").click()
    expect(visitor.shown("Thank you.")).to_be_visible()
    sent = [body for method, path, body in door.asked if path == "/chat/feedback"]
    assert sent == [
        {"topic": "county_lines", "helpful": False},
        {"topic": "county_lines", "helpful": False, "reason": "not_whole"},
    ]
    visitor.button("Tell me more").click()
    expect(visitor.shown("You said: tell me more")).to_be_visible()


def test_no_feedback_where_the_door_takes_none(visit: Callable[[], Visitor], door: FakeDoor) -> None:
    door.feedback = False
    visitor = visit().open()
    expect(visitor.say("county lines")).not_to_contain_text("Was this helpful?")


def test_enter_sends_and_shift_enter_makes_a_line(visitor: Visitor, door: FakeDoor) -> None:
    visitor.box.press_sequentially("one")
    visitor.box.press("Shift+Enter")
    visitor.box.press_sequentially("two")
    visitor.box.press("Enter")
    expect(visitor.replies).to_have_count(1)
    assert door.said == ["one\ntwo"]
    # Enter that only ends a composed word
    visitor.box.fill("three")
    visitor.box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert visitor.box.input_value() == "three"


def test_topics_can_be_searched_and_asked(visitor: Visitor, door: FakeDoor) -> None:
    page = visitor.page
    expect(page.get_by_text("is kept for 30 days")).to_be_visible()
    page.get_by_label("Find a topic").fill("bond")
    expect(page.get_by_text("1 topic", exact=True)).to_be_visible()
    page.get_by_role("button", name="Debt bondage").press("Enter")
    expect(visitor.replies).to_have_count(1)
    assert door.said == ["Debt bondage"]
    expect(page.locator(".scroller")).to_be_focused()  # the pressed button is gone
    visitor.button("Topics").click()
    assert visitor.focused() == "What do you want to know?"
    visitor.button("Back to the conversation").click()
    expect(visitor.replies.first).to_be_visible()


def test_suggestions_while_typing_but_not_while_a_question_waits(visitor: Visitor, door: FakeDoor) -> None:
    visitor.listen()
    visitor.box.fill("what is groom")
    expect(visitor.page.get_by_role("list", name="Topics that match").get_by_role("button")).to_have_count(1)
    assert ["status", "1 topic matches, listed before the text box."] in visitor.heard()
    visitor.button("Grooming and control").click()
    expect(visitor.replies).to_have_count(1)
    assert (door.said, visitor.box.input_value(), visitor.focused()) == (["Grooming and control"], "", "box")
    visitor.page.clock.install()
    visitor.say("start the screening tool")
    visitor.box.fill("what is groom")
    visitor.page.clock.run_for(1000)
    expect(visitor.page.locator(".suggestions li")).to_have_count(0)


def test_reload_keeps_the_conversation_and_its_newest_buttons(visitor: Visitor) -> None:
    visitor.say("start the screening tool")
    visitor.button("Yes").click()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    visitor.box.fill("half a sent")
    visitor.page.reload()
    expect(visitor.shown("2 of 14:")).to_be_visible()
    assert visitor.said == ["start the screening tool", "Yes"]
    assert visitor.box.input_value() == "half a sent"
    expect(visitor.page.get_by_role("button", name="Chosen: Yes")).to_be_visible()
    visitor.button("Yes").click()
    expect(visitor.shown("3 of 14:")).to_be_visible()


def test_conversation_is_saved_as_a_file(visitor: Visitor, tmp_path: Path) -> None:
    visitor.say("county lines")
    visitor.button("Options").click()
    with visitor.page.expect_download() as saved:
        visitor.button("Save as a file").click()
    saved.value.save_as(tmp_path / "saved.txt")
    content = (tmp_path / "saved.txt").read_text(encoding="utf-8")
    assert "You: county lines" in content
    assert ANSWER["text"] in content
    assert "National guidance, 2023 edition" in content


def test_delete_for_good_asks_first(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("county lines")
    old = visitor.stored()["token"]
    visitor.button("Options").click()
    visitor.button("Delete for good").click()
    assert visitor.focused() == "Keep it"
    visitor.button("Keep it").click()
    assert old in door.talks
    visitor.button("Options").click()
    visitor.button("Delete for good").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(visitor.replies).to_have_count(0)
    expect(visitor.shown("What do you want to know?")).to_be_visible()
    assert old not in door.talks
    visitor.say("hello")
    assert visitor.stored()["token"] != old


def test_erased_by_the_assistant_begins_anew(visitor: Visitor, door: FakeDoor) -> None:
    visitor.say("county lines")
    old = visitor.stored()["token"]
    door.script["delete everything"] = [text("Your conversation has been deleted.")]
    visitor.type("delete everything")
    expect(visitor.shown("Your conversation has been deleted.")).to_be_visible()
    expect(visitor.replies).to_have_count(1)
    visitor.say("hello")
    assert visitor.stored()["token"] != old


def test_start_again(visitor: Visitor) -> None:
    visitor.say("county lines")
    old = visitor.stored()["token"]
    visitor.button("Options").click()
    visitor.button("Start again").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Start again").click()
    expect(visitor.shown("What do you want to know?")).to_be_visible()
    visitor.say("hello")
    assert visitor.said == ["hello"]
    assert visitor.stored()["token"] != old


def test_enlarged_four_times_nothing_is_pinned(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 320, "height": 256})
    answer = visitor.say("county lines")
    expect(visitor.page.locator("li.said").last).to_be_in_viewport()
    answer.get_by_text("Reviewed").scroll_into_view_if_needed()
    expect(answer.get_by_text("Reviewed")).to_be_in_viewport()
    visitor.box.scroll_into_view_if_needed()
    expect(visitor.box).to_be_in_viewport()
