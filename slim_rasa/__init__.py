"""Rasa without what nobody here uses: stands in for TensorFlow and for the SDKs of channels and stores we do not run.

Rasa 3.6 imports them all when it starts, although our pipeline, doors and stores need none: 2 GB on disk, 350 MB of
memory and three seconds. `install()` puts an importer last on `sys.meta_path`, so that a package which really is
installed always wins. What it hands out can be subclassed and used as a decorator while modules are being imported,
and nothing else: any real use raises `NotInstalled`, which says what to install.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# Root module -> the package on PyPI that really holds it
PACKAGES = {
    "tensorflow": "tensorflow", "keras": "tensorflow", "tensorflow_hub": "tensorflow-hub",
    "tensorflow_text": "tensorflow-text", "tensorflow_addons": "tensorflow-addons", "aiogram": "aiogram",
    "boto3": "boto3", "botocore": "boto3", "confluent_kafka": "confluent-kafka", "fbmessenger": "fbmessenger",
    "mattermostwrapper": "mattermostwrapper", "pymongo": "pymongo", "rocketchat_API": "rocketchat-API",
    "slack_sdk": "slack-sdk", "twilio": "twilio", "webexteamssdk": "webexteamssdk", "matplotlib": "matplotlib",
    "google.auth": "google-auth", "google.oauth2": "google-auth", "google.cloud": "google-cloud-storage",
    "sentry_sdk": "sentry-sdk", "pycrfsuite": "python-crfsuite", "sklearn_crfsuite": "sklearn-crfsuite",
}  # fmt: skip


def package_of(name: str) -> str | None:
    """The package on PyPI that holds a module which is left out, None for any other module."""
    parts = name.split(".")
    return PACKAGES.get(parts[0]) or PACKAGES.get(".".join(parts[:2]))


class NotInstalled(ImportError):
    """A package that this installation leaves out was really used."""

    def __init__(self, name: str) -> None:
        package = package_of(name)
        super().__init__(
            f"'{name}' was used, but {package} is not installed: this assistant runs without it. "
            f"If a component, channel or store you have configured needs it, install it into .venv: "
            f".venv/bin/python -m pip install {package}"
        )


class _Kind(type):
    """The class of stand-ins: attributes are stand-ins again."""

    _path: str

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(f"{cls._path}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        caller = sys._getframe(1)
        if cls.__dict__.get("_path") is None or caller.f_code.co_flags & inspect.CO_OPTIMIZED:
            raise NotInstalled(cls._path)  # a subclass is being created, or a function is running: real use
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]  # used as a decorator
        return cls

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __or__(cls, other: Any) -> Any:
        return cls

    def __ror__(cls, other: Any) -> Any:
        return cls


def stand_in(path: str) -> Any:
    """A class that answers for the object at `path`."""
    name = path.rpartition(".")[2]
    bases = (Exception,) if name.endswith(("Error", "Exception")) else ()
    return _Kind(name, bases, {"_path": path, "__module__": path.rpartition(".")[0] or path})


class _Module(ModuleType):
    """A module that has every attribute."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = stand_in(f"{self.__name__}.{name}")
        setattr(self, name, made)
        return made


class Importer(MetaPathFinder, Loader):
    """Answers for the packages above where they are not installed."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """A spec for a module of a package that is left out, None for any other."""
        if package_of(name) is None:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module."""
        module = _Module(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install() -> None:
    """Put the importer last, once."""
    if not any(isinstance(one, Importer) for one in sys.meta_path):
        sys.meta_path.append(Importer())
