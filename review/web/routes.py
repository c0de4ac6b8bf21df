"""Routes with the role each one needs, so that a page cannot exist without saying who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sanic.response import HTTPResponse

Handler = Callable[..., HTTPResponse]


@dataclass(frozen=True)
class Route:
    """One address. `role` None: for everybody, signed in or not. POST always needs a form token."""

    method: str
    path: str
    role: str | None
    handler: Handler


ROUTES: list[Route] = []


def page(path: str, role: str | None) -> Callable[[Handler], Handler]:
    """Registers a page that only reads."""
    return _registered("GET", path, role)


def action(path: str, role: str | None) -> Callable[[Handler], Handler]:
    """Registers what a form does; its token has been checked before the handler runs."""
    return _registered("POST", path, role)


def _registered(method: str, path: str, role: str | None) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, role, handler))
        return handler

    return register


class Refused(Exception):
    """A request that cannot be served: HTTP status, and a sentence for the person."""

    def __init__(self, status: int, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
