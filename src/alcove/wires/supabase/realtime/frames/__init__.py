"""Frames of both versions of the protocol: from bytes to messages and back, without I/O."""

from alcove.wires.supabase.realtime.frames.decode import MalformedFrame, check_json, decode_frame
from alcove.wires.supabase.realtime.frames.encode import SharedFrame, broadcast_payload, encode_frame
from alcove.wires.supabase.realtime.frames.model import (
    MAX_FIELD_BYTES,
    ClientFrame,
    Data,
    Outgoing,
    PayloadEncoding,
    Ref,
    UserBroadcast,
    Version,
)

__all__ = [
    "MAX_FIELD_BYTES",
    "ClientFrame",
    "Data",
    "MalformedFrame",
    "Outgoing",
    "PayloadEncoding",
    "Ref",
    "SharedFrame",
    "UserBroadcast",
    "Version",
    "broadcast_payload",
    "check_json",
    "decode_frame",
    "encode_frame",
]
