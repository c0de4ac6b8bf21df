"""Who sent a request: checks the token that Teams signs, and that the activity belongs to it.

The rules are those of Microsoft's connector documentation, and stricter where it leaves room: an expiry and an
exact audience are required, and the tenant, which no token carries, must be on our list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from bot.channels.teams.addresses import service_allowed
from bot.channels.teams.config import TeamsConfig
from bot.channels.teams.keys import Key, Keys, KeysUnavailable

CHANNEL: Final = "msteams"
ALGORITHM: Final = "RS256"
SKEW: Final = 300  # seconds that clocks may differ
LONGEST: Final = 8192  # characters of an Authorization header


class Refused(Exception):
    """A request that is not let in. `reason` is for the log: it holds nothing that the sender wrote."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Claims:
    """What a good token says."""

    service_url: object
    endorsements: frozenset[str]


@dataclass(frozen=True)
class Principal:
    """Whose activity it is. Nothing of a person is in it: the tenant is all that is needed."""

    tenant: str


class Auth:
    """Checks requests for one bot."""

    def __init__(self, config: TeamsConfig, keys: Keys) -> None:
        self._config = config
        self._keys = keys

    async def token(self, authorizations: Sequence[str]) -> Claims:
        """Checks the token alone, before the body is looked at.

        Args:
            authorizations: all Authorization headers of the request.

        Raises:
            Refused: 401 for a token that is missing or not good, 503 while there are no keys to check it with.
        """
        if len(authorizations) != 1:
            raise Refused(401, "no token" if not authorizations else "two tokens")
        scheme, _, token = authorizations[0].strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
            raise Refused(401, "no bearer token")
        key = await self._key(token)
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],  # ours, never the one that the token names
                audience=self._config.app_id,
                issuer=self._config.issuer,
                leeway=SKEW,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise Refused(401, type(error).__name__) from None
        except (TypeError, ValueError, OverflowError):
            raise Refused(401, "claims that cannot be read") from None
        return Claims(claims.get("serviceurl"), key.endorsements)

    async def _key(self, token: str) -> Key:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError):
            raise Refused(401, "not a token") from None
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM:
            raise Refused(401, "another algorithm")
        if not isinstance(key_id, str) or not key_id:
            raise Refused(401, "no key id")
        try:
            key = await self._keys.find(key_id)
        except KeysUnavailable:
            raise Refused(503, "no keys to check tokens with") from None
        if key is None:
            raise Refused(401, "unknown key")
        return key

    def activity(self, claims: Claims, activity: dict[str, Any]) -> Principal:
        """Checks that an activity belongs to the token, to this bot and to an allowed tenant.

        Raises:
            Refused: 403 if it does not.
        """
        if activity.get("channelId") != CHANNEL:
            raise Refused(403, "another channel")
        if CHANNEL not in claims.endorsements:
            raise Refused(403, "a key that is not endorsed for Teams")
        url = activity.get("serviceUrl")
        if not isinstance(url, str) or not isinstance(claims.service_url, str):
            raise Refused(403, "no service URL")
        if url.removesuffix("/") != claims.service_url.removesuffix("/"):
            raise Refused(403, "a service URL that is not the token's")
        if not service_allowed(url, self._config.service_hosts, self._config.extra_service_urls):
            raise Refused(403, "a service URL that is not allowed")
        recipient = _member(activity, "recipient", "id")
        if not isinstance(recipient, str) or recipient.lower() != self._config.bot_id:
            raise Refused(403, "another recipient")
        return Principal(self._tenant(activity))

    def _tenant(self, activity: dict[str, Any]) -> str:
        named = [_member(activity, "channelData", "tenant", "id"), _member(activity, "conversation", "tenantId")]
        tenants = {str(one).lower() for one in named if one is not None}
        if len(tenants) != 1:
            raise Refused(403, "two tenants" if tenants else "no tenant")
        tenant = tenants.pop()
        if tenant not in self._config.allowed_tenants:
            raise Refused(403, "a tenant that is not allowed")
        return tenant


def _member(activity: Any, *path: str) -> Any:
    """A member of nested objects, None if any of them is missing or no object."""
    found = activity
    for name in path:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found
