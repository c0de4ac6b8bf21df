"""The modules and classes that `slim_rasa` hands to Rasa in place of packages that are left out."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from slim_rasa import FOR, asking
from slim_rasa.packages import PARENTS, package_of


class NotInstalled(ImportError):
    """A package that this installation leaves out was really used."""

    def __init__(self, path: str) -> None:
        super().__init__(explanation(path), name=path)


def explanation(path: str) -> str:
    """What to tell somebody whose configuration needs a package that is left out."""
    package = package_of(path) or path
    return (
        f"'{path}' was used, but {package} is not installed: this assistant runs without it. "
        f"If a component, channel or store you have configured needs it, install it into .venv: "
        f".venv/bin/python -m pip install {package}"
    )


class Kind(type):
    """The class of stand-ins: their attributes are stand-ins again."""

    _path: str

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls._path}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Real use ends here: an instance of a subclass, a call from a function. While a module loads: a decorator."""
        if "_path" not in cls.__dict__ or sys._getframe(1).f_code.co_flags & inspect.CO_OPTIMIZED:
            raise NotInstalled(cls._path)
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else cls

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __iter__(cls) -> Iterator[Any]:
        return iter(())

    def __or__(cls, _: Any) -> Any:
        return cls

    def __ror__(cls, _: Any) -> Any:
        return cls


def stand_in(path: str) -> Any:
    """A class that answers for the object at `path`; one that can be caught, if it is an exception."""
    module, _, name = path.rpartition(".")
    catchable = name.endswith(("Error", "Exception")) or module.endswith(("exceptions", "errors", "exc"))
    return Kind(name, (Exception,) if catchable else (), {"_path": path, "__module__": module or path})


class SentryProcessor:
    """Rasa puts one into its logging; without Sentry it passes every entry on."""

    def __init__(self, **_: Any) -> None: ...

    def __call__(self, _: Any, __: str, entry: Any) -> Any:
        """The entry as it was."""
        return entry


REPLACED = {"structlog_sentry.SentryProcessor": SentryProcessor}


class StandIn(ModuleType):
    """A module that has, for Rasa, every attribute."""

    def __getattr__(self, name: str) -> Any:
        path = f"{self.__name__}.{name}"
        if name.startswith("__") or asking() not in FOR:
            raise AttributeError(explanation(path))
        made = REPLACED.get(path) or stand_in(path)
        self.__dict__[name] = made
        return made


class Loader:
    """Makes stand-in modules."""

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        """The module."""
        made = StandIn(spec.name)
        made.__path__ = []  # a package: modules below it can be asked for
        return made

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Nothing to run."""


def spec(name: str) -> ModuleSpec | None:
    """A spec for a module of a package that is left out, None for any other."""
    if package_of(name) is None and name not in PARENTS:
        return None
    return ModuleSpec(name, Loader, is_package=True)  # type: ignore[arg-type]
