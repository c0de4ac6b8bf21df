"""The short texts that doors and actions say themselves (content/notices.yml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template

from guidance.reading import CONTENT_DIR, ContentError, read


class Notices:
    """Texts by name; `$name` in a text is filled in when it is said."""

    def __init__(self, texts: dict[str, str], path: Path) -> None:
        self._texts = texts
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def say(self, name: str, **values: str | int) -> str:
        """The text of a notice, filled in.

        Raises:
            ContentError: there is no such text, or it asks for a value that nobody gives.
        """
        if name not in self._texts:
            raise ContentError(self._path.name, name, name, "is used by the assistant and must be there")
        try:
            return Template(self._texts[name]).substitute({k: str(v) for k, v in values.items()})
        except KeyError as error:
            raise ContentError(self._path.name, name, f"${error.args[0]}", "is not known here") from None


@lru_cache(maxsize=1)
def load_notices(path: Path = CONTENT_DIR / "notices.yml") -> Notices:
    """Reads the texts.

    Raises:
        ContentError: the file is not a list of names and texts.
    """
    file = read(path)
    return Notices({name: file.text(name) for name in file.data}, path)
