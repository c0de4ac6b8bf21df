"""Improve: corrections become a proposal for the training data; how the model does on what was validated."""

from __future__ import annotations

from datetime import UTC, datetime

from sanic.response import HTTPResponse

from review import charts
from review.auth.roles import EXPORTER, REVIEWER, VIEWER
from review.jobs import background
from review.jobs.background import JobError
from review.queries import improve
from review.services import labels
from review.web.call import Call
from review.web.routes import Refused, action, page

SHOWN = 100


@page("/improve", VIEWER)
def improve_page(call: Call) -> HTTPResponse:
    """What has been corrected, and how the models do."""
    found = improve.agreed(call.engine)
    total, right, confusions = improve.at_the_time(found)
    measured = improve.measurements(call.engine)
    state = background.kept(call.engine, "measuring")
    chart = charts.bars(
        "Share of validated messages understood rightly, by measurement",
        [charts.Bar(datetime.fromtimestamp(m.at, UTC).strftime("%d %b %Y %H:%M"), m.share * 100) for m in measured],
    )
    return call.page(
        "improve.html",
        total=total,
        right=right,
        confusions=confusions,
        measured=measured,
        chart=chart,
        state=state[1] if state else {"running": False, "trouble": ""},
    )


@action("/improve/measure", REVIEWER)
def measure(call: Call) -> HTTPResponse:
    """Has the present model tried on all validated messages."""
    call.request.app.ctx.worker.ask("measure")
    call.log("measured", "present model")
    return call.redirect("/improve", done="measuring")


@page("/improve/proposal", EXPORTER)
def proposal_page(call: Call) -> HTTPResponse:
    """Every text that would leave, once more, with what speaks against it."""
    found = improve.candidates(call.engine, labels())
    fit = [one for one in found if not one.problems]
    call.log("saw", "proposal", f"{len(fit)} texts")
    return call.page("proposal.html", fit=fit[:SHOWN], more=max(0, len(fit) - SHOWN),
                     shut=[one for one in found if one.problems][:SHOWN], error="")  # fmt: skip


@action("/improve/proposal", EXPORTER)
def proposal(call: Call) -> HTTPResponse:
    """The file: Rasa training data with the texts that were looked at and ticked."""
    candidates = {str(one.id): one for one in improve.candidates(call.engine, labels()) if not one.problems}
    chosen: list[dict[str, str]] = []
    texts: set[str] = set()
    for number in call.fields("take"):
        one = candidates.get(number)
        text = " ".join(call.field(f"text-{number}").split())
        if one is None:
            continue
        wrong = improve.trouble(text, one.label, labels())
        if wrong:
            raise Refused(400, wrong)
        if text not in texts:
            chosen.append({"text": text, "label": one.label})
            texts.add(text)
    if not chosen:
        raise Refused(400, "Nothing was ticked, so there is nothing to export.")
    try:
        written = background.run("scripts.export_nlu", chosen, 60)
    except JobError as error:
        raise Refused(500, "The file could not be written in Rasa's format. Nothing was exported.") from error
    call.log("exported", "training proposal", f"{len(chosen)} texts")
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    return call.download(f"nlu-proposal-{day}.yml", str(written["yaml"]), "application/yaml; charset=utf-8")
