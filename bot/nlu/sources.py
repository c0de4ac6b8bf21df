"""One digest of the understanding's own code, for Rasa's training cache.

Rasa's fingerprint covers a component's class only, not the modules it stands on.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.nlu.stored_calibration import PATH as CALIBRATION


def source_digest() -> str:
    """The digest of every module and word list in this folder, and of the stored confidence."""
    value = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.glob("*.py"), *folder.glob("*.yml"), CALIBRATION]):
        value.update(path.name.encode() + b"\0" + path.read_bytes())
    return value.hexdigest()


def examples_digest() -> str:
    """The digest of the examples that the readers learn from and Rasa does not read (bot/data)."""
    value = hashlib.sha256()
    folder = Path(__file__).resolve().parents[1] / "data"
    for path in [*sorted(folder.glob("*.yml")), *sorted(folder.glob("wording/*.txt"))]:
        value.update(path.name.encode() + b"\0" + path.read_bytes())
    return value.hexdigest()
