"""Microsoft's signing keys: fetched when first needed, refreshed when they change, kept when the fetch fails."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx2 as httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from bot.channels.teams.addresses import same_origin
from bot.channels.teams.http import Unreachable, exchange

logger = logging.getLogger(__name__)

FRESH: Final = 24 * 3600.0  # seconds until the keys are fetched again
USABLE: Final = 5 * 24 * 3600.0  # seconds that keys may be used while they cannot be fetched
SEARCH_EVERY: Final = 300.0  # an unknown key id makes us look at most this often
RETRY_EVERY: Final = 10.0  # after a fetch that failed
JUST_NOW: Final = 1.0
PATIENCE: Final = 5.0  # seconds for one fetch: Teams waits 15 for our answer, and two may be needed
SMALLEST: Final = 2048  # bits
MOST_KEYS: Final = 100


class KeysUnavailable(Exception):
    """There are no keys to check a token with."""


@dataclass(frozen=True)
class Key:
    """A public key and the channels that it may sign for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """The keys behind one OpenID metadata address. Start-up needs no network."""

    def __init__(
        self,
        client: Callable[[], httpx.AsyncClient],
        metadata_url: str,
        issuer: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._metadata_url = metadata_url
        self._issuer = issuer
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetched = -USABLE
        self._failed = -USABLE
        self._searched = -USABLE
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> Key | None:
        """The key with an id, None if Microsoft does not list it.

        Raises:
            KeysUnavailable: the keys could not be fetched, and none are kept.
        """
        if self._clock() - self._fetched > FRESH:
            await self._refresh(search=False)
        if key_id not in self._keys and self._clock() - self._searched > SEARCH_EVERY:
            await self._refresh(search=True, wanted=key_id)
        if not self._keys or self._clock() - self._fetched > USABLE:
            raise KeysUnavailable
        return self._keys.get(key_id)

    async def _refresh(self, search: bool, wanted: str = "") -> None:
        async with self._lock:
            now = self._clock()
            done = now - self._fetched <= FRESH if not search else wanted in self._keys
            just_fetched = search and now - self._fetched < JUST_NOW
            searched = search and now - self._searched <= SEARCH_EVERY
            if done or just_fetched or searched or now - self._failed < RETRY_EVERY:
                return
            if search:
                self._searched = now
            try:
                self._keys = await self._fetch()
                self._fetched, self._failed = self._clock(), -USABLE
            except (Unreachable, ValueError) as error:
                self._failed = self._clock()
                logger.warning("The keys of Teams could not be fetched: %s", error)

    async def _fetch(self) -> dict[str, Key]:
        metadata = await self._json(self._metadata_url)
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not same_origin(address, self._metadata_url):
            raise ValueError("the metadata lead to keys on another server")
        if metadata.get("issuer", self._issuer) != self._issuer:
            raise ValueError("the metadata are those of another issuer")
        if "RS256" not in metadata.get("id_token_signing_alg_values_supported", ["RS256"]):
            raise ValueError("the metadata do not list RS256")
        listed = (await self._json(address)).get("keys")
        keys = _usable(listed if isinstance(listed, list) else [])
        if not keys:
            raise ValueError("there is no usable key in the list")
        return keys

    async def _json(self, url: str) -> dict[str, Any]:
        answer = await exchange(self._client(), "GET", url, PATIENCE, headers={"Accept": "application/json"})
        body = answer.json()
        if answer.status != 200 or not isinstance(body, dict):
            raise ValueError(f"status {answer.status}" if answer.status != 200 else "not a JSON object")
        return body


def _usable(listed: list[Any]) -> dict[str, Key]:
    """The keys that can check an RS256 signature; everything else in the list is passed over."""
    keys: dict[str, Key] = {}
    for entry in listed[:MOST_KEYS]:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
            continue
        try:
            public = RSAAlgorithm.from_jwk({name: entry.get(name) for name in ("kty", "n", "e")})
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        if isinstance(public, RSAPublicKey) and public.key_size >= SMALLEST:
            endorsed = entry.get("endorsements")
            names = endorsed if isinstance(endorsed, list) else []
            keys[entry["kid"]] = Key(public, frozenset(name for name in names if isinstance(name, str)))
    return keys
