"""Encode the frames that clients receive; what many clients receive is encoded once per version."""

from typing import Final

import msgspec

from alcove.wires.supabase.realtime.frames.model import (
    MAX_FIELD_BYTES,
    Data,
    Outgoing,
    PayloadEncoding,
    Ref,
    UserBroadcast,
    Version,
)

_USER_BROADCAST: Final = 4
_encode = msgspec.json.Encoder().encode


def encode_frame(
    version: Version, *, topic: str, event: str, payload: bytes, ref: Ref = None, join_ref: Ref = None
) -> Outgoing:
    """Return a text frame; `payload` is JSON."""
    return Outgoing.of(_encode_text(version, topic=topic, event=event, payload=payload, ref=ref, join_ref=join_ref))


def _encode_text(version: Version, *, topic: str, event: str, payload: bytes, ref: Ref, join_ref: Ref) -> str:
    if version is Version.V1:
        frame = b'{"topic":%b,"event":%b,"payload":%b,"ref":%b,"join_ref":%b}'
        return (frame % (_encode(topic), _encode(event), payload, _encode(ref), _encode(join_ref))).decode()
    frame = b"[%b,%b,%b,%b,%b]"
    return (frame % (_encode(join_ref), _encode(ref), _encode(topic), _encode(event), payload)).decode()


class SharedFrame:
    """A frame for any number of clients: text with a JSON payload, or a broadcast.

    A broadcast is binary in version 2.0.0; version 1.0.0 has text only, which cannot contain a binary payload.
    """

    __slots__ = ("_broadcast", "_encoded", "_event", "_payload", "topic")

    def __init__(self, topic: str, event: str, *, payload: bytes = b"", broadcast: UserBroadcast | None = None) -> None:
        self.topic = topic
        self._event = event
        self._payload = payload
        self._broadcast = broadcast
        self._encoded: dict[Version, Outgoing | None] = {}

    @classmethod
    def of_broadcast(cls, topic: str, broadcast: UserBroadcast) -> "SharedFrame":
        """Return the frame of a broadcast that was sent as a binary frame."""
        return cls(topic, "broadcast", broadcast=broadcast)

    def encode(self, version: Version) -> Outgoing | None:
        """Return the frame for clients of a version, None if it cannot be told in it."""
        if version not in self._encoded:
            data = self._encode(version)
            self._encoded[version] = Outgoing.of(data) if data is not None else None
        return self._encoded[version]

    def _encode(self, version: Version) -> Data | None:
        broadcast = self._broadcast
        if broadcast is None:
            return self._encode_event(version, self._payload)
        if version is Version.V2:
            binary = _encode_binary(self.topic, broadcast)
            if binary is not None:
                return binary
        if broadcast.encoding is PayloadEncoding.BINARY:
            return None
        payload = broadcast_payload(broadcast.event, broadcast.payload, meta=broadcast.metadata)
        return self._encode_event(version, payload)

    def _encode_event(self, version: Version, payload: bytes) -> str:
        return _encode_text(version, topic=self.topic, event=self._event, payload=payload, ref=None, join_ref=None)


def broadcast_payload(event: str, payload: bytes, *, meta: bytes = b"") -> bytes:
    """Return the JSON of a broadcast in a text frame, from the JSON of its payload and its metadata."""
    ending = b',"meta":%b}' % meta if meta else b"}"
    return b'{"type":"broadcast","event":%b,"payload":%b' % (_encode(event), payload) + ending


def _encode_binary(topic: str, broadcast: UserBroadcast) -> bytes | None:
    """Return the binary frame, None if one of its names is too long for it."""
    fields = (topic.encode(), broadcast.event.encode(), broadcast.metadata)
    sizes = [len(field) for field in fields]
    if max(sizes) > MAX_FIELD_BYTES:
        return None
    header = bytes((_USER_BROADCAST, *sizes, broadcast.encoding))
    return b"".join((header, *fields, broadcast.payload))
