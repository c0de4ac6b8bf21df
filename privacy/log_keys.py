"""The names of log fields that hold texts, tokens or network addresses."""

from __future__ import annotations

# Keys whose value is, or holds, what somebody wrote.
TEXT_KEYS = frozenset(
    [
        "text",
        "parse_data_text",
        "message_text",
        "user_text",
        "message",
        "last_message",
        "latest_message",
        "parse_data",
        "entities",
        "slots",
        "slot_values",
        "value",
        "evidence",
        "comment",
        "note",
        "body",
        "json",
        "payload",
        "request_body",
        "response_body",
        "data",
        "tracker",
        "events",
        "messages",
        "input_text",
        "original_text",
        "user_message",
        "bot_message",
        "utterance",
        "query",
        "title_text",
    ]
)
TOKEN_KEYS = frozenset(
    [
        "authorization",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "bearer",
        "password",
        "secret",
        "signature",
        "cookie",
        "set-cookie",
        "apikey",
        "api_key",
        "client_secret",
        "x-api-key",
        "choice",
        "jwt",
    ]
)
ADDRESS_KEYS = frozenset(
    [
        "ip",
        "host",
        "remote_addr",
        "remote",
        "client",
        "client_ip",
        "host_ip",
        "forwarded",
        "x-forwarded-for",
        "x-real-ip",
        "peer",
        "peername",
        "addr",
        "sockname",
    ]
)
