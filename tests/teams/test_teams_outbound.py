"""What goes out: retried where that helps, stopped where it does not, and never with the token to a stranger."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from bot.channels.replies import TEXT, Choice, Reply
from bot.channels.teams.connector import NotDelivered, Pace, retry_after
from bot.channels.teams.credentials import NoToken
from tests.teams.bench import Bench
from tests.teams.fake_bot_service import APP_ID, SECRET, TENANT, FakeBotService, Fault, private_key

pytestmark = pytest.mark.asyncio
OTHER_APP = "22222222-3333-4444-5555-666666666666"


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_what_may_pass_later_is_sent_again(bench: Bench, status: int) -> None:
    bench.fake.faults["send"].extend([Fault(status), Fault(status)])
    await bench.say()
    assert (await bench.arrived(1))[0]["text"] == "you said hello"
    await bench.idle()
    assert len(bench.fake.sent) == 1


@pytest.mark.parametrize("wanted", ["0", "1", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", ""])
async def test_retry_after_of_all_sorts(bench: Bench, wanted: str) -> None:
    bench.fake.faults["send"].append(Fault(429, {"Retry-After": wanted}))
    began = time.monotonic()
    await bench.say()
    await bench.arrived(1)
    assert time.monotonic() - began >= (1 if wanted == "1" else 0)


async def test_an_absurd_retry_after_is_capped(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.teams.connector.LONGEST_WAIT", 0.2)
    bench.fake.faults["send"].append(Fault(429, {"Retry-After": "3600"}))
    await bench.say()
    await bench.arrived(1, seconds=5)


async def test_retry_after_is_read_as_seconds_or_date() -> None:
    assert retry_after("7") == 7
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < retry_after(in_a_minute) <= 60
    assert retry_after("nan") == retry_after("1e9x") == 0


async def test_after_five_attempts_it_is_given_up_and_logged_without_words(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fake.faults["send"].extend(Fault(503) for _ in range(5))
    await bench.say("words of a person")
    await bench.idle()
    assert bench.fake.sent == []
    assert "did not reach Teams" in caplog.text
    assert "words of a person" not in caplog.text
    await bench.say("again")
    assert (await bench.arrived(1))[0]["text"] == "you said again"


async def test_a_token_that_is_refused_is_renewed_once(bench: Bench) -> None:
    bench.fake.faults["send"].append(Fault(401))
    await bench.say()
    await bench.arrived(1)
    assert len(bench.fake.token_requests) == 2
    bench.fake.faults["send"].extend([Fault(401), Fault(401), Fault(401)])
    await bench.say()
    await bench.idle()
    assert len(bench.fake.token_requests) == 3
    assert len(bench.fake.faults["send"]) == 1, "a second refusal ends it"


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_what_will_not_pass_is_not_sent_again(bench: Bench, status: int) -> None:
    bench.fake.faults["send"].extend([Fault(status), Fault(status)])
    await bench.say()
    await bench.idle()
    assert len(bench.fake.faults["send"]) == 1


async def test_when_the_bot_was_blocked_the_rest_is_not_tried(bench: Bench) -> None:
    bench.assistant.replies = [Reply(kind=TEXT, text=f"part {number}") for number in range(3)]
    bench.fake.faults["send"].append(Fault(403))
    await bench.say()
    await bench.idle()
    assert bench.fake.sent == []


async def test_a_message_that_is_too_large_goes_in_smaller_parts(bench: Bench) -> None:
    bench.assistant.replies = [Reply(kind=TEXT, text="\n\n".join(f"Paragraph {n} " + "word " * 50 for n in range(20)))]
    bench.fake.faults["send"].append(Fault(413))
    await bench.say()
    await bench.idle()
    sent = [activity["text"] for activity in await bench.arrived(2)]
    assert len(sent) >= 2
    said = " ".join(sent)
    assert all(f"Paragraph {n} " in said for n in range(20)), "nothing is lost"


async def test_a_card_that_is_too_large_is_said_without_buttons(bench: Bench) -> None:
    choices = [Choice("Yes", "inform_affirm")]
    bench.assistant.replies = [Reply(kind=TEXT, text="Word " * 200, choices=choices)]
    bench.fake.faults["send"].append(Fault(413))
    await bench.say()
    await bench.idle()
    assert all("attachments" not in activity for activity in bench.fake.sent[0][1:2])
    assert bench.fake.sent[0][1]["text"].startswith("Word")


async def test_a_redirect_is_not_followed(bench: Bench) -> None:
    with FakeBotService() as stranger:
        bench.fake.faults["send"].append(Fault(307, {"Location": stranger.service_url}))
        await bench.say()
        await bench.idle()
        assert stranger.requests == []
    assert bench.fake.sent == []


async def test_a_server_that_hangs_is_left_and_tried_once_more(bench: Bench) -> None:
    bench.service.connector._patience = 0.3
    bench.fake.faults["send"].append(Fault(500, delay=1.0))
    await bench.say()
    await bench.arrived(1)


async def test_a_failing_typing_indicator_does_not_cost_the_answer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bench.service.connector.send

    async def send(url: str, conversation: str, activity: dict[str, object], attempts: int = 5) -> str:
        if activity["type"] == "typing":
            raise NotDelivered("status 500", 500)
        return await real(url, conversation, activity, attempts)

    monkeypatch.setattr(bench.service.connector, "send", send)
    await bench.say()
    assert (await bench.arrived(1))[0]["text"] == "you said hello"


async def test_the_token_never_leaves_for_another_host(bench: Bench) -> None:
    with FakeBotService() as stranger:
        with pytest.raises(NotDelivered, match="not allowed"):
            await bench.service.connector.send(stranger.service_url, "a:1", {"type": "message"})
        assert stranger.requests == []


async def test_a_token_is_kept_until_shortly_before_its_end(bench: Bench) -> None:
    credentials = bench.service.connector._credentials
    now = [1000.0]
    credentials._clock = lambda: now[0]
    tokens = await asyncio.gather(*(credentials.token() for _ in range(10)))
    assert len(set(tokens)) == 1
    assert len(bench.fake.token_requests) == 1
    now[0] += 3600 - 301
    assert await credentials.token() == tokens[0]
    now[0] += 2
    assert await credentials.token() != tokens[0]


async def test_the_token_is_asked_for_in_our_tenant_with_the_connector_s_scope(bench: Bench) -> None:
    await bench.service.connector._credentials.token()
    assert bench.fake.token_requests == [
        {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
            "tenant": TENANT,
        }
    ]


@pytest.mark.parametrize(
    "fault", [Fault(400), Fault(401), Fault(200, body=b"{}"), Fault(200, body=b"no"), Fault(302, {"Location": "/x"})]
)
async def test_without_a_token_nothing_goes_out_and_the_log_holds_no_secret(
    bench: Bench, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        bench.fake.faults["token"].extend([fault] * 10)
        with pytest.raises(NoToken):
            await bench.service.connector._credentials.token()
        await bench.say()
        await bench.idle()
    assert bench.fake.sent == []
    assert bench.fake.tokens_used == []
    for secret in (SECRET, "token-", TENANT):
        assert secret not in caplog.text


async def test_a_busy_entra_is_asked_again(bench: Bench) -> None:
    bench.fake.faults["token"].extend([Fault(503), Fault(429)])
    await bench.say()
    await bench.arrived(1)


async def test_two_bots_in_one_process_do_not_share_tokens(fake: FakeBotService) -> None:
    bots = [Bench(fake), Bench(fake, CEC_TEAMS_APP_ID=OTHER_APP)]
    tokens = [await bot.service.connector._credentials.token() for bot in bots]
    assert APP_ID in tokens[0]
    assert OTHER_APP in tokens[1]
    for bot in bots:
        await bot.service.stop()


async def test_a_certificate_in_place_of_a_secret(fake: FakeBotService, tmp_path: Path) -> None:
    key = private_key(4)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = {"CERTIFICATE_PATH": tmp_path / "bot.pem", "CERTIFICATE_KEY_PATH": tmp_path / "bot.key"}
    paths["CERTIFICATE_PATH"].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths["CERTIFICATE_KEY_PATH"].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    bot = Bench(
        fake,
        CEC_TEAMS_APP_SECRET="",
        CEC_TEAMS_CERTIFICATE_PATH=str(paths["CERTIFICATE_PATH"]),
        CEC_TEAMS_CERTIFICATE_KEY_PATH=str(paths["CERTIFICATE_KEY_PATH"]),
    )
    await bot.service.connector._credentials.token()
    form = fake.token_requests[0]
    assert "client_secret" not in form
    claims = jwt.decode(
        form["client_assertion"],
        key.public_key(),
        algorithms=["PS256"],
        audience=f"{fake.url}/{TENANT}/oauth2/v2.0/token",
    )
    assert claims["iss"] == claims["sub"] == APP_ID
    await bot.service.stop()


async def test_the_pace_stays_within_microsoft_s_limits() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    at = []
    for _ in range(70):
        now[0] += pace.wait("a:1")
        at.append(now[0])
    for most, seconds in ((7, 1.0), (8, 2.0), (60, 30.0)):
        for first, next_one in zip(at, at[most:], strict=False):
            assert next_one - first >= seconds - 1e-6
    assert pace.wait("a:2") == 0
