"""Insight: what is asked, what is not understood, where guided tools are left, which answers do not help."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from sanic.response import HTTPResponse

from review import charts
from review.auth.roles import EXPORTER, VIEWER
from review.charts import Bar, Line
from review.index.state import DAY
from review.jobs import background
from review.queries import insight
from review.services import labels, tools
from review.web.call import Call
from review.web.routes import Refused, action, page

SHOWN = 15
RATES = {"fallback": "Not understood", "unsure": "Asked back", "danger": "Danger"}


def _days(call: Call) -> int:
    text = call.arg("days") or call.field("days", 5) if call.request.method == "POST" else call.arg("days")
    return int(text) if text in {str(days) for days in insight.PERIODS} else 30


def _dates(days: int) -> list[str]:
    last = insight.today()
    moments = [datetime.fromtimestamp(day * DAY, UTC) for day in range(last - days + 1, last + 1)]
    return [moment.strftime("%Y-%m-%d") for moment in moments]


def _series(call: Call, days: int) -> dict[str, list[int]]:
    last = insight.today()
    names = ["conversations", "messages", "typed", "helpful", "unhelpful", *RATES]
    return insight.series(call.engine, names, last - days + 1, last)


def _rates(found: dict[str, list[int]]) -> dict[str, list[float]]:
    typed = found["typed"]
    rates = {name: [n / max(1, all_) for n, all_ in zip(found[name], typed, strict=True)] for name in RATES}
    given = [max(1, good + bad) for good, bad in zip(found["helpful"], found["unhelpful"], strict=True)]
    return rates | {"unhelpful": [bad / all_ for bad, all_ in zip(found["unhelpful"], given, strict=True)]}


@page("/insight", VIEWER)
def insight_page(call: Call) -> HTTPResponse:
    """The charts."""
    days = _days(call)
    dates = _dates(days)
    found = _series(call, days)
    rates = _rates(found)
    asked = insight.asked(call.engine, days)
    title = labels().titles
    top = asked[:SHOWN]
    growing = sorted((one for one in asked if one.growth > 0), key=lambda one: -one.growth)[:SHOWN]
    named = {one.topic: title.get(one.topic, one.topic) for one in asked}
    return call.page(
        "insight.html",
        days=days,
        periods=insight.PERIODS,
        dates=dates,
        series=found,
        rates=rates,
        named=named,
        sums={name: sum(values) for name, values in found.items()},
        top=top,
        growing=growing,
        poor=insight.poor(call.engine, days)[:SHOWN],
        top_chart=charts.bars(
            "Topics asked most, now and in the period before",
            [Bar(named[one.topic], one.now, one.before, f"/?about={one.topic}") for one in top],
        ),
        traffic_chart=charts.lines(
            "Conversations and messages by day",
            dates,
            [Line("messages", found["messages"]), Line("conversations", found["conversations"])],
        ),
        rate_chart=charts.lines(
            "Share of typed messages not understood, asked back and about danger, by day",
            dates,
            [Line(words, rates[name]) for name, words in RATES.items()],
            "%",
        ),
        feedback_chart=charts.lines(
            "Share of feedback saying an answer did not help, by day",
            dates,
            [Line("not helpful", rates["unhelpful"])],
            "%",
        ),
    )


@page("/insight/unanswered", VIEWER)
def unanswered(call: Call) -> HTTPResponse:
    """Questions that were not understood, those alike together."""
    kept = background.kept(call.engine, background.OPEN_QUESTIONS)
    groups: list[list[Any]] = []
    if kept is not None:
        numbers = [number for group in kept[1]["groups"][:40] for number in group[:6]]
        found = insight.texts(call.engine, numbers)
        for group in kept[1]["groups"][:40]:
            there = list({found[n][0]: (n, *found[n]) for n in reversed(group[:6]) if n in found}.values())[::-1]
            if there:
                groups.append([len(group), there])
    call.log("saw", "unanswered questions")
    return call.page("unanswered.html", groups=groups, at=kept[0] if kept else None, of=kept[1]["of"] if kept else 0)


@page("/insight/tools/<tool>", VIEWER)
def funnel(call: Call, tool: str) -> HTTPResponse:
    """The funnel of one guided tool."""
    definition = tools().get(tool)
    if definition is None:
        raise Refused(404, "There is no such tool.")
    steps, begun, finished = insight.funnel(call.engine, tool)
    items = {item.number: item.short for item in definition.items}
    rows = [(step, _step_name(step.item, items), f"/?left={tool}:{step.item}") for step in steps]
    drawn = [
        Bar(f"{step.item}. {name}" if step.item in items else name, step.reached, step.left, href,
            f"{name}: {step.reached} came so far, {step.left} stopped here. Show them")
        for step, name, href in rows
    ]  # fmt: skip
    chart = charts.bars(f"{definition.title}: how many came to each item, and how many stopped there", drawn)
    return call.page("funnel.html", tool=definition, rows=rows, begun=begun, finished=finished, chart=chart)


def _step_name(item: int, items: dict[int, str]) -> str:
    return items.get(item) or ("Before the first item" if item == 0 else "Looking through the answers")


@action("/insight/table", EXPORTER)
def table(call: Call) -> HTTPResponse:
    """All figures as CSV: by day, and by topic."""
    days = _days(call)
    rows: list[list[object]] = [["what", "day or topic", "count"]]
    dates = _dates(days)
    for name, values in _series(call, days).items():
        rows += [[name, date, value] for date, value in zip(dates, values, strict=True)]
    rows += [["asked", one.topic, one.now] for one in insight.asked(call.engine, days)]
    for one in insight.poor(call.engine, days, at_least=1):
        rows += [["helpful by topic", one.topic, one.helpful], ["unhelpful by topic", one.topic, one.unhelpful]]
    for tool in tools().values():
        for step in insight.funnel(call.engine, tool.id)[0]:
            rows += [["reached", f"{tool.id}:{step.item}", step.reached], ["left", f"{tool.id}:{step.item}", step.left]]
    call.log("exported", "figures", f"{days} days")
    return call.download(f"figures-{dates[-1]}.csv", as_csv(rows), "text/csv; charset=utf-8")


def as_csv(rows: list[list[object]]) -> str:
    """CSV that a spreadsheet opens without running anything in it."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell)[:1] in "=+-@\t\r" else cell for cell in row])
    return out.getvalue()
