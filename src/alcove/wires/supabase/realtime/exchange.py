"""What is sent to a topic, and who is present on it, over all api processes."""

import asyncio
from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.realtime.channel import Channel, Topic
from alcove.wires.supabase.realtime.channel_hub import ChannelHub
from alcove.wires.supabase.realtime.frames import PayloadEncoding, SharedFrame, UserBroadcast
from alcove.wires.supabase.realtime.peers import PeerBroadcast, PeerLink, PresenceJoined, PresenceLeft
from alcove.wires.supabase.realtime.presence import PresenceEntry, PresenceRegistry

REPORT_SECONDS: Final = 0.02
"""Time in which changes of presence are collected into one message."""


class TopicExchange:
    """Sends to the channels of this process and, through the link, to those of all others."""

    def __init__(self, hub: ChannelHub) -> None:
        """Take the channels of this process; `link` must be set before the first use."""
        self.channels = hub
        self.presence = PresenceRegistry(schedule_report=self._schedule_report)
        self.link: PeerLink | None = None

    def broadcast_text(self, topic: Topic, payload: bytes, *, sender: Channel | None = None) -> None:
        """Send the payload of a text frame, which is JSON with the name of the event, to a topic."""
        self.channels.send_broadcast(topic, SharedFrame(topic.full_name, "broadcast", payload=payload), sender=sender)
        self._send(PeerBroadcast(topic.name, topic.is_private, payload))

    def broadcast(self, topic: Topic, broadcast: UserBroadcast, *, sender: Channel | None = None) -> None:
        """Send a broadcast whose payload has an encoding of its own to a topic."""
        self.channels.send_user_broadcast(topic, broadcast, sender=sender)
        message = PeerBroadcast(
            topic.name,
            topic.is_private,
            broadcast.payload,
            encoding=int(broadcast.encoding),
            event=broadcast.event,
            metadata=broadcast.metadata,
        )
        self._send(message)

    def track(self, entry: PresenceEntry, *, previous: str) -> None:
        """Add a presence of a client of this process, in place of the one with the reference `previous`."""
        self.untrack(previous)
        self.presence.add(entry)
        self._send(PresenceJoined(entry))

    def untrack(self, ref: str) -> None:
        """Remove a presence of a client of this process, if there is one with this reference."""
        if ref:
            self.presence.remove(ref)
            self._send(PresenceLeft(ref))

    def send_presence_state(self, channel: Channel) -> None:
        """Send a channel who is present; it gets changes from now on."""
        # What the state contains must not be reported to it again.
        self._report(channel.topic)
        channel.push_event("presence_state", self.presence.state(channel.topic))

    def on_broadcast(self, broadcast: PeerBroadcast) -> None:
        """Deliver a broadcast of another process."""
        topic = Topic(broadcast.name, broadcast.is_private)
        if broadcast.encoding is None:
            self.channels.send_broadcast(topic, SharedFrame(topic.full_name, "broadcast", payload=broadcast.payload))
        else:
            content = UserBroadcast(
                event=broadcast.event,
                payload=broadcast.payload,
                encoding=PayloadEncoding(broadcast.encoding),
                metadata=broadcast.metadata,
            )
            self.channels.send_user_broadcast(topic, content)

    def on_joined(self, entry: PresenceEntry, *, peer: str) -> None:
        """Note a presence of a client of another process."""
        self.presence.add(entry, owner=peer)

    def on_left(self, ref: str, *, peer: str) -> None:
        """Note that a client of another process no longer tracks something."""
        self.presence.remove(ref, owner=peer)

    def on_state(self, entries: Sequence[PresenceEntry], *, peer: str) -> None:
        """Set all presences of another process."""
        self.presence.replace(entries, owner=peer)

    def on_gone(self, peer: str) -> None:
        """Remove all presences of another process."""
        self.presence.drop_owner(peer)

    def own_presences(self) -> Sequence[PresenceEntry]:
        """Return the presences of the clients of this process."""
        return self.presence.own_entries()

    def _send(self, message: PeerBroadcast | PresenceJoined | PresenceLeft) -> None:
        if self.link is not None:
            self.link.send(message)

    def _schedule_report(self) -> None:
        asyncio.get_running_loop().call_later(REPORT_SECONDS, self._report_all)

    def _report_all(self) -> None:
        for topic in self.presence.changed_topics():
            self._report(topic)

    def _report(self, topic: Topic) -> None:
        changes = self.presence.take_report(topic)
        if changes is not None:
            self.channels.send_presence(topic, SharedFrame(topic.full_name, "presence_diff", payload=changes))
