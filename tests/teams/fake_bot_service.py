"""Microsoft's side of a bot, as a real HTTP server: OpenID metadata, keys, Entra tokens and the connector.

Everything that can go wrong there can be made to go wrong: put `Fault`s into `faults["metadata"|"keys"|"token"|
"send"]`, and each request takes one.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
OTHER_TENANT = "99999999-8888-7777-6666-555555555555"
SECRET = "an invented app secret"
ISSUER = "https://api.botframework.com"
PERSON = "29:invented-person"
AAD_ID = "12121212-3434-5656-7878-909090909090"


@lru_cache(maxsize=8)
def private_key(number: int) -> rsa.RSAPrivateKey:
    """A key of the fake; made once, because making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Fault:
    """What happens to one request in place of the usual."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    delay: float = 0.0


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that the other side gave up, or that ended with its process, is no news here."""


class FakeBotService:
    """The server, with what it received and how to speak to a bot in its name."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []  # (conversation id, activity), without typing
        self.typing = 0
        self.tokens_used: list[str] = []
        self.token_requests: list[dict[str, str]] = []
        self.requests: list[str] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.signing = 1
        self.listed = {1}
        self.endorsements: list[str] | None = ["msteams"]
        self.extra_keys: list[Any] = []
        self.metadata: dict[str, Any] = {}
        self.token_lasts = 3600
        self._arrived = threading.Condition()
        self.server = _Quiet(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.service_url = f"{self.url}/teams/"

    def __enter__(self) -> FakeBotService:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    def environment(self, **more: str) -> dict[str, str]:
        """The settings that make a bot talk to this server instead of Microsoft's."""
        return {
            "CEC_TEAMS_APP_ID": APP_ID,
            "CEC_TEAMS_TENANT_ID": TENANT,
            "CEC_TEAMS_APP_SECRET": SECRET,
            "CEC_TEAMS_METADATA_URL": f"{self.url}/v1/.well-known/openidconfiguration",
            "CEC_TEAMS_LOGIN_URL": self.url,
            "CEC_TEAMS_EXTRA_SERVICE_URLS": f"{self.url}/teams",
            "CEC_TEAMS_PUBLIC_URL": "https://guide.example.org",
        } | more

    # -- what Microsoft signs

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a good token; a change to None leaves one out."""
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 5, "exp": now + 3600, "serviceurl": self.service_url}
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def token(self, headers: dict[str, Any] | None = None, key: int | None = None, **changes: Any) -> str:
        """A token signed with the present key, or another."""
        number = key or self.signing
        named = {"kid": f"key-{number}"} if headers is None else headers
        return jwt.encode(self.claims(**changes), private_key(number), algorithm="RS256", headers=named)

    # -- what Teams sends

    def activity(self, text: str | None = "hello", **changes: Any) -> dict[str, Any]:
        """A message in a personal chat; a change to None leaves a member out."""
        usual: dict[str, Any] = {
            "type": "message",
            "id": f"f:{uuid.uuid4()}",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": PERSON, "name": "Ima Ginary", "aadObjectId": AAD_ID},
            "recipient": {"id": f"28:{APP_ID}", "name": "CEC Guide"},
            "conversation": {"id": "a:personal-1", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "textFormat": "plain",
            "text": text,
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    # -- what arrived

    def arrived(self, count: int, seconds: float = 20, conversation: str = "") -> list[dict[str, Any]]:
        """Waits until so many messages have arrived (in one conversation, or in all), and returns them."""

        def here() -> list[dict[str, Any]]:
            return [activity for place, activity in self.sent if conversation in ("", place)]

        with self._arrived:
            enough = self._arrived.wait_for(lambda: len(here()) >= count, seconds)
            assert enough, f"{len(here())} of {count} messages arrived"
            return here()

    def take(self, conversation_id: str, activity: dict[str, Any], authorization: str) -> str:
        """Keeps an activity that a bot sent; returns its id."""
        with self._arrived:
            self.tokens_used.append(authorization)
            if activity.get("type") == "typing":
                self.typing += 1
                return ""
            self.sent.append((conversation_id, activity))
            self._arrived.notify_all()
            return f"sent-{len(self.sent)}"

    def keys(self) -> list[Any]:
        """The key list."""
        listed = []
        for number in sorted(self.listed):
            key = json.loads(RSAAlgorithm.to_jwk(private_key(number).public_key()))
            key |= {"kid": f"key-{number}", "use": "sig"}
            if self.endorsements is not None:
                key["endorsements"] = self.endorsements
            listed.append(key)
        return [*self.extra_keys, *listed]


def _handler(fake: FakeBotService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            fake.requests.append(self.path)
            if self.path.endswith("/openidconfiguration"):
                document = {
                    "issuer": ISSUER,
                    "jwks_uri": f"{fake.url}/v1/.well-known/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
                self.answer("metadata", document | fake.metadata)
            elif self.path.endswith("/keys"):
                self.answer("keys", {"keys": fake.keys()})
            else:
                self.reply(404, {}, b"{}")

        def do_POST(self) -> None:
            fake.requests.append(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = self.path.split("/")
            if self.path.endswith("/oauth2/v2.0/token"):
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                fake.token_requests.append(form | {"tenant": parts[1]})
                number = len(fake.token_requests)
                token = f"token-{form.get('client_id')}-{number}"
                self.answer("token", {"access_token": token, "expires_in": fake.token_lasts})
            elif parts[1:4] == ["teams", "v3", "conversations"] and parts[5:] == ["activities"]:
                activity = json.loads(body)
                if activity.get("type") != "typing" and fake.faults["send"]:
                    fault = fake.faults["send"].popleft()
                    time.sleep(fault.delay)
                    if fault.status:
                        fake.tokens_used.append(self.headers["authorization"])
                        self.reply(fault.status, fault.headers, fault.body)
                        return
                message_id = fake.take(unquote(parts[4]), activity, self.headers["authorization"])
                self.reply(201, {}, json.dumps({"id": message_id}).encode())
            else:
                self.reply(404, {}, b"{}")

        def answer(self, kind: str, document: dict[str, Any]) -> None:
            if fake.faults[kind]:
                fault = fake.faults[kind].popleft()
                time.sleep(fault.delay)
                if fault.status:
                    self.reply(fault.status, fault.headers, fault.body)
                    return
            self.reply(200, {}, json.dumps(document).encode())

        def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the bot lost patience, which is what some tests are about

    return Handler
