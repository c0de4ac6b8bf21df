"""Turns the outcomes of a guided tool into replies that any door can render."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.channels.replies import DANGER, PROGRESS, QUESTION, RECORD, TEXT, Choice, Reply
from guidance import outcomes as out
from guidance.definitions import Definition
from guidance.notices import load_notices
from guidance.phrases import sources_of, text_of
from guidance.telling_results import text_of_result

# The intent that a button stands for in the log; what it does is in its action and data
INTENTS: Final = {
    "skip": "skip",
    "back": "go_back",
    "pause": "pause",
    "resume": "resume",
    "summary": "show_summary",
    "goto": "goto_item",
    "change": "change_answer",
    "restart": "restart_questionnaire",
    "discard": "discard_questionnaire",
    "finish": "finish_questionnaire",
    "explain": "help",
    "set_when": "inform_comment",
    "set_context": "inform_comment",
    "start": "resume",
}
ANSWERS: Final = {"yes": "inform_affirm", "no": "inform_deny", "unsure": "inform_unsure"}


def replies_for(tools: Mapping[str, Definition], outcomes: list[out.Outcome]) -> list[Reply]:
    """The replies for a turn, in order; short remarks go in front of the question they lead to."""
    replies: list[Reply] = []
    remarks: list[str] = []
    for outcome in outcomes:
        text = text_of(tools, outcome)
        if isinstance(outcome, out.UrgentAdvice):
            replies.append(Reply(kind=DANGER, text=text, sources=list(sources_of(tools, outcome))))
        elif isinstance(outcome, out.Ask):
            replies.append(_question(tools, outcome, "\n\n".join([*remarks, text])))
            remarks = []
        elif isinstance(outcome, out.Overview):
            replies.append(_overview(outcome, text))
        elif isinstance(outcome, out.Finished):
            replies += _finished(tools, outcome, text)
        elif isinstance(outcome, (out.Intro, out.Help)):
            sources = list(sources_of(tools, outcome))
            title = tools[outcome.tool].title if isinstance(outcome, out.Intro) else None
            replies.append(Reply(kind=TEXT, text=text, title=title, sources=sources))
        elif getattr(outcome, "choices", None) or isinstance(outcome, out.SeveralOpen):
            replies.append(Reply(kind=TEXT, text=text, choices=_choices(outcome)))
        elif text:
            remarks.append(text)
    if remarks:
        replies.append(Reply(kind=TEXT, text="\n\n".join(remarks)))
    return replies


def button(choice: out.Choice, tool: str) -> Choice:
    """A choice of the engine as a button of ours."""
    data = dict(choice.data)
    intent = INTENTS.get(choice.action, "resume")
    if choice.action == "answer":
        intent = ANSWERS.get(str(data.get("value")), "inform_in_progress")
    reply = {"action": choice.action, "data": data, "tool": data.pop("tool", tool)}
    return Choice(choice.label, intent, reply=reply, primary=choice.role == "answer")


def _choices(outcome: out.Outcome) -> list[Choice]:
    choices = [button(choice, outcome.tool) for choice in getattr(outcome, "choices", ())]
    if isinstance(outcome, out.SeveralOpen) and not choices:
        notices = load_notices()
        choices = [Choice(notices.say(f"button_{intent}"), intent) for intent in ("start_screening", "list_topics")]
    return choices


def _question(tools: Mapping[str, Definition], asked: out.Ask, text: str) -> Reply:
    progress: dict[str, Any] = {"done": asked.done, "total": asked.total}
    if asked.position:
        progress["item"] = asked.position
    return Reply(
        kind=QUESTION,
        text=text,
        title=tools[asked.tool].title,
        choices=[button(choice, asked.tool) for choice in asked.choices],
        progress=progress,
    )


def _overview(outcome: out.Overview, text: str) -> Reply:
    rows = [
        {
            "item": row.number,
            "label": row.short,
            "value": row.label,
            "evidence": row.comments,
            "comments": list(row.texts),
            "goto": button(out.Choice(row.short, "goto", {"item": row.item}), outcome.tool).to_dict(),
        }
        for row in outcome.rows
    ]
    return Reply(kind=PROGRESS, text=text, rows=rows)


def _finished(tools: Mapping[str, Definition], outcome: out.Finished, text: str) -> list[Reply]:
    notices = load_notices()
    formats = {form: notices.say(f"download_{form}") for form in ("docx", "html", "json")}
    told = text if outcome.result is None else f"{text}\n\n{text_of_result(tools[outcome.tool], outcome.result)}"
    download = {"tool": outcome.tool, "formats": formats}
    again = out.Choice(tools[outcome.tool].texts.buttons["overview"], "summary", role="navigation")
    return [
        Reply(
            kind=RECORD,
            text=told,
            title=tools[outcome.tool].title,
            download=download,
            choices=[button(again, outcome.tool)],
        )
    ]
