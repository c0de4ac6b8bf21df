"""Reading content files: YAML with errors that a person who writes guidance can act on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

CONTENT_DIR = Path(__file__).parent / "content"


class ContentError(ValueError):
    """A content file that cannot be used; names the file, the entry, the field and what is wanted."""

    def __init__(self, file: str, entry: str, field: str, wanted: str) -> None:
        """Keep the four parts so that tests and editors can use them apart."""
        self.file, self.entry, self.field, self.wanted = file, entry, field, wanted
        super().__init__(f"{file}: {entry}: '{field}' {wanted}")


class _Loader(yaml.SafeLoader):
    """SafeLoader in which yes, no, on and off stay words, and a key written twice is an error.

    YAML 1.1 turns an unquoted `yes` into True; in these files it is an answer somebody gives.
    """


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, rule) for tag, rule in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise yaml.constructor.ConstructorError(None, None, f"'{key.value}' is written twice", key.start_mark)
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


class Entry:
    """One mapping of a content file; its getters raise ContentError with the place in the file."""

    def __init__(self, file: str, name: str, data: object) -> None:
        """Wrap `data`, which has to be a mapping."""
        if not isinstance(data, Mapping):
            raise ContentError(file, name, name, "must be a mapping (field: value)")
        self.file, self.name, self.data = file, name, data

    def error(self, field: str, wanted: str) -> ContentError:
        """An error at this entry."""
        return ContentError(self.file, self.name, field, wanted)

    def only(self, *fields: str) -> None:
        """Refuse fields that nobody reads: most often a slip of the pen."""
        for field in self.data:
            if field not in fields:
                raise self.error(str(field), f"is not a field here; known are {', '.join(fields)}")

    def text(self, field: str, default: str | None = None) -> str:
        """A text that is not empty, or `default` where the field is left out."""
        value = self.data.get(field)
        if value is None and default is not None:
            return default
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.error(field, "is wanted: a text that is not empty")
        return value.strip()

    def texts(self, field: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where it is left out and not required."""
        value = self.data.get(field)
        if value is None and not required:
            return ()
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(v, (str, int)) and str(v).strip() for v in value)
        ):
            raise self.error(field, "must be a list of texts with at least one in it")
        return tuple(str(v).strip() for v in value)

    def choice(self, field: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of a few words."""
        value, words = self.text(field, default), tuple(allowed)
        if value not in words:
            raise self.error(field, f"must be one of {', '.join(words)}, not '{value}'")
        return value

    def ids(self, field: str, allowed: Iterable[str], *, required: bool = False) -> tuple[str, ...]:
        """A list of words that are all known."""
        known = tuple(allowed)
        values = self.texts(field, required=required)
        for value in values:
            if value not in known:
                raise self.error(field, f"names '{value}', which is not known; known are {', '.join(known)}")
        return values

    def entry(self, field: str) -> Entry:
        """A mapping inside this one."""
        if field not in self.data:
            raise self.error(field, "is wanted: a mapping (field: value)")
        return Entry(self.file, f"{self.name} > {field}", self.data[field])

    def entries(self, field: str, *, required: bool = True) -> list[Entry]:
        """A list of mappings; each is called by its id in errors, so that it can be found in the file."""
        value = self.data.get(field)
        if value is None and not required:
            return []
        if not isinstance(value, list) or not value:
            raise self.error(field, "must be a list with at least one entry")
        found = []
        for number, data in enumerate(value, 1):
            name = data.get("id", f"number {number}") if isinstance(data, Mapping) else f"number {number}"
            found.append(Entry(self.file, f"{self.name} > {field} > {name}", data))
        return found

    def mapping(self, field: str) -> dict[str, str]:
        """A mapping of words to texts."""
        inner = self.entry(field)
        return {str(key): inner.text(str(key)) for key in inner.data}


def read(path: Path) -> Entry:
    """Read one content file.

    Raises:
        ContentError: the file is missing, is not YAML, or is not a mapping.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ContentError(path.name, "file", path.name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ContentError(path.name, "file", path.name, "must be UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        problem = getattr(error, "problem", None) or "not understood"
        raise ContentError(path.name, place, "YAML", f"cannot be read: {problem}") from error
    return Entry(path.name, "file", data)


def unique(entries: Iterable[Entry], id_of: Callable[[Entry], str]) -> None:
    """Refuse an id that is used twice."""
    seen: set[str] = set()
    for entry in entries:
        name = id_of(entry)
        if name in seen:
            raise entry.error("id", f"'{name}' is used twice; an id must be unique")
        seen.add(name)
