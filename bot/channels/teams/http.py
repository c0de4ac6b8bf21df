"""Outgoing requests of the Teams door: bounded in time and size, never following a redirect."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any, Final

import httpx2 as httpx

LARGEST: Final = 1_000_000  # bytes of an answer that are read
SECONDS: Final = 15.0  # for a whole exchange, so that a server that trickles bytes cannot hold us


class Unreachable(Exception):
    """No answer: no connection, too slow, or too large. `sent` is true if the request may have arrived."""

    def __init__(self, reason: str, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json(self) -> Any:
        """The body as JSON, None if it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def new_client() -> httpx.AsyncClient:
    """The one client of the process. Making it reads the system's certificates, so it is made at start-up only."""
    # They log every address, and ours hold the tenant and the conversation
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # trust_env off: a proxy or a .netrc in the environment must not get to see the bot's token
    return httpx.AsyncClient(timeout=httpx.Timeout(SECONDS, connect=5.0), follow_redirects=False, trust_env=False)


async def exchange(
    client: httpx.AsyncClient, method: str, url: str, seconds: float = SECONDS, **request: Any
) -> Answer:
    """Sends a request and reads the answer.

    Raises:
        Unreachable: there was none in time, or it was too large.
    """
    try:
        return await asyncio.wait_for(_exchange(client, method, url, request), seconds)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unreachable(type(error).__name__, sent=False) from None
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(type(error).__name__, sent=True) from None


async def _exchange(client: httpx.AsyncClient, method: str, url: str, request: dict[str, Any]) -> Answer:
    async with client.stream(method, url, **request) as response:
        body = bytearray()
        async for chunk in response.aiter_bytes(65536):
            body += chunk
            if len(body) > LARGEST:
                raise Unreachable("answer too large", sent=True)
        return Answer(response.status_code, response.headers, bytes(body))
