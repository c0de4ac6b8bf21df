"""How quick the review console is on a database filled by benchmarks.conversations: `python -m benchmarks.console`.

Indexes what is not indexed yet and says how fast, starts the console as it runs in earnest, opens every page with many
different filters, and prints the slowest twentieth (p95) of each.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2 as httpx

from benchmarks.conversations import SEED
from bot.settings import ROOT
from review import database
from review.auth import users
from review.index.indexer import Indexer
from review.services import labels

LIMIT = 0.200  # seconds
PASSWORD = "umbrella gravel lantern"
SECRET = "0123456789012345678901234567890123456789"


class Pages:
    """An administrator who opens pages and looks at the clock."""

    def __init__(self, url: str, repeat: int) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.repeat = repeat
        self.token = ""
        self.chance = random.Random(SEED)
        self.times: dict[str, list[float]] = {}

    def sign_in(self) -> None:
        """Signs in."""
        self.get("")
        self.http.post("/sign-in", data={"token": self.token, "name": "benchmark", "password": PASSWORD})
        self.get("")

    def get(self, name: str, path: str = "/") -> str:
        """Opens a page; the time counts if it has a name."""
        started = time.perf_counter()
        answer = self.http.get(path, follow_redirects=not name)
        taken = time.perf_counter() - started
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        found = re.search(r'name="token" value="([^"]+)"', answer.text)
        self.token = found.group(1) if found else self.token
        if name:
            self.times.setdefault(name, []).append(taken)
        return answer.text

    def post(self, name: str, path: str, **fields: str) -> None:
        """Sends a form."""
        started = time.perf_counter()
        answer = self.http.post(path, data={"token": self.token} | fields)
        self.times.setdefault(name, []).append(time.perf_counter() - started)
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"

    def run(self) -> None:
        """All pages."""
        found = self._queue()
        self._conversations(found)
        for path in ("insight?days=7", "insight?days=90", "insight/unanswered", "improve", "improve/proposal"):
            self._often(path, lambda p=path: f"/{p}")  # type: ignore[misc]
        for path in ("data-protection", "people", "log", "insight/tools/screening_tool"):
            self._often(path, lambda p=path: f"/{p}")  # type: ignore[misc]

    def _often(self, name: str, path: Callable[[], str]) -> str:
        text = ""
        for _ in range(self.repeat):
            text = self.get(name, path())
        return text

    def _queue(self) -> list[str]:
        chance = self.chance
        topics = [name.split("/")[1] for name in labels().names() if name.startswith("ask/")]
        words = sorted({word for text in labels().examples() for word in re.findall(r"[a-z]{4,}", text)})
        text = self._often("queue", lambda: "/")
        names = set(re.findall(r"/conversations/(\w{12})", text))
        for _ in range(self.repeat):  # on and on, far into the past
            older = re.search(r'rel="next" href="([^"]+)"', text)
            text = self.get("queue: older", older.group(1).replace("&amp;", "&")) if older else text
            names |= set(re.findall(r"/conversations/(\w{12})", text))
        outcomes = ("completed", "left", "danger", "fallback", "unsure", "error", "unhelpful", "helpful")
        self._often("queue: outcome", lambda: f"/?outcome={chance.choice(outcomes)}")
        self._often("queue: topic", lambda: f"/?about={chance.choice(topics)}")
        self._often("queue: tool left at", lambda: f"/?left=screening_tool:{chance.randint(1, 14)}")
        self._often(
            "queue: three filters",
            lambda: f"/?channel=teams&outcome={chance.choice(outcomes)}&about={chance.choice(topics)}&reviewed=no",
        )
        self._often("queue: outcomes that never meet", lambda: "/?outcome=completed&about=ird&low=30")
        self._often("queue: two dates", lambda: f"/?since={_day(20)}&until={_day(12)}&outcome=fallback&channel=web")
        self._often("queue: words", lambda: f"/?text={chance.choice(words)}+{chance.choice(words)}")
        self._often("queue: frequent words", lambda: "/?text=what+the+child&outcome=unsure")
        self._often("queue: words and filter", lambda: f"/?text={chance.choice(words)}&reviewed=no&channel=web")
        self._often("queue: sample", lambda: f"/?percent={chance.randint(1, 30)}&always=fallback&channel=teams")
        return sorted(names)

    def _conversations(self, names: list[str]) -> None:
        for _ in range(self.repeat):
            name = self.chance.choice(names)
            text = self.get("conversation", f"/conversations/{name}?reviewed=no&channel=web")
            event = re.search(r'id="m(\d+)"', text)
            if event:
                path = f"/conversations/{name}"
                self.post("annotate", f"{path}/annotate", event=event.group(1), kind="wrong", label="ask/ird")
                self.post("tag", f"{path}/tags", tag=self.chance.choice(["hard", "good example", "slang"]))
                self.post("reviewed", f"{path}/reviewed", done="yes", go="next")


def _day(ago: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - ago * 86_400))


@contextmanager
def console(url: str) -> Iterator[str]:
    """The console as a process of its own; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    env = os.environ | {"CEC_DATABASE_URL": url, "CEC_REVIEW_PORT": port, "CEC_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    env["CEC_RETENTION_DAYS"] = "365"  # nothing shall be purged meanwhile
    process = subprocess.Popen([sys.executable, "-m", "scripts.serve", "review"], cwd=ROOT, env=env)
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", timeout=2)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def index(url: str) -> None:
    """Indexes, and says how fast."""
    engine = database.connect(url)
    database.prepare(engine)
    started = time.monotonic()
    count = Indexer(engine, SECRET).catch_up()
    seconds = time.monotonic() - started
    if count:
        database.refresh_statistics(engine)
        print(f"Indexed {count:,} events in {seconds:.0f} s: {count / seconds:,.0f} a second")
    users.accept(engine, users.invite(engine, "benchmark", "administrator"), PASSWORD)
    engine.dispose()


def main() -> int:
    """Entry point; 1 if a page is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--repeat", type=int, default=40, help="times each page is opened (default: %(default)s)")
    options = parser.parse_args()
    index(options.database_url)
    with console(options.database_url) as url:
        pages = Pages(url, options.repeat)
        pages.sign_in()
        pages.run()
    slow = 0
    print(f"{'page':36} {'p50':>8} {'p95':>8} {'max':>8}   (milliseconds)")
    for name, times in pages.times.items():
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        slow += p95 > LIMIT
        mark = "  too slow" if p95 > LIMIT else ""
        print(f"{name:36} {statistics.median(times) * 1e3:8.1f} {p95 * 1e3:8.1f} {max(times) * 1e3:8.1f}{mark}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
