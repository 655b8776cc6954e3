"""The link between api processes: over NOTIFY and Redis, when one is killed, and when the transport is lost."""

import asyncio
import base64
import hashlib
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import PgListener, Pool, notify
from alcove.foundation.realtime import Hub, PgTransport, RedisTransport
from alcove.foundation.redis import RedisConnection, RedisPubSub
from alcove.wires.supabase.realtime.peers import PeerBroadcast, PeerLink, PeerTimes, PresenceJoined, PresenceLeft
from alcove.wires.supabase.realtime.presence import PresenceEntry
from support.redis import redis_server
from support.until import until_async

TIMES = PeerTimes(keepalive=0.1, silence=3.0)
SECRET = b"known to all processes"


@dataclass
class Process:
    """What a process has heard, and the presences that it owns."""

    broadcasts: list[bytes] = field(default_factory=list)
    present: dict[str, dict[str, PresenceEntry]] = field(default_factory=dict)
    own: list[PresenceEntry] = field(default_factory=list)

    gone: list[str] = field(default_factory=list)

    def has_broadcasts(self, count: int) -> bool:
        """Return whether so many broadcasts have come."""
        return len(self.broadcasts) >= count

    def on_broadcast(self, broadcast: PeerBroadcast) -> None:
        """Note a broadcast."""
        self.broadcasts.append(broadcast.payload)

    def on_joined(self, entry: PresenceEntry, *, peer: str) -> None:
        """Note a presence."""
        self.present.setdefault(peer, {})[entry.ref] = entry

    def on_left(self, ref: str, *, peer: str) -> None:
        """Note that a presence has ended."""
        self.present[peer].pop(ref)

    def on_state(self, entries: Sequence[PresenceEntry], *, peer: str) -> None:
        """Note all presences of a process."""
        self.present[peer] = {entry.ref: entry for entry in entries}

    def on_gone(self, peer: str) -> None:
        """Note that a process is gone."""
        self.gone.append(peer)
        self.present.pop(peer, None)

    def own_presences(self) -> Sequence[PresenceEntry]:
        """Return the own presences."""
        return self.own


def entry(ref: str, *, size: int = 10) -> PresenceEntry:
    """Return a presence with a reference."""
    return PresenceEntry("room", False, f"key of {ref}", ref, b'"%b"' % (b"x" * size))


@asynccontextmanager
async def process_of(
    name: str, *, dsn: str, pool: Pool, redis_url: str = "", times: PeerTimes = TIMES, secret: bytes = SECRET
) -> AsyncIterator[tuple[Process, PeerLink]]:
    """Yield a process that has started its link; it ends without saying so."""
    async with AsyncExitStack() as stack:
        listener = PgListener(dsn)
        await listener.start()
        stack.push_async_callback(listener.close)
        fast = None
        if redis_url:
            redis = RedisConnection(redis_url)
            stack.push_async_callback(redis.close)
            fast = RedisTransport(RedisPubSub(redis))
        process = Process()
        link = PeerLink(
            Hub(PgTransport(listener, pool), fast=fast),
            process,
            name=name,
            secret=secret,
            clock=SystemClock(),
            times=times,
        )
        await link.start()
        stack.push_async_callback(link.kill)
        yield process, link


def _sign(text: str) -> str:
    return hashlib.blake2b(text.encode(), key=SECRET, digest_size=16).hexdigest()


def text_of(number: int, size: int = 0) -> PeerBroadcast:
    """Return a broadcast with a number."""
    return PeerBroadcast("room", False, b"%d" % number + b"x" * size)


@pytest.mark.parametrize("uses_redis", [False, True])
async def test_processes_share_broadcasts_in_order(dsn: str, pool: Pool, *, uses_redis: bool) -> None:
    """Small and large messages of both arrive at the other one once, each sender's in their order."""
    with redis_server() as server:
        url = server.url if uses_redis else ""
        async with (
            process_of("a", dsn=dsn, pool=pool, redis_url=url, times=PeerTimes()) as (first, first_link),
            process_of("b", dsn=dsn, pool=pool, redis_url=url, times=PeerTimes()) as (second, second_link),
        ):
            sizes = [0, 20_000, 5, 3_000_000, 1]
            for number in range(200):
                message = text_of(number, sizes[number] if number < len(sizes) else 0)
                first_link.send(message)
                second_link.send(message)
                await asyncio.sleep(0)
            for process in (first, second):
                await until_async(partial(process.has_broadcasts, 200))
                assert [int(text.rstrip(b"x")) for text in process.broadcasts] == list(range(200))
                assert [len(text) for text in process.broadcasts[:5]] == [1 + size for size in sizes]


async def test_a_process_that_is_alone_sends_nothing(dsn: str, pool: Pool) -> None:
    """Without another process, messages cost no notification."""
    async with process_of("a", dsn=dsn, pool=pool) as (_, link), pool.acquire() as connection:
        heard: list[object] = []
        await connection.add_listener("alcove_supabase_realtime", lambda *args: heard.append(args))
        link.send(text_of(1))
        await asyncio.sleep(0.3)
        assert (link.peers, heard) == ([], [])
        await connection.reset()


async def test_presences_reach_a_process_that_starts_later_and_end_with_their_process(dsn: str, pool: Pool) -> None:
    """A new process gets what others track, also if it is large; when one is killed, its presences end for the rest."""
    async with process_of("a", dsn=dsn, pool=pool) as (first, _), AsyncExitStack() as stack:
        first.own = [entry(str(number), size=300_000) for number in range(10)]
        second, link = await stack.enter_async_context(process_of("b", dsn=dsn, pool=pool))
        await until_async(lambda: len(second.present.get("a", ())) == 10)
        link.send(PresenceJoined(entry("b1")))
        link.send(PresenceJoined(entry("b2")))
        link.send(PresenceLeft("b1"))
        # On a busy machine the first process may miss keepalives, and takes the whole state afterwards.
        second.own = [entry("b2")]
        await until_async(lambda: list(first.present.get("b", ())) == ["b2"])
        await stack.aclose()
        await until_async(lambda: "b" not in first.present)


async def test_foreign_notifications_are_ignored(dsn: str, pool: Pool) -> None:
    """Whatever else arrives on the topic, the messages of processes go on."""
    async with (
        process_of("a", dsn=dsn, pool=pool, times=PeerTimes()) as (first, _),
        process_of("b", dsn=dsn, pool=pool, times=PeerTimes()) as (_, link),
    ):
        bomb = base64.b64encode(b"z" + zlib.compress(bytes(80_000_000), 9)).decode()
        parts = [bomb[start : start + 7_000] for start in range(0, len(bomb), 7_000)]
        texts = ["", "x", "b 1 1", "c 0 1 !", "c 1 1 AAAA", "d 0 1 cA==", "b x 1 AAAA", f"b {10**30} 1 AAAA"]
        texts += [f"e {number} {int(number == len(parts) - 1)} {part}" for number, part in enumerate(parts)]
        for text in [*texts, *(f"{_sign(text)} {text}" for text in texts)]:
            await notify(pool, "alcove_supabase_realtime", text)
        link.send(text_of(7))
        await until_async(lambda: first.broadcasts == [b"7"])


async def test_only_who_knows_the_secret_is_heard(dsn: str, pool: Pool) -> None:
    """Whoever may run SQL cannot send as a process, repeat what one has sent, or take part without the secret."""
    async with (
        process_of("a", dsn=dsn, pool=pool) as (first, first_link),
        process_of("b", dsn=dsn, pool=pool) as (_, link),
        process_of("c", dsn=dsn, pool=pool, secret=b"another") as (stranger, strange_link),
        pool.acquire() as connection,
    ):
        heard: list[str] = []
        await connection.add_listener("alcove_supabase_realtime", lambda *args: heard.append(args[-1]))
        strange_link.send(text_of(1))
        link.send(text_of(2))
        await until_async(lambda: first.broadcasts == [b"2"])
        for text in tuple(heard):
            signature, _, content = text.partition(" ")
            forged = content.replace("b ", "d ", 1) if content.startswith("b ") else content
            for payload in (text, forged, f"{'0' * 32} {content}", f"{signature} {forged}x"):
                await notify(pool, "alcove_supabase_realtime", payload)
        link.send(text_of(3))
        await until_async(lambda: len(first.broadcasts) > 1)
        assert first.broadcasts == [b"2", b"3"]
        assert (list(first_link.peers), stranger.broadcasts) == (["b"], [])
        await connection.reset()


async def test_a_process_that_stops_says_so(dsn: str, pool: Pool) -> None:
    """When a process ends in order, the others know it without waiting for its silence."""
    times = PeerTimes(keepalive=0.1, silence=3600)
    async with (
        process_of("a", dsn=dsn, pool=pool, times=times) as (first, _),
        process_of("b", dsn=dsn, pool=pool, times=times) as (_, link),
    ):
        link.send(PresenceJoined(entry("b1")))
        await until_async(lambda: "b" in first.present)
        await link.close()
        await until_async(lambda: "b" not in first.present)


async def test_nobody_counts_as_gone_while_the_database_is_away(dsn: str, pool: Pool) -> None:
    """Lost connections cost no presence, and what changed meanwhile is known when they are back."""
    async with (
        process_of("a", dsn=dsn, pool=pool) as (first, _),
        process_of("b", dsn=dsn, pool=pool) as (second, link),
    ):
        second.own = [entry("b1"), entry("b2")]
        link.send(PresenceJoined(entry("b1")))
        link.send(PresenceJoined(entry("b2")))
        await until_async(lambda: len(first.present.get("b", ())) == 2)
        for _ in range(3):
            await pool.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            await asyncio.sleep(0.1)
        second.own = [entry("b2"), entry("b3")]
        await pool.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await until_async(lambda: sorted(first.present["b"]) == ["b2", "b3"])
        assert first.gone == []
