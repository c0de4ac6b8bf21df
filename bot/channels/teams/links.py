"""Links to records that work without a login, because Teams opens them in a browser: signed, and soon over."""

from __future__ import annotations

from typing import Any, Final

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from bot.channels.tokens import MAX_TOKEN, TokenError, TokenExpired

SALT: Final = "teams-record"  # another than the web door's, so that neither takes the other's links


class Links:
    """Makes and reads the ids in links. The id is all that a link holds; it says nothing about a person."""

    def __init__(self, secret: str, seconds: int) -> None:
        self.seconds = seconds
        self._signer = URLSafeTimedSerializer(secret, salt=SALT)

    def make(self, session_id: str, what: dict[str, Any]) -> str:
        """The id for a record of a conversation."""
        return str(self._signer.dumps([session_id, what["tool"], what["format"]]))

    def read(self, record_id: str) -> tuple[str, dict[str, str]]:
        """The conversation and the record that an id stands for.

        Raises:
            TokenExpired: the link is too old.
            TokenError: it was not made here.
        """
        if len(record_id) > MAX_TOKEN:
            raise TokenError("the link is too long")
        try:
            session_id, tool, form = self._signer.loads(record_id, max_age=self.seconds)
        except SignatureExpired:
            raise TokenExpired("the link has expired") from None
        except (BadData, ValueError, TypeError):
            raise TokenError("the link is not valid") from None
        return str(session_id), {"tool": str(tool), "format": str(form)}
