"""One hub over PostgreSQL's NOTIFY: topics, bounded queues, and one way to wait; `web` has what speaks to browsers."""

from alcove.foundation.realtime.hub import BoundedQueue, Hub, Subscription
from alcove.foundation.realtime.transport import RESYNC, Notification, PgTransport, Transport, TransportLost

__all__ = [
    "RESYNC",
    "BoundedQueue",
    "Hub",
    "Notification",
    "PgTransport",
    "Subscription",
    "Transport",
    "TransportLost",
]
