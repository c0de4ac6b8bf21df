"""Says how far a long step is and how long it will take, from what it measures on this machine.

On a terminal one line that is written over; in a log file whole lines, not more often than every ten seconds.
Plain Python: it also runs before anything is installed.
"""

from __future__ import annotations

import sys
import time
from typing import IO

QUIET = 10.0  # seconds between two lines in a log file


class Step:
    """One step, such as 'Environment' or 'Training'; `at` tells how much of it is done."""

    def __init__(self, name: str, out: IO[str] | None = None) -> None:
        self.name = name
        self.out = out or sys.stdout
        self.started = time.monotonic()
        self.said = float("-inf")
        self.width = 0

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started

    def at(self, share: float, doing: str, left: float | None = None) -> None:
        """Tells how far it is: a share from 0 to 1, what is being done, and seconds left if better known."""
        if left is None and 0.03 < share < 1 and self.seconds > 3:
            left = self.seconds * (1 - share) / share
        line = f"{self.name}: {share:4.0%}  {doing}"
        self._say(line if left is None else f"{line}  (about {spell(left)} left)")

    def end(self, what: str) -> None:
        """Tells that it is done."""
        self.said = float("-inf")
        self._say(f"{self.name}: {what} ({spell(self.seconds)})", last=True)

    def _say(self, line: str, last: bool = False) -> None:
        if self.out.isatty():
            self.out.write("\r" + line.ljust(self.width) + ("\n" if last else ""))
            self.width = len(line)
        elif time.monotonic() - self.said >= QUIET:
            self.said = time.monotonic()
            self.out.write(line + "\n")
        self.out.flush()


def spell(seconds: float) -> str:
    """12 s, 3 min 20 s."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
