"""Starts one process of the Procfile: `python -m scripts.serve rasa|actions|review`."""

from __future__ import annotations

import argparse
import logging
import os
import runpy
import sys
import warnings

from bot.model_info import MODEL
from bot.settings import VAR, Settings, SettingsError, current, load
from privacy.logs import install_log_filter
from review import personal
from review.config import Config

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def rasa(settings: Settings) -> None:
    """The Rasa server with our doors; never with Rasa's own API or telemetry."""
    if not MODEL.exists():
        sys.exit("There is no trained model yet. Run: make train")
    personal.register()  # what is erased here must also go from the console's tables
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # Only used where it was set: else the door runs the actions in this process (bot/in_process.py)
    os.environ["CEC_ACTIONS_URL"] = settings.actions_url or f"http://127.0.0.1:{settings.actions_port}/webhook"
    os.environ["LOG_LEVEL"] = settings.log_level
    os.environ["LOG_LEVEL_LIBRARIES"] = "DEBUG" if settings.log_level == "DEBUG" else "ERROR"
    quiet()
    from slim_rasa import quick

    quick.loading()
    sys.argv = ["rasa", "run", "--model", str(MODEL), "--endpoints", "endpoints.yml"]
    sys.argv += ["--credentials", "credentials.yml", "--interface", settings.host, "--port", str(settings.port)]
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


def quiet() -> None:
    """Sanic 21 switches on everybody's deprecation warnings; its own would drown what matters."""
    import sanic.app  # noqa: F401  it does so when it is imported

    warnings.filterwarnings("ignore", category=DeprecationWarning)


def review(settings: Settings) -> None:
    """The trainers' review console. Imports neither Rasa nor its SDK."""
    from review import app

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app.serve(review_config(settings))


def review_config(settings: Settings) -> Config:
    """The console's part of the settings."""
    return Config(
        database_url=settings.database_url,
        secret=settings.secret,
        host=settings.host,
        port=settings.review_port,
        retention_days=settings.retention_days,
        session_hours=settings.review_session_hours,
        idle_minutes=settings.review_idle_minutes,
        index_seconds=settings.review_index_seconds,
        sso_header=settings.review_sso_header,
        sso_from=settings.sso_proxies,
        proxies=settings.proxies,
        var=VAR,
    )


def actions(settings: Settings) -> None:
    """An action server apart, for those who want one: set CEC_ACTIONS_URL for the Rasa server."""
    # rasa-sdk listens on the address in this variable; unset it would be every interface
    os.environ["SANIC_HOST"] = "127.0.0.1"
    sys.argv = ["rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port)]
    sys.argv += {"DEBUG": ["--debug"], "INFO": ["--verbose"]}.get(settings.log_level, ["--quiet"])
    runpy.run_module("rasa_sdk", run_name="__main__", alter_sys=True)


PROCESSES = {"rasa": rasa, "actions": actions, "review": review}


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("process", choices=sorted(PROCESSES))
    name = parser.parse_args().process
    try:
        load()
        settings = current()
        if settings.log_level not in LOG_LEVELS:
            raise SettingsError(f"CEC_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not '{settings.log_level}'")
        install_log_filter()  # before anything is logged; Rasa's configuration of logging leaves it in place
        PROCESSES[name](settings)
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
