"""The events that clients send on channels that they have joined."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec

from alcove.foundation.database import DATABASE_LOST
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.channel import Channel
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.exchange import TopicExchange
from alcove.wires.supabase.realtime.frames import ClientFrame, UserBroadcast
from alcove.wires.supabase.realtime.joins import ChannelJoiner
from alcove.wires.supabase.realtime.limits import FixedWindow
from alcove.wires.supabase.realtime.model import JoinRefused
from alcove.wires.supabase.realtime.presence import InvalidTrack, PresenceEntry, build_meta, read_track
from alcove.wires.supabase.realtime.retention import NotStored, read_metadata, store_broadcast
from alcove.wires.supabase.realtime.tokens import Caller

_NO_PAYLOAD: Final = msgspec.Raw(b"{}")
_ABSENT: Final = msgspec.Raw()


class ChannelClosed(Exception):
    """A channel cannot stay open; the text is the reason that the client gets before `phx_close`."""


class _Broadcast(msgspec.Struct):
    event: str
    meta: msgspec.Raw = _ABSENT


class _Presence(msgspec.Struct):
    event: str
    payload: msgspec.Raw = _NO_PAYLOAD


class _AccessToken(msgspec.Struct):
    access_token: str | None = None


_decode_broadcast = msgspec.json.Decoder(_Broadcast).decode
_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_presence = msgspec.json.Decoder(_Presence).decode
_decode_token = msgspec.json.Decoder(_AccessToken).decode


Handler = Callable[[Channel, ClientFrame], Awaitable[None]]


class ChannelEvents:
    """Handles the events of channels of all clients of this process."""

    def __init__(self, deps: RealtimeDeps, exchange: TopicExchange, *, joiner: ChannelJoiner) -> None:
        self._deps = deps
        self._limits = deps.limits
        self._exchange = exchange
        self._joiner = joiner
        self._presence_messages = FixedWindow(deps.limits.presence_messages_per_second, seconds=1.0)
        self._handlers: Mapping[str, Handler] = {
            "broadcast": self._broadcast,
            "presence": self._presence,
            "access_token": self._access_token,
        }

    async def handle(self, channel: Channel, frame: ClientFrame) -> None:
        """Handle an event, and answer it if the protocol has an answer; ChannelClosed."""
        handler = self._handlers.get(frame.event)
        if handler is None:
            channel.reply(frame.ref, {"reason": f"unknown event {frame.event[:100]!r}"}, status="error")
        else:
            await handler(channel, frame)

    async def _broadcast(self, channel: Channel, frame: ClientFrame) -> None:
        error = await self._send_broadcast(channel, frame)
        if channel.config.broadcast_ack:
            response = {} if error is None else {"error": error}
            channel.reply(frame.ref, response, status="ok" if error is None else "error")

    async def _send_broadcast(self, channel: Channel, frame: ClientFrame) -> str | None:
        """Send a broadcast, and return why it was not sent."""
        broadcast = frame.broadcast
        if len(broadcast.payload if broadcast is not None else frame.payload) > self._limits.payload_bytes:
            return reasons.PAYLOAD_TOO_LARGE
        text = _read_broadcast(frame.payload) if broadcast is None else b""
        if text is None:
            return reasons.INVALID_BROADCAST
        if not channel.rights.writes_broadcast:
            # As documented, that policies refuse a message is never told.
            return None
        sender = None if channel.config.broadcast_self else channel
        if broadcast is None:
            self._exchange.broadcast_text(channel.topic, text, sender=sender)
        else:
            # The metadata of a client are for the server alone.
            content = UserBroadcast(event=broadcast.event, payload=broadcast.payload, encoding=broadcast.encoding)
            try:
                if (retention := read_metadata(broadcast.metadata)) is not None:
                    content = await store_broadcast(
                        content, topic=channel.topic, store=self._deps.messages, retention=retention
                    )
            except NotStored as error:
                return str(error)
            self._exchange.broadcast(channel.topic, content, sender=sender)
        return None

    async def _presence(self, channel: Channel, frame: ClientFrame) -> None:
        try:
            body = _decode_presence(frame.payload)
        except (ValueError, RecursionError):
            channel.reply(frame.ref, {}, status="error")
            return
        event = body.event.lower()
        if event not in ("track", "untrack") or not channel.rights.writes_presence:
            channel.reply(frame.ref, {}, status="error")
            return
        self._check_presence_limits(channel, bytes(body.payload))
        if event == "untrack":
            self._exchange.untrack(channel.presence_ref)
            channel.set_presence("", size=0)
        else:
            try:
                self._track(channel, bytes(body.payload))
            except InvalidTrack as error:
                channel.reply(frame.ref, {"reason": str(error)}, status="error")
                return
        channel.reply(frame.ref, {})

    def _check_presence_limits(self, channel: Channel, payload: bytes) -> None:
        now = self._deps.clock.monotonic()
        if not channel.client.presence_calls.allow(now):
            raise ChannelClosed(reasons.CLIENT_PRESENCE_LIMIT)
        if not self._presence_messages.allow(now):
            raise ChannelClosed(reasons.TOO_MANY_PRESENCE_MESSAGES)
        if channel.tracked_elsewhere + len(payload) > self._limits.payload_bytes:
            raise ChannelClosed(reasons.TRACK_TOO_LARGE)

    def _track(self, channel: Channel, payload: bytes) -> None:
        members = read_track(payload, max_keys=self._limits.presence_keys)
        ref, previous = self._deps.make_ref(), channel.presence_ref
        topic = channel.topic
        entry = PresenceEntry(
            name=topic.name,
            is_private=topic.is_private,
            key=channel.presence_key,
            ref=ref,
            meta=build_meta(members, ref=ref, previous=previous),
        )
        self._exchange.track(entry, previous=previous)
        channel.set_presence(ref, size=len(payload))

    async def _access_token(self, channel: Channel, frame: ClientFrame) -> None:
        try:
            token = _decode_token(frame.payload).access_token
        except (ValueError, RecursionError) as error:
            raise ChannelClosed(reasons.NO_JWT) from error
        callers = self._deps.callers
        if token is not None and callers.is_ignored(token):
            return
        try:
            caller = await (callers.check(channel.client.key) if token is None else callers.identify(token))
        except reasons.TokenRefused as error:
            raise ChannelClosed(error.message) from error
        except JoinRefused as error:
            raise ChannelClosed(str(error)) from error
        await self._set_caller(channel, caller)

    async def _set_caller(self, channel: Channel, caller: Caller) -> None:
        """Continue a channel with the rights of another token; ChannelClosed."""
        is_same = caller.token.claims_json == channel.caller.token.claims_json
        if channel.topic.is_private and not is_same:
            if not channel.client.token_changes.allow(self._deps.clock.monotonic()):
                raise ChannelClosed(reasons.TOO_MANY_JOINS)
            try:
                channel.rights = await self._joiner.authorize(channel, caller)
            except JoinRefused as error:
                raise ChannelClosed(str(error)) from error
            except DATABASE_LOST as error:
                raise ChannelClosed(reasons.DATABASE_LOST) from error
        channel.caller = caller
        if channel.subscription is not None and not is_same:
            channel.subscription.set_caller(caller.token)


def _read_broadcast(payload: bytes) -> bytes | None:
    """Return the payload to send, None without what clients that receive it rely on: the name of its event."""
    try:
        if not bytes(_decode_broadcast(payload).meta):
            return payload
        members = _decode_members(payload)
    except (ValueError, RecursionError):
        return None
    # Only the server says whether a message is a replay, and what its id is.
    return msgspec.json.encode({name: value for name, value in members.items() if name != "meta"})
