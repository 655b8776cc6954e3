"""What api processes send each other, and how it is cut into notifications."""

import base64
import zlib
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

from alcove.wires.supabase.realtime.presence import PresenceEntry

CHUNK_BYTES: Final = 7_500
"""Largest part of a batch in one notification, which has less than 8,000 bytes."""
MAX_BATCH_BYTES: Final = 16 * 1024 * 1024
"""Largest batch, as text; a batch with more was not sent by such a process."""
MAX_CONTENT_BYTES: Final = 64 * 1024 * 1024
_COMPRESSED: Final = b"z"
_PLAIN: Final = b"p"
_COMPRESS_FROM: Final = 1_000


class Hello(msgspec.Struct, frozen=True, array_like=True, tag="hello"):
    """A process is here, and asks all others for their presences."""


class Alive(msgspec.Struct, frozen=True, array_like=True, tag="alive"):
    """A process is still here."""


class Bye(msgspec.Struct, frozen=True, array_like=True, tag="bye"):
    """A process stops; its clients have left."""


class PresenceState(msgspec.Struct, frozen=True, array_like=True, tag="state"):
    """The presences of all clients of a process, in parts that follow each other; the process `to` asked for them."""

    to: str
    entries: list[PresenceEntry]
    is_last: bool


class PresenceJoined(msgspec.Struct, frozen=True, array_like=True, tag="joined"):
    """A client of a process tracks something."""

    entry: PresenceEntry


class PresenceLeft(msgspec.Struct, frozen=True, array_like=True, tag="left"):
    """A client of a process no longer tracks something."""

    ref: str


class PeerBroadcast(msgspec.Struct, frozen=True, array_like=True, tag="broadcast"):
    """A broadcast on a topic: the JSON of a text frame's payload, or with an `encoding` a user's own payload."""

    name: str
    is_private: bool
    payload: bytes
    encoding: int | None = None
    event: str = ""
    metadata: bytes = b""


PeerMessage: TypeAlias = Hello | Alive | Bye | PresenceState | PresenceJoined | PresenceLeft | PeerBroadcast

STATE_PART_BYTES: Final = 1024 * 1024
"""Size from which presences are sent in another part."""

_encode_batch = msgspec.msgpack.Encoder().encode
_decode_batch = msgspec.msgpack.Decoder(list[PeerMessage]).decode


def split_state(entries: Sequence[PresenceEntry], *, to: str) -> list[PresenceState]:
    """Return the parts of the presences of a process, at least one."""
    parts: list[list[PresenceEntry]] = [[]]
    size = 0
    for entry in entries:
        size += len(entry.meta) + len(entry.name) + len(entry.key)
        if size > STATE_PART_BYTES and parts[-1]:
            parts.append([])
            size = 0
        parts[-1].append(entry)
    last = len(parts) - 1
    return [PresenceState(to, part, index == last) for index, part in enumerate(parts)]


def message_size(message: PeerMessage) -> int:
    """Return about how many bytes a message takes."""
    match message:
        case PeerBroadcast():
            return len(message.payload)
        case PresenceState():
            return STATE_PART_BYTES
        case PresenceJoined():
            return len(message.entry.meta)
    return 0


class BatchLost(Exception):
    """A part of a batch is missing, or cannot be read."""


def cut_batch(messages: Sequence[PeerMessage], *, sender: str, sequence: int) -> list[str]:
    """Return the notifications of a batch; their sequence numbers start with `sequence`."""
    content = _encode_batch(messages)
    packed = _COMPRESSED + zlib.compress(content, 1) if len(content) >= _COMPRESS_FROM else _PLAIN + content
    text = base64.b64encode(packed).decode()
    chunks = [text[start : start + CHUNK_BYTES] for start in range(0, len(text), CHUNK_BYTES)]
    last = len(chunks) - 1
    return [f"{sender} {sequence + index} {int(index == last)} {chunk}" for index, chunk in enumerate(chunks)]


class BatchReader:
    """Puts the batches of one process together again."""

    def __init__(self) -> None:
        """Create a reader that starts with whatever batch comes first."""
        self._expected: int | None = None
        self._chunks: list[str] = []
        self._size = 0

    def reset(self) -> None:
        """Forget what came; the next batch is the first one again."""
        self._expected, self._chunks, self._size = None, [], 0

    def read(self, sequence: int, *, is_last: bool, chunk: str) -> list[PeerMessage]:
        """Return the messages of a batch with its last part, none before; BatchLost."""
        if self._expected is not None and sequence < self._expected:
            # Two ways of notification may both deliver it.
            return []
        is_gap = self._expected is not None and sequence > self._expected
        self._size += len(chunk)
        if is_gap or self._size > MAX_BATCH_BYTES:
            self.reset()
            raise BatchLost
        self._expected = sequence + 1
        self._chunks.append(chunk)
        if not is_last:
            return []
        text, self._chunks, self._size = "".join(self._chunks), [], 0
        try:
            packed = base64.b64decode(text)
            content = _decompress(packed[1:]) if packed[:1] == _COMPRESSED else packed[1:]
            return _decode_batch(content)
        except (ValueError, zlib.error) as error:
            # The reader may have started in the middle of a batch.
            raise BatchLost from error


def _decompress(content: bytes) -> bytes:
    """Return decompressed bytes; ValueError when they are more than a process sends, zlib.error."""
    decompressor = zlib.decompressobj()
    result = decompressor.decompress(content, MAX_CONTENT_BYTES)
    if decompressor.unconsumed_tail:
        raise ValueError("a batch is too large")
    return result
