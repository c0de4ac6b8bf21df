"""The questionnaire engine, action by action, as a person meets it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from guidance import outcomes as out
from guidance.definitions import load_tools
from guidance.questionnaire import ACTIONS, Questionnaire, Turn
from guidance.state import State, comments_of, field_of, load, value_of

TOOLS = load_tools()
SCREENING = Questionnaire(TOOLS["screening_tool"], clock=lambda: "2026-11-24T09:00Z")
PRIORITIES = Questionnaire(TOOLS["awareness_priorities"])
ASSESSMENT = Questionnaire(TOOLS["self_assessment"])
BEGIN = Questionnaire(TOOLS["where_to_begin"])


def ask(turn: Turn) -> out.Ask:
    last = turn.outcomes[-1]
    assert isinstance(last, out.Ask)
    return last


def kinds(turn: Turn) -> list[str]:
    return [type(one).__name__ for one in turn.outcomes]


def go(engine: Questionnaire, *actions: tuple[str, dict[str, Any]], state: State | None = None) -> Turn:
    turn = engine.start() if state is None else Turn(state, [])
    for name, data in actions:
        turn = engine.apply(turn.state, name, **data)
    return turn


def yes(**more: Any) -> tuple[str, dict[str, Any]]:
    return "answer", {"value": "yes", **more}


NO: tuple[str, dict[str, Any]] = ("answer", {"value": "no"})
SKIP: tuple[str, dict[str, Any]] = ("skip", {})
ALL_NO: tuple[str, dict[str, Any]] = ("answer_many", {"answers": [], "rest": "no"})
DONE: tuple[str, dict[str, Any]] = ("skip", {"whole": True})


def test_it_begins_with_the_introduction_and_the_first_item() -> None:
    turn = SCREENING.start()
    assert kinds(turn) == ["Intro", "Ask"]
    assert (ask(turn).item, ask(turn).position, ask(turn).total) == ("whereabouts", 1, 14)
    assert [one.data["value"] for one in ask(turn).choices if one.action == "answer"] == ["yes", "no", "unsure"]


def test_no_goes_straight_on_and_yes_asks_for_evidence() -> None:
    assert ask(go(SCREENING, NO)).item == "police_reports"
    turn = go(SCREENING, yes())
    assert (ask(turn).stage, ask(turn).item) == ("comment", "whereabouts")


@pytest.mark.parametrize("value", ["yes", "unsure"])
def test_evidence_given_with_the_answer_is_not_asked_for(value: str) -> None:
    turn = go(SCREENING, ("answer", {"value": value, "evidence": "seen in town", "when": "now"}))
    assert ask(turn).item == "police_reports"
    assert comments_of(turn.state, "whereabouts")[0]["when"] == "now"


def test_evidence_can_be_written_or_left_out() -> None:
    written = go(SCREENING, yes(), ("comment", {"text": "twice in May"}))
    assert ask(written).item == "police_reports"
    assert comments_of(written.state, "whereabouts")[0]["text"] == "twice in May"
    assert ask(go(SCREENING, yes(), SKIP)).item == "police_reports"
    assert ask(go(SCREENING, yes(), NO)).item == "police_reports"


def test_no_at_the_evidence_question_is_no_answer_to_the_next_item() -> None:
    turn = go(SCREENING, yes(), NO)
    assert value_of(turn.state, "whereabouts") == "yes"
    assert value_of(turn.state, "police_reports") is None


def test_yes_at_the_evidence_question_asks_for_the_words_once_then_goes_on() -> None:
    again = go(SCREENING, yes(), yes())
    assert kinds(again) == ["NeedsClarification", "Ask"]
    assert ask(again).stage == "comment"
    assert ask(go(SCREENING, yes(), state=again.state)).item == "police_reports"


def test_a_timescale_by_button_waits_for_the_words() -> None:
    turn = go(SCREENING, yes(), ("set_when", {"when": "last_six_months", "item": "whereabouts"}))
    assert ask(turn).stage == "comment"
    turn = go(SCREENING, ("comment", {"text": "late most nights"}), state=turn.state)
    assert [(one["text"], one["when"]) for one in comments_of(turn.state, "whereabouts")] == [
        ("late most nights", "last_six_months")
    ]


def test_a_comment_without_a_timescale_offers_the_timescales() -> None:
    turn = go(SCREENING, yes(), ("comment", {"text": "late most nights"}))
    said = next(one for one in turn.outcomes if isinstance(one, out.Commented))
    assert said.when_missing
    later = go(SCREENING, (said.choices[1].action, dict(said.choices[1].data)), state=turn.state)
    assert comments_of(later.state, "whereabouts")[0]["when"] == "last_six_months"
    assert ask(later).item == "police_reports"


def test_answering_the_next_item_passes_over_the_evidence_question() -> None:
    turn = go(SCREENING, yes(), ("answer", {"value": "no", "item": 2}))
    assert ask(turn).item == "stealing_to_order"


@pytest.mark.parametrize(
    "item", ["injuries", "difficulty_walking", "restraint_marks", "injuries_no_explanation", "withdrawn_allegation"]
)
def test_signs_that_can_need_a_doctor_or_the_police_bring_advice_first_and_go_on(item: str) -> None:
    turn = go(SCREENING, ("answer", {"value": "yes", "item": item}))
    assert isinstance(turn.outcomes[0], out.UrgentAdvice)
    assert turn.outcomes[0].items == (item,)
    assert ask(turn).stage == "comment"
    pressed_again = go(SCREENING, ("answer", {"value": "yes", "item": item}), state=turn.state)
    assert "UrgentAdvice" not in kinds(pressed_again)


def test_no_other_sign_brings_urgent_advice() -> None:
    turn = go(
        SCREENING, ("answer_many", {"answers": [{"item": n, "value": "yes"} for n in (1, 2, 3, 4, 5, 6, 11, 12, 14)]})
    )
    assert "UrgentAdvice" not in kinds(turn)


def test_several_answers_and_the_rest_in_one_message() -> None:
    turn = go(
        SCREENING,
        ("answer_many", {"answers": [{"item": 3, "value": "yes"}, {"item": 4, "value": "yes"}], "rest": "no"}),
    )
    values = [value_of(turn.state, item.id) for item in SCREENING.definition.items]
    assert values == ["no", "no", "yes", "yes"] + ["no"] * 10
    assert (ask(turn).stage, ask(turn).item) == ("comment", "stealing_to_order")


def test_the_rest_never_replaces_an_answer() -> None:
    turn = go(SCREENING, yes(evidence="seen"), ALL_NO)
    assert value_of(turn.state, "whereabouts") == "yes"
    assert value_of(turn.state, "neglect") == "no"


def test_the_rest_waits_where_one_answer_was_not_clear() -> None:
    turn = go(SCREENING, ("answer_many", {"answers": [{"item": 44, "value": "yes"}], "rest": "no"}))
    assert kinds(turn)[:2] == ["UnknownItem", "NeedsClarification"]
    assert not turn.state["answers"]


def test_an_earlier_answer_is_changed_by_its_name_and_the_tool_returns_to_where_it_was() -> None:
    turn = go(SCREENING, NO, NO, NO, ("change", {"item": "the police reports one", "value": "yes", "evidence": "two"}))
    assert kinds(turn)[0] == "Changed"
    assert ask(turn).item == "sudden_charges"
    assert [(one["item"], one["old"], one["new"]) for one in turn.state["history"]] == [("police_reports", "no", "yes")]


def test_not_sure_is_kept_apart_from_no() -> None:
    turn = go(SCREENING, ("answer", {"value": "unsure", "evidence": "not seen lately"}), NO)
    assert value_of(turn.state, "whereabouts") == "unsure"
    assert value_of(turn.state, "police_reports") == "no"


def test_an_old_button_does_no_harm() -> None:
    turn = go(SCREENING, NO, NO)
    same = go(SCREENING, ("answer", {"value": "no", "item": "whereabouts"}), state=turn.state)
    assert kinds(same) == ["Unchanged", "Ask"]
    assert same.state["answers"] == turn.state["answers"]
    assert not same.state["history"]
    assert ask(same).item == ask(turn).item


def test_a_name_that_fits_two_items_asks_which_and_the_button_carries_the_answer() -> None:
    turn = go(SCREENING, ("change", {"item": "the injuries one", "value": "yes"}))
    which = turn.outcomes[0]
    assert isinstance(which, out.WhichItem)
    assert which.candidates == ("injuries", "injuries_no_explanation")
    chosen = go(SCREENING, (which.choices[0].action, dict(which.choices[0].data)), state=turn.state)
    assert value_of(chosen.state, "injuries") == "yes"


def test_skipped_items_are_offered_once_more_before_the_end() -> None:
    turn = go(SCREENING, SKIP, *[NO] * 13)
    assert (ask(turn).item, ask(turn).again) == ("whereabouts", True)
    left = go(SCREENING, SKIP, state=turn.state)
    assert ask(left).stage == "context"
    assert ask(go(SCREENING, DONE, state=left.state)).open_items == ("whereabouts",)


def test_back_shows_the_item_before_with_its_answer() -> None:
    turn = go(SCREENING, NO, NO, ("back", {}))
    assert (ask(turn).item, ask(turn).current) == ("police_reports", "No")
    assert ask(go(SCREENING, ("back", {}), state=turn.state)).item == "whereabouts"
    assert ask(go(SCREENING, NO, state=turn.state)).item == "stealing_to_order"


def test_back_at_the_start_says_so() -> None:
    assert kinds(go(SCREENING, ("back", {}))) == ["NothingToGoBackTo", "Ask"]


def test_going_to_an_item_returns_to_where_one_was() -> None:
    turn = go(SCREENING, NO, ("goto", {"item": "neglect"}))
    assert ask(turn).item == "neglect"
    assert ask(go(SCREENING, NO, state=turn.state)).item == "police_reports"
    assert ask(go(SCREENING, SKIP, state=go(SCREENING, NO, ("goto", {"item": 1})).state)).item == "police_reports"


def test_pause_and_resume_come_back_to_the_same_question() -> None:
    paused = go(SCREENING, NO, yes(), ("pause", {}))
    assert kinds(paused) == ["Paused"]
    turn = go(SCREENING, ("resume", {}), state=paused.state)
    assert (ask(turn).stage, ask(turn).item) == ("comment", "police_reports")


def test_a_bare_answer_while_paused_is_kept_for_no_item() -> None:
    paused = go(SCREENING, ("pause", {})).state
    assert kinds(go(SCREENING, yes(), state=paused)) == ["Resumed", "Ask"]
    assert kinds(go(SCREENING, NO, state=paused)) == ["Paused"]
    assert not go(SCREENING, yes(), state=paused).state["answers"]


def test_a_button_while_paused_counts_and_goes_on() -> None:
    turn = go(SCREENING, ("pause", {}), ("answer", {"value": "no", "item": "whereabouts"}))
    assert kinds(turn) == ["Resumed", "Acknowledged", "Ask"]


def test_the_overview_shows_all_items_and_leaves_the_question_open() -> None:
    turn = go(SCREENING, NO, ("summary", {}))
    overview = turn.outcomes[0]
    assert isinstance(overview, out.Overview)
    assert [row.label for row in overview.rows][:2] == ["No", "Not answered"]
    assert ask(turn).item == "police_reports"
    assert len(overview.choices) == 14


def test_context_is_optional_and_never_free_text() -> None:
    turn = go(SCREENING, ALL_NO)
    assert (ask(turn).stage, ask(turn).field, ask(turn).first_context) == ("context", "age_band", True)
    turn = go(SCREENING, ("answer", {"value": "16 or 17"}), ("answer", {"value": "unsure"}), state=turn.state)
    assert turn.state["context"] == {"age_band": "16_to_17", "learning_disability": "not_known"}
    assert ask(go(SCREENING, DONE, state=turn.state)).stage == "review"


def test_words_at_a_context_question_are_kept_as_a_note() -> None:
    turn = go(SCREENING, ALL_NO, ("comment", {"text": "lives with a relative"}))
    assert [one["text"] for one in turn.state["notes"]] == ["lives with a relative"]
    assert ask(turn).stage == "context"


def test_finishing_early_first_shows_what_is_open() -> None:
    turn = go(SCREENING, NO, ("finish", {}))
    assert ask(turn).stage == "review"
    assert len(ask(turn).open_items) == 13
    ended = go(SCREENING, ("finish", {}), state=turn.state)
    assert kinds(ended) == ["Finished", "Ask"]
    assert ended.state["status"] == "finished"


def test_yes_at_the_review_finishes() -> None:
    assert kinds(go(SCREENING, ALL_NO, DONE, yes())) == ["Finished", "Ask"]


def test_after_the_end_a_correction_gives_the_result_again() -> None:
    ended = go(SCREENING, ALL_NO, DONE, ("finish", {}))
    turn = go(SCREENING, ("change", {"item": 1, "value": "yes"}), SKIP, state=ended.state)
    assert "Finished" in kinds(turn)
    assert value_of(turn.state, "whereabouts") == "yes"


def test_disagreement_needs_a_reason_and_is_kept() -> None:
    ended = go(SCREENING, ALL_NO, DONE, ("finish", {}))
    assert "NeedsClarification" in kinds(go(SCREENING, ("disagree", {"reason": " "}), state=ended.state))
    turn = go(SCREENING, ("disagree", {"reason": "I have seen more"}), state=ended.state)
    assert [one["reason"] for one in turn.state["disagreement"]] == ["I have seen more"]


def test_starting_again_asks_first_and_takes_a_plain_yes() -> None:
    asked = go(SCREENING, NO, ("restart", {}))
    assert kinds(asked) == ["Confirm"]
    assert asked.state["answers"]
    assert kinds(go(SCREENING, yes(), state=asked.state)) == ["Restarted", "Ask"]
    kept = go(SCREENING, NO, state=asked.state)
    assert value_of(kept.state, "whereabouts") == "no"
    assert value_of(kept.state, "police_reports") is None
    later = go(SCREENING, ("where", {}), yes(), state=asked.state)
    assert value_of(later.state, "whereabouts") == "no", "a yes counts only right after the question"


def test_starting_again_also_asks_where_only_a_comment_was_written() -> None:
    turn = go(SCREENING, ("comment", {"text": "seen in town"}), ("restart", {}))
    assert kinds(turn) == ["Confirm"]


def test_an_answer_that_does_not_fit_keeps_what_was_written_and_asks_again() -> None:
    turn = go(SCREENING, ("answer", {"value": "in_progress", "evidence": "since May"}))
    assert "NeedsClarification" in kinds(turn)
    assert comments_of(turn.state, "whereabouts")[0]["text"] == "since May"
    assert (ask(turn).stage, ask(turn).item) == ("item", "whereabouts")


def test_replacing_a_comment_takes_the_old_words_out_altogether() -> None:
    turn = go(
        SCREENING,
        yes(evidence="Jo Invented was there"),
        ("comment", {"text": "a relative was there", "item": 1, "replace": True}),
    )
    assert "Jo Invented" not in str(turn.state)


def test_the_state_given_is_never_changed() -> None:
    state = go(SCREENING, yes(evidence="x"), NO).state
    before = copy.deepcopy(state)
    for action in ("skip", "back", "pause", "summary", "finish"):
        SCREENING.apply(state, action)
    SCREENING.answer(state, "yes", 3)
    assert state == before


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown action"):
        SCREENING.apply(SCREENING.start().state, "_load")
    assert all(hasattr(SCREENING, name) for name in ACTIONS)


@pytest.mark.parametrize(
    "stored", [None, 3, [], {}, {"tool": "other"}, {"tool": "screening_tool", "answers": [], "asking": 9}]
)
def test_a_damaged_state_starts_afresh(stored: object) -> None:
    turn = SCREENING.resume(stored)
    assert ask(turn).item == "whereabouts"


def test_a_state_of_an_older_edition_keeps_its_answers() -> None:
    state = go(SCREENING, yes(evidence="seen")).state
    state["answers"]["old_row"] = {"value": "yes", "at": "", "comments": [], "fields": {}}
    state["edition"], state["asking"] = "an older one", "item:old_row"
    kept = load(SCREENING.definition, state, "")
    assert value_of(kept, "old_row") == "yes"
    assert kept["asking"] == "item:police_reports"


def test_progress_answers_and_notes() -> None:
    turn = go(PRIORITIES, ("answer", {"value": "in_progress"}))
    assert (ask(turn).stage, ask(turn).item) == ("comment", "training")
    assert ask(go(PRIORITIES, ("answer", {"value": "no"}))).item == "progressing_concerns"


def test_fields_are_asked_one_after_the_other() -> None:
    turn = go(ASSESSMENT, ("answer", {"value": "joint meetings"}), ("comment", {"text": "no rota"}))
    assert field_of(turn.state, "service_response", "evidence") == "joint meetings"
    assert field_of(turn.state, "service_response", "gap") == "no rota"
    assert (ask(turn).item, ask(turn).field) == ("service_response", "action")


def test_a_skipped_area_is_offered_again_with_all_its_fields() -> None:
    turn = go(ASSESSMENT, *[("skip", {"whole": True})] * 4)
    assert (ask(turn).item, ask(turn).field, ask(turn).again) == ("service_response", "evidence", True)
    turn = go(ASSESSMENT, ("answer", {"value": "meetings"}), state=turn.state)
    assert (ask(turn).item, ask(turn).field) == ("service_response", "gap")


def test_free_text_tools_take_what_is_written_as_the_answer() -> None:
    turn = go(BEGIN, ("comment", {"text": "Children are victims first"}))
    assert value_of(turn.state, "key_messages") == "Children are victims first"
    assert ask(turn).item == "partnership"
    changed = go(BEGIN, ("change", {"item": 1, "value": "Another message"}), state=turn.state)
    assert changed.state["history"][0]["old"] == "Children are victims first"


def test_typing_takes_no_more_turns_than_pressing() -> None:
    """Every item with 'yes, because ...' in one message: one turn each, where buttons need two."""
    turn = SCREENING.start()
    turns = 0
    while ask(turn).stage != "context":
        turn = SCREENING.answer(turn.state, "yes", evidence="seen this week", when="now")
        turns += 1
    assert turns == 14
