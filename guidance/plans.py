"""Plans: what is in place, in progress and missing, for the tools of a partnership."""

from __future__ import annotations

from guidance.definitions import PARTS, Definition, Item
from guidance.results import Plan, PlanRow
from guidance.state import State, answered, comments_of, done, field_of, value_of

# The places of a plan, in the order in which they are shown
PLACES = (*PARTS, "answered", "not_known", "open")
_PLACE_OF = {"yes": "in_place", "in_progress": "in_progress", "no": "missing", "unsure": "not_known"}


def build_plan(definition: Definition, state: State) -> Plan:
    """The plan that the answers make."""
    rows = [row for item in definition.items for row in _rows(definition, state, item)]
    rows.sort(key=lambda row: PLACES.index(row.place))
    return Plan(definition.id, done(definition, state), len(definition.items), tuple(rows))


def _rows(definition: Definition, state: State, item: Item) -> list[PlanRow]:
    notes = tuple(one["text"] for one in comments_of(state, item.id) if one["text"])
    if not answered(definition, state, item):
        return [_row(definition, item, "open", definition.label(None), notes)]
    value = value_of(state, item.id)
    if definition.values:
        return [_row(definition, item, _PLACE_OF[value or ""], definition.label(value), notes)]
    if not definition.fields:
        return [_row(definition, item, "answered", value or "", notes)]
    rows = []
    for part in PARTS:
        fields = [one for one in definition.fields if one.part == part and field_of(state, item.id, one.id)]
        said = tuple(f"{one.label}: {field_of(state, item.id, one.id)}" for one in fields)
        if said:
            rows.append(_row(definition, item, part, "", said))
    if notes and rows:
        rows.append(_row(definition, item, "answered", "", notes))
    return rows


def _row(definition: Definition, item: Item, place: str, label: str, notes: tuple[str, ...]) -> PlanRow:
    return PlanRow(
        place, item.id, item.number, item.short, item.wording, label, notes, item.considerations, item.sources,
        item.considerations_from,
    )  # fmt: skip
