"""At least one reply of every kind, as the assistant makes them, and what rendering needs."""

from __future__ import annotations

from bot.channels.replies import (
    ANSWER,
    CHECK,
    CONTACTS,
    DANGER,
    ERROR,
    HEARD,
    PROGRESS,
    QUESTION,
    RECORD,
    TEXT,
    Choice,
    Reply,
)
from bot.channels.teams.cards import Means
from dialogue.telling import button
from guidance import outcomes as out
from tests.dialogue.conversation import Conversation

MEANS = Means(
    sign=lambda choice: f"signed {choice.label}",
    link=lambda what: f"https://guide.example.org/teams/records/{what['format']}",
    user_id="29:invented-person",
)


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


def played() -> Conversation:
    """A worry of three signs told to the real dialogue manager."""
    talk = Conversation()
    signs = {0: "whereabouts", 1: "appearance", 2: "other_debt"}
    talk.say("out till 3am | new phone | owes money", "evidence", "evidence", "evidence", signs=signs, urgency="check")
    return talk


def worry() -> Reply:
    """A worry said back."""
    return next(reply for reply in played().replies if reply.kind == HEARD)


def safety() -> list[Choice]:
    """The three answers to the question about safety."""
    return next(reply for reply in played().replies if reply.kind == CHECK).choices


def proposals() -> Reply:
    """What was told, proposed for the rows of the screening tool."""
    talk = played()
    talk.press("Safe now")
    talk.say("start the screening tool", "start")
    return talk.replies[-1]


def samples() -> dict[str, Reply]:
    """At least one reply of every kind that can be shown."""
    ask = [Choice("What an IRD is", "ask", topic="ird"), Choice("Who can refer", "ask", topic="nrm_who_can_refer")]
    rows = [
        {
            "item": number,
            "label": f"Row {number}",
            "value": "Yes" if number == 1 else "Not answered",
            "evidence": number,
            "comments": [f"out late, {word}" for word in ("first", "second")] if number == 1 else [],
            "goto": Choice(f"Row {number}", "goto_item", reply={"action": "goto", "data": {"item": number}}).to_dict(),
        }
        for number in range(1, 15)
    ]
    undo = Choice("Undo", "undo", reply={"do": "undo"})
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
        PROGRESS: Reply(kind=PROGRESS, text="So far (1 of 14):\n\n- 1. Row 1: **Yes**", rows=rows, choices=[undo]),
        CONTACTS: Reply(kind=CONTACTS, text="You can call:", contacts=[contact], choices=ask),
        RECORD: Reply(kind=RECORD, text="Done. " * 900, title="Tool", download={"tool": "t", "formats": formats}),
        DANGER: Reply(kind=DANGER, text="**Call 999 now.**\n\nThen:\n- stay", sources=["NG-171"], choices=ask),
        "long danger": Reply(kind=DANGER, text="Call 999 now. " * 500, choices=ask),
        ERROR: Reply(kind=ERROR, text="Sorry. Call 999.", retry=True),
        HEARD: worry(),
        "heard nothing": Reply(kind=HEARD, text="Tell me what you have seen.", choices=ask),
        CHECK: Reply(kind=CHECK, text="Is the child safe at this moment?", choices=safety()),
        "proposals": proposals(),
    }
