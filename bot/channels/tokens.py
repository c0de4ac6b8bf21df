"""Signed tokens: who a conversation belongs to, what a button means, which record a link gives.

A session id is random and made by the server; the client only ever holds it signed. Nothing is kept in
memory, so any worker of any machine with the same secret accepts the token.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

MAX_TOKEN: Final = 4096  # characters; longer ones are refused unread


class TokenError(ValueError):
    """A token is forged, damaged or belongs to another conversation."""


class TokenExpired(TokenError):
    """A token was good once and its time is over."""


class Tokens:
    """Makes and checks tokens with one secret. Lifetimes are in seconds."""

    def __init__(self, secret: str, session_seconds: int, record_seconds: int) -> None:
        self.session_seconds = session_seconds
        self.record_seconds = record_seconds
        self._session = URLSafeTimedSerializer(secret, salt="session")
        self._choice = URLSafeTimedSerializer(secret, salt="choice")
        self._record = URLSafeTimedSerializer(secret, salt="record")

    def new_session(self, channel: str) -> tuple[str, str]:
        """A fresh conversation: its id and the token that opens it."""
        session_id = f"{channel}-{secrets.token_urlsafe(18)}"
        return session_id, self._session.dumps(session_id)

    def session(self, token: str) -> str:
        """The conversation id that a session token opens.

        Raises:
            TokenExpired: it is older than a session may last.
            TokenError: it was not made here.
        """
        return str(_loads(self._session, token, self.session_seconds))

    def choice(self, session_id: str, meaning: dict[str, Any]) -> str:
        """A button's payload, good in this conversation only."""
        return str(self._choice.dumps([session_id, meaning]))

    def read_choice(self, session_id: str, token: str) -> dict[str, Any]:
        """What a pressed button means.

        Raises:
            TokenError: it was not made here, or in another conversation.
        """
        return dict(self._bound(self._choice, session_id, token, self.session_seconds))

    def record(self, session_id: str, what: dict[str, Any]) -> str:
        """The id in a link to a record, good in this conversation for a short time."""
        return str(self._record.dumps([session_id, what]))

    def read_record(self, session_id: str, token: str) -> dict[str, Any]:
        """Which record a link asks for.

        Raises:
            TokenExpired: the link is too old.
            TokenError: it was not made here, or in another conversation.
        """
        return dict(self._bound(self._record, session_id, token, self.record_seconds))

    @staticmethod
    def _bound(serializer: URLSafeTimedSerializer, session_id: str, token: str, seconds: int) -> dict[str, Any]:
        owner, payload = _loads(serializer, token, seconds)
        if not secrets.compare_digest(str(owner), session_id):
            raise TokenError("this token belongs to another conversation")
        return payload  # type: ignore[no-any-return]


def _loads(serializer: URLSafeTimedSerializer, token: str, seconds: int) -> Any:
    if len(token) > MAX_TOKEN:
        raise TokenError("the token is too long")
    try:
        return serializer.loads(token, max_age=seconds)
    except SignatureExpired:
        raise TokenExpired("the token has expired") from None
    except BadData:
        raise TokenError("the token is not valid") from None
