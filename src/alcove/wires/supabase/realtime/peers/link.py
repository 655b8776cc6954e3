"""The link of this process to all others, over the hub: who is there, and an ordered stream from each to all."""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from alcove.foundation.clock import Clock
from alcove.foundation.realtime import RESYNC, Hub, Notification, TransportLost
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime.peers.messages import (
    Alive,
    BatchLost,
    BatchReader,
    Bye,
    Hello,
    PeerBroadcast,
    PeerMessage,
    PresenceJoined,
    PresenceLeft,
    PresenceState,
    cut_batch,
    message_size,
    split_state,
)
from alcove.wires.supabase.realtime.presence import PresenceEntry

TOPIC: Final = "alcove_supabase_realtime"
START_SECONDS: Final = 3.0
"""Longest wait for this process's own first notification; without it, there is no database and nobody to hear."""
GRACE_SECONDS: Final = 0.15
"""Time in which other processes answer the first notification."""
MAX_UNREAD: Final = 8_192
MAX_WAITING_BYTES: Final = 32 * 1024 * 1024
"""Bytes of broadcasts that wait for a lost connection; older ones are dropped then."""
MAX_BATCH: Final = 500
MAX_BATCH_PAYLOAD: Final = 4 * 1024 * 1024
RETRY_SECONDS: Final = 0.5

_NOTIFICATION: Final = re.compile(r"([0-9a-f]{32}) (\S{1,64} [0-9]{1,18} [01] \S+)")
_SIGNATURE_BYTES: Final = 16

log = get_logger("alcove.realtime")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTimes:
    """How often a process says that it is there, and after how many seconds of silence it counts as gone."""

    keepalive: float = 2.0
    silence: float = 7.0
    alone: float = 15.0
    """Seconds after which a process that knows no other one announces itself again."""


class PeerEvents(Protocol):
    """What a process does with what others send."""

    def on_broadcast(self, broadcast: PeerBroadcast) -> None:
        """Deliver a broadcast to the clients of this process."""
        ...

    def on_joined(self, entry: PresenceEntry, *, peer: str) -> None:
        """Note a presence of a client of another process."""
        ...

    def on_left(self, ref: str, *, peer: str) -> None:
        """Note that a client of another process no longer tracks something."""
        ...

    def on_state(self, entries: Sequence[PresenceEntry], *, peer: str) -> None:
        """Set all presences of another process."""
        ...

    def on_gone(self, peer: str) -> None:
        """Remove all presences of another process."""
        ...

    def own_presences(self) -> Sequence[PresenceEntry]:
        """Return the presences of the clients of this process."""
        ...


class _Peer:
    """Another process."""

    __slots__ = ("heard_at", "is_complete", "reader", "state")

    def __init__(self) -> None:
        self.reader = BatchReader()
        self.is_complete = False
        """Whether all its presences are known."""
        self.heard_at = 0.0
        self.state: list[PresenceEntry] = []

    def reset(self) -> None:
        """Forget what came in parts, because something may be missing."""
        self.is_complete = False
        self.reader.reset()
        self.state = []


class PeerLink:
    """Sends messages to all other processes, in order; costs nothing while there is no other."""

    def __init__(
        self,
        hub: Hub,
        events: PeerEvents,
        *,
        name: str,
        secret: bytes,
        clock: Clock,
        times: PeerTimes | None = None,
        topic: str = TOPIC,
    ) -> None:
        """Take the name of this process, which no other has, and a secret of at most 64 bytes that all processes know.

        Whoever may run SQL may notify anything: only what is signed with the secret counts. Links with different
        topics know nothing of each other.
        """
        self._topic = topic
        self._times = times or PeerTimes()
        self._hub = hub
        self._events = events
        self._clock = clock
        self._secret = secret
        self.name = name
        self._peers: dict[str, _Peer] = {}
        self._waiting: list[PeerMessage] = []
        self._waiting_bytes = 0
        self._has_waiting = asyncio.Event()
        self._all_sent = asyncio.Event()
        self._sequence = 0
        self._heard_self_at = float("-inf")
        self._heard_self = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def peers(self) -> Sequence[str]:
        """The other processes that are known."""
        return list(self._peers)

    async def start(self) -> None:
        """Announce this process; returns when the others know it."""
        listening = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._run_always(work), name="realtime-peers")
            for work in (partial(self._listen, listening), self._send_waiting, self._keep_alive)
        ]
        with suppress(TimeoutError):
            await asyncio.wait_for(listening.wait(), START_SECONDS)
            self._put(Hello())
            await asyncio.wait_for(self._heard_self.wait(), START_SECONDS)
            await asyncio.sleep(GRACE_SECONDS)

    async def close(self) -> None:
        """Announce to the others that this process stops, and stop."""
        if self._tasks and self._peers:
            # After what waits: a message that overtakes an unfinished one has a sequence number that is taken.
            self._put(Bye())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_sent.wait(), RETRY_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """Stop without a word: the others find out."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def send(self, message: PeerBroadcast | PresenceJoined | PresenceLeft) -> None:
        """Send a message to the clients of all other processes."""
        if self._peers:
            self._put(message)

    def _receive_state(self, part: PresenceState, *, peer: str) -> None:
        known = self._peers.get(peer)
        if part.to != self.name or known is None:
            return
        known.state += part.entries
        if part.is_last:
            entries, known.state = known.state, []
            known.is_complete = True
            self._events.on_state(entries, peer=peer)

    def _put(self, message: PeerMessage) -> None:
        self._waiting.append(message)
        self._waiting_bytes += message_size(message)
        if self._waiting_bytes > MAX_WAITING_BYTES:
            log.warning("broadcasts_dropped", reason="the connection to other processes is lost")
            self._waiting = [kept for kept in self._waiting if not isinstance(kept, PeerBroadcast)]
            self._waiting_bytes = 0
        self._has_waiting.set()
        self._all_sent.clear()

    async def _run_always(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await work()
            except Exception:  # a supervisor: clients rely on the link for as long as the process runs
                log.exception("peer_link_failed")
            await self._clock.sleep(RETRY_SECONDS)

    async def _send_waiting(self) -> None:
        while True:
            await self._has_waiting.wait()
            batch = self._take_batch()
            while True:
                try:
                    await self._publish(batch)
                    break
                except TransportLost as error:
                    log.warning("peers_not_reached", error=str(error))
                    await self._clock.sleep(RETRY_SECONDS)
            if not self._waiting:
                self._all_sent.set()

    def _take_batch(self) -> list[PeerMessage]:
        count, size = 0, 0
        for message in self._waiting[:MAX_BATCH]:
            size += message_size(message)
            if count and size > MAX_BATCH_PAYLOAD:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        self._waiting_bytes = max(0, self._waiting_bytes - sum(message_size(message) for message in batch))
        if not self._waiting:
            self._has_waiting.clear()
        return batch

    async def _publish(self, batch: Sequence[PeerMessage]) -> None:
        notifications = cut_batch(batch, sender=self.name, sequence=self._sequence)
        await self._hub.publish(self._topic, *(f"{self._sign(text)} {text}" for text in notifications))
        self._sequence += len(notifications)

    def _sign(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._secret, digest_size=_SIGNATURE_BYTES).hexdigest()

    async def _listen(self, listening: asyncio.Event) -> None:
        async with self._hub.subscribe(self._topic, size=MAX_UNREAD) as notifications:
            if listening.is_set():
                self._resync()
            listening.set()
            while True:
                notification = await notifications.next()
                if notification is RESYNC:
                    self._resync()
                else:
                    self._receive(notification)

    async def _keep_alive(self) -> None:
        announced_at = self._clock.monotonic()
        while True:
            await self._clock.sleep(self._times.keepalive)
            if not self._peers and self._clock.monotonic() - announced_at >= self._times.alone:
                announced_at = self._clock.monotonic()
                self._put(Hello())
            if self._peers:
                # What was asked for may have been missed as well.
                is_complete = all(peer.is_complete for peer in self._peers.values())
                self._put(Alive() if is_complete else Hello())
                self._drop_silent(self._clock.monotonic())

    def _drop_silent(self, now: float) -> None:
        # While this process does not hear itself, nobody can be heard.
        if now - self._heard_self_at > self._times.silence - self._times.keepalive:
            return
        for name, peer in list(self._peers.items()):
            if now - peer.heard_at > self._times.silence:
                log.info("peer_gone", peer=name)
                self._drop(name)

    def _drop(self, name: str) -> None:
        if self._peers.pop(name, None) is not None:
            self._events.on_gone(name)

    def _resync(self) -> None:
        """Ask for everything again, because notifications were missed."""
        now = self._clock.monotonic()
        for peer in self._peers.values():
            peer.reset()
            peer.heard_at = now
        self._put(Hello())

    def _receive(self, notification: Notification) -> None:
        match = _NOTIFICATION.fullmatch(notification.payload)
        if match is None or not hmac.compare_digest(match[1], self._sign(match[2])):
            return
        sender, sequence, is_last, chunk = match[2].split(" ", 3)
        now = self._clock.monotonic()
        if sender == self.name:
            self._heard_self_at = now
            self._heard_self.set()
            return
        peer = self._peers.get(sender)
        if peer is None:
            peer = self._peers[sender] = _Peer()
            self._put(Hello())
        peer.heard_at = now
        try:
            messages = peer.reader.read(int(sequence), is_last=is_last == "1", chunk=chunk)
        except BatchLost:
            log.warning("peer_messages_lost", peer=sender)
            peer.reset()
            self._put(Hello())
            return
        for message in messages:
            self._handle(message, peer=sender)

    def _handle(self, message: PeerMessage, *, peer: str) -> None:
        events = self._events
        match message:
            case PeerBroadcast():
                events.on_broadcast(message)
            case PresenceJoined(entry):
                events.on_joined(entry, peer=peer)
            case PresenceLeft(ref):
                events.on_left(ref, peer=peer)
            case PresenceState():
                self._receive_state(message, peer=peer)
            case Hello():
                for part in split_state(events.own_presences(), to=peer):
                    self._put(part)
            case Bye():
                self._drop(peer)
            case Alive():
                pass
