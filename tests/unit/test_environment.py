"""The locks, and what makes an environment of them."""

from __future__ import annotations

import re

from bot.settings import ROOT
from scripts import environment
from slim_rasa.packages import PACKAGES


def test_every_package_of_the_locks_has_version_and_hashes_and_no_address() -> None:
    for name in environment.LOCKS.values():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        blocks = re.split(r"\n(?=[a-z])", text)
        assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_developers_run_what_people_run() -> None:
    run, dev = (environment.pinned(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert run.items() <= dev.items()


def test_what_is_left_out_is_not_in_what_people_run() -> None:
    run = {environment.plain(name) for name in environment.pinned(ROOT / "requirements.lock")}
    assert not run & {environment.plain(package) for package in PACKAGES.values()}
    assert not run & {"pytest", "ruff", "mypy", "playwright", "spacy", "matplotlib", "sentry-sdk", "jax", "torch"}
    assert len(run) <= 120


def test_every_direct_dependency_is_explained() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            found = re.match(r"([A-Za-z][\w.-]*)", line)
            if found:
                assert f"`{environment.plain(found[1])}`" in told, f"{found[1]} is not in docs/dependencies.md"


def test_a_lock_has_its_own_digest() -> None:
    assert environment.digest("run") != environment.digest("dev")
    assert environment.digest("run") == environment.digest("run")
