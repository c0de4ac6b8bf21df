"""Pathways: readable rules that turn the answers of the screening tool into suggestions. No score, no counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from guidance.definitions import Definition, load_tools
from guidance.directory import Directory, load_directory
from guidance.plans import build_plan
from guidance.reading import CONTENT_DIR, Entry, read, unique
from guidance.results import Because, Caution, Plan, Result, Step, Suggestion
from guidance.state import State, done, open_items, value_of
from guidance.telling_results import text_of_result

_MARKED = {"any_yes": ("yes",), "any_unsure": ("unsure",), "any_marked": ("yes", "unsure")}
_FLAGS = ("none_marked", "no_yes", "all_no", "open")


@dataclass(frozen=True)
class Rule:
    """One entry of pathways.yml."""

    id: str
    kind: str
    title: str
    text: str
    reason: str
    when: Mapping[str, Any]
    steps: tuple[Step, ...]
    contacts: tuple[str, ...]
    local_contacts: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CautionRule:
    """A caution, and when it stands under a result; always where `when` is empty."""

    caution: Caution
    when: Mapping[str, Any]


@dataclass(frozen=True)
class Pathways:
    """All rules for one tool."""

    tool: str
    kinds: Mapping[str, str]
    rules: tuple[Rule, ...]
    cautions: tuple[CautionRule, ...]

    def evaluate(self, definition: Definition, state: State, directory: Directory | None = None) -> Result:
        """The rules that apply to the answers, in the order of their kinds.

        Args:
            definition: the tool the rules are for.
            state: its answers.
            directory: contacts to put beside the suggestions; local ones come first.
        """
        order = list(self.kinds)
        found = []
        for rule in self.rules:
            because = _matches(rule.when, definition, state)
            if because is not None:
                found.append(self._suggestion(rule, because, directory))
        cautions = [one for one in self.cautions if not one.when or _matches(one.when, definition, state) is not None]
        return Result(
            tool=definition.id,
            done=done(definition, state),
            total=len(definition.items),
            suggestions=tuple(sorted(found, key=lambda one: order.index(one.kind))),
            cautions=tuple(one.caution for one in cautions),
            open=tuple(item.id for item in open_items(definition, state)),
        )

    def _suggestion(self, rule: Rule, because: tuple[Because, ...], directory: Directory | None) -> Suggestion:
        contacts = list(_contacts(rule, directory)) if directory else []
        return Suggestion(
            id=rule.id,
            kind=rule.kind,
            label=self.kinds[rule.kind],
            title=rule.title,
            text=rule.text,
            reason=rule.reason,
            steps=rule.steps,
            because=because,
            facts=rule.facts,
            sources=rule.sources,
            contacts=tuple(contacts),
        )


def _contacts(rule: Rule, directory: Directory) -> Iterable[Mapping[str, Any]]:
    """999 first, then the team's own contacts, then the national ones."""
    national = [contact for contact in directory.contacts if contact.id in rule.contacts and not contact.role]
    emergency = [contact for contact in national if contact.phone == "999"]
    local = directory.local(*rule.local_contacts) if rule.local_contacts else []
    for contact in (*emergency, *local, *(one for one in national if one not in emergency)):
        yield contact.to_dict()


def _matches(when: Mapping[str, Any], definition: Definition, state: State) -> tuple[Because, ...] | None:
    """The answers for which all conditions hold, or None where one does not."""
    found: dict[str, Because] = {}
    for name, wanted in when.items():
        part: Iterable[Because] | None
        if name in _MARKED:
            part = _answers(definition, state, _MARKED[name], wanted) or None
        elif name == "unmarked":
            part = None if _answers(definition, state, _MARKED["any_marked"], wanted) else ()
        elif name == "context":
            part = _context(definition, state, wanted)
        elif name == "not_context":
            part = None if _context(definition, state, wanted) else ()
        elif name == "any_of":
            hits = [hit for one in wanted if (hit := _matches(one, definition, state)) is not None]
            part = [because for hit in hits for because in hit] if hits else None
        else:
            part = _flag(name, definition, state) if wanted == _holds(name, definition, state) else None
        if part is None:
            return None
        found.update((because.id, because) for because in part)
    return tuple(found.values())


def _answers(definition: Definition, state: State, values: tuple[str, ...], items: Iterable[str]) -> list[Because]:
    wanted = list(items)
    return [
        Because(item.id, item.number, item.short, value, definition.label(value))
        for item in definition.items
        if (value := value_of(state, item.id)) in values and value is not None and item.id in wanted
    ]


def _context(definition: Definition, state: State, wanted: Mapping[str, tuple[str, ...]]) -> list[Because] | None:
    found = []
    for question_id, values in wanted.items():
        question, value = definition.question(question_id), state["context"].get(question_id)
        if question is None or value not in values:
            return None
        found.append(Because(question.id, None, question.short, value, question.choices[value]))
    return found


def _holds(name: str, definition: Definition, state: State) -> bool:
    values = [value_of(state, item.id) for item in definition.items]
    if name == "open":
        return None in values
    if name == "all_no":
        return all(value == "no" for value in values)
    return not ({"yes"} if name == "no_yes" else {"yes", "unsure"}) & set(values)


def _flag(name: str, definition: Definition, state: State) -> list[Because]:
    if name == "no_yes":
        return []  # says how the others are to be read, and leads to nothing by itself
    ids = [item.id for item in definition.items]
    if name != "open":
        return _answers(definition, state, ("no",), ids)
    label = definition.label(None)
    return [Because(one.id, one.number, one.short, "not_answered", label) for one in open_items(definition, state)]


def _conditions(entry: Entry, definition: Definition) -> dict[str, Any]:
    """Check the `when` of a rule against the tool, so that a slip is found when the file is read."""
    entry.only(*_MARKED, *_FLAGS, "unmarked", "context", "not_context", "any_of")
    if not entry.data:
        raise entry.error("when", "must hold at least one condition")
    ids = tuple(item.id for item in definition.items)
    found: dict[str, Any] = {}
    for name, value in entry.data.items():
        if name in _MARKED or name == "unmarked":
            found[name] = ids if value == "all" else entry.ids(name, ids, required=True)
        elif name in _FLAGS:
            if not isinstance(value, bool):
                raise entry.error(name, "must be true or false")
            found[name] = value
        elif name == "any_of":
            found[name] = [_conditions(one, definition) for one in entry.entries(name)]
        else:
            questions = entry.entry(name)
            questions.only(*(question.id for question in definition.context))
            found[name] = {
                one.id: questions.ids(one.id, one.choices) for one in definition.context if one.id in questions.data
            }
    return found


def _rule(entry: Entry, definition: Definition, kinds: Mapping[str, str], labels: Mapping[str, str]) -> Rule:
    entry.only(
        "id", "kind", "title", "when", "text", "reason", "next_steps", "contacts", "local_contacts", "facts", "sources"
    )  # fmt: skip
    steps = []
    for step in entry.entries("next_steps"):
        step.only("do", "text")
        do = step.choice("do", labels)
        steps.append(Step(do, labels[do], step.text("text")))
    return Rule(
        id=entry.text("id"),
        kind=entry.choice("kind", kinds),
        title=entry.text("title"),
        text=entry.text("text"),
        reason=entry.text("reason"),
        when=_conditions(entry.entry("when"), definition),
        steps=tuple(steps),
        contacts=entry.texts("contacts"),
        local_contacts=entry.texts("local_contacts"),
        facts=entry.texts("facts", required=True),
        sources=entry.texts("sources", required=True),
    )


def _caution(entry: Entry, definition: Definition) -> CautionRule:
    entry.only("id", "when", "text", "facts", "sources")
    caution = Caution(
        entry.text("id"), entry.text("text"), entry.texts("facts", required=True), entry.texts("sources", required=True)
    )
    return CautionRule(caution, _conditions(entry.entry("when"), definition) if "when" in entry.data else {})


@lru_cache(maxsize=8)
def load_pathways(content: Path = CONTENT_DIR) -> Pathways:
    """Read and check pathways.yml.

    Raises:
        ContentError: a rule lacks a field, or names an item, answer or context question that the tool does not have.
    """
    file = read(content / "pathways.yml")
    file.only("tool", "kinds", "steps", "rules", "cautions")
    tools = load_tools(content)
    definition = tools[file.choice("tool", tools)]
    kinds, labels = file.mapping("kinds"), file.mapping("steps")
    rules, cautions = file.entries("rules"), file.entries("cautions")
    for group in (rules, cautions):
        unique(group, lambda entry: entry.text("id"))
    return Pathways(
        tool=definition.id,
        kinds=kinds,
        rules=tuple(_rule(entry, definition, kinds, labels) for entry in rules),
        cautions=tuple(_caution(entry, definition) for entry in cautions),
    )


def evaluate(definition: Definition, state: State, directory: Directory | None = None) -> Result | Plan:
    """The result of any tool: suggestions for the screening tool, a plan for the others. `Desk` takes it as it is."""
    pathways = load_pathways()
    if definition.id != pathways.tool:
        plan = build_plan(definition, state)
        return replace(plan, text=text_of_result(definition, plan))
    result = pathways.evaluate(definition, state, directory or load_directory())
    return replace(result, text=text_of_result(definition, result))
