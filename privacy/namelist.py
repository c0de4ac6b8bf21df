"""More names of people than one can write by hand: those of the `faker` package, from some eighty countries.

They only add to the lists in `privacy/data`: a name that is an ordinary word, a place or an organisation as well is
left to those lists, where somebody has thought about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

_NAME = re.compile(r"[a-z]+(?:[-'][a-z]+)*")
_PACKAGE = "faker.providers.person"


def _values(provider: Any, prefix: str) -> Iterator[str]:
    for attribute in dir(provider):
        value = getattr(provider, attribute)
        if attribute.startswith(prefix) and isinstance(value, (dict, list, tuple, set, frozenset)):
            yield from (name for name in value if isinstance(name, str))


def names(fold: Callable[[str], str]) -> tuple[set[str], set[str]]:
    """First names and family names, folded."""
    found = find_spec(_PACKAGE)
    if found is None or found.submodule_search_locations is None:
        raise RuntimeError("The package faker is missing: install requirements.lock.")
    given: set[str] = set()
    family: set[str] = set()
    for module in iter_modules(found.submodule_search_locations):
        provider = import_module(f"{_PACKAGE}.{module.name}").Provider
        for prefix, names_ in (("first_name", given), ("last_name", family)):
            names_.update(name for name in map(fold, _values(provider, prefix)) if _NAME.fullmatch(name))
    return given, family
