"""Joins of channels: who may join, with which rights, and what a client gets first."""

import asyncio
from typing import Any

import msgspec

from alcove.foundation.database import DATABASE_LOST
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.channel import TOPIC_PREFIX, Channel, Connection, Topic
from alcove.wires.supabase.realtime.deps import RealtimeDeps
from alcove.wires.supabase.realtime.exchange import TopicExchange
from alcove.wires.supabase.realtime.frames import ClientFrame, broadcast_payload
from alcove.wires.supabase.realtime.join_payload import JoinPayload, read_join_payload
from alcove.wires.supabase.realtime.limits import MAX_TOPIC_CHARACTERS, FixedWindow
from alcove.wires.supabase.realtime.model import ChannelRights, JoinRefused, StoredMessage
from alcove.wires.supabase.realtime.tokens import Caller


class ChannelJoiner:
    """Joins channels of all clients of this process."""

    def __init__(self, deps: RealtimeDeps, exchange: TopicExchange) -> None:
        self._deps = deps
        self._exchange = exchange
        self._joins = FixedWindow(deps.limits.joins_per_second, seconds=1.0)

    async def join(self, connection: Connection, frame: ClientFrame) -> Channel:
        """Join the topic of a frame, answer it, and return the channel; JoinRefused."""
        self._count_join(connection)
        topic_name = _check_topic(frame.topic)
        payload = read_join_payload(frame.payload, limits=self._deps.limits)
        try:
            async with asyncio.timeout(self._deps.limits.join_seconds):
                channel = await self._prepare(connection, frame, name=topic_name, payload=payload)
                if channel.topic.is_private:
                    channel.rights = await self.authorize(channel, channel.caller)
                await self._subscribe(channel)
        except TimeoutError as error:
            raise JoinRefused(reasons.DATABASE_SLOW) from error
        except DATABASE_LOST as error:
            raise JoinRefused(reasons.DATABASE_LOST) from error
        self._accept(channel, frame)
        return channel

    def _count_join(self, connection: Connection) -> None:
        now = self._deps.clock.monotonic()
        # What one connection asks for too often does not count for all.
        if not (connection.client.joins.allow(now) and self._joins.allow(now)):
            raise JoinRefused(reasons.TOO_MANY_JOINS)

    async def _prepare(self, connection: Connection, frame: ClientFrame, *, name: str, payload: JoinPayload) -> Channel:
        callers = self._deps.callers
        use_key = callers.is_ignored(payload.token)
        caller = await (callers.check(connection.client.key) if use_key else callers.identify(payload.token))
        topic = Topic(name, payload.config.is_private)
        channel = Channel(connection, topic, join_ref=frame.join_ref or frame.ref, config=payload.config, caller=caller)
        channel.presence_key = payload.config.presence_key or self._deps.make_ref()
        return channel

    async def authorize(self, channel: Channel, caller: Caller) -> ChannelRights:
        """Return the rights of a caller on a private channel, who may read there; JoinRefused, DATABASE_LOST."""
        if self._deps.authorizer is None:
            raise JoinRefused(reasons.PRIVATE_NOT_AVAILABLE)
        name = channel.topic.name
        rights = await self._deps.authorizer.authorize(name, caller=caller.token, headers=channel.client.headers)
        if not (rights.reads_broadcast or rights.reads_presence):
            raise JoinRefused(reasons.explain_unauthorized(name))
        return rights

    async def _subscribe(self, channel: Channel) -> None:
        if not channel.config.changes:
            return
        if self._deps.changes is None:
            raise JoinRefused(reasons.CHANGES_NOT_AVAILABLE)
        try:
            channel.subscription = await self._deps.changes.subscribe(
                channel.config.changes,
                caller=channel.caller.token,
                deliver=channel.deliver_change,
                report=channel.report_changes,
            )
        except JoinRefused as error:
            # Programs look for the reason in the event as well as in the reply.
            channel.report(str(error), extension="postgres_changes")
            raise

    def _accept(self, channel: Channel, frame: ClientFrame) -> None:
        """Answer a join; from here on the channel gets what is sent to its topic."""
        ids = channel.subscription.ids if channel.subscription is not None else ()
        requests = zip(ids, channel.config.changes, strict=True)
        changes: list[dict[str, Any]] = [{"id": number, **request.echo} for number, request in requests]
        channel.reply(frame.ref, {"postgres_changes": changes})
        self._exchange.channels.add(channel)
        if channel.subscription is not None and not channel.has_problem:
            channel.report(reasons.SUBSCRIBED, status="ok", extension="postgres_changes")
        if channel.config.presence_enabled and channel.rights.reads_presence:
            self._exchange.send_presence_state(channel)
        channel.start()

    async def complete(self, channel: Channel) -> None:
        """Send a channel that has joined what it asked for and the database must be asked for."""
        follower = self._deps.database_broadcasts
        if channel.config.replication_ready:
            is_ready = follower is not None and await follower.ensure_following(within=self._deps.limits.join_seconds)
            message = reasons.REPLICATION_READY if is_ready else reasons.REPLICATION_NOT_READY
            channel.report(message, status="ok" if is_ready else "error")
        await self._replay(channel)

    async def _replay(self, channel: Channel) -> None:
        request, store = channel.config.replay, self._deps.messages
        if request is None or store is None or not channel.rights.reads_broadcast:
            return
        try:
            async with asyncio.timeout(self._deps.limits.join_seconds):
                messages = await store.replay(channel.topic.name, request=request)
        except (TimeoutError, *DATABASE_LOST):
            channel.report(reasons.NOT_REPLAYED, extension="broadcast")
            return
        for message in messages:
            channel.push_event("broadcast", _encode_replay(message))


def _check_topic(topic: str) -> str:
    """Return the name of a topic without its prefix; JoinRefused."""
    if not topic.startswith(TOPIC_PREFIX):
        raise JoinRefused(reasons.UNMATCHED_TOPIC)
    name = topic.removeprefix(TOPIC_PREFIX)
    if not name:
        raise JoinRefused(reasons.TOPIC_REQUIRED)
    if len(name) > MAX_TOPIC_CHARACTERS or "\0" in name:
        raise JoinRefused(f"InvalidTopic: a topic has at most {MAX_TOPIC_CHARACTERS} characters, and no zero byte")
    return name


def _encode_replay(message: StoredMessage) -> bytes:
    meta = msgspec.json.encode({"replayed": True, "id": message.id})
    return broadcast_payload(message.event, message.payload, meta=meta)
