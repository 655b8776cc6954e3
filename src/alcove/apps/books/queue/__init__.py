"""The download queue: entries, their order and states, and the claims of workers."""

from alcove.apps.books.queue.model import Throttle, is_priority, percent
from alcove.apps.books.queue.schemas import OneBook, Queued, Status
from alcove.apps.books.queue.service import (
    CHANNEL,
    FETCH,
    QUEUE,
    EnqueueResult,
    QueueSnapshotCache,
    cancel,
    enqueue,
    snapshot,
    wake,
)
from alcove.apps.books.queue.store import claims, downloads
from alcove.apps.books.queue.store.claims import ClaimedDownload, Lease
from alcove.apps.books.queue.store.downloads import STOP_CHANNEL, tell
from alcove.apps.books.queue.store.statuses import counts

__all__ = [
    "CHANNEL",
    "FETCH",
    "QUEUE",
    "STOP_CHANNEL",
    "ClaimedDownload",
    "EnqueueResult",
    "Lease",
    "OneBook",
    "QueueSnapshotCache",
    "Queued",
    "Status",
    "Throttle",
    "cancel",
    "claims",
    "counts",
    "downloads",
    "enqueue",
    "is_priority",
    "percent",
    "snapshot",
    "tell",
    "wake",
]
