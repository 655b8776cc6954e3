"""One pub/sub hub over NOTIFY and Redis: topics and bounded queues. `web` has the protocols for browsers."""

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
