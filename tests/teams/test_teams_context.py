"""What a good token does not excuse: another tenant, recipient, channel or service URL, and the allow-list."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.teams.addresses import parse_address, service_allowed
from bot.channels.teams.config import CLOUDS
from tests.teams.bench import Bench
from tests.teams.fake_bot_service import APP_ID, OTHER_TENANT, TENANT

PUBLIC = CLOUDS["public"].service_hosts


def personal(tenant: str | None) -> dict[str, Any]:
    conversation = {"id": "a:personal-1", "conversationType": "personal"}
    return conversation | ({"tenantId": tenant} if tenant else {})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [
        {"channelId": "webchat"},
        {"channelId": None},
        {"recipient": {"id": "28:00000000-0000-0000-0000-000000000000"}},
        {"recipient": {"id": APP_ID}},
        {"recipient": None},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}, "conversation": personal(OTHER_TENANT)},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {"conversation": personal(OTHER_TENANT)},
        {"channelData": None, "conversation": personal(None)},
        {"channelData": {"tenant": {"id": [TENANT]}}},
        {"channelData": "x", "conversation": "y"},
        {"serviceUrl": None},
        {"serviceUrl": 7},
        {"serviceUrl": "https://smba.trafficmanager.net/teams/"},
    ],
    ids=lambda changes: " ".join(changes),
)
async def test_activities_that_do_not_belong_to_the_token_are_refused(bench: Bench, changes: dict[str, Any]) -> None:
    assert await bench.say(**changes) == 403
    await bench.idle()
    assert bench.assistant.heard == []
    assert bench.fake.token_requests == [], "no token may be fetched for a stranger"


@pytest.mark.asyncio
async def test_the_tenant_may_stand_in_one_place_or_in_both(bench: Bench) -> None:
    assert await bench.say(channelData=None) == 202
    assert await bench.say(conversation=personal(None)) == 202
    assert await bench.say(channelData={"tenant": {"id": TENANT.upper()}}) == 202


@pytest.mark.asyncio
@pytest.mark.parametrize("endorsements", [None, [], ["webchat"], "msteams"])
async def test_a_key_must_be_endorsed_for_teams(bench: Bench, endorsements: Any) -> None:
    bench.fake.endorsements = endorsements
    assert await bench.say() == 403


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.upper(),
        lambda url: url.replace("http://", "https://"),
        lambda url: url.replace("127.0.0.1", "127.0.0.1.example"),
        lambda url: url.replace("://", "://user@"),
        lambda url: url + "../other",
        lambda url: url + "?x=1",
        lambda url: url + "x",
    ],
    ids=["case", "scheme", "host", "user", "path", "query", "suffix"],
)
async def test_the_service_url_must_be_the_token_s(bench: Bench, change: Any) -> None:
    assert await bench.say(serviceUrl=change(bench.fake.service_url)) == 403


@pytest.mark.asyncio
async def test_a_slash_at_the_end_makes_no_other_url(bench: Bench) -> None:
    assert await bench.say(serviceUrl=bench.fake.service_url.rstrip("/")) == 202


@pytest.mark.asyncio
async def test_even_a_signed_service_url_must_be_on_the_list(bench: Bench) -> None:
    url = "https://collector.example/teams/"
    status, body = await bench.post(bench.fake.activity(serviceUrl=url), bench.fake.token(serviceurl=url))
    assert status == 403
    assert body == {"error": "a service URL that is not allowed"}


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net/uk/",
        "https://SMBA.trafficmanager.net/emea",
        "https://smba.trafficmanager.net:443/emea/",
        "https://smba.infra.gcc.teams.microsoft.com/gcc",
    ],
)
def test_service_urls_of_microsoft_are_allowed(url: str) -> None:
    assert service_allowed(url, PUBLIC, ())


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net:8443/teams/",
        "https://x.trafficmanager.net/teams/",
        "https://trafficmanager.net/",
        "https://x.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://evil.example#smba.trafficmanager.net",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user:pw@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net./teams",
        "https://smba.trafficmanager.net/../x",
        "https://smba.trafficmanager.net/%2e%2e/x",
        "https://smba.trafficmanager.net/a b",
        "https://smba.trafficmanager.net/\r\nHost: x",
        "https://smba.trafficmanagеr.net/teams",
        "https://smba.trafficmanager.net:x/",
        "//smba.trafficmanager.net/teams",
        "file:///etc/passwd",
        "",
        None,
        {"url": "https://smba.trafficmanager.net/"},
    ],
)
def test_service_urls_that_only_look_like_it_are_not(url: object) -> None:
    assert not service_allowed(url, PUBLIC, ())


def test_an_extra_service_url_allows_what_is_below_it_only() -> None:
    extra = ["http://127.0.0.1:4000/teams"]
    assert service_allowed("http://127.0.0.1:4000/teams/", frozenset(), extra)
    assert service_allowed("http://127.0.0.1:4000/teams/uk", frozenset(), extra)
    for url in ("http://127.0.0.1:4000/teamsters", "http://127.0.0.1:4001/teams", "https://127.0.0.1:4000/teams"):
        assert not service_allowed(url, frozenset(), extra)


def test_plain_http_is_for_this_machine_only() -> None:
    assert parse_address("http://127.0.0.1:80/x") is not None
    assert parse_address("http://10.0.0.1/x") is None
