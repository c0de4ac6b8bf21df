"""What leaves the console and what goes for good: proposals, tables, a person's own copy, erasing, the purge."""

from __future__ import annotations

import csv
import io
import json
import time

import pytest
import sqlalchemy as sa
import yaml

from privacy import retention
from review import database
from review.jobs import similar
from review.jobs.background import group_open_questions
from review.pseudonyms import pseudonym
from review.queries import improve, queue
from review.queries.filters import Filter
from review.services import labels
from review.tables import ANNOTATIONS, CONVERSATIONS
from scripts.export_nlu import write
from tests.review.console import SECRET, Client, Console
from tests.review.talk import Talk


def path(sender: str) -> str:
    return f"/conversations/{pseudonym(SECRET, sender)}"


def annotations(console: Console) -> list[tuple[str, str, str]]:
    with console.engine.connect() as connection:
        rows = connection.execute(sa.select(ANNOTATIONS).order_by(ANNOTATIONS.c.id))
        return [(row.user, row.kind, row.label) for row in rows]


def _validated(console: Console, talk: Talk, texts: dict[str, str]) -> Client:
    """Has each text marked as wrong, with the label that would be right; returns an exporter."""
    events = {text: talk.turn(f"web-{n}", text, "ask/definition") for n, text in enumerate(texts)}
    console.index()
    exporter = console.client("exporter")
    for n, (text, label) in enumerate(texts.items()):
        fields = {"event": str(events[text]), "kind": "wrong", "label": label}
        assert exporter.post(f"{path(f'web-{n}')}/annotate", fields).status_code == 303
    return exporter


def test_the_proposal_holds_what_was_ticked_in_rasas_own_format(console: Console, talk: Talk) -> None:
    known = next(text for text, names in labels().examples().items() if names == {"ask/ird"} and len(text) > 20)
    other = next(
        text for text, names in labels().examples().items() if names == {"ask/county_lines"} and len(text) > 20
    )
    texts = {
        "zorbly plinth: - what # now [is] it?": "ask/ird",
        "my colleague Fiona McAllister asked about this": "ask/ird",
        known: "ask/ird",
        other: "ask/ird",
        "not ticked at all": "greet",
    }
    exporter = _validated(console, talk, texts)
    page = exporter.get("/improve/proposal").text
    assert "Duplicate: the training data has this example already" in page
    assert "Contradiction: the training data has this text under" in page
    assert "This may say who somebody is" in page
    by_text = {one.text: str(one.id) for one in improve.candidates(console.engine, labels())}
    first, second, duplicate = (by_text[text] for text in list(texts)[:3])
    fields = {
        "take": [first, second, duplicate],
        f"text-{first}": next(iter(texts)),
        f"text-{second}": "a colleague asked about this",
        f"text-{duplicate}": known,
    }
    answer = exporter.post("/improve/proposal", fields)
    assert answer.status_code == 200
    content = yaml.safe_load(answer.text)
    assert content["version"] == "3.1"
    assert content["nlu"] == [
        {"intent": "ask/ird", "examples": "- a colleague asked about this\n- zorbly plinth: - what # now (is) it?\n"}
    ]
    assert "McAllister" not in answer.text


@pytest.mark.parametrize("edited", ["", "   "])
def test_nothing_ticked_or_left_of_a_text_exports_nothing(edited: str, console: Console, talk: Talk) -> None:
    exporter = _validated(console, talk, {"zorbly plinth": "ask/ird"})
    exporter.get("/improve/proposal")
    assert exporter.post("/improve/proposal").status_code == 400
    number = str(improve.candidates(console.engine, labels())[0].id)
    assert exporter.post("/improve/proposal", {"take": number, f"text-{number}": edited}).status_code == 400


def test_an_exported_file_is_read_by_rasa_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    odd = [
        "- dash",
        "# hash",
        "a: b",
        "'quotes\" and \\ back",
        '[x](y) {"a": 1}',
        "é ü 漢",
        "| pipe",
        "> more",
        "*bold*",
    ]
    text = write([{"text": one, "label": "ask/ird" if n % 2 else "greet"} for n, one in enumerate(odd)])
    assert not [one for one in recwarn if issubclass(one.category, UserWarning)]
    examples = "".join(block["examples"] for block in yaml.safe_load(text)["nlu"])
    assert examples.count("\n") == len(odd)


def test_figures_come_as_a_table_no_spreadsheet_runs(filled: Console) -> None:
    exporter = filled.client("exporter")
    answer = exporter.post("/insight/table", {"days": "7"})
    rows = list(csv.reader(io.StringIO(answer.text)))
    today = time.strftime("%Y-%m-%d", time.gmtime())
    counted = {(row[0], row[1]): row[2] for row in rows}
    with filled.engine.connect() as connection:
        conversations = connection.execute(sa.select(sa.func.count()).select_from(CONVERSATIONS)).scalar_one()
    assert sum(int(row[2]) for row in rows if row[0] == "conversations") == conversations
    assert ("danger", today) in counted
    assert counted["left", "screening_tool:5"] == "1"
    from review.views.insight import as_csv

    assert as_csv([["=1+1", "+x", "@y", "-z", "fine"]]).strip() == "'=1+1,'+x,'@y,'-z,fine"


def test_the_funnel_leads_to_those_who_stopped(filled: Console) -> None:
    viewer = filled.client("viewer")
    page = viewer.get("/insight/tools/screening_tool").text
    assert 'href="/?left=screening_tool:5"' in page
    assert "start the screening" in viewer.get("/?left=screening_tool:5").text


def test_questions_not_understood_are_grouped_by_likeness(console: Console, talk: Talk) -> None:
    bicycles = ["how do I mend a bicycle", "mending a bicycle wheel how", "can you mend my bicycle"]
    for n, text in enumerate([*bicycles, "what is the weather tomorrow"]):
        talk.turn(f"web-{n}", text, "nlu_fallback", band="reject")
    console.index()
    group_open_questions(console.engine)
    page = console.client("viewer").get("/insight/unanswered").text
    assert "3 alike" in page
    assert all(text in page for text in bicycles)
    assert "weather" not in page
    retention.erase_conversation(console.engine, "web-0", scrub=False)
    assert bicycles[0] not in console.client("viewer").get("/insight/unanswered").text


def test_groups_are_made_of_texts_that_are_alike() -> None:
    texts = [
        "school exclusion appeal",
        "appeal against a school exclusion",
        "drug debt threats",
        "threats over drug debt",
    ]
    assert sorted(sorted(group) for group in similar.groups(texts)) == [[0, 1], [2, 3]]
    assert similar.groups([]) == similar.groups(["one"]) == similar.groups(["", " "]) == []


def test_erasing_reaches_what_reviewers_noted(console: Console, talk: Talk) -> None:
    event = talk.turn("web-a", "zorbly plinth question")
    console.index()
    admin = console.client("administrator")
    admin.post(f"{path('web-a')}/annotate", {"event": str(event), "kind": "flag", "note": "quozzle remark"})
    assert admin.post(f"/data-protection/{pseudonym(SECRET, 'web-a')}/erase").status_code == 400
    assert admin.post(f"/data-protection/{pseudonym(SECRET, 'web-a')}/erase", {"sure": "yes"}).status_code == 303
    assert admin.get(path("web-a")).status_code == 404
    database.empty_log(console.engine)  # as the worker does when it is asked
    for marker in ("zorbly", "quozzle", "web-a"):
        assert retention.find_marker(console.engine, marker) == []


def test_the_purge_reaches_annotations(console: Console) -> None:
    old = Talk(console.engine, at=time.time() - 31 * 86_400)
    event = old.turn("web-old", "zorbly plinth question")
    Talk(console.engine).turn("web-new", "today")
    console.index()
    admin = console.client("administrator")
    admin.post(f"{path('web-old')}/annotate", {"event": str(event), "kind": "right"})
    assert "1 conversation without activity" in admin.get("/data-protection").text
    assert admin.post("/data-protection/purge").status_code == 303
    assert annotations(console) == []
    assert [row.sender_id for row in queue.page(console.engine, Filter()).rows] == ["web-new"]


def test_somebody_gets_a_copy_of_all_that_is_kept_of_them(console: Console, talk: Talk) -> None:
    event = talk.turn("web-a", "zorbly plinth question")
    console.index()
    exporter = console.client("exporter")
    exporter.post(f"{path('web-a')}/annotate", {"event": str(event), "kind": "note", "note": "quozzle remark"})
    found = exporter.post("/data-protection/find", {"id": "web-a"})
    assert found.headers["location"] == path("web-a")
    copy = json.loads(exporter.post(f"/data-protection/{pseudonym(SECRET, 'web-a')}/export").text)
    assert [e["text"] for e in copy["events"] if e["event"] == "user"] == ["zorbly plinth question"]
    assert copy["reviewers"][0]["note"] == "quozzle remark"
    assert exporter.post("/data-protection/find", {"id": "web-nobody"}).status_code == 404
