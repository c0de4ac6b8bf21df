"""Who is let in: every token that must be refused is, with the right status and without a turn."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from bot.channels.teams.keys import Keys, KeysUnavailable
from tests.teams.bench import Bench
from tests.teams.fake_bot_service import APP_ID, FakeBotService, Fault, private_key

pytestmark = pytest.mark.asyncio


def unsigned(fake: FakeBotService) -> str:
    """`alg: none`."""
    return jwt.encode(fake.claims(), None, algorithm="none", headers={"kid": "key-1"})


def hs256_with_public_key(fake: FakeBotService) -> str:
    """Signed with the public key as if it were a shared secret."""

    def part(data: dict[str, Any]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=")

    import hashlib
    import hmac

    pem = (
        private_key(1)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signed = part({"alg": "HS256", "kid": "key-1", "typ": "JWT"}) + b"." + part(fake.claims())
    mark = base64.urlsafe_b64encode(hmac.new(pem, signed, hashlib.sha256).digest()).rstrip(b"=")
    return (signed + b"." + mark).decode()


def in_minutes(minutes: float) -> int:
    return int(time.time() + minutes * 60)


CORPUS: dict[str, tuple[Callable[[FakeBotService], str], int]] = {
    "valid": (lambda f: f.token(), 202),
    "forged signature": (lambda f: f.token({"kid": "key-1"}, key=3), 401),
    "unknown key id": (lambda f: f.token({"kid": "key-9"}, key=3), 401),
    "expired": (lambda f: f.token(exp=in_minutes(-10)), 401),
    "not yet valid": (lambda f: f.token(nbf=in_minutes(10)), 401),
    "wrong audience": (lambda f: f.token(aud="00000000-0000-0000-0000-000000000000"), 401),
    "no algorithm": (unsigned, 401),
    "no key id": (lambda f: f.token({}), 401),
    "HS256 with the public key": (hs256_with_public_key, 401),
    "no expiry": (lambda f: f.token(exp=None), 401),
    "wrong issuer": (lambda f: f.token(iss="https://issuer.example"), 401),
    "no issuer": (lambda f: f.token(iss=None), 401),
    "service URL of another host": (lambda f: f.token(serviceurl="https://smba.example/teams/"), 403),
    "no service URL": (lambda f: f.token(serviceurl=None), 403),
    "no audience": (lambda f: f.token(aud=None), 401),
    "list of audiences": (lambda f: f.token(aud=[APP_ID, "x"]), 401),
    "expired within the skew": (lambda f: f.token(exp=in_minutes(-4)), 202),
    "expired beyond the skew": (lambda f: f.token(exp=in_minutes(-6)), 401),
    "early within the skew": (lambda f: f.token(nbf=in_minutes(4)), 202),
    "early beyond the skew": (lambda f: f.token(nbf=in_minutes(6)), 401),
    "expiry that is no number": (lambda f: f.token(exp="tomorrow"), 401),
    "rubbish": (lambda f: "not.a.token", 401),
    "empty": (lambda f: "", 401),
    "very long": (lambda f: f.token(padding="x" * 9000), 401),
}


@pytest.mark.parametrize("name", CORPUS)
async def test_the_token_corpus(bench: Bench, name: str, caplog: pytest.LogCaptureFixture) -> None:
    make, wanted = CORPUS[name]
    token = make(bench.fake)
    with caplog.at_level(logging.INFO):
        status, _ = await bench.post(bench.fake.activity(), token)
    assert status == wanted
    await bench.idle()
    assert len(bench.assistant.heard) == (1 if wanted == 202 else 0)
    if wanted != 202:
        lines = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
        assert len(lines) == 1, "a refusal is one line in the log"
        assert str(wanted) in lines[0]
        assert not token or token not in lines[0]
        assert APP_ID not in lines[0]


@pytest.mark.parametrize(
    "headers",
    [(), ("Bearer",), ("Basic abc",), ("Bearer a", "Bearer b")],
    ids=["none", "no token", "another scheme", "two"],
)
async def test_authorization_headers_that_are_refused(bench: Bench, headers: tuple[str, ...]) -> None:
    status, _ = await bench.service.receive(headers, json.dumps(bench.fake.activity()).encode())
    assert status == 401


async def test_the_scheme_may_be_lower_case_and_two_good_tokens_are_one_too_many(bench: Bench) -> None:
    good = bench.fake.token()
    assert (await bench.post(bench.fake.activity(), None, f"bearer {good}"))[0] == 202
    assert (await bench.post(bench.fake.activity(), None, f"Bearer {good}", f"Bearer {good}"))[0] == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"[]", 400), (b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b"x" * 300_000, 413)],
    ids=["empty", "a list", "broken", "other bytes", "deep", "large"],
)
async def test_bodies_that_are_refused(bench: Bench, body: bytes, status: int) -> None:
    found, _ = await bench.service.receive([f"Bearer {bench.fake.token()}"], body)
    assert found == status


class Clock:
    def __init__(self) -> None:
        self.now = 100_000.0

    def __call__(self) -> float:
        return self.now


def keys_of(bench: Bench) -> tuple[Keys, Clock]:
    clock = Clock()
    return Keys(bench.service.client, bench.service.config.metadata_url, bench.service.config.issuer, clock), clock


async def test_keys_that_change_are_found_and_strangers_do_not_make_us_ask_again_and_again(bench: Bench) -> None:
    keys, clock = keys_of(bench)
    assert await keys.find("key-1")
    bench.fake.listed = {1, 2}
    clock.now += 60
    assert await keys.find("key-2"), "a new key is looked for at once"
    asked = len(bench.fake.requests)
    for number in range(20):
        assert await keys.find(f"stranger-{number}") is None
    assert len(bench.fake.requests) == asked
    clock.now += 301
    assert await keys.find("stranger") is None
    assert len(bench.fake.requests) == asked + 2


async def test_without_keys_at_the_start_requests_wait_and_then_work(bench: Bench) -> None:
    bench.fake.faults["metadata"].append(Fault(500))
    assert await bench.say() == 503
    assert await bench.say() == 503, "a failed fetch is not repeated at once"
    bench.service.keys._clock = lambda: time.monotonic() + 11
    assert await bench.say() == 202


async def test_keys_that_cannot_be_refreshed_are_used_for_five_days(bench: Bench) -> None:
    keys, clock = keys_of(bench)
    assert await keys.find("key-1")
    bench.fake.faults["metadata"].extend(Fault(503) for _ in range(50))
    clock.now += 4.9 * 86400
    assert await keys.find("key-1")
    clock.now += 0.2 * 86400
    with pytest.raises(KeysUnavailable):
        await keys.find("key-1")


@pytest.mark.parametrize(
    "poison",
    [
        {"metadata": {"jwks_uri": "https://keys.example/keys"}},
        {"metadata": {"issuer": "https://issuer.example"}},
        {"metadata": {"id_token_signing_alg_values_supported": ["HS256"]}},
        {"metadata": {"jwks_uri": 7}},
        {"keys": Fault(200, body=b'{"keys": []}')},
        {"keys": Fault(200, body=b'{"keys": [{"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"}, 7, {"kty": "RSA"}]}')},
        {"keys": Fault(200, body=b" " * 1_100_000 + b'{"keys": []}')},
        {"keys": Fault(200, body=b"not json")},
        {"keys": Fault(302, {"Location": "https://keys.example/keys"})},
    ],
    ids=["elsewhere", "issuer", "algorithm", "no address", "empty", "wrong types", "1 MB", "no JSON", "redirect"],
)
async def test_poisoned_keys_let_nobody_in(bench: Bench, poison: dict[str, Any]) -> None:
    bench.fake.metadata = poison.get("metadata", {})
    if "keys" in poison:
        bench.fake.faults["keys"].append(poison["keys"])
    assert await bench.say() == 503


async def test_a_strange_key_in_the_list_does_no_harm_to_the_good_ones(bench: Bench) -> None:
    bench.fake.extra_keys = [{"kty": "EC", "kid": "key-1"}, None, {"kty": "RSA", "kid": "x", "n": "AQAB", "e": "AQAB"}]
    assert await bench.say() == 202


async def test_many_requests_at_the_start_fetch_the_keys_once(bench: Bench) -> None:
    bench.fake.faults["metadata"].append(Fault(delay=0.2))
    statuses = await asyncio.gather(*(bench.say() for _ in range(10)))
    assert set(statuses) == {202}
    assert len([path for path in bench.fake.requests if "/.well-known/" in path]) == 2
