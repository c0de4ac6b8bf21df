"""Charts as SVG: plain shapes with a title, links for the keyboard; the figures stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 640
ROW = 30
NAME = 250
VALUE = 60


@dataclass(frozen=True)
class Bar:
    """One bar. `second` is a bar under it, for comparing; `href` makes it a link."""

    name: str
    value: float
    second: float | None = None
    href: str = ""
    told: str = ""


def bars(title: str, rows: Sequence[Bar]) -> Markup:
    """Horizontal bars with their names before and their figures behind them."""
    most = max([max(row.value, row.second or 0) for row in rows] or [1]) or 1
    height = ROW * len(rows) + 6
    shapes = [_row(i, row, most) for i, row in enumerate(rows)]
    return _svg(title, height, Markup("").join(shapes), linked=any(row.href for row in rows))


def _row(number: int, row: Bar, most: float) -> Markup:
    top = number * ROW + 4
    room = WIDTH - NAME - VALUE
    told = row.told or f"{row.name}: {row.value:,.0f}"
    parts = [Markup('<text x="0" y="{}">{}</text>').format(top + 16, _short(row.name))]
    tall = ROW - 10 if row.second is None else (ROW - 10) / 2
    bar = '<rect class="bar{}" x="{}" y="{}" width="{:.1f}" height="{:.1f}"></rect>'
    parts.append(Markup(bar).format("", NAME, top, max(1.0, room * row.value / most), tall))
    end = row.value
    if row.second is not None:
        parts.append(Markup(bar).format(" second", NAME, top + tall, max(1.0, room * row.second / most), tall))
        end = max(end, row.second)
    parts.append(
        Markup('<text x="{:.1f}" y="{}">{:,.0f}</text>').format(NAME + room * end / most + 6, top + 16, row.value)
    )
    inside = Markup("").join(parts)
    if row.href:
        return Markup('<a href="{}" aria-label="{}">{}</a>').format(row.href, told, inside)
    return inside


def _short(name: str, longest: int = 34) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


@dataclass(frozen=True)
class Line:
    """One line over days."""

    name: str
    values: Sequence[float]


def lines(title: str, days: Sequence[str], rows: Sequence[Line], unit: str = "") -> Markup:
    """Lines over days, at most three: they differ in colour and in dashes, and are named at their end."""
    most = max([max(row.values, default=0) for row in rows] or [0]) or 1
    top, bottom, left, right = 12, 200, 46, 130
    width = WIDTH - left - right
    step = width / max(1, len(days) - 1)
    parts = [
        Markup('<line class="axis" x1="{0}" y1="{1}" x2="{2}" y2="{1}"></line><text x="0" y="{3}">{4}</text>').format(
            left, y, left + width, y + 4, _tick(most * share, unit)
        )
        for share, y in ((0.0, bottom), (0.5, (top + bottom) / 2), (1.0, top))
    ]
    ends: list[float] = []
    for number, row in enumerate(rows):
        points = [(left + i * step, bottom - (bottom - top) * value / most) for i, value in enumerate(row.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(Markup('<polyline class="line s{}" points="{}"></polyline>').format(number, path))
        y = points[-1][1] if points else bottom
        while any(abs(y - other) < 15 for other in ends):
            y += 15 if y < top + 30 else -15
        ends.append(y)
        parts.append(Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(left + width + 8, y + 4, row.name))
    for place, anchor in ((0, "start"), (len(days) - 1, "end")):
        if days:
            text = '<text x="{:.1f}" y="{}" text-anchor="{}">{}</text>'
            parts.append(Markup(text).format(left + place * step, bottom + 20, anchor, days[place]))
    return _svg(title, bottom + 30, Markup("").join(parts))


def _tick(value: float, unit: str) -> str:
    return (
        f"{value * 100:.0f} %"
        if unit == "%"
        else f"{value:,.0f}"
        if value >= 10 or value == int(value)
        else f"{value:.1f}"
    )


def _svg(title: str, height: float, inside: Markup, linked: bool = False) -> Markup:
    # a chart with links is a group, or a screen reader would take it for one picture and hide them
    role = "group" if linked else "img"
    return Markup('<svg viewBox="0 0 {} {:.0f}" role="{}" aria-label="{}" focusable="false">{}</svg>').format(
        WIDTH, height, role, title, inside
    )
