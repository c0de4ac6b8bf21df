"""Takes up a new model while people talk: `make train` on a running installation loses no turn.

Declared as a channel in credentials.yml, because that is how Rasa lets us into its server; it has no address. Looks
every two seconds at the note that `make train` writes last, loads the model beside the old one and changes over between
two turns: a turn that is under way ends with the model it began with. A model that cannot be loaded changes nothing.
If the code that reads models has changed too, the process has to be started again: under `make run` it ends by itself
(turns under way are finished first) and the supervisor starts it.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic

from bot.failures import without_values
from bot.model_info import MODEL, code_digest, noted, took_up

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds
SUPERVISED = "CEC_SUPERVISED"  # set by `make run` for the processes it starts again


class ModelWatch(InputChannel):
    """Looks for a new model as long as the server runs."""

    @classmethod
    def name(cls) -> str:
        """Part of no address: there is no route."""
        return "model"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """No routes, only what runs beside the server."""
        part = Blueprint("model_watch")

        @part.listener("after_server_start")
        async def start(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            app.ctx.model_watch = asyncio.create_task(watch(app.ctx.agent))

        @part.listener("before_server_stop")
        async def stop(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            app.ctx.model_watch.cancel()

        return part


async def watch(agent: Agent, every: float = EVERY) -> None:
    """Loads each new model until cancelled."""
    current, code = noted(), code_digest()
    took_up(current)
    give_back()
    while True:
        await asyncio.sleep(every)
        note = noted()
        if not note or note.get("version") == current.get("version"):
            continue
        current = note
        if note.get("code") != code:
            restart()
            continue
        try:
            # In a thread, so that people are answered meanwhile; the agent changes over when it is complete
            await asyncio.get_running_loop().run_in_executor(None, agent.load_model, str(MODEL))
        except Exception as problem:  # whatever is wrong with it, the old one goes on answering
            logger.exception("The new model cannot be loaded; the old one stays.", exc_info=without_values(problem))
            continue
        took_up(note)
        give_back()
        logger.info("Model %s of %s answers now.", note.get("version"), note.get("trained"))


def give_back() -> None:
    """Returns to the system what loading needed and the old model held: some 50 MB."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)


def restart() -> None:
    """Ends this process, if somebody is there to start it again."""
    if os.environ.get(SUPERVISED):
        logger.warning("The new model needs new code: starting again.")
        os.kill(os.getpid(), signal.SIGTERM)
    else:
        logger.warning("There is a new model, but it needs new code: restart this process to use it.")
