"""How much clients may do, and the counters that enforce it."""

from dataclasses import dataclass
from typing import Final

KILOBYTE: Final = 1000
"""Sizes are documented in kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeLimits:
    """The limits of one process; their defaults are the documented ones of Supabase's larger plans."""

    connections: int = 10_000
    channels_per_connection: int = 100
    joins_per_second: int = 2_500
    """Channels that all connections may join."""
    joins_per_connection: int = 100
    """Channels that one connection may join per second, so that it leaves some of them to others."""
    messages_per_second: int = 2_500
    """Messages that one connection may send."""
    payload_bytes: int = 3_000 * KILOBYTE
    """Largest payload of a broadcast, and of all presences that one connection tracks."""
    join_bytes: int = 250 * KILOBYTE
    """Largest payload of a join; a channel keeps its configuration."""
    presence_keys: int = 10
    presence_messages_per_second: int = 1_000
    presence_calls: int = 5
    """Calls of one client in PRESENCE_SECONDS."""
    changes_per_channel: int = 100
    messages_per_request: int = 1_000
    """Broadcasts in one HTTP request."""
    private_topics_per_request: int = 100
    """Private topics in one HTTP request; the database decides about each."""
    heartbeat_seconds: float = 60.0
    """Seconds without any frame of a client after which its connection is closed; clients send a heartbeat every 25."""
    stalled_seconds: float = 3.5
    """Seconds after which a check, which comes every second, closes a connection whose client does not read."""
    queued_bytes: int = 8 * 1024 * 1024
    """Bytes that wait for one connection; frames that several connections get count for each."""
    queued_frames: int = 10_000
    join_seconds: float = 8.0
    """Seconds that the database has to answer a join or a request; clients wait for ten."""

    @property
    def body_bytes(self) -> int:
        """The largest body of an HTTP request: several messages together may be as large as three of the largest."""
        return 3 * self.payload_bytes + 100 * KILOBYTE


PRESENCE_SECONDS: Final = 30.0
"""The time in which the calls of `presence_calls` are counted."""
MAX_TOPIC_CHARACTERS: Final = 1_000
MAX_KEY_CHARACTERS: Final = 1_000


class FixedWindow:
    """Counts events in windows of `seconds`; the window starts with its first event."""

    __slots__ = ("_count", "_limit", "_seconds", "_started")

    def __init__(self, limit: int, *, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._started = float("-inf")
        self._count = 0

    def allow(self, now: float, count: int = 1) -> bool:
        """Count events at a monotonic time, and return whether they are within the limit."""
        if now - self._started >= self._seconds:
            self._started, self._count = now, 0
        self._count += count
        return self._count <= self._limit
