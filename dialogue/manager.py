"""The manager: from what was heard and the state, what to write, what to say and what to ask.

Order: danger, what waits for a yes, repair and commands, answers, questions, small talk. Everything in a message is
served in one turn; what could not be placed is said.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.replies import TEXT, Choice, Reply
from dialogue import commands, emergency, forms, past, pending, people, proposed, questions, rows, worry, writing
from dialogue.heard import Clause, Heard
from dialogue.library import Library, read_responses
from dialogue.state import EMERGENCY, State, load
from dialogue.talk import Kit, Talk, shown
from guidance import outcomes as out
from guidance.definitions import load_tools
from guidance.desk import Desk
from guidance.notices import load_notices
from guidance.pathways import evaluate

STARTS: Final = {
    "start_screening": "screening_tool",
    "start_awareness_priorities": "awareness_priorities",
    "start_self_assessment": "self_assessment",
    "start_where_to_begin": "where_to_begin",
}
_SOCIAL: Final = (
    "thanks",
    "ok",
    "laugh",
    "greet",
    "bye",
    "feedback",
    "abuse",
    "hostile",
    "garbled",
    "aside",
    "upset",
    "low",
)
_SHORT_ASIDE: Final = 3  # words; a longer one is said not to be written
_ASKS: Final = ("question", "about")
_DISAGREES: Final = re.compile(
    r"(?:no|well|actually|sorry|but)?\W*(?:i|we)(?:'d| would)? (?:really )?(?:disagree|don't agree|do not agree|"
    r"see (?:it|this|that) (?:very )?differently|take a different view|think (?:this|that) is wrong)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Outcome:
    """What came of a turn: the new state, and one to three replies."""

    state: State
    replies: list[Reply]


class Manager:
    """Decides every turn. Holds no state of its own."""

    def __init__(self, retention_days: Callable[[], int] = lambda: 30) -> None:
        """`retention_days` says how long a conversation is kept, for the texts about it."""
        tools = load_tools()
        self.kit = Kit(tools, Desk(tools, evaluate), Library(read_responses(), retention_days))

    def turn(self, raw: object, heard: Heard) -> Outcome:
        """One message of the person, one to three replies of ours."""
        talk = Talk(self.kit, load(raw), heard)
        taken_back = talk.state.pop(past.NOTE, None)
        before = copy.deepcopy({**talk.state, "undo": None, "past": None})
        if heard.pressed is not None:
            self._pressed(talk, dict(heard.pressed))
        else:
            self._typed(talk)
        if talk.state["mode"] == EMERGENCY or people.is_family(talk):
            talk.ask = False
        else:
            pending.next_in_queue(talk)
            pending.ask(talk)
        talk.finish()
        if taken_back is not None:
            rows_told = "; ".join(taken_back)
            said = talk.say("edited_rows", rows=rows_told) if taken_back else talk.say("edited")
            talk.remarks.insert(0, said)
        past.remember(talk.state, before, heard.mark)
        return Outcome(talk.state, talk.replies() or [Reply(kind=TEXT, text=talk.say("ok"))])

    # Typed words

    def _typed(self, talk: Talk) -> None:
        heard = talk.heard
        clauses = list(heard.clauses)
        tool = talk.at_hand
        if tool:
            clauses = [forms.sharpen(tool, clause, talk.here, talk.written_last) for clause in clauses]
        said_who = people.hear(talk)
        if talk.state["mode"] == EMERGENCY:
            if not clauses:
                talk.remarks.append(talk.say("no_words_1"))
            elif said_who and heard.urgency["level"] != "now":
                people.turn(talk, clauses, said_who)
            else:
                emergency.carry_on(talk, clauses)
            return
        if heard.urgency["level"] == "now" and heard.best("over") < 0.6:
            emergency.enter(talk, str(heard.urgency.get("kind") or ""))
            return
        if people.is_family(talk):
            people.turn(talk, clauses, said_who)
            return
        if not clauses:
            questions.no_words(talk)
            return
        self._serve(talk, pending.settle_typed(talk, clauses))

    def _serve(self, talk: Talk, clauses: list[Clause]) -> None:
        if not clauses or talk.state["mode"] == EMERGENCY:
            return
        if talk.tool and not talk.tool.values and talk.step[0] in ("field", "item"):
            self._free_text(talk, clauses)
            return
        if talk.step[0] == "context" and self._context(talk, clauses):
            return
        if self._disagrees(talk) or self._says_when(talk):
            return
        left = clauses
        tool = talk.tool or (talk.at_hand if self._answers_a_resting_row(talk, clauses) else None)
        if tool and tool.values:
            said = writing.sort_out(talk, tool, clauses)
            left = said.left
            writing.write(talk, tool, said)
        self._others(talk, left, len(left) == len(clauses))

    def _disagrees(self, talk: Talk) -> bool:
        """Whether somebody sees a finished tool's result differently; the reason goes into the record."""
        tool = talk.at_hand
        if tool is None or talk.desk["tools"][tool.id].get("status") != "finished":
            return False
        if not _DISAGREES.match(talk.heard.text.strip()):
            return False
        talk.tell(
            [one for one in talk.apply("disagree", tool.id, reason=talk.heard.text) if not isinstance(one, out.Ask)]
        )
        talk.served = True
        return True

    def _says_when(self, talk: Talk) -> bool:
        """Whether a message is one of the timescales that the comment's buttons offer."""
        if talk.step[0] != "comment" or talk.tool is None:
            return False
        said = talk.heard.text.lower().strip(" .!")
        when = next((value for value, label in talk.tool.texts.when.items() if label.lower() == said), None)
        if when:
            talk.tell([one for one in talk.apply("set_when", talk.tool.id, when=when) if not isinstance(one, out.Ask)])
            talk.served = True
        return when is not None

    def _answers_a_resting_row(self, talk: Talk, clauses: list[Clause]) -> bool:
        """Whether a message names a row of a tool that rests or is finished, with an answer for it."""
        tool = talk.at_hand
        return tool is not None and any(
            rows.assignments(tool, clause.text, None, talk.written_last)[0]
            for clause in clauses
            if "change" in clause or "replace" in clause
        )

    def _others(self, talk: Talk, clauses: list[Clause], alone: bool) -> None:
        """What is no answer to a row: repair, commands, questions, a worry, feelings, small talk."""
        asked: list[Clause] = []
        told: list[Clause] = []
        social: list[Clause] = []
        for clause in clauses:
            label = next((one for one in clause.labels if one in ("repair",) or commands.is_command(one)), None)
            if "repair" in clause.labels[:1] and (talk.state["last"].get("topics") or clause.p("repair") >= 0.9):
                questions.repair(talk)
            elif label and label == clause.labels[0] and commands.run(talk, clause, label):
                continue
            elif "about" in clause:
                questions.about_itself(talk, clause, self._about_kinds(talk, clause))
            elif "question" in clause:
                asked.append(clause)
            elif "evidence" in clause or clause.signs:
                told.append(clause)
            elif any(one in clause for one in _SOCIAL):
                social.append(clause)
            elif any(one in clause for one in ("yes", "no", "unsure")) and not talk.tool:
                if len(clauses) == 1:
                    talk.remark("nothing_open_for_yes")
                    talk.choices += self._menu(talk)
            else:
                asked.append(clause)
        alone = alone and not talk.served and not social
        if told and not talk.tool:
            self._worry(talk, told, asked, alone)
        elif asked and not questions.ask(talk, asked, alone and not told) and not talk.served:
            self._not_understood(talk, asked)
        for clause in social:
            self._small_talk(talk, clause, len(social) == len(clauses))
        if not talk.served and not talk.answers and not talk.remarks:
            self._not_understood(talk, clauses)

    def _worry(self, talk: Talk, told: list[Clause], asked: list[Clause], alone: bool) -> None:
        urgent = talk.heard.urgency
        if urgent["level"] == "check":
            talk.state["pending"] = {"kind": "check"}
        question_first = bool(asked) and questions.ask(talk, asked, False)
        heard = worry.hear(talk, told)
        if asked and not question_first and not heard:
            questions.ask(talk, asked, alone)

    def _not_understood(self, talk: Talk, clauses: list[Clause]) -> None:
        """No reader knows what it is: the topic reader's whole view first, then another way."""
        if not talk.tool and questions.whole(talk):
            return
        if talk.tool and talk.here and talk.step[0] in ("item", "comment"):
            sure = talk.heard.intent in ("ask", "out_of_scope") and talk.heard.decision.get("band") == "answer"
            if sure and questions.whole(talk):
                return
            text = " ".join(clause.text for clause in clauses)
            talk.remarks.append(talk.say("not_written", text=shown(text)))
            talk.choices.append(
                talk.do(
                    "put",
                    talk.say("put_it_there", row=talk.row_name(talk.here)),
                    tool=talk.tool.id,
                    row=talk.here.id,
                    value="",
                    text=text,
                )
            )
        questions.missed(talk)

    def _small_talk(self, talk: Talk, clause: Clause, alone: bool) -> None:
        label = next(one for one in clause.labels if one in _SOCIAL)
        library = talk.kit.library
        if label in ("low", "upset"):
            talk.answer(library.plain("utter_user_distress"))
        elif label in ("abuse", "hostile", "feedback"):
            talk.remark(label)
        elif not alone and label != "aside":
            talk.served = True
        elif label == "aside":
            self._aside(talk, clause, alone)
        elif label == "greet":
            self._greet(talk)
        elif label == "thanks" and not talk.tool:
            talk.answer(library.plain("utter_thank"))
        elif label == "bye":
            talk.answer(library.plain("utter_goodbye"))
        elif talk.tool and label == "garbled":
            questions.missed(talk)
        elif talk.tool:
            talk.served = True  # the open row is asked again, which is all that is needed
        else:
            talk.remark("laugh" if label == "laugh" else "garbled" if label == "garbled" else "ok")
            talk.choices += self._menu(talk)

    def _aside(self, talk: Talk, clause: Clause, alone: bool) -> None:
        if talk.tool and len(clause.text.split()) > _SHORT_ASIDE and talk.here:
            writing.not_placed(talk, talk.tool, clause.text, talk.here)
        elif alone and not talk.tool:
            questions.missed(talk) if talk.state["misses"] else talk.remark("aside")
        talk.served = True

    def _greet(self, talk: Talk) -> None:
        tool = talk.at_hand
        if tool:
            found = talk.progress_of(tool)
            stage = str(found.pop("stage"))
            commands.say_resting(talk, tool, found, stage)
        else:
            talk.answer(talk.kit.library.plain("utter_greet"))

    def _menu(self, talk: Talk) -> list[Choice]:
        return [
            Choice(talk.say("button_topics"), "list_topics"),
            Choice(talk.say("button_start"), "start_screening"),
        ]

    def _about_kinds(self, talk: Talk, clause: Clause) -> dict[str, float]:
        for one in talk.heard.reading.get("clauses") or []:
            if one.get("start") == clause.start and one.get("about"):
                return dict(one["about"])
        return {}

    # Tools answered in one's own words

    def _free_text(self, talk: Talk, clauses: list[Clause]) -> None:
        """The answer is the text itself, unless the message plainly does something else."""
        assert talk.tool is not None
        first = clauses[0].labels[0] if clauses[0].labels else ""
        other = all(
            clause.labels
            and (
                commands.is_command(clause.labels[0])
                or clause.labels[0] in (*_ASKS, "repair", "thanks", "ok", "laugh", "greet", "aside", "garbled")
            )
            for clause in clauses
        )
        if other and (
            first not in ("question", "aside") or talk.heard.text.rstrip().endswith("?") or len(clauses) == 1
        ):
            self._others(talk, clauses, True)
            return
        if all("none_to_add" in clause for clause in clauses):
            talk.apply("skip", talk.tool.id)
            talk.served = True
            return
        outcomes = talk.apply("comment", talk.tool.id, text=talk.heard.text)
        talk.tell([one for one in outcomes if not isinstance(one, out.Ask)])
        talk.served = True

    def _context(self, talk: Talk, clauses: list[Clause]) -> bool:
        """An optional question about the child's life, answered by its label, yes, no or an age."""
        assert talk.tool is not None
        question = talk.tool.question(talk.step[1])
        if question is None or self._is_about_a_row(talk, clauses):
            return False
        value = context_value(question.id, dict(question.choices), talk.heard.text, clauses)
        if value is None:
            return False
        talk.tell(
            [
                one
                for one in talk.apply("set_context", talk.tool.id, question=question.id, value=value)
                if not isinstance(one, out.Ask)
            ]
        )
        talk.served = True
        return True

    def _is_about_a_row(self, talk: Talk, clauses: list[Clause]) -> bool:
        """Whether a message does something with a row, whose number is then no age ("make row 2 no")."""
        assert talk.tool is not None
        text = " ".join(talk.heard.text.split())
        does = any(clause.labels and commands.is_command(clause.labels[0]) for clause in clauses)
        return does and rows.without_row(talk.tool, text) != text.strip(" ,;:-")

    # Buttons

    def _pressed(self, talk: Talk, pressed: dict[str, Any]) -> None:
        intent, reply = str(pressed.get("intent") or ""), pressed.get("reply") or {}
        talk.served = True
        if "do" in reply:
            self._do(talk, dict(reply))
        elif "action" in reply:
            self._on_the_desk(talk, dict(reply))
        elif intent in STARTS:
            self._leave_emergency(talk)
            if people.is_family(talk):
                people.turn(talk, [], False)
            else:
                pending.drop(talk)
                commands.start(talk, STARTS[intent])
        elif intent == "ask" and talk.kit.library.has_topic(pressed.get("topic")):
            talk.answer(talk.kit.library.answer(str(pressed["topic"])))
        elif intent == "delete_my_data":
            talk.state["pending"] = {"kind": "erase"}
        elif intent in ("inform_affirm", "inform_deny") and talk.state["pending"]:
            pending.settle(talk, talk.state["pending"], "yes" if intent == "inform_affirm" else "no")
        elif intent == "resume":
            self._leave_emergency(talk)
            if talk.at_hand:
                commands.resume(talk, talk.at_hand)
            else:
                talk.remark("no_tool")
        elif intent in questions.PLAIN:
            talk.answer(talk.kit.library.plain(questions.PLAIN[intent]))
        elif f"utter_{intent}" in talk.kit.library:
            talk.answer(talk.kit.library.plain(f"utter_{intent}"))
        elif intent == "inform_deny":
            talk.remarks.append(load_notices().say("kept"))
        else:
            talk.answer(talk.kit.library.plain("utter_help"))

    def _leave_emergency(self, talk: Talk) -> None:
        if talk.state["mode"] == EMERGENCY:
            emergency.leave(talk)

    def _on_the_desk(self, talk: Talk, reply: dict[str, Any]) -> None:
        """A button of a tool: an answer, a comment's time, moving about."""
        self._leave_emergency(talk)
        data = dict(reply.get("data") or {})
        tool = self.kit.tools.get(str(reply.get("tool") or data.get("tool") or ""))
        pending.drop(talk)
        if reply["action"] == "answer" and tool and tool.item(str(data.get("item"))) and "field" not in data:
            item = tool.item(str(data["item"]))
            assert item is not None
            if tool.id in talk.desk["tools"]:
                writing.put(talk, tool, item, str(data["value"]), str(data.get("evidence") or ""))
                return
        if reply["action"] == "pause":
            commands.run(talk, Clause(""), "pause")
            return
        outcomes = talk.apply(reply["action"], **({"tool": reply.get("tool")} | data))
        talk.tell([one for one in outcomes if not isinstance(one, out.Ask)])
        if any(isinstance(one, out.Finished) for one in outcomes):
            talk.ask = False

    def _do(self, talk: Talk, data: dict[str, Any]) -> None:
        """A button of the manager's own."""
        what = data.pop("do")
        if what == "undo" and data.get("step") not in (None, talk.newest_step()):
            talk.remark("undo_gone")
        elif what == "undo":
            commands.run(talk, Clause(talk.heard.text), "undo")
        elif what == "settle":
            waiting = talk.state["pending"]
            if waiting and data.get("of") not in (None, pending.mark_of(waiting)):
                talk.remark("proposals_gone")
            elif waiting:
                pending.settle(talk, waiting, str(data["value"]))
            else:
                talk.remark("nothing_open_for_yes")
        elif what == "safe":
            if talk.state["pending"] and talk.state["pending"]["kind"] == "check":
                talk.state["pending"] = None
            if data["answer"] == "yes":
                talk.remark("safe_then")
            else:
                emergency.enter(talk)
        elif what == "over":
            emergency.end_by_button(talk)
        elif what == "who":
            talk.state["pending"] = None
            people.set_who(talk, str(data["who"]))
            if people.is_family(talk):
                people.turn(talk, [], True)
            else:
                talk.remark("who_worker_then")
        elif what == "resume":
            self._leave_emergency(talk)
            tool = self.kit.tools.get(str(data.get("tool"))) or talk.at_hand
            if tool and tool.id in talk.desk["tools"]:
                commands.resume(talk, tool)
        elif what == "put":
            self._put(talk, data)
        elif what == proposed.MEANS:
            proposed.pick(talk, dict(data.get("rows") or {}))
        elif what == "leave":
            proposed.leave(talk)

    def _put(self, talk: Talk, data: dict[str, Any]) -> None:
        tool = self.kit.tools.get(str(data.get("tool")))
        item = tool.item(str(data.get("row"))) if tool else None
        if tool is None or item is None or tool.id not in talk.desk["tools"]:
            return
        value, text = str(data.get("value") or ""), str(data.get("text") or "")
        answered = item.id in talk.desk["tools"][tool.id]["answers"]
        if value:
            writing.put(talk, tool, item, value, text)
        elif answered:
            writing.add(talk, tool, item, text)
        else:
            pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": item.id, "value": "yes", "text": text}])


def context_value(question: str, choices: dict[str, str], text: str, clauses: list[Clause]) -> str | None:
    """Which choice of an optional question a text says, None where it says none."""
    said = " ".join(text.lower().split()).strip(" .!?")
    for value, label in choices.items():
        if said in (value, label.lower()):
            return value
    if question == "age_band":
        ages = [int(word) for word in said.replace("-", " ").split() if word.isdigit()]
        if len(ages) == 1 and 0 < ages[0] < 30:
            bands = ((12, "under_12"), (16, "12_to_15"), (18, "16_to_17"), (30, "18_or_over"))
            return next(band for limit, band in bands if ages[0] < limit)
    labels = clauses[0].labels if len(clauses) == 1 else ()
    for label in labels:
        if label in ("yes", "no") and label in choices:
            return str(label)
        if label == "unsure" and "not_known" in choices:
            return "not_known"
    return None
