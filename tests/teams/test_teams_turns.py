"""Replays, order, slow turns, overflow and closing; and that the loop is never held."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.channels.replies import ANSWER, Reply
from bot.channels.teams.dedupe import InMemory, InRedis
from tests.teams.bench import Bench
from tests.teams.fake_bot_service import OTHER_TENANT, TENANT, FakeBotService, Fault

pytestmark = pytest.mark.asyncio


async def test_an_activity_that_comes_twice_is_answered_once(bench: Bench) -> None:
    activity = bench.fake.activity()
    assert (await bench.post(activity))[0] == 202
    assert (await bench.post(activity))[0] == 200
    await bench.idle()
    assert len(bench.assistant.heard) == 1


async def test_twenty_at_the_same_time_are_answered_once(bench: Bench) -> None:
    activity = bench.fake.activity()
    results = await asyncio.gather(*(bench.post(activity) for _ in range(20)))
    assert sorted(status for status, _ in results) == [200] * 19 + [202]
    await bench.idle()
    assert len(bench.assistant.heard) == 1


async def test_the_same_id_in_another_conversation_is_another_message(bench: Bench) -> None:
    for conversation in ("a:one", "a:two"):
        place = {"id": conversation, "conversationType": "personal", "tenantId": TENANT}
        assert await bench.say(id="same", conversation=place) == 202


async def test_a_replay_after_an_hour_is_bounded_by_the_token_and_memory_forgets() -> None:
    now = [0.0]
    memo = InMemory(lambda: now[0])
    assert await memo.add("a", "1", 3600)
    assert not await memo.add("a", "1", 3600)
    now[0] = 3601
    assert await memo.get("a") is None
    assert await memo.add("a", "1", 3600)


class FakeRedis:
    """What two workers, or one before and after a restart, share."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.down = False

    async def set(self, key: str, value: str, nx: bool, ex: int) -> bool | None:
        if self.down:
            raise ConnectionError
        assert nx
        assert ex > 0
        if key in self.entries:
            return None
        self.entries[key] = value
        return True

    async def get(self, key: str) -> bytes | None:
        if self.down:
            raise ConnectionError
        return self.entries[key].encode() if key in self.entries else None

    async def close(self) -> None:
        pass


async def test_with_redis_another_worker_knows_the_replay_too(fake: FakeBotService) -> None:
    shared = FakeRedis()
    activity = fake.activity()
    for status in (202, 200):
        worker = Bench(fake, InRedis(shared))
        assert (await worker.post(activity))[0] == status
        await worker.idle()
        await worker.service.stop()
    assert all(fake.activity()["conversation"]["id"] not in key for key in shared.entries), "keys are hashes"


async def test_while_redis_is_down_messages_are_answered_and_replays_known_to_this_worker(
    fake: FakeBotService,
) -> None:
    shared = FakeRedis()
    shared.down = True
    worker = Bench(fake, InRedis(shared))
    activity = fake.activity()
    assert (await worker.post(activity))[0] == 202
    assert (await worker.post(activity))[0] == 200
    await worker.idle()
    await worker.service.stop()


async def test_ten_quick_messages_are_answered_in_order(bench: Bench) -> None:
    waits = iter([0.05, 0.0] * 5)

    async def think() -> None:
        await asyncio.sleep(next(waits))

    bench.assistant.think = think
    for number in range(10):
        await bench.say(f"message {number}")
    texts = [activity["text"] for activity in await bench.arrived(10)]
    assert texts == [f"you said message {number}" for number in range(10)]


async def test_a_slow_turn_is_acknowledged_at_once_and_shows_that_we_are_at_it(bench: Bench) -> None:
    release = asyncio.Event()
    bench.assistant.think = release.wait
    began = time.monotonic()
    assert await bench.say() == 202
    assert time.monotonic() - began < 1
    while not bench.fake.typing:
        await asyncio.sleep(0.01)
    assert bench.fake.sent == []
    release.set()
    assert len(await bench.arrived(1)) == 1


async def test_a_slow_conversation_does_not_hold_another(bench: Bench) -> None:
    release = asyncio.Event()

    async def think() -> None:
        if bench.assistant.heard[-1].text == "slow":
            await release.wait()

    bench.assistant.think = think
    await bench.say("slow")
    await asyncio.sleep(0)
    await bench.say("quick", conversation={"id": "a:other", "conversationType": "personal", "tenantId": TENANT})
    assert (await bench.arrived(1))[0]["text"] == "you said quick"
    release.set()
    await bench.idle()


async def test_too_many_waiting_messages_are_told_once_and_nothing_breaks(fake: FakeBotService) -> None:
    bench = Bench(fake, waiting=3)
    release = asyncio.Event()
    bench.assistant.think = release.wait
    statuses = [await bench.say(f"message {number}") for number in range(8)]
    assert set(statuses) == {202}
    busy = await bench.arrived(1)
    assert "still working on your earlier messages" in busy[0]["text"]
    release.set()
    await bench.idle()
    assert len(fake.sent) == 4, "three answers, one notice"
    bench.assistant.think = None
    assert await bench.say("again") == 202
    assert (await bench.arrived(5))[-1]["text"] == "you said again"
    await bench.service.stop()


async def test_what_waits_is_answered_before_the_door_closes(bench: Bench) -> None:
    await bench.say("one")
    await bench.say("two")
    await bench.service.turns.drain(10)
    assert len(bench.fake.sent) == 2
    assert not bench.service.turns.add("x", bench.idle), "nothing new comes in any more"


async def test_a_turn_that_fails_is_told_with_the_emergency_numbers(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def think() -> None:
        raise RuntimeError("the words of a person")

    bench.assistant.think = think
    await bench.say()
    text = (await bench.arrived(1))[0]["text"]
    assert "999" in text
    await bench.idle()
    assert "words of a person" not in caplog.text


async def test_personal_chat_and_group_never_share_a_tracker_and_no_id_is_kept(bench: Bench) -> None:
    bench.service.config = bench.service.config.__class__(**{**bench.service.config.__dict__, "allow_group": True})
    places = [("a:personal", "personal"), ("19:group", "groupChat"), ("19:team;messageid=1", "channel")]
    for conversation, kind in places:
        await bench.say(conversation={"id": conversation, "conversationType": kind, "tenantId": TENANT})
    await bench.idle()
    sessions = [incoming.session_id for incoming in bench.assistant.heard]
    assert len(set(sessions)) == 3
    assert [incoming.group for incoming in bench.assistant.heard] == [False, True, True]
    for incoming in bench.assistant.heard:
        for secret in (TENANT, "invented-person", "Ima", "12121212"):
            assert secret not in repr(incoming), "ids are not kept where a log could print them"
    other = bench.service.reader.session_id(OTHER_TENANT, "a:personal")
    assert other not in sessions


async def test_groups_get_one_fixed_line_unless_switched_on(bench: Bench) -> None:
    await bench.say(conversation={"id": "19:group", "conversationType": "groupChat", "tenantId": TENANT})
    assert "private chat" in (await bench.arrived(1))[0]["text"]
    assert bench.assistant.heard == []


async def longest_stall(bench: Bench, count: int) -> tuple[float, float]:
    """How long at most the loop did nothing else while answers go out to a slow server: (by the clock, of work)."""
    clock: list[float] = []
    work: list[float] = []

    async def watch() -> None:
        while True:
            before = (time.perf_counter(), time.thread_time())
            await asyncio.sleep(0.001)
            clock.append(time.perf_counter() - before[0])
            work.append(time.thread_time() - before[1])

    watching = asyncio.ensure_future(watch())
    before = len(bench.fake.sent)
    for number in range(count):
        place = {"id": f"a:{before}-{number}", "conversationType": "personal", "tenantId": TENANT}
        await bench.say(conversation=place)
    await bench.arrived(before + count)
    await bench.idle()
    watching.cancel()
    return max(clock), max(work)


async def test_the_channel_never_holds_the_loop_for_50_ms(bench: Bench) -> None:
    bench.assistant.replies = [Reply(kind=ANSWER, text="word " * 3000, title="Long", sources=["DECK#Slide"])]
    bench.fake.token_lasts = 0  # every message needs a token of its own
    await bench.say("first, so that imports and keys are there")
    await bench.idle()
    bench.fake.faults["token"].extend(Fault(delay=0.3) for _ in range(8))
    bench.fake.faults["send"].extend(Fault(delay=0.5) for _ in range(8))
    clock, work = await longest_stall(bench, 8)
    assert work < 0.05, "what the channel itself does between two waits"
    # By the clock a busy machine adds to it; waiting for a server in the loop would show its whole delay
    assert clock < 0.4
