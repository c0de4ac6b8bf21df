"""A small web door for browser tests: the same addresses, JSON and files as the real one, and failures on demand.

The real assistant takes half a minute to start; this one starts at once and does what a test tells it. Everything it
says is invented for the test.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.channels.files import POLICY, read_files
from tests.web.fake_talk import TOPICS, Talk, text

Message = dict[str, Any]
REPORT = "; report-uri /csp-report"  # the browser tells here of everything that the policy stopped


@dataclass
class Trouble:
    """What goes wrong with the next requests to /chat/messages, one entry each.

    "drop": the connection breaks before the message is taken. "cut": it breaks after. A number: that status.
    """

    coming: list[str | int] = field(default_factory=list)
    slow: threading.Event | None = None  # messages wait until it is set
    retry_after: int = 1


class FakeDoor:
    """The door. `url` is its address; it can be stopped and started again on the same port."""

    def __init__(self) -> None:
        self.files = read_files()
        self.pages: dict[str, str] = {}  # further pages, by path
        self.policy = POLICY + REPORT  # of those
        self.talks: dict[str, Talk] = {}
        self.script: dict[str, list[Message]] = {}  # what to answer to a text, before the usual
        self.trouble = Trouble()
        self.asked: list[tuple[str, str, Any]] = []  # method, path, body
        self.reports: list[str] = []
        self.expires_in = 72 * 3600
        self.feedback = True
        self.origins: set[str] = set()
        self.topics_ready = True
        self.tools: dict[str, Any] = {"active": None, "open_row": None, "waiting": [], "tools": []}
        self.seen: Callable[[], None] | None = None
        self.connections: set[socket.socket] = set()
        self.server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> list[str]:
        """What was sent, in order, whether or not it was taken."""
        return [Talk.said(body) for method, path, body in self.asked if method == "POST" and path == "/chat/messages"]

    def start(self) -> None:
        door = self

        class Handler(_Handler):
            pass

        Handler.door = door
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Like a server that is down: connections are refused. Conversations survive, as in the real database."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None
        for connection in list(self.connections):  # kept alive for the next request
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def forget_tokens(self) -> None:
        """Like a changed secret or the end of all sessions: every token is refused from now on."""
        self.talks.clear()

    def conversation(self, turns: list[tuple[str, list[Message]]]) -> str:
        """A conversation that has been going on; returns its token."""
        token = uuid.uuid4().hex
        self.talks[token] = Talk(token)
        self.talks[token].turns = [{"text": said, "messages": replies, "time": 0} for said, replies in turns]
        return token


class _Handler(BaseHTTPRequestHandler):
    door: FakeDoor
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, *_: Any) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.door.connections.add(self.connection)

    def finish(self) -> None:
        self.door.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    # -- what comes in

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path in self.door.files:
            served = self.door.files[path]
            headers = served.headers() | {"Content-Encoding": "gzip"}
            headers["Content-Security-Policy"] += REPORT
            self._send(200, served.packed, served.kind, headers)
        elif path in self.door.pages:
            headers = {"Content-Security-Policy": self.door.policy}
            self._send(200, self.door.pages[path].encode(), "text/html; charset=utf-8", headers)
        else:
            self._chat("GET", path, None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/csp-report":
            self.door.reports.append(body.decode())
            self._send(204)
            return
        self._chat("POST", self.path, json.loads(body) if body else None)

    def do_DELETE(self) -> None:
        self._chat("DELETE", self.path, None)

    def do_OPTIONS(self) -> None:
        self._send(204)

    # -- the door

    def _chat(self, method: str, path: str, body: Any) -> None:
        self.door.asked.append((method, path, body))
        origin = self.headers.get("Origin")
        if origin and origin != self.door.url and origin not in self.door.origins:
            self._refuse(403, "This page is not allowed to use the assistant.")
        elif (method, path) == ("POST", "/chat/session"):
            talk = Talk(uuid.uuid4().hex)
            self.door.talks[talk.token] = talk
            notice = "Please do not type names. The conversation is kept for 30 days and is then erased."
            answer = {"token": talk.token, "expires_in": self.door.expires_in, "privacy_notice": notice}
            self._json(201, answer | {"feedback": self.door.feedback})
        elif path == "/chat/topics":
            if self.door.topics_ready:
                self._json(200, {"groups": TOPICS})
            else:
                self._refuse(503, "The assistant is still starting.")
        else:
            talk = self.door.talks.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            if talk is None:
                self._refuse(401, "This conversation has ended because it was not used for a long time.")
            else:
                self._with_talk(method, path, body, talk)

    def _with_talk(self, method: str, path: str, body: Any, talk: Talk) -> None:
        if (method, path) == ("POST", "/chat/messages"):
            self._message(body, talk)
        elif (method, path) == ("GET", "/chat/history"):
            self._json(200, {"turns": talk.turns})
        elif (method, path) == ("GET", "/chat/tools"):
            self._json(200, self.door.tools)
        elif (method, path) == ("DELETE", "/chat/session"):
            del self.door.talks[talk.token]
            self._send(204)
        elif (method, path) == ("POST", "/chat/feedback") and self.door.feedback:
            self._send(204)
        elif method == "GET" and path.startswith("/chat/records/"):
            headers = {"Content-Disposition": 'attachment; filename="screening-record.docx"'}
            self._send(200, b"a record", "application/octet-stream", headers)
        else:
            self._refuse(404, "There is nothing here.")

    def _message(self, body: dict[str, Any], talk: Talk) -> None:
        trouble = self.door.trouble
        wrong = trouble.coming.pop(0) if trouble.coming else None
        if wrong == "drop":
            self._break()
            return
        if isinstance(wrong, int):
            words = "That message is too long." if wrong == 400 else "Something is wrong on our side."
            self._refuse(wrong, words)
            return
        if trouble.slow:
            trouble.slow.wait(30)
        said = Talk.said(body)
        messages = self.door.script.get(said) or talk.answer(body)
        talk.turns.append({"text": said, "messages": messages, "time": time.time()})
        if wrong == "cut":
            self._break()
            return
        self._json(200, {"messages": messages} | ({"erased": True} if said == "delete everything" else {}))

    # -- what goes out

    def _break(self) -> None:
        # Half an answer: after none at all on a kept connection, a browser sends the request again by itself
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{")
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)

    def _refuse(self, status: int, words: str) -> None:
        error = text(f"{words}\n\nIf a child is in danger now, call 999.", kind="error")
        headers = {"Retry-After": str(self.door.trouble.retry_after)} if status in (429, 503) else {}
        self._json(status, {"error": error, "messages": [error]}, headers)

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(self, status: int, content: bytes = b"", kind: str = "", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        origin = self.headers.get("Origin")
        if origin and origin in self.door.origins and self.path.split("?")[0] not in self.door.files:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
            self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
            self.send_header("Access-Control-Expose-Headers", "Retry-After, Content-Disposition")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        with contextlib.suppress(OSError):  # a page that was left does not wait for its answer
            self.end_headers()
            self.wfile.write(content)
