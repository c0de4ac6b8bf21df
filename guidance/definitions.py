"""Definitions: what a guided tool is (items, answers, prompts), read from YAML and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from guidance.reading import CONTENT_DIR, ContentError, Entry, read, unique

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no", "unsure"),
    "progress": ("yes", "in_progress", "no", "unsure"),
    "free_text": (),
}
WHEN = ("now", "last_six_months", "earlier", "not_known")
PARTS = ("in_place", "in_progress", "missing")
# Whose pairing the considerations are: the framework's own column, or lines of it that we put beside a question
CONSIDERATIONS_FROM = ("framework", "assistant", "team")


@dataclass(frozen=True)
class Advice:
    """Advice brought at once when an item marked `urgent` is answered yes or not sure."""

    text: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One row of a tool. `id` is stable; the number on screen follows from the order in the file."""

    id: str
    number: int
    short: str
    wording: str
    help: str
    names: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    title: str = ""
    topic: str = ""
    urgent: str = ""
    considerations: tuple[str, ...] = ()
    considerations_from: str = ""


@dataclass(frozen=True)
class Field:
    """One thing to write down per item, such as evidence or action; `part` is its place in the plan."""

    id: str
    label: str
    prompt: str
    part: str


@dataclass(frozen=True)
class ContextQuestion:
    """An optional question about the child's life, answered by choice only, so that no name can get in."""

    id: str
    short: str
    prompt: str
    choices: Mapping[str, str]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """Words that all tools share."""

    answers: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    when: Mapping[str, str]
    buttons: Mapping[str, str]
    prompts: Mapping[str, str]
    outcomes: Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """One guided tool."""

    id: str
    title: str
    heading: str
    edition: str
    answer_type: str
    intro: str
    before_result: str
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    columns: Mapping[str, str]
    items: tuple[Item, ...]
    texts: Texts
    fields: tuple[Field, ...] = ()
    context: tuple[ContextQuestion, ...] = ()
    context_intro: str = ""
    incomplete: str = ""
    comment_after: tuple[str, ...] = ()
    comment_prompt: str = ""
    timescales: bool = False
    advice: Mapping[str, Advice] = field(default_factory=dict)

    @property
    def values(self) -> tuple[str, ...]:
        """The answers an item can have; empty where people write in their own words."""
        return ANSWERS[self.answer_type]

    def item(self, item_id: str | None) -> Item | None:
        """The item of that id, if this edition has it."""
        return next((item for item in self.items if item.id == item_id), None)

    def field(self, field_id: str | None) -> Field | None:
        """The field of that id."""
        return next((one for one in self.fields if one.id == field_id), None)

    def question(self, question_id: str | None) -> ContextQuestion | None:
        """The context question of that id."""
        return next((one for one in self.context if one.id == question_id), None)

    def label(self, value: str | None) -> str:
        """How an answer reads on screen and in the record."""
        known = {**self.texts.answers, **self.texts.choices[self.answer_type]}
        return known.get(value or "not_answered", value or "")


_TOOL_FIELDS = (
    "id", "title", "heading", "edition", "answer_type", "sources", "facts", "intro", "incomplete", "before_result",
    "columns", "comment", "fields", "context_intro", "context", "urgent_advice", "considerations_from", "items",
)  # fmt: skip
_ITEM_FIELDS = (
    "id", "short", "names", "wording", "title", "topic", "urgent", "considerations", "help", "facts", "sources",
)  # fmt: skip


def _texts(path: Path) -> Texts:
    file = read(path)
    file.only("answers", "choices", "when", "buttons", "prompts", "outcomes")
    answers, when, choices = file.mapping("answers"), file.mapping("when"), file.entry("choices")
    for words, wanted, where in (
        (answers, ("yes", "no", "unsure", "in_progress", "not_answered"), "answers"),
        (when, WHEN, "when"),
    ):
        for word in wanted:
            if word not in words:
                raise ContentError(file.file, where, word, "is wanted: the label people read")
    labels = {}
    for answer_type, values in ANSWERS.items():
        labels[answer_type] = choices.mapping(answer_type)
        if set(labels[answer_type]) != set(values):
            raise choices.error(answer_type, f"must label exactly these answers: {', '.join(values) or 'none'}")
    return Texts(answers, labels, when, file.mapping("buttons"), file.mapping("prompts"), file.mapping("outcomes"))


def _item(number: int, entry: Entry, advice: Mapping[str, Advice], considered_by: str) -> Item:
    entry.only(*_ITEM_FIELDS)
    considerations = entry.texts("considerations")
    if considerations and not considered_by:
        raise entry.error(
            "considerations", "want 'considerations_from' at the top of the file: framework, assistant or team"
        )
    return Item(
        id=_identifier(entry),
        number=number,
        short=entry.text("short"),
        wording=entry.text("wording"),
        help=entry.text("help"),
        names=tuple(name.lower() for name in entry.texts("names", required=True)),
        facts=entry.texts("facts", required=True),
        sources=entry.texts("sources", required=True),
        title=entry.text("title", ""),
        topic=entry.text("topic", ""),
        urgent=entry.choice("urgent", ("", *advice), ""),
        considerations=considerations,
        considerations_from=considered_by if considerations else "",
    )


def _identifier(entry: Entry) -> str:
    name = entry.text("id")
    if not name.isidentifier() or name != name.lower():
        raise entry.error("id", f"must be lower-case letters, digits and underscores, not '{name}'")
    return name


def _field(entry: Entry) -> Field:
    entry.only("id", "label", "part", "prompt")
    return Field(_identifier(entry), entry.text("label"), entry.text("prompt"), entry.choice("part", PARTS))


def _question(entry: Entry) -> ContextQuestion:
    entry.only("id", "short", "prompt", "facts", "choices")
    choices, facts = entry.mapping("choices"), entry.texts("facts", required=True)
    return ContextQuestion(_identifier(entry), entry.text("short"), entry.text("prompt"), choices, facts)


def _advice(entry: Entry) -> Advice:
    entry.only("text", "facts", "sources")
    return Advice(entry.text("text"), entry.texts("facts", required=True), entry.texts("sources", required=True))


def load_tool(path: Path, texts: Texts) -> Definition:
    """Read one tool.

    Raises:
        ContentError: something is missing, unknown, written twice or of the wrong kind.
    """
    tool = read(path)
    tool.only(*_TOOL_FIELDS)
    tool.name = tool.text("id")
    if tool.name != path.stem:
        raise tool.error("id", f"must be the name of the file: {path.stem}")
    advice: dict[str, Advice] = {}
    if "urgent_advice" in tool.data:
        block = tool.entry("urgent_advice")
        advice = {str(name): _advice(block.entry(str(name))) for name in block.data}
    rows, fields, context = (
        tool.entries("items"),
        tool.entries("fields", required=False),
        tool.entries("context", required=False),
    )
    for group in (rows, fields, context):
        unique(group, _identifier)
    answer_type = tool.choice("answer_type", ANSWERS)
    considered_by = tool.choice("considerations_from", ("", *CONSIDERATIONS_FROM), "")
    comment = tool.entry("comment") if "comment" in tool.data else None
    if comment:
        comment.only("ask_after", "timescales", "prompt")
    return Definition(
        id=tool.name,
        title=tool.text("title"),
        heading=tool.text("heading"),
        edition=tool.text("edition"),
        answer_type=answer_type,
        intro=tool.text("intro"),
        before_result=tool.text("before_result"),
        sources=tool.texts("sources", required=True),
        facts=tool.texts("facts", required=True),
        columns=tool.mapping("columns"),
        items=tuple(_item(number, entry, advice, considered_by) for number, entry in enumerate(rows, 1)),
        texts=texts,
        fields=tuple(_field(entry) for entry in fields),
        context=tuple(_question(entry) for entry in context),
        context_intro=tool.text("context_intro", "") if not context else tool.text("context_intro"),
        incomplete=tool.text("incomplete", ""),
        # "in_progress" may stand in a tool without it, so that the three words are the same everywhere
        comment_after=comment.ids("ask_after", ("yes", "no", "unsure", "in_progress")) if comment else (),
        comment_prompt=comment.text("prompt") if comment else "",
        timescales=bool(comment and comment.data.get("timescales") is True),
        advice=advice,
    )


@lru_cache(maxsize=8)
def load_tools(content: Path = CONTENT_DIR) -> Mapping[str, Definition]:
    """All guided tools by id, in the order of their file names."""
    texts = _texts(content / "questionnaire_texts.yml")
    paths = sorted((content / "questionnaires").glob("*.yml"))
    if not paths:
        raise ContentError("questionnaires", "folder", "*.yml", "must hold at least one tool")
    return {path.stem: load_tool(path, texts) for path in paths}
