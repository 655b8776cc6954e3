"""Decode the frames that clients send."""

from typing import Final

import msgspec

from alcove.wires.supabase.realtime.frames.model import ClientFrame, Data, PayloadEncoding, Ref, UserBroadcast, Version

_USER_BROADCAST_PUSH: Final = 3
_HEADER_BYTES: Final = 7
_NO_PAYLOAD: Final = msgspec.Raw(b"{}")


class MalformedFrame(Exception):
    """A frame cannot be read; the text says why. `topic` and `ref` are its own, as far as they could be read."""

    def __init__(self, reason: str, *, topic: str = "phoenix", ref: Ref = None, join_ref: Ref = None) -> None:
        super().__init__(reason)
        self.topic = topic
        self.ref = ref
        self.join_ref = join_ref


class _ObjectFrame(msgspec.Struct):
    """A text frame of version 1.0.0."""

    topic: str
    event: str
    payload: msgspec.Raw = _NO_PAYLOAD
    ref: str | int | None = None
    join_ref: str | int | None = None


class _ArrayFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A text frame of version 2.0.0."""

    join_ref: str | int | None
    ref: str | int | None
    topic: str
    event: str
    payload: msgspec.Raw


_decode_object = msgspec.json.Decoder(_ObjectFrame).decode
_decode_array = msgspec.json.Decoder(_ArrayFrame).decode


def decode_frame(data: Data, *, version: Version, limit: int) -> ClientFrame:
    """Return the frame that a client sent, of at most `limit` characters or bytes; MalformedFrame."""
    if len(data) > limit:
        raise MalformedFrame("The frame is too large")
    if isinstance(data, bytes):
        if version is Version.V1:
            raise MalformedFrame("Version 1.0.0 of the protocol has no binary frames")
        return _decode_binary(data)
    try:
        frame = _decode_object(data) if version is Version.V1 else _decode_array(data)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame(f"The frame is not valid: {error}") from error
    return ClientFrame(
        topic=frame.topic, event=frame.event, payload=bytes(frame.payload), ref=frame.ref, join_ref=frame.join_ref
    )


def _decode_binary(data: bytes) -> ClientFrame:
    if len(data) < _HEADER_BYTES or data[0] != _USER_BROADCAST_PUSH:
        raise MalformedFrame("The binary frame is not a broadcast")
    *sizes, encoding = data[1:_HEADER_BYTES]
    if sum(sizes) > len(data) - _HEADER_BYTES:
        raise MalformedFrame("The binary frame is shorter than its header says")
    fields, offset = [], _HEADER_BYTES
    for size in sizes:
        fields.append(data[offset : offset + size])
        offset += size
    join_ref, ref, topic, event, metadata = fields
    try:
        frame = ClientFrame(
            topic=topic.decode(),
            event="broadcast",
            ref=ref.decode() or None,
            join_ref=join_ref.decode() or None,
            broadcast=UserBroadcast(
                event=event.decode(),
                payload=data[offset:],
                encoding=PayloadEncoding(encoding),
                metadata=metadata,
            ),
        )
    except ValueError as error:
        raise MalformedFrame(f"The binary frame is not valid: {error}") from error
    _check_contents(frame, frame.broadcast)
    return frame


def _check_contents(frame: ClientFrame, broadcast: UserBroadcast | None) -> None:
    """Check what other clients will decode."""
    if broadcast is None:
        return
    try:
        if broadcast.metadata:
            msgspec.json.decode(broadcast.metadata, type=dict[str, msgspec.Raw])
        if broadcast.encoding is PayloadEncoding.JSON:
            check_json(broadcast.payload)
    except (ValueError, RecursionError) as error:
        reason = f"The binary frame is not valid: {error}"
        raise MalformedFrame(reason, topic=frame.topic, ref=frame.ref, join_ref=frame.join_ref) from error


def check_json(content: bytes) -> None:
    """Check that bytes are one JSON value in UTF-8; ValueError, RecursionError."""
    content.decode()
    msgspec.json.decode(content, type=msgspec.Raw)
