"""Makes an account of the review console and prints its one-time link: `python -m scripts.review_admin NAME`."""

from __future__ import annotations

import argparse
import sys

from bot.settings import SettingsError, current
from review import database
from review.auth import audit, users
from review.auth.roles import ADMINISTRATOR, ROLES


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="An existing account gets a new link.")
    parser.add_argument("name", metavar="NAME", help="user name, such as an e-mail address")
    parser.add_argument("--role", choices=ROLES, default=ADMINISTRATOR, help="default: %(default)s")
    parser.add_argument("--address", help="the console's address; default: http://HOST:PORT of this machine")
    options = parser.parse_args()
    try:
        settings = current()
        engine = database.connect(settings.database_url)
        database.prepare(engine)
        token = users.invite(engine, options.name, options.role)
    except (SettingsError, users.UserError) as error:
        print(error, file=sys.stderr)
        return 1
    audit.note(engine, "command line", "invited", options.name.strip().lower(), options.role)
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    address = (options.address or f"http://{host}:{settings.review_port}").rstrip("/")
    print(f"Open this link within {users.INVITED_SECONDS // 3600} hours to choose a password. It works once:")
    print(f"{address}/welcome/{token}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
