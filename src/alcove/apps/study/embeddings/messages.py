"""The messages between a process of the server and the embedder: MessagePack, each behind its length.

Vectors are float16 or float32 bytes (little endian), keys int64 and counts int32 bytes (big endian): neither side
decodes them to Python objects. Whoever connects may name any folder, so the socket is in a folder of the server's own
user.
"""

import asyncio
import struct
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

MAX_BYTES: Final = 64 * 2**20
"""Largest message."""
MAX_TEXTS: Final = 128
"""Texts of one request."""
MAX_CHARACTERS: Final = 32_768
"""Characters of a text that are sent; the model reads no more than 256 tokens."""
LENGTH: Final = struct.Struct("<I")


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """A request or a reply."""


class Describe(Message, frozen=True):
    """Ask for the name and dimension of the model in a folder."""

    folder: str


class Embed(Message, frozen=True):
    """Ask for the vectors of texts; queries go before bulk."""

    folder: str
    texts: Sequence[str]
    is_bulk: bool = False


class Hold(Message, frozen=True):
    """Send vectors (float16) of a set that the embedder lacks, with their keys.

    A text can have several vectors, that of the whole first; `counts` (int32, big endian) says how many each key has.
    """

    name: str
    dimension: int
    keys: bytes
    counts: bytes
    vectors: bytes


class Rank(Message, frozen=True):
    """Ask for those of the vectors of a set that are nearest to a vector (float32).

    `keys` are those that the set has now; others that the embedder holds are dropped.
    """

    name: str
    vector: bytes
    keys: bytes
    limit: int


class ReadStatus(Message, frozen=True):
    """Ask for the state of the embedder."""


class Described(Message, frozen=True):
    """The name of a model, and how many numbers its vectors have."""

    name: str
    dimension: int


class Embedded(Message, frozen=True):
    """The vectors (float32) of texts, one after another, and the model that made them."""

    name: str
    dimension: int
    vectors: bytes


class Held(Message, frozen=True):
    """Vectors were stored."""


class Ranked(Message, frozen=True):
    """The nearest vectors, best first: their keys, and their cosines."""

    keys: Sequence[int]
    cosines: Sequence[float]


class Lacking(Message, frozen=True):
    """The embedder lacks the vectors with these keys; send them, then ask again."""

    keys: bytes


class Status(Message, frozen=True):
    """The state of the embedder; sizes in bytes. `problem` says why the model that was wanted last cannot be used."""

    pid: int
    uptime: float
    clients: int
    waiting_queries: int
    waiting_texts: int
    embedded: int
    held_bytes: int
    models: Sequence[str]
    problem: str = ""


class Refused(Message, frozen=True):
    """The embedder cannot do that: the model is unusable, or too many requests wait (`is_busy`)."""

    reason: str
    is_busy: bool = False


Request: TypeAlias = Describe | Embed | Hold | Rank | ReadStatus
Reply: TypeAlias = Described | Embedded | Held | Ranked | Lacking | Status | Refused


class RequestEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """A request with its number on the connection."""

    number: int
    content: Request


class ReplyEnvelope(msgspec.Struct, frozen=True, array_like=True):
    """A reply with the number of its request."""

    number: int
    content: Reply


_ENCODER: Final = msgspec.msgpack.Encoder()


def encode(envelope: RequestEnvelope | ReplyEnvelope) -> bytes:
    """Return a message behind its length."""
    content = _ENCODER.encode(envelope)
    return LENGTH.pack(len(content)) + content


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """Return the next message; IncompleteReadError or OSError at the end of the connection, ValueError if too large."""
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    if length > MAX_BYTES:
        raise ValueError(f"a message of {length} bytes is too large")
    return await reader.readexactly(length)
