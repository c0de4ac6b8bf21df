"""Runs our actions inside the Rasa process: no hop to an action server that could be slow or dead.

The actions stay rasa-sdk actions (package `actions`), so that `rasa run actions`, `rasa shell` and the like work as
for any assistant; this object takes the place of the endpoint that Rasa would send requests to.
"""

from __future__ import annotations

from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

PACKAGE = "actions"


class InProcess(EndpointConfig):
    """An action endpoint that is a function call."""

    def __init__(self, package: str = PACKAGE) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> dict[str, Any] | None:
        """What an action server would have answered to the same request."""
        answer: dict[str, Any] | None = await self._executor.run(json or {})
        return answer
