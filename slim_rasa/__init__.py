"""Rasa without what nobody here uses: stands in for TensorFlow and for the SDKs of channels and stores we do not run.

Rasa 3.6 imports them all when it starts, although our pipeline, doors and stores need none: 2 GB on disk, 350 MB of
memory and three seconds. `install()` puts an importer last on `sys.meta_path`, so that a package which really is
installed always wins. It answers only to modules of Rasa, so that a library which looks whether TensorFlow is there
still finds that it is not. What it hands out can be subclassed and used as a decorator while modules are being
imported, and nothing else: any real use raises `NotInstalled`, which says what to install.

`scripts/setup.sh` copies this package into the environment, with a `.pth` file that calls `install()` in every Python
started there; so `rasa train`, `rasa shell` and pytest need nothing further. It costs a millisecond.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# Who may be answered; everybody else is told the truth. onnxruntime's tools import sympy and hardly use it
FOR = frozenset({"rasa", "rasa_sdk", "onnxruntime"})
# What Rasa is told before it starts, unless somebody said otherwise
ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


class Importer:
    """Answers Rasa's imports of packages that are not installed."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """A spec for a module of a package that is left out, None for any other and for anybody but Rasa."""
        if asking() not in FOR:
            return None
        from slim_rasa import standins

        return standins.spec(name)


def asking(depth: int = 2) -> str:
    """The top-level package of the code that is importing, or reading an attribute."""
    frame = sys._getframe(depth)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("importlib"):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def install() -> None:
    """Put the importer last, once."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if not any(finder is Importer or type(finder).__name__ == "Importer" for finder in sys.meta_path):
        sys.meta_path.append(Importer)
