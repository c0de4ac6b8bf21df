"""Records: what a tool's record holds, as plain blocks that the Word file and the printable page are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidance.blocks import Block, Bullets, Heading, Paragraph, Space, Table
from guidance.definitions import Definition, Item
from guidance.reading import Entry
from guidance.results import Plan, Result, Suggestion
from guidance.sources import load_sources
from guidance.state import State, comments_of, done, field_of, load, value_of
from guidance.telling_results import answers_of, contact_line, record_words


@dataclass(frozen=True)
class Record:
    """A record, ready to be rendered."""

    title: str
    header: str
    footer: str
    blocks: tuple[Block, ...]
    wide: bool
    made: date


def build(definition: Definition, raw: object, result: Result | Plan, made: date) -> Record:
    """The record of a tool.

    Args:
        definition: the tool.
        raw: its state, as stored.
        result: what `pathways.evaluate` made of it.
        made: the date of the record.
    """
    state = load(definition, raw, "")
    words = record_words().entry("record")
    fill = {"title": definition.title, "edition": definition.edition, "date": long_date(made.isoformat())}
    parts = Parts(definition, state, result, words, fill["date"])
    return Record(
        title=words.text("title").format(**fill),
        header=words.text("header").format(**fill),
        footer=words.text("footer"),
        blocks=tuple(parts.all()),
        wide=bool(definition.fields),
        made=made,
    )


def long_date(stamp: str) -> str:
    """'2026-11-24T08:15Z' as '24 November 2026'; whatever is no date stays as it is."""
    try:
        day = date.fromisoformat(stamp[:10])
    except ValueError:
        return stamp
    return f"{day.day} {day:%B %Y}"


def _lines(texts: tuple[str, ...]) -> str:
    """Several texts in one cell, so that one can see where each begins."""
    return "\n".join(f"• {text}" for text in texts) if len(texts) > 1 else "".join(texts)


class Parts:
    """The sections of a record, in order."""

    def __init__(self, definition: Definition, state: State, result: Result | Plan, words: Entry, made: str) -> None:
        self.definition, self.state, self.result, self.words, self.made = definition, state, result, words, made

    def all(self) -> list[Block]:
        """Every block of the record."""
        return [
            *self._about(),
            *self._context(),
            *self._answers(),
            *self._notes(),
            *(self._suggestions(self.result) if isinstance(self.result, Result) else self._plan(self.result)),
            *self._limits(),
            *self._judgement(),
            *self._changes(),
            *self._sources(),
        ]

    def _say(self, key: str, **fill: object) -> str:
        return self.words.text(key).format(**fill)

    def _kind(self, key: str) -> str:
        """The key for a screening, or its counterpart for a plan."""
        return key if isinstance(self.result, Result) else f"{key}_plan"

    def _head(self, key: str) -> Heading:
        return Heading(self._say(key))

    def _about(self) -> list[Block]:
        state, definition = self.state, self.definition
        count = self._say("answered_of", done=done(definition, state), total=len(definition.items))
        rows = (
            (self._say("tool"), f"{self._name()}. {self._say('framework')}"),
            (self._say("edition"), definition.edition),
            (self._say("date"), self.made),
            (self._say("started"), long_date(state["started"])),
            (self._say("changed_last"), long_date(state["updated"])),
            (self._say("answered"), count),
            (self._say("status"), self._say(f"status_{state['status']}")),
        )
        bullets = Bullets(tuple(f"{name}: {value}" for name, value in rows if value))
        return [self._head("about"), bullets, Paragraph(self._say(self._kind("not_identifying")))]

    def _name(self) -> str:
        """Our title with the framework's heading, where that is another one."""
        title, heading = self.definition.title, self.definition.heading
        return title if title.lower() == heading.lower() else f"{title} ({heading})"

    def _context(self) -> list[Block]:
        if not self.definition.context:
            return []
        given = self.state["context"]
        said = tuple(
            f"{one.short}: {one.choices[given[one.id]] if one.id in given else self.definition.label(None)}"
            for one in self.definition.context
        )
        return [self._head("context"), Bullets(said) if given else Paragraph(self._say("context_none"))]

    def _answers(self) -> list[Block]:
        columns, definition = self.definition.columns, self.definition
        header = [columns["item"]]
        if definition.fields:
            header += [one.label for one in definition.fields]
            widths = (28, 18, 16, 16, 11, 11)[: len(header)]
        else:
            header += [columns[name] for name in ("consideration", "answer", "comment") if name in columns]
            widths = {2: (40, 60), 3: (43, 16, 41), 4: (31, 26, 16, 27)}[len(header)]
        rows = tuple(self._row(item) for item in definition.items)
        caption = f"{definition.heading}. {self._say('table_summary')}"
        blocks: list[Block] = [Heading(definition.heading), Table(tuple(header), rows, widths, caption)]
        if definition.incomplete:
            blocks.insert(1, Paragraph(definition.incomplete))
        return blocks

    def _row(self, item: Item) -> tuple[str, ...]:
        definition, columns = self.definition, self.definition.columns
        wording = "\n".join(filter(None, (item.title, item.wording)))
        comments = "\n".join(self._comment(one) for one in comments_of(self.state, item.id))
        if definition.fields:
            written = [field_of(self.state, item.id, one.id) for one in definition.fields]
            written = [text or definition.label(None) for text in written]
            return (f"{wording}\n{comments}".strip(), *written)
        answer = definition.label(value_of(self.state, item.id))
        if "comment" not in columns:
            return (wording, "\n".join(filter(None, (answer, comments))))
        considered = (_lines(item.considerations),) if "consideration" in columns else ()
        return (wording, *considered, answer, comments)

    def _comment(self, one: dict[str, str]) -> str:
        if not self.definition.timescales:
            return one["text"]
        when = self.definition.texts.when.get(one["when"] or "")
        told = f"({self._say('when', when=when)})" if when else ""  # a time may stand in the words themselves
        return " ".join(filter(None, (one["text"], told)))

    def _notes(self) -> list[Block]:
        blocks: list[Block] = []
        if self.state["notes"]:
            said = tuple(f"{long_date(one['at'])}: {one['text']}" for one in self.state["notes"])
            blocks += [self._head("notes"), Bullets(said)]
        gone = [name for name in self.state["answers"] if self.definition.item(name) is None]
        if gone:
            said = tuple(self._gone(name) for name in gone)
            blocks += [self._head("earlier_rows"), Bullets(said)]
        return blocks

    def _gone(self, name: str) -> str:
        kept = self.state["answers"][name]
        texts = [*(one["text"] for one in kept["comments"]), *kept["fields"].values()]
        return "; ".join([f"{name}: {self.definition.label(kept['value'])}", *filter(None, texts)])

    def _suggestions(self, result: Result) -> list[Block]:
        blocks: list[Block] = [self._head("suggestions")]
        if not result.suggestions:
            blocks.append(Paragraph(self._say("no_suggestions")))
        for one in result.suggestions:
            blocks += self._suggestion(one)
        return blocks

    def _suggestion(self, one: Suggestion) -> list[Block]:
        answers = answers_of(one, "; ")
        blocks: list[Block] = [
            Heading(f"{one.label}: {one.title}", 2),
            Paragraph(one.text, strong=one.kind == "urgent"),
        ]
        if answers:
            blocks.append(Paragraph(self._say("because", answers=answers), small=True))
        blocks.append(Paragraph(self._say("reason", reason=one.reason), small=True))
        blocks.append(Bullets(tuple(f"{step.label}: {step.text}" for step in one.steps), ordered=True))
        if one.contacts:
            contacts = "; ".join(contact_line(contact) for contact in one.contacts)
            blocks.append(Paragraph(self._say("contacts", contacts=contacts)))
        sources = ", ".join(self._short_source(key) for key in one.sources)
        blocks.append(Paragraph(self._say("sources", sources=sources), small=True))
        return blocks

    def _short_source(self, key: str) -> str:
        name, _, heading = key.partition("#")
        return self._say("slide", heading=heading) if heading else name

    def _plan(self, plan: Plan) -> list[Block]:
        columns = [*self.words.mapping("plan_columns").values(), *self._considered_by(plan)]
        widths = (24, 40, 36) if len(columns) == 3 else (30, 70)
        blocks: list[Block] = [self._head("plan")]
        for place, heading in record_words().mapping("places").items():
            rows = tuple(
                (row.short, "\n".join(filter(None, (row.label, *row.notes))), _lines(row.considerations))[
                    : len(columns)
                ]
                for row in plan.place(place)
            )
            if rows:
                blocks += [Heading(heading, 2), Table(tuple(columns), rows, widths, heading)]
            elif place in ("in_place", "in_progress", "missing") and (self.definition.values or self.definition.fields):
                blocks += [Heading(heading, 2), Paragraph(self._say("plan_none"))]
        return blocks

    def _considered_by(self, plan: Plan) -> list[str]:
        """The heading of the column of considerations, which says whose they are; none where a tool has none."""
        found = {row.considerations_from for row in plan.rows if row.considerations}
        return [self._say(f"considerations_{name}") for name in sorted(found)][:1]

    def _limits(self) -> list[Block]:
        cautions = [one.text for one in self.result.cautions] if isinstance(self.result, Result) else []
        return [self._head("cautions"), Bullets((*record_words().entry("limits").texts(self.definition.id), *cautions))]

    def _judgement(self) -> list[Block]:
        blocks: list[Block] = []
        if self.state["disagreement"]:
            said = tuple(f"{long_date(one['at'])}: {one['reason']}" for one in self.state["disagreement"])
            blocks += [self._head("disagreement"), Bullets(said)]
        labels = self.words.mapping("signature")
        blocks += [self._head(self._kind("judgement")), Space(self._say(self._kind("judgement_space")))]
        return [*blocks, *(Space(label) for label in labels.values())]

    def _changes(self) -> list[Block]:
        if not self.state["history"]:
            return [self._head("changes"), Paragraph(self._say("changes_none"))]
        columns = self.words.mapping("change_columns")
        rows = tuple(self._change(one) for one in self.state["history"])
        return [self._head("changes"), Table(tuple(columns.values()), rows, (18, 32, 25, 25), self._say("changes"))]

    def _change(self, one: dict[str, str]) -> tuple[str, ...]:
        item, field = self.definition.item(one.get("item")), self.definition.field(one.get("field"))
        name = item.short if item else str(one.get("item"))
        old, new = self.definition.label(one.get("old")), self.definition.label(one.get("new"))
        return (long_date(str(one.get("at", ""))), f"{name}, {field.label}" if field else name, old, new)

    def _sources(self) -> list[Block]:
        keys = list(self.definition.sources)
        if isinstance(self.result, Result):
            keys += [key for one in self.result.suggestions for key in one.sources]
            keys += [key for caution in self.result.cautions for key in caution.sources]
        else:
            keys += [key for row in self.result.rows for key in row.sources]
        register = load_sources()
        lines = []
        for key in dict.fromkeys(keys):
            url = register.url(key)
            said = register.label(key) if "#" in key else f"{key}: {register.label(key)}"
            lines.append(said + (f", {url}" if url else ""))
        return [self._head("sources_heading"), Bullets(tuple(lines), small=True)]
