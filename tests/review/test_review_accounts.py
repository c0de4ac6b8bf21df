"""Signing in: one-time links, lock-out, sessions that end, single sign-on, and the log."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from review.auth import audit, passwords, sessions, users
from review.auth.users import FAILURES, LOCKED_SECONDS, UserError
from scripts import review_admin
from tests.review.console import PASSWORD, Client, Console


def test_the_command_prints_a_link_that_makes_the_first_administrator(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot import settings

    monkeypatch.setenv("CEC_DATABASE_URL", console.config.database_url)
    settings.current.cache_clear()
    monkeypatch.setattr("sys.argv", ["review_admin", "first@example.org", "--address", console.url])
    assert review_admin.main() == 0
    settings.current.cache_clear()
    link = capsys.readouterr().out.strip().splitlines()[-1].removeprefix(console.url)
    somebody = Client(console.url)
    assert "first@example.org" in somebody.get(link).text
    answer = somebody.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303
    assert "Log" in somebody.get("/").text
    assert Client(console.url).get(link).status_code == 404, "the link works once"


def test_a_weak_or_mistyped_password_leaves_the_link_good(console: Console) -> None:
    link = f"/welcome/{users.invite(console.engine, 'new-person', 'viewer')}"
    somebody = Client(console.url)
    somebody.get(link)
    assert "at least" in somebody.post(link, {"password": "short", "again": "short"}).text
    assert "not the same" in somebody.post(link, {"password": PASSWORD, "again": PASSWORD + "x"}).text
    assert somebody.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_link_runs_out(console: Console) -> None:
    token = users.invite(console.engine, "new-person", "viewer", now=time.time() - users.INVITED_SECONDS - 1)
    with pytest.raises(UserError, match="run out"):
        users.accept(console.engine, token, PASSWORD)


def test_too_many_wrong_passwords_lock_even_the_right_one_out_for_a_while(console: Console) -> None:
    now = time.time()
    for _ in range(FAILURES):
        assert users.sign_in(console.engine, "test-viewer", "wrong", "192.0.2.1", now) is None
    assert users.sign_in(console.engine, "test-viewer", PASSWORD, "192.0.2.2", now + 1) is None
    later = now + LOCKED_SECONDS + 2
    assert users.sign_in(console.engine, "test-viewer", PASSWORD, "192.0.2.2", later) is not None


def test_one_address_cannot_try_all_names(console: Console) -> None:
    for n in range(users.ADDRESS_FAILURES):
        users.sign_in(console.engine, f"nobody-{n}", "wrong", "192.0.2.1")
    assert users.sign_in(console.engine, "test-viewer", PASSWORD, "192.0.2.1") is None
    assert users.sign_in(console.engine, "test-viewer", PASSWORD, "192.0.2.2") is not None


def test_signing_in_tells_nobody_which_names_exist(console: Console) -> None:
    known, unknown = Client(console.url), Client(console.url)
    texts = [known.sign_in("test-viewer", "wrong").text, unknown.sign_in("nobody", "wrong").text]
    assert texts[0].count("too many attempts") == texts[1].count("too many attempts") == 1


def test_a_sign_in_ends_by_age_by_idleness_and_by_signing_out(console: Console) -> None:
    viewer = users.find(console.engine, "test-viewer")
    assert viewer is not None
    now = time.time()
    token = sessions.begin(console.engine, viewer.id, now)
    find = sessions.find
    assert find(console.engine, console.config, token, now + 59 * 60) is not None
    assert find(console.engine, console.config, token, now + 59 * 60 + 61 * 60) is None
    assert find(console.engine, console.config, token, now + console.config.session_hours * 3600 + 1) is None
    client = console.client("viewer")
    cookie = client.http.cookies.get("cec_review")
    assert client.post("/sign-out").status_code == 303
    somebody = Client(console.url)
    somebody.http.cookies.set("cec_review", cookie or "", domain="127.0.0.1")
    assert somebody.get("/").status_code == 303


def test_the_cookie_cannot_be_read_by_scripts_and_needs_https_away_from_this_machine(console: Console) -> None:
    client = Client(console.url)
    here = client.sign_in("test-viewer").headers["set-cookie"]
    assert "HttpOnly" in here
    assert "SameSite=Lax" in here
    client.get("/sign-in")
    away = client.http.get("/sign-in", headers={"Host": "review.example.org"})
    assert (
        "Secure"
        in Client(console.url).http.get("/sign-in", headers={"Host": "review.example.org"}).headers["set-cookie"]
    )
    assert "without HTTPS" in away.text or away.status_code == 200


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb"])
def test_signing_in_leads_only_to_pages_of_the_console(target: str, console: Console) -> None:
    client = Client(console.url)
    client.get("/sign-in")
    fields = {"name": "test-viewer", "password": PASSWORD, "next": target}
    assert client.post("/sign-in", fields).headers["location"] == "/"


def test_shutting_somebody_out_works_at_once_and_the_last_administrator_stays(console: Console) -> None:
    viewer, admin = console.client("viewer"), console.client("administrator")
    found = users.find(console.engine, "test-viewer")
    myself = users.find(console.engine, "test-administrator")
    assert found is not None
    assert myself is not None
    assert admin.post(f"/people/{found.id}", {"do": "disable"}).status_code == 303
    assert viewer.get("/").status_code == 303
    assert viewer.sign_in("test-viewer").status_code == 403
    assert "last administrator" in admin.post(f"/people/{myself.id}", {"do": "disable"}).text
    assert "last administrator" in admin.post(f"/people/{myself.id}", {"role": "viewer"}).text


def test_an_invitation_made_on_the_page_works(console: Console) -> None:
    admin = console.client("administrator")
    admin.get("/people")
    page = admin.post("/people", {"name": "new.trainer@example.org", "role": "reviewer"}).text
    link = page.split(f"{console.url}/welcome/")[1].split("<")[0]
    somebody = Client(console.url)
    somebody.get(f"/welcome/{link}")
    assert somebody.post(f"/welcome/{link}", {"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_single_sign_on_believes_only_its_proxy(tmp_path: Path) -> None:
    header = {"X-Remote-User": "test-reviewer"}
    (tmp_path / "on").mkdir()
    (tmp_path / "off").mkdir()
    with Console(tmp_path / "on", sso_header="X-Remote-User") as on:
        on.accounts()
        assert Client(on.url).get("/", headers=header).status_code == 200
        assert Client(on.url).get("/", headers={"X-Remote-User": "nobody-known"}).status_code == 303
        assert Client(on.url).get("/").status_code == 303
        on.app.ctx.engine.dispose()
    with Console(tmp_path / "off", sso_header="X-Remote-User", sso_from=frozenset({"192.0.2.7"})) as off:
        off.accounts()
        assert Client(off.url).get("/", headers=header).status_code == 303


def test_off_by_default_the_header_means_nothing(console: Console) -> None:
    assert Client(console.url).get("/", headers={"X-Remote-User": "test-administrator"}).status_code == 303


def test_the_log_says_who_did_what_and_quotes_nobody(console: Console) -> None:
    viewer = console.client("viewer")
    viewer.get("/people")
    Client(console.url).sign_in("test-viewer", "wrong password that nobody must see")
    entries = audit.entries(console.engine)
    assert {("test-viewer", "refused"), ("test-viewer", "signed in"), ("-", "sign-in failed")} <= {
        (entry.user, entry.action) for entry in entries
    }
    page = console.client("administrator").get("/log").text
    assert "sign-in failed" in page
    assert "wrong password that nobody" not in page


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "my-test-viewer-1", "x" * 201])
def test_weak_passwords_are_named(password: str) -> None:
    assert passwords.problem(password, "test-viewer")
