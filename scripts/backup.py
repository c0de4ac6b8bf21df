"""`python -m scripts.backup make|erase|purge|restore`: back-ups in var/backups, and erasure that reaches them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import VAR, SettingsError, current
from privacy import backups, retention
from review import personal

KEEP = 14


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.backup", description="Back up, restore and erase.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    make = commands.add_parser("make", help="copy the database, in use or not, into a new file")
    make.add_argument("--keep", type=int, default=KEEP, help=f"how many back-ups to keep (default {KEEP})")
    erase = commands.add_parser("erase", help="erase one conversation from the database and from every back-up")
    erase.add_argument("sender", metavar="SENDER", help="the conversation's id")
    purge = commands.add_parser("purge", help="erase old conversations from the database and from every back-up")
    purge.add_argument("--days", type=float, help="days since the last activity (default CEC_RETENTION_DAYS)")
    restore = commands.add_parser("restore", help="put a back-up into an empty database; stop the assistant first")
    restore.add_argument("file", type=Path, metavar="FILE")
    for command in (make, erase, purge, restore):
        command.add_argument("--database-url", help="default: CEC_DATABASE_URL")
        command.add_argument(
            "--folder", type=Path, help="default: the folder backups beside the SQLite database, or var/backups"
        )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 done, 2 could not."""
    options = _parser().parse_args(arguments)
    personal.register()
    try:
        settings = current()
        url = options.database_url or settings.database_url
        if options.command == "restore":
            engine = retention.connect(url, must_exist=False)
            backups.restore_backup(options.file, engine)
            print(f"Restored {options.file.name}.")
            return 0
        engine = retention.connect(url)
        folder = options.folder or backups.folder_for(engine, VAR)
        if options.command == "make":
            if options.keep < 1:
                raise ValueError("--keep must be 1 or more.")
            path = backups.make_backup(engine, folder)
            gone = backups.remove_backups(folder, options.keep)
            print(f"Made {path}; removed {gone} older back-up(s).")
            return 0
        if options.command == "erase":
            erased = retention.erase_conversation(engine, options.sender)
            copies = backups.erase_from_backups(folder, options.sender)
        else:
            days = settings.retention_days if options.days is None else options.days
            erased = retention.purge(engine, days)
            copies = backups.purge_backups(folder, days)
    except (ValueError, SettingsError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 2
    except SQLAlchemyError as error:
        # its message may quote rows, or the address with its password
        print(f"The database refused: {type(getattr(error, 'orig', None) or error).__name__}.", file=sys.stderr)
        return 2
    print(f"Erased {erased.conversations} conversation(s), {erased.total} row(s); in back-ups {copies.total} row(s).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
