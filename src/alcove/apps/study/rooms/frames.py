"""The frames of a room's websocket: JSON objects with a `type`, in both directions."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.rooms.model import MAX_CLIENT_ID, MAX_TEXT, RoomEvent
from alcove.apps.study.rooms.timer import TimerAction
from alcove.wires.supabase.realtime.frames import Outgoing

MAX_FRAME: Final = 32_768
"""Characters of a frame of a client."""
EVENT_BYTES: Final = 8_192
"""Bytes of events in a frame that replays: the buffer of a connection stays as large as its longest frame."""
FRAME_PRESENCES: Final = 100
"""Members whose status one frame has."""

FrameId = Annotated[str, Meta(min_length=1, max_length=MAX_CLIENT_ID)]
Minutes = Annotated[int, Meta(ge=1, le=180)]
RoundCount = Annotated[int, Meta(ge=1, le=12)]


class Close(IntEnum):
    """Why the server closes a websocket."""

    RESTART = 1012
    TOO_LARGE = 1009
    MALFORMED = 4400
    SIGNED_OUT = 4401
    REMOVED = 4403
    DELETED = 4404
    SILENT = 4408
    TOO_MANY = 4429
    UNAVAILABLE = 4503


class MessageFrame(msgspec.Struct, frozen=True, tag="message"):
    """A message to the room, or with `to` to all websockets of one member; `id` makes it be stored once."""

    id: FrameId
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    to: UUID | None = None


class TimerFrame(msgspec.Struct, frozen=True, tag="timer"):
    """An action on the timer; the durations count for start and reset."""

    action: TimerAction
    id: str = ""
    work_minutes: Minutes = 25
    break_minutes: Minutes = 5
    long_break_minutes: Minutes = 15
    rounds: RoundCount = 4


class StatusFrame(msgspec.Struct, frozen=True, tag="status"):
    """What the member does, which all others see."""

    status: Literal["active", "focus", "away"]
    id: str = ""


class PingFrame(msgspec.Struct, frozen=True, tag="ping"):
    """Shows that the client is there; the answer is `pong`."""

    id: str = ""


ClientFrame: TypeAlias = MessageFrame | TimerFrame | StatusFrame | PingFrame

decode_frame = msgspec.json.Decoder(ClientFrame).decode
_encode = msgspec.json.Encoder().encode


def frame_id(text: str) -> str:
    """Return the id of a frame that cannot be decoded, for the error; empty where there is none."""
    try:
        found = msgspec.json.decode(text, type=Mapping[str, Any]).get("id", "")
    except (ValueError, RecursionError):
        return ""
    return found[:MAX_CLIENT_ID] if isinstance(found, str) else ""


def encode_frame(kind: str, **members: object) -> Outgoing:
    """Return a frame for one client."""
    return Outgoing.of(_encode({"type": kind, **members}).decode())


def encode_events(events: Sequence[RoomEvent]) -> Outgoing:
    """Return the frame of events, which many clients share."""
    return encode_frame("update", events=[msgspec.Raw(event.content) for event in events])


def encode_presence(presence: Sequence[Mapping[str, str]]) -> Iterator[Outgoing]:
    """Yield frames of changed statuses, which many clients share."""
    for start in range(0, len(presence), FRAME_PRESENCES):
        yield encode_frame("update", presence=presence[start : start + FRAME_PRESENCES])


def split_events(events: Sequence[RoomEvent]) -> Iterator[Sequence[RoomEvent]]:
    """Yield events in parts that a frame each has room for."""
    start = size = 0
    for place, event in enumerate(events):
        if size and size + len(event.content) > EVENT_BYTES:
            yield events[start:place]
            start, size = place, 0
        size += len(event.content)
    if start < len(events):
        yield events[start:]


def encode_notifications(rows: Sequence[bytes]) -> Outgoing:
    """Return the frame of new notifications."""
    return encode_frame("notifications", notifications=[msgspec.Raw(row) for row in rows])
