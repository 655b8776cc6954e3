"""One connection of a client: it reads frames, joins and leaves channels, and ends when the client is gone."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.types import Receive, Send

from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.channel import Channel, ClientState, Push
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.events import ChannelClosed, ChannelEvents
from alcove.wires.supabase.realtime.exchange import TopicExchange
from alcove.wires.supabase.realtime.frames import (
    ClientFrame,
    Data,
    MalformedFrame,
    Ref,
    Version,
    decode_frame,
    encode_frame,
)
from alcove.wires.supabase.realtime.joins import ChannelJoiner
from alcove.wires.supabase.realtime.limits import FixedWindow
from alcove.wires.supabase.realtime.model import ChangesSubscription, JoinRefused
from alcove.wires.supabase.realtime.outbox import Outbox
from alcove.wires.supabase.realtime.reasons import TokenRefused
from alcove.wires.supabase.tokens import VerifiedToken

_PHOENIX: Final = "phoenix"
_FRAME_BYTES: Final = 10_000
"""What a frame may have beside its payload."""
_DRAIN_SECONDS: Final = 0.5
"""Time in which the last frames are sent before a connection is closed."""
_LAST_FRAME_SECONDS: Final = 0.5
"""Time in which the server takes the frame that is being sent when a client leaves."""

log = get_logger("alcove.realtime")

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketServices:
    """What all connections of a process share; `run_later` runs what may outlast a connection."""

    deps: RealtimeDeps
    exchange: TopicExchange
    joiner: ChannelJoiner
    events: ChannelEvents
    run_later: Callable[[Coroutine[Any, Any, None]], None]


class RealtimeSocket:
    """A websocket of a client."""

    def __init__(
        self,
        services: SocketServices,
        *,
        version: Version,
        key: VerifiedToken,
        headers: Mapping[str, str],
        refusal: str | None = None,
    ) -> None:
        """Take who the client is by its key; with a `refusal` every join is refused for this reason."""
        self._services = services
        self._limits = limits = services.deps.limits
        self._version = version
        self._refusal = refusal
        self.client = ClientState(key, headers, limits=limits)
        """What is known of the client."""
        self._outbox = Outbox(limits=limits, on_overflow=self.close)
        self._messages = FixedWindow(limits.messages_per_second, seconds=1.0)
        self._channels: dict[str, Channel] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_at = services.deps.clock.monotonic()
        self._session_checks = 0

    @property
    def version(self) -> Version:
        """The version of the protocol that the client speaks."""
        return self._version

    @property
    def push(self) -> Push:
        """Sends a frame after those that wait."""
        return self._outbox.put

    async def run(self, receive: Receive, send: Send) -> None:
        """Serve the client until it or the server closes the connection."""
        self._tasks = [
            asyncio.create_task(self._read(receive), name="realtime-read"),
            asyncio.create_task(self._outbox.run(send), name="realtime-write"),
        ]
        try:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            # If a frame is cancelled while the server sends it, the connection sometimes stays open for ever.
            self._outbox.close()
            await asyncio.wait(self._tasks[1:], timeout=_LAST_FRAME_SECONDS)
        finally:
            for task in self._tasks:
                task.cancel()
            outcomes = await asyncio.gather(*self._tasks, return_exceptions=True)
            for topic in list(self._channels):
                self._leave(topic)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    def close(self) -> None:
        """Close the connection now, without waiting for what the client has not read."""
        for task in self._tasks:
            task.cancel()

    async def close_channels(self, reason: str) -> None:
        """Close the connection after its channels, with the reason that the client gets."""
        for topic in list(self._channels):
            self._close_channel(topic, reason)
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._outbox.drain()
        except TimeoutError:
            pass
        self.close()

    def check(self, now: float) -> None:
        """Close what has expired, at a monotonic time; called every second."""
        if now - self._heard_at > self._limits.heartbeat_seconds or self._outbox.is_stalled(now):
            self.close()
            return
        callers = self._services.deps.callers
        for topic, channel in list(self._channels.items()):
            try:
                callers.check_expiry(channel.caller.expires_at)
            except TokenRefused as error:
                self._close_channel(topic, error.message)

    async def check_sessions(self, user_id: str | None) -> None:
        """Close the channels of a user if its session has ended, with None those of every user."""
        self._session_checks += 1
        callers = self._services.deps.callers
        for topic, channel in list(self._channels.items()):
            if user_id is not None and channel.caller.token.claims.get("sub") != user_id:
                continue
            try:
                await callers.check(channel.caller.token)
            except TokenRefused as error:
                if self._channels.get(topic) is channel:
                    self._close_channel(topic, error.message)
            except JoinRefused:
                # The database is away; another check follows.
                return

    async def _read(self, receive: Receive) -> None:
        limit = max(self._limits.payload_bytes, self._limits.join_bytes) + _FRAME_BYTES
        while (message := await receive())["type"] != "websocket.disconnect":
            now = self._heard_at = self._services.deps.clock.monotonic()
            text: str | None = message.get("text")
            data: Data = text if text is not None else message.get("bytes") or b""
            try:
                frame = decode_frame(data, version=self._version, limit=limit)
            except MalformedFrame as error:
                await self._refuse(error, now)
            else:
                await self._handle_safely(frame, now)

    async def _refuse(self, error: MalformedFrame, now: float) -> None:
        if not self._messages.allow(now):
            await self.close_channels(reasons.TOO_MANY_MESSAGES)
        self._reply(error.topic, error.ref, response={"reason": str(error)}, status="error", join_ref=error.join_ref)

    async def _handle_safely(self, frame: ClientFrame, now: float) -> None:
        try:
            await self._handle(frame, now)
        except Exception:  # the loop of a connection: one frame must not end its other channels
            log.exception("realtime_frame_failed", frame_event=frame.event[:100])
            response = {"reason": reasons.UNKNOWN}
            self._reply(frame.topic, frame.ref, response=response, status="error", join_ref=frame.join_ref)

    async def _handle(self, frame: ClientFrame, now: float) -> None:
        checks = self._session_checks
        if not self._messages.allow(now):
            await self._stop_flood(frame.topic)
        elif frame.topic == _PHOENIX and frame.event == "heartbeat":
            self._reply(_PHOENIX, frame.ref, response={})
        elif frame.event == "phx_join":
            await self._join(frame)
        elif frame.event == "phx_leave":
            self._handle_leave(frame)
        else:
            await self._handle_event(frame)
        if self._session_checks != checks:
            # A session that ended meanwhile may be that of a token which was just accepted.
            await self.check_sessions(None)

    async def _stop_flood(self, topic: str) -> None:
        if topic in self._channels:
            self._close_channel(topic, reasons.TOO_MANY_MESSAGES)
        else:
            await self.close_channels(reasons.TOO_MANY_MESSAGES)

    async def _join(self, frame: ClientFrame) -> None:
        topic = frame.topic
        try:
            self._check_connection(topic)
            self._replace(topic)
            joiner = self._services.joiner
            channel = await joiner.join(self, frame)
        except JoinRefused as error:
            join_ref = frame.join_ref or frame.ref
            self._reply(topic, frame.ref, response={"reason": str(error)}, status="error", join_ref=join_ref)
            return
        self._channels[topic] = channel
        if channel.config.replay is not None or channel.config.replication_ready:
            self._services.run_later(joiner.complete(channel))

    def _check_connection(self, topic: str) -> None:
        if self._refusal is not None:
            raise JoinRefused(self._refusal)
        if len(self._channels) >= self._limits.channels_per_connection and topic not in self._channels:
            raise JoinRefused(reasons.TOO_MANY_CHANNELS)

    def _replace(self, topic: str) -> None:
        """End the channel that a client joins again."""
        channel = self._channels.get(topic)
        if channel is not None:
            self._leave(topic)
            channel.push_event("phx_close", b"{}", ref=channel.join_ref)

    def _handle_leave(self, frame: ClientFrame) -> None:
        channel = self._channels.get(frame.topic)
        if channel is None or not _is_current(channel, frame):
            # Leaving twice is no error.
            self._reply(frame.topic, frame.ref, response={}, join_ref=frame.join_ref)
            return
        self._leave(frame.topic)
        channel.reply(frame.ref, {})
        channel.push_event("phx_close", b"{}", ref=channel.join_ref)

    async def _handle_event(self, frame: ClientFrame) -> None:
        channel = self._channels.get(frame.topic)
        if channel is None or not _is_current(channel, frame):
            response = {"reason": reasons.UNMATCHED_TOPIC}
            self._reply(frame.topic, frame.ref, response=response, status="error", join_ref=frame.join_ref)
            return
        try:
            await self._services.events.handle(channel, frame)
        except ChannelClosed as error:
            if self._channels.get(frame.topic) is channel:
                self._close_channel(frame.topic, str(error))

    def _close_channel(self, topic: str, reason: str) -> None:
        channel = self._channels[topic]
        self._leave(topic)
        channel.report(reason)
        channel.push_event("phx_close", b"{}", ref=channel.join_ref)

    def _leave(self, topic: str) -> None:
        channel = self._channels.pop(topic)
        services = self._services
        services.exchange.channels.remove(channel)
        services.exchange.untrack(channel.presence_ref)
        channel.set_presence("", size=0)
        if channel.subscription is not None:
            services.run_later(_end(channel.subscription))

    def _reply(
        self, topic: str, ref: Ref, *, response: Mapping[str, Any], status: str = "ok", join_ref: Ref = None
    ) -> None:
        payload = _encode({"status": status, "response": response})
        frame = encode_frame(self._version, topic=topic, event="phx_reply", payload=payload, ref=ref, join_ref=join_ref)
        self.push(frame)


async def _end(subscription: ChangesSubscription) -> None:
    await subscription.close()


def _is_current(channel: Channel, frame: ClientFrame) -> bool:
    """Return whether a frame belongs to the channel as it is joined now; old clients do not say."""
    return frame.join_ref is None or frame.join_ref == channel.join_ref
