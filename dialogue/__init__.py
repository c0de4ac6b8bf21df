"""The dialogue: what to do with what was understood. Plain Python; imports neither Rasa nor Sanic.

Manager().turn(state, heard) -> Outcome    one turn
context_of(state) -> str                   what is open, for the readers of the next message
read_edit(raw) -> dict | None              a row edited by hand on the page, checked (POST /chat/messages {edit})
tools_view(state) -> dict                  what is written so far, for the page (GET /chat/tools)
"""

from dialogue.editing import read_edit
from dialogue.heard import Clause, Heard
from dialogue.manager import Manager, Outcome
from dialogue.view import context_of, tools_view

__all__ = ["Clause", "Heard", "Manager", "Outcome", "context_of", "read_edit", "tools_view"]
