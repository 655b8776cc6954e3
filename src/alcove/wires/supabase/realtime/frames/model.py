"""What a frame contains, whichever version of the protocol it has."""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final, TypeAlias

from starlette.types import Message

Ref: TypeAlias = str | int | None
"""A reference that a client makes up, and that replies repeat; clients send texts, a few send numbers."""

Data: TypeAlias = str | bytes
"""The content of a websocket message: text or binary."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A frame for clients, as the message of ASGI that sends it; many may share it. `size` is about its bytes."""

    message: Message
    size: int

    @classmethod
    def of(cls, data: Data) -> "Outgoing":
        """Return the frame with this content."""
        return cls({"type": "websocket.send", "text" if isinstance(data, str) else "bytes": data}, len(data))


MAX_FIELD_BYTES: Final = 255
"""Most bytes of a topic, an event, a reference or metadata in a binary frame, where one byte tells the length."""


class Version(Enum):
    """A version of the protocol, as clients name it in `vsn`."""

    V1 = "1.0.0"
    """JSON objects."""
    V2 = "2.0.0"
    """JSON arrays, and binary frames for broadcasts."""


class PayloadEncoding(IntEnum):
    """How the payload of a broadcast is to be read by those who receive it."""

    BINARY = 0
    JSON = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UserBroadcast:
    """A broadcast with the name of its event and its payload.

    `metadata` is the JSON of an object, or empty.
    """

    event: str
    payload: bytes
    encoding: PayloadEncoding = PayloadEncoding.JSON
    metadata: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFrame:
    """A frame of a client; `payload` is JSON. A binary frame has a `broadcast` instead of a payload."""

    topic: str
    event: str
    payload: bytes = b"{}"
    ref: Ref = None
    join_ref: Ref = None
    broadcast: UserBroadcast | None = None
