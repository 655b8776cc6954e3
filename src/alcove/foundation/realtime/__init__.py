"""One hub over NOTIFY and Redis: topics, bounded queues, and one way to wait; `web` has what speaks to browsers."""

from alcove.foundation.realtime.hub import BoundedQueue, Hub, Subscription
from alcove.foundation.realtime.transport import (
    RESYNC,
    Notification,
    PgTransport,
    RedisTransport,
    Transport,
    TransportLost,
)

__all__ = [
    "RESYNC",
    "BoundedQueue",
    "Hub",
    "Notification",
    "PgTransport",
    "RedisTransport",
    "Subscription",
    "Transport",
    "TransportLost",
]
