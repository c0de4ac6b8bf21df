"""Makes the console: the web application and the worker that keeps its index."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from sanic import Sanic
from sqlalchemy.engine import Engine

from review import database, personal, views
from review.config import Config
from review.index.worker import Worker
from review.services import labels
from review.web.server import Server
from review.web.templates import Templates

logger = logging.getLogger(__name__)

LARGEST_FORM = 2_000_000  # bytes; a proposal with thousands of texts fits


def create_app(config: Config, engine: Engine | None = None) -> Sanic:
    """The console as a Sanic application; its worker starts and stops with it."""
    assert views  # importing it has registered the routes
    personal.register()
    engine = engine or database.connect(config.database_url)
    database.prepare(engine)
    # several in one process (tests) need names of their own; the default logging would write addresses of visitors
    app = Sanic(f"cec-review-{uuid.uuid4().hex[:8]}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_FORM
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.ctx.engine = engine
    app.ctx.worker = Worker(engine, config, labels())
    server = Server(engine, config, Templates(labels().titles))
    server.attach(app)

    async def start(_app: Sanic, _loop: Any) -> None:
        app.ctx.worker.start()

    async def stop(_app: Sanic, _loop: Any) -> None:
        app.ctx.worker.stop()
        server.threads.shutdown(wait=False)

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
    return app


def serve(config: Config) -> None:
    """Runs the console until it is told to stop."""
    app = create_app(config)
    app.run(host=config.host, port=config.port, access_log=False, debug=False, motd=False)
