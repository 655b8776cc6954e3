"""The channels of this process by topic: what is sent to a topic reaches all who have joined it."""

from collections.abc import Iterable
from typing import Final

import msgspec

from alcove.wires.supabase.realtime.channel import Channel, Topic
from alcove.wires.supabase.realtime.frames import SharedFrame, UserBroadcast, Version, broadcast_payload

MAX_STORED: Final = 20_000
"""Stored broadcasts that are known to have been delivered."""

_NO_CHANNELS: dict[Channel, None] = {}


class ChannelHub:
    """Delivers frames to the channels of this process; other processes have hubs of their own."""

    def __init__(self) -> None:
        # Dictionaries keep the order of the joins.
        self._topics: dict[Topic, dict[Channel, None]] = {}
        self._stored: dict[bytes, None] = {}
        """The metadata of stored broadcasts, the oldest first."""

    def add(self, channel: Channel) -> None:
        """Deliver to a channel from now on."""
        self._topics.setdefault(channel.topic, {})[channel] = None

    def remove(self, channel: Channel) -> None:
        """Deliver nothing more to a channel."""
        channels = self._topics.get(channel.topic)
        if channels is not None:
            channels.pop(channel, None)
            if not channels:
                del self._topics[channel.topic]

    def channels(self, topic: Topic) -> Iterable[Channel]:
        """Return the channels on a topic."""
        return self._topics.get(topic, _NO_CHANNELS)

    def send_broadcast(self, topic: Topic, frame: SharedFrame, *, sender: Channel | None = None) -> None:
        """Send a broadcast to all channels on a topic that may read it, except its sender."""
        v1, v2 = frame.encode(Version.V1), frame.encode(Version.V2)
        for channel in self._topics.get(topic, _NO_CHANNELS):
            outgoing = v2 if channel.version is Version.V2 else v1
            if outgoing is not None and channel is not sender and channel.rights.reads_broadcast:
                channel.push(outgoing)

    def send_user_broadcast(self, topic: Topic, broadcast: UserBroadcast, *, sender: Channel | None = None) -> None:
        """Send a broadcast of a client, unless it is stored and the database has sent it already."""
        if self._note_stored(broadcast.metadata):
            self.send_broadcast(topic, SharedFrame.of_broadcast(topic.full_name, broadcast), sender=sender)

    def send_presence(self, topic: Topic, frame: SharedFrame) -> None:
        """Send a change of presence to all channels on a topic that asked for it and may read it."""
        for channel in self._topics.get(topic, _NO_CHANNELS):
            outgoing = frame.encode(channel.version)
            if outgoing is not None and channel.config.presence_enabled and channel.rights.reads_presence:
                channel.push(outgoing)

    def deliver_broadcast(
        self, topic: str, *, event: str, payload: bytes, is_private: bool, meta: dict[str, object] | None = None
    ) -> None:
        """Send a broadcast that came from the database to the channels of this process.

        `topic` has no prefix, `payload` is JSON, `meta` is told to clients beside the payload. After a lost connection,
        the database sends those again that clients have sent and that were delivered then.
        """
        key = Topic(topic, is_private)
        metadata = msgspec.json.encode(meta) if meta else b""
        if self._note_stored(metadata) and key in self._topics:
            content = broadcast_payload(event, payload, meta=metadata)
            self.send_broadcast(key, SharedFrame(key.full_name, "broadcast", payload=content))

    def _note_stored(self, metadata: bytes) -> bool:
        """Return whether a broadcast with these metadata, which have the id of a stored one, was not sent before."""
        if metadata in self._stored:
            return False
        if metadata:
            self._stored[metadata] = None
            if len(self._stored) > MAX_STORED:
                del self._stored[next(iter(self._stored))]
        return True
