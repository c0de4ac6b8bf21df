"""Every route as every role, and as nobody; forms without a token, from elsewhere, or sent twice."""

from __future__ import annotations

import pytest

from review.auth.roles import ROLES, allows
from review.pseudonyms import pseudonym
from review.web.routes import ROUTES, Route
from tests.review.console import SECRET, Client, Console

NAME = pseudonym(SECRET, "web-plain")
PARTS = {"name": NAME, "tool": "screening_tool", "number": "999999", "link": "x" * 43}
SHUT = [route for route in ROUTES if route.role is not None]
# What anybody may see, signed in or not; a new open page must be added here on purpose
OPEN = {"/static/<name>", "/health", "/sign-in", "/welcome/<link>"}
ENDS_SIGN_IN = ("/sign-out",)


@pytest.fixture(scope="module")
def clients(filled: Console) -> dict[str | None, Client]:
    return {role: filled.client(role) for role in (None, *ROLES)}


def address(route: Route) -> str:
    path = route.path
    for name, value in PARTS.items():
        path = path.replace(f"<{name}>", value)
    return path


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_nothing_is_open_by_accident() -> None:
    assert {route.path for route in ROUTES if route.role is None} == OPEN


@pytest.mark.parametrize("route", SHUT, ids=named)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_in_exactly_where_it_may(
    route: Route, role: str, clients: dict[str | None, Client], filled: Console
) -> None:
    client = filled.client(role) if route.path in ENDS_SIGN_IN else clients[role]
    send = client.post if route.method == "POST" else client.get
    status = send(address(route)).status_code
    if allows(role, route.role or ""):
        assert status in (200, 303, 400, 404), "let in, though an empty form may be refused"
    else:
        assert status == 403


@pytest.mark.parametrize("route", SHUT, ids=named)
def test_nobody_gets_in_without_signing_in(route: Route, clients: dict[str | None, Client]) -> None:
    client = clients[None]
    client.get("/sign-in")
    if route.method == "POST":
        assert client.post(address(route)).status_code == 401
    else:
        answer = client.get(address(route))
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "POST"], ids=named)
def test_a_form_without_its_token_changes_nothing(route: Route, clients: dict[str | None, Client]) -> None:
    client = clients["administrator"]
    for token in ("", "x" * 43, "é"):
        assert client.http.post(address(route), data={"token": token}).status_code == 403


def test_another_persons_token_is_no_good(clients: dict[str | None, Client]) -> None:
    theirs = clients["viewer"].token
    answer = clients["administrator"].http.post("/filters", data={"token": theirs, "name": "a filter"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=lambda h: next(iter(h))
)
def test_a_form_sent_from_another_site_is_refused(headers: dict[str, str], clients: dict[str | None, Client]) -> None:
    client = clients["reviewer"]
    assert client.post("/filters", {"name": "a filter"}, headers=headers).status_code == 403


def test_every_answer_has_the_protecting_headers(clients: dict[str | None, Client]) -> None:
    for path in ("/sign-in", "/", "/static/console.css", "/nothing-here"):
        headers = clients["viewer"].get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
