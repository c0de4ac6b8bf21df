"""The bot's own token, from Entra, for its one tenant: kept until shortly before it runs out."""

from __future__ import annotations

import asyncio
import base64
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx2 as httpx
import jwt
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from bot.channels.teams.config import TeamsConfig
from bot.channels.teams.http import Unreachable, exchange

MARGIN: Final = 300.0  # seconds before its end at which a token is renewed
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class NoToken(Exception):
    """Entra gave no token. `again` says whether asking again may help."""

    def __init__(self, reason: str, again: bool) -> None:
        super().__init__(reason)
        self.again = again


class Credentials:
    """Client credentials of one bot. Each bot has its own, so no bot ever sends another's token."""

    def __init__(
        self,
        client: Callable[[], httpx.AsyncClient],
        config: TeamsConfig,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._config = config
        self._clock = clock
        self._address = f"{config.login_url}/{config.tenant_id}/oauth2/v2.0/token"
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()
        self._certificate = _Certificate(config) if config.certificate_path else None

    async def token(self, refused: str = "") -> str:
        """A token that is good for some minutes more.

        Args:
            refused: a token that the service did not take; it is not handed out again.

        Raises:
            NoToken: Entra refuses, or cannot be reached.
        """
        async with self._lock:
            if not self._token or self._token == refused or self._clock() >= self._until:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config.app_id,
            "scope": self._config.scope,
        }
        if self._certificate:
            assertion = self._certificate.assertion(self._config.app_id, self._address)
            form |= {"client_assertion_type": ASSERTION, "client_assertion": assertion}
        else:
            form["client_secret"] = self._config.app_secret
        self._token = ""
        try:
            answer = await exchange(self._client(), "POST", self._address, data=form)
        except Unreachable as error:
            raise NoToken(f"Entra cannot be reached: {error}", again=True) from None
        body = answer.json()
        token = body.get("access_token") if isinstance(body, dict) else None
        if answer.status != 200 or not isinstance(token, str) or not token.isascii() or not token:
            # The answer's text names application and tenant; its status is enough to find the cause
            raise NoToken(f"Entra answered {answer.status}", again=answer.status == 429 or answer.status >= 500)
        try:
            lasts = float(body.get("expires_in", 0))
        except (TypeError, ValueError):
            lasts = 0.0
        self._token = token
        self._until = self._clock() + max(0.0, min(lasts, 86400.0) - MARGIN)


class _Certificate:
    """A certificate in place of a secret; read once, when the door opens."""

    def __init__(self, config: TeamsConfig) -> None:
        certificate = x509.load_pem_x509_certificate(Path(config.certificate_path).read_bytes())
        self._key = load_pem_private_key(Path(config.certificate_key_path).read_bytes(), None)
        digest = certificate.fingerprint(SHA256())
        self._thumbprint = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self._chain = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()

    def assertion(self, app_id: str, audience: str) -> str:
        """A signed statement of who we are, good for five minutes."""
        now = int(time.time())
        claims = {"iss": app_id, "sub": app_id, "aud": audience, "jti": str(uuid.uuid4()), "nbf": now, "exp": now + 300}
        headers = {"x5t#S256": self._thumbprint, "x5c": [self._chain]}
        return jwt.encode(claims, self._key, algorithm="PS256", headers=headers)  # type: ignore[arg-type]
