"""The manager: from what was heard and the state, what to write, what to say and what to ask.

Order: danger, what waits for a yes, repair and commands, answers, questions, small talk. Everything in a message is
served in one turn; what could not be placed is said.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.channels.replies import TEXT, Choice, Reply
from dialogue import (
    assigning,
    buttons,
    commands,
    emergency,
    forms,
    free_text,
    past,
    pending,
    people,
    questions,
    worry,
    writing,
)
from dialogue.heard import Clause, Heard
from dialogue.library import Library, read_responses
from dialogue.state import EMERGENCY, State, load
from dialogue.talk import Kit, Talk, shown
from guidance import outcomes as out
from guidance.definitions import load_tools
from guidance.desk import Desk
from guidance.pathways import evaluate
from guidance.state import split

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
            buttons.press(talk, dict(heard.pressed))
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
            if not free_text.answer(talk, clauses):
                self._others(talk, clauses, True)
            return
        if talk.step[0] == "context" and free_text.context(talk, clauses):
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
            assigning.assignments(tool, clause.text, None, talk.written_last)[0]
            for clause in clauses
            if "change" in clause or "replace" in clause
        )

    def _answers_the_next_row(self, talk: Talk, clause: Clause) -> bool:
        """An answer while a tool rests is read back for the row that would come next."""
        tool = talk.at_hand
        if tool is None or not tool.values or talk.desk["tools"][tool.id].get("status") != "paused":
            return False
        row = split(talk.tool_state(tool)["asking"])[1]
        value = next((one for one in clause.labels if one in tool.values), None)
        if value is None or tool.item(row) is None:
            return False
        pending.propose(talk, [{"kind": "put", "tool": tool.id, "row": row, "value": value, "text": ""}])
        return True

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
                if len(clauses) == 1 and not self._answers_the_next_row(talk, clause):
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
        inside = worry.concealed(talk.kit.tools[worry.SCREENING], worry.signs_in(told))
        if urgent["level"] == "check" and not inside:  # there it is medical help now, whatever the answer
            talk.state["pending"] = {"kind": "check"}
        question_first = bool(asked) and questions.ask(talk, asked, False)
        heard = worry.hear(talk, told)
        if asked and not question_first and not heard:
            questions.ask(talk, asked, alone)

    def _not_understood(self, talk: Talk, clauses: list[Clause]) -> None:
        """No reader knows what it is: the topic reader's whole view first, then another way."""
        if not talk.tool and questions.whole(talk):
            return
        if talk.step[0] == "comment" and talk.heard.has("yes", "unsure") and not clauses:
            talk.remark("words_wanted")  # an answer word where words are asked for
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
