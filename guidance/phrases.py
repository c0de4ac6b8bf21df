"""Phrases: the words for each outcome of a guided tool, put together from the YAML texts."""

from __future__ import annotations

from collections.abc import Mapping

from guidance import outcomes as out
from guidance.definitions import Advice, Definition, Item


def text_of(tools: Mapping[str, Definition], outcome: out.Outcome) -> str:
    """What a door says for an outcome (Markdown subset); empty where nothing needs saying."""
    if isinstance(outcome, out.SeveralOpen):
        return _several(tools, outcome)
    definition = tools[outcome.tool]
    if isinstance(outcome, out.Ask):
        return _ask(definition, outcome)
    if isinstance(outcome, out.UrgentAdvice):
        return "\n\n".join(advice.text for advice in _advice(definition, outcome))
    if isinstance(outcome, out.Intro):
        parts = (definition.intro.format(total=len(definition.items)), definition.incomplete)
        return "\n\n".join(part.strip() for part in parts if part)
    if isinstance(outcome, out.Help):
        return _item(definition, outcome.item).help
    return _short(definition, outcome)


def sources_of(tools: Mapping[str, Definition], outcome: out.Outcome) -> tuple[str, ...]:
    """The sources to show beside an outcome, as keys of sources.yml."""
    if isinstance(outcome, out.UrgentAdvice):
        told = _advice(tools[outcome.tool], outcome)
        return tuple(dict.fromkeys(key for advice in told for key in advice.sources))
    if isinstance(outcome, out.Help):
        return _item(tools[outcome.tool], outcome.item).sources
    if isinstance(outcome, out.Intro):
        return tools[outcome.tool].sources
    return ()


def _advice(definition: Definition, outcome: out.UrgentAdvice) -> list[Advice]:
    """The advice in the order of the tool's file: what can wait least comes first."""
    return [advice for name, advice in definition.advice.items() if name in outcome.advice]


def _item(definition: Definition, item_id: str | None) -> Item:
    item = definition.item(item_id)
    if item is None:
        raise KeyError(item_id)
    return item


def _several(tools: Mapping[str, Definition], outcome: out.SeveralOpen) -> str:
    words = next(iter(tools.values())).texts.outcomes
    if not outcome.tools:
        return words["none_open"]
    rows = [
        f"- {tools[name].title}: {words['progress'].format(done=done, total=total)}"
        for name, done, total in outcome.tools
    ]
    return "\n".join([words["several_open"] if len(rows) > 1 else words["one_resting"], *rows])


def _ask(definition: Definition, asked: out.Ask) -> str:
    words, total = definition.texts.prompts, asked.total
    if asked.stage == "context":
        question = definition.question(asked.field)
        intro = definition.context_intro if asked.first_context else ""
        return "\n\n".join(filter(None, (intro, question.prompt if question else "")))
    if asked.stage == "review":
        if not asked.open_items:
            return definition.before_result.format(total=total)
        names = ", ".join(_item(definition, name).short for name in asked.open_items)
        return words["review_open"].format(items=names)
    if asked.stage == "result":
        return words["result"]
    item = _item(definition, asked.item)
    if asked.stage == "comment":
        return definition.comment_prompt.format(short=item.short)
    fill = {"number": item.number, "total": total, "wording": item.wording, "short": item.short, "title": item.title}
    field = definition.field(asked.field)
    if field and field is definition.fields[0]:
        said = words["field_first"].format(prompt=field.prompt.format(**fill), **fill)
    elif field:
        said = field.prompt.format(**fill)
    else:
        said = words["again" if asked.again else "item"].format(**fill)
    parts = [said]
    if item.considerations and (not field or field is definition.fields[0]):
        several = len(item.considerations) > 1
        told = "".join(f"\n- {one}" for one in item.considerations) if several else f" {item.considerations[0]}"
        parts.append(words[f"considerations_{item.considerations_from}"].format(considerations=told))
    if asked.current:
        parts.append(words["current"].format(answer=asked.current))
    return "\n\n".join(parts)


def _short(definition: Definition, outcome: out.Outcome) -> str:
    """The one-sentence outcomes."""
    words, total = definition.texts.outcomes, len(definition.items)
    short = _item(definition, getattr(outcome, "item", None)).short if getattr(outcome, "item", None) else ""
    if isinstance(outcome, out.Acknowledged):
        return words["acknowledged"].format(
            short=_with_field(definition, short, outcome.field), answer=definition.label(outcome.value)
        )
    if isinstance(outcome, out.AcknowledgedSeveral):
        said = (f"{_item(definition, item).short}: {definition.label(value)}" for item, value in outcome.answers)
        return words["acknowledged_several"].format(items="; ".join(said))
    if isinstance(outcome, out.Unchanged):
        return words["unchanged"].format(short=short, answer=definition.label(outcome.value))
    if isinstance(outcome, out.Changed):
        short = _with_field(definition, short, outcome.field)
        return words["changed"].format(
            short=short, old=definition.label(outcome.old), new=definition.label(outcome.new)
        )
    if isinstance(outcome, out.Commented):
        return words["commented"].format(short=short) if outcome.item else words["commented_general"]
    if isinstance(outcome, out.Uncommented):
        return words["uncommented"].format(short=short, text="; ".join(outcome.texts))
    if isinstance(outcome, out.WhenNoted):
        return words["when_noted"].format(short=short, when=definition.texts.when[outcome.when])
    if isinstance(outcome, out.TextShortened):
        return words["text_shortened"].format(limit=outcome.limit)
    if isinstance(outcome, out.TextFull):
        return words["text_full"].format(short=short or definition.title)
    if isinstance(outcome, out.Skipped):
        return words["skipped" if outcome.again else "skipped_for_good"].format(short=short)
    if isinstance(outcome, out.ContextSet):
        question = definition.question(outcome.question)
        assert question is not None
        return words["context_set"].format(short=question.short, answer=question.choices[outcome.value])
    if isinstance(outcome, (out.Paused, out.Resumed, out.Where, out.Finished)):
        name = type(outcome).__name__.lower()
        return words[name].format(title=definition.title, done=outcome.done, total=outcome.total)
    if isinstance(outcome, out.Overview):
        done = sum(row.label != definition.label(None) for row in outcome.rows)
        lines = []
        for row in outcome.rows:
            comments = "".join(f" “{comment}”" for comment in row.words)
            lines.append(f"- {row.number}. {row.short}: **{row.label}**{comments}")
        return words["overview"].format(done=done, total=total) + "\n\n" + "\n".join(lines)
    if isinstance(outcome, out.Confirm):
        return words[f"confirm_{outcome.what}"].format(title=definition.title, done=outcome.done, total=total)
    if isinstance(outcome, out.NeedsClarification):
        choices = ", ".join(definition.texts.choices[definition.answer_type].values())
        return words[f"needs_{outcome.reason}"].format(choices=choices)
    plain = {
        out.Disagreed: "disagreed", out.Restarted: "restarted", out.Discarded: "discarded",
        out.NothingToGoBackTo: "nothing_to_go_back_to", out.NothingToSkip: "nothing_to_skip",
        out.NoComment: "no_comment", out.Cleared: "cleared", out.NotAnswered: "not_answered",
        out.UnknownItem: "unknown_item", out.WhichItem: "which_item", out.NotStarted: "not_started",
    }  # fmt: skip
    return words[plain[type(outcome)]].format(title=definition.title, total=total, short=short)


def _with_field(definition: Definition, short: str, field_id: str | None) -> str:
    field = definition.field(field_id)
    return f"{short}, {field.label.lower()}" if field else short
