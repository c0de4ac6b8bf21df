"""The writing rule: a row gets an answer only from words that answer it, or from a proposal that was accepted.

What answers the open row or a named one is written and shown. A description is proposed for the row that it speaks
for. Anything else is not written, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from dialogue import assigning, objects, pending, rows
from dialogue.assigning import Assigned
from dialogue.heard import ANSWERS, Clause
from dialogue.talk import Talk, shown
from guidance import outcomes as out
from guidance.definitions import Definition, Item
from guidance.state import comments_of, value_of
from guidance.timescales import is_time_only

# From here on a clause's sign is worth proposing: for the open row, which was just asked about, and for another one
SPEAKS_HERE, SPEAKS_ELSEWHERE = 0.25, 0.4
SPEAKS_AGAINST: Final = 0.6  # a "no" is proposed only where the words plainly say it
MOST_OF_A_LEANING: Final = 8  # words; what is longer tells something
_HERE: Final = re.compile(r"\b(?:this|that|it|here|me|us|now)\b", re.IGNORECASE)
_TELLS_TO: Final = {"replace", "add", "move", "delete", "undo", "read_row", "goto", "summary"}  # no words of a row
_VALUE_FIRST: Final = re.compile(r"\W*(?:yes|aye|yeah|no|naw|not sure|unsure)\s+(?:to|for|on|at)\b", re.IGNORECASE)
# An answer that leans one way is read back, not written: "probably yes", "I'd lean to no"
_HEDGED: Final = re.compile(
    r"\b(?:probably|prob(?:ly)?|likely|lean(?:ing|s)?|i suppose|i guess|suppose so|guess so|more or less|kind of|kinda|"
    r"sort of|mibbe|maybe|perhaps|possibly|i think so|inclined|on balance)\b",
    re.IGNORECASE,
)
_WAVERS: Final = re.compile(r"\W*(?:(?:no|yes|oh|aye)\W+)?(?:wait|hang on|haud on|hold on|hmm+)\b", re.IGNORECASE)


@dataclass
class Row:
    """What one message says for one row."""

    value: str | None = None
    words: list[str] = field(default_factory=list)


@dataclass
class Said:
    """What one message says for the rows of a tool."""

    rows: dict[str, Row] = field(default_factory=dict)
    many: list[Assigned] = field(default_factory=list)
    hedged: list[tuple[Item, str]] = field(default_factory=list)  # an answer to read back before it is written
    loose: list[Clause] = field(default_factory=list)  # descriptions that answer nothing by themselves
    closed: bool = False  # "nothing to add"
    unclear: list[Assigned] = field(default_factory=list)  # a name that several rows have
    left: list[Clause] = field(default_factory=list)  # clauses that say nothing for a row


def sort_out(talk: Talk, tool: Definition, clauses: list[Clause]) -> Said:
    """Which rows a message answers, and with which words. Changes nothing."""
    said = Said()
    here = talk.here
    stage = talk.step[0]
    before = talk.written_last
    target: Item | None = here if stage == "comment" else None
    corrects = any("replace" in clause.labels[:1] for clause in clauses)
    for clause in clauses:
        if corrects and _WAVERS.match(clause.text) and "replace" not in clause.labels[:1]:
            continue  # "no wait, was it two? make that two": thinking aloud before the correction
        if names_rows(clause):
            assigned, rest = assigning.assignments(tool, clause.text, here, before)
            if _HEDGED.search(clause.text) and any(one.value in ("yes", "no") and one.items for one in assigned):
                said.hedged += [(one.items[0], one.value) for one in assigned if len(one.items) == 1]
                continue
            if assigned:
                target = _assign(said, assigned, here) or target
                if target and len(re.findall(r"\w+", rest)) > 1:
                    said.rows[target.id].words.append(rest)
                continue
        if _TELLS_TO & set(clause.labels[:1]):
            said.left.append(clause)
            continue
        value = next((label for label in clause.labels if label in ANSWERS), None)
        if value and target and clause.p(value) < 1.0 and _only_tells(clause, said.rows.get(target.id)):
            said.rows[target.id].words.append(clause.text)
            continue
        leaning = _leaning(clause)
        row_named = objects.row_in(talk, tool, clause.text, bare=False)
        if leaning and (row_named or (stage == "item" and here)):
            said.hedged.append((row_named or here, leaning))  # type: ignore[arg-type]
            continue
        if value and stage in ("item", "comment") and here:
            if stage == "comment" and "evidence" not in clause:
                said.closed = value == "no"  # "no": nothing to write; a bare yes wants words, which are asked for
                if value != "no" or _changes_its_mind(clause):
                    said.closed = False
                    if _changes_its_mind(clause):
                        said.rows.setdefault(here.id, Row()).value = value
                continue
            row = said.rows.setdefault(here.id, Row())
            row.value, target = value, here
            if "evidence" in clause:
                row.words.append(clause.text)
        elif "evidence" in clause:
            if target and not _speaks_elsewhere(clause, target, said.rows.get(target.id)):
                said.rows.setdefault(target.id, Row()).words.append(clause.text)
            else:
                said.loose.append(clause)
        elif "none_to_add" in clause:
            said.closed = True
        else:
            said.left.append(clause)
    return said


def _leaning(clause: Clause) -> str | None:
    """The yes or no that a clause leans to, or gives to something that is no row ("no to the whole jing bang")."""
    if len(clause.text.split()) > MOST_OF_A_LEANING or "question" in clause.labels[:1]:
        return None
    value = rows.value_in(_HEDGED.sub(" ", clause.text)) if _HEDGED.search(clause.text) else None
    if value is None and _VALUE_FIRST.match(clause.text) and not _HERE.search(clause.text):
        value = rows.value_in(clause.text)
    return value if value in ("yes", "no") else None


def names_rows(clause: Clause) -> bool:
    """Whether a clause may give answers to rows it names."""
    if {"question", "add", "delete", "move", "read_row"} & set(clause.labels[:1]):
        return False
    return clause.p("change", *ANSWERS) >= 0.35 or bool(_VALUE_FIRST.match(clause.text))


def _only_tells(clause: Clause, row: Row | None) -> bool:
    """Whether a clause after an answer tells more of it, though it sounds like one: "yes. not home on Fridays"."""
    beside_answers = re.findall(r"\w+", rows.VALUE.sub("", clause.text))
    return bool(row and row.value and beside_answers and not _changes_its_mind(clause))


def _changes_its_mind(clause: Clause) -> bool:
    """Whether an answer word at the comment question takes back the answer just given ("actually no")."""
    return bool(re.match(r"\W*(?:actually|sorry|wait|no wait|scratch|i mean|hang on)\b", clause.text, re.IGNORECASE))


def _assign(said: Said, assigned: list[Assigned], here: Item | None) -> Item | None:
    last = None
    for one in assigned:
        if one.scope or len(one.items) > 3:
            said.many.append(one)
        elif len(one.items) > 1 and one.value:
            (said.unclear if _one_name(one) else said.many).append(one)
        else:
            last = one.items[0]
            said.rows.setdefault(last.id, Row()).value = one.value
    return last


def _one_name(one: Assigned) -> bool:
    """Whether several rows were meant by one name ("injuries"), rather than counted ("the last two")."""
    names = [set(item.names) | {item.short.lower()} for item in one.items]
    return bool(set.intersection(*names))


def _speaks_elsewhere(clause: Clause, target: Item, row: Row | None) -> bool:
    """Whether words after a "no" are clearly about another row, so that they are no evidence for this one."""
    if row is None or row.value != "no":
        return False
    other = max(
        (s["p"] for s in clause.signs if s["row"] != target.id and not s["row"].startswith("other_")), default=0.0
    )
    return other >= SPEAKS_ELSEWHERE and clause.speaks_for(target.id) < SPEAKS_HERE


def write(talk: Talk, tool: Definition, said: Said) -> None:
    """Write what was said for rows, then ask back what has to be asked back."""
    for row_id, row in said.rows.items():
        item = tool.item(row_id)
        if item is None:
            continue
        text = ", ".join(words.strip(" ,;") for words in row.words)
        if row.value is not None:
            put(talk, tool, item, row.value, text)
        elif text:
            add(talk, tool, item, text)
    if said.closed:
        _close(talk, tool, bool(said.rows))
    if said.unclear:
        one = said.unclear[0]
        talk.served = True
        talk.remarks.append(talk.say("which_row", total=len(tool.items)))
        talk.choices += [
            talk.do("put", talk.row_name(item), tool=tool.id, row=item.id, value=one.value, text="")
            for item in one.items
        ]
    proposals = [_blanket(talk, tool, one) for one in said.many] + _proposals(talk, tool, said.loose)
    proposals += [
        {"kind": "put", "tool": tool.id, "row": item.id, "value": value, "text": ""} for item, value in said.hedged
    ]
    pending.propose(talk, [one for one in proposals if one])


def put(talk: Talk, tool: Definition, item: Item, value: str, text: str = "") -> None:
    """Write an answer, with its words if there are any, and show it."""
    talk.state["last"].pop("unplaced", None)
    old = value_of(talk.tool_state(tool), item.id)
    outcomes = talk.apply("answer", tool.id, item=item.id, value=value, evidence=text)
    refused = [one for one in outcomes if isinstance(one, out.NeedsClarification)]
    talk.tell(
        [one for one in outcomes if isinstance(one, (out.UrgentAdvice, out.TextShortened, out.TextFull, out.Finished))]
    )
    if refused:
        talk.tell(refused)
        return
    words = talk.say("wrote_words", text=shown(text)) if text else ""
    answer, row = tool.label(value), talk.row_name(item)
    if old is None:
        talk.remark("wrote", row=row, answer=answer, words=words)
    elif old != value:
        talk.remark("changed", row=row, new=answer, old=tool.label(old), words=words)
    elif text:
        talk.remark("added", row=row, text=shown(text))
    else:
        talk.remark("unchanged", row=row, answer=answer)
    talk.wrote.append(item.id)


def add(talk: Talk, tool: Definition, item: Item, text: str) -> None:
    """Add a comment to a row, and show it."""
    outcomes = talk.apply("comment", tool.id, text=text, item=item.id)
    talk.tell(
        [one for one in outcomes if isinstance(one, (out.UrgentAdvice, out.TextShortened, out.TextFull, out.Finished))]
    )
    talk.remark("added", row=talk.row_name(item), text=shown(text))
    talk.state["last"].pop("unplaced", None)
    talk.wrote.append(item.id)


def _close(talk: Talk, tool: Definition, wrote: bool) -> None:
    """Go on without a comment; where none is asked for, the words belonged to the row before."""
    if talk.step[0] == "comment":
        talk.apply("skip", tool.id)
        talk.served = True
    elif not wrote:
        last = talk.written_last
        talk.remark("nothing_here", row=talk.row_name(last)) if last else None
        talk.served = True


def _blanket(talk: Talk, tool: Definition, one: Assigned) -> dict[str, Any] | None:
    state = talk.tool_state(tool)
    if one.scope == rows.REST:
        items = [item for item in tool.items if value_of(state, item.id) is None]
    elif one.scope == rows.ALL:
        items = list(tool.items)
    else:
        items = list(one.items)
    if not items or one.value not in tool.values:
        return None
    return {"kind": "many", "tool": tool.id, "value": one.value, "rows": [item.id for item in items]}


def _proposals(talk: Talk, tool: Definition, loose: list[Clause]) -> list[dict[str, Any]]:
    """For each description the row it may belong to; what belongs to none is said not to be written."""
    made: dict[tuple[str, str], dict[str, Any]] = {}
    nowhere: list[str] = []
    here = talk.here if talk.step[0] == "item" else None
    for clause in loose:
        text = clause.text.strip(" ,;")
        last = talk.written_last
        if is_time_only(text) and last and (talk.state["last"].get("wrote") or talk.wrote):
            add(talk, tool, last, text)
            continue
        found = _row_for(tool, clause, here)
        if found is None:
            nowhere.append(text)
            continue
        key = (found[0].id, found[1])
        if key in made:
            made[key]["text"] += ", " + text
        else:
            made[key] = {"kind": "put", "tool": tool.id, "row": found[0].id, "value": found[1], "text": text}
    if nowhere:
        not_placed(talk, tool, ", ".join(nowhere), here)
    return list(made.values())


def _row_for(tool: Definition, clause: Clause, here: Item | None) -> tuple[Item, str] | None:
    """The row a description speaks for (yes) or against (no); the open row goes first."""
    best: tuple[float, Item, str] | None = None
    for sign in clause.signs:
        item, role = tool.item(sign["row"]), sign.get("role", "for")
        if item is None or role == "open":
            continue
        wanted = SPEAKS_HERE if here and item.id == here.id else SPEAKS_ELSEWHERE
        weight = sign["p"] + (1.0 if here and item.id == here.id else 0.0)
        if role == "against":
            wanted = SPEAKS_AGAINST
        if sign["p"] >= wanted and (best is None or weight > best[0]):
            best = (weight, item, "yes" if role == "for" else "no")
    return best[1:] if best else None


def not_placed(talk: Talk, tool: Definition | None, text: str, here: Item | None) -> None:
    """Say that something was not written, and how it could be; "put that under row 2" means these words then."""
    talk.state["last"]["unplaced"] = text
    talk.remark("not_written", text=shown(text))
    if tool and here and tool.values:
        talk.choices.append(
            talk.do(
                "put", talk.say("put_it_there", row=talk.row_name(here)), tool=tool.id, row=here.id, value="", text=text
            )
        )


def last_comment(talk: Talk, tool: Definition, item: Item) -> str | None:
    """The newest comment of a row."""
    kept = [one["text"] for one in comments_of(talk.tool_state(tool), item.id) if one["text"]]
    return kept[-1] if kept else None
