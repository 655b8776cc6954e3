"""The download queue: its entries with order and status, and the claims of workers."""

from alcove.apps.books.queue.model import POLLING_INTERVAL, BookState, Throttle, TransferSpeed, is_priority, percent
from alcove.apps.books.queue.schemas import (
    DownloadProgress,
    DownloadQueued,
    QueueCounts,
    QueueEntry,
    QueueStatus,
)
from alcove.apps.books.queue.service import (
    CHANNEL,
    CLEAN_UP,
    FETCH,
    QUEUE,
    EnqueueResult,
    QueueSnapshotCache,
    cancel_download,
    enqueue_download,
    read_snapshot,
    wake_worker,
)
from alcove.apps.books.queue.store import blocked, claims, downloads, holds
from alcove.apps.books.queue.store.claims import ClaimedDownload, Lease
from alcove.apps.books.queue.store.downloads import STOP_CHANNEL, notify
from alcove.apps.books.queue.store.holds import SourceHold, WaitingDownload
from alcove.apps.books.queue.store.page import find_states, read_counts, read_progress
from alcove.apps.books.queue.store.statuses import count_states

__all__ = [
    "CHANNEL",
    "CLEAN_UP",
    "FETCH",
    "POLLING_INTERVAL",
    "QUEUE",
    "STOP_CHANNEL",
    "BookState",
    "ClaimedDownload",
    "DownloadProgress",
    "DownloadQueued",
    "EnqueueResult",
    "Lease",
    "QueueCounts",
    "QueueEntry",
    "QueueSnapshotCache",
    "QueueStatus",
    "SourceHold",
    "Throttle",
    "TransferSpeed",
    "WaitingDownload",
    "blocked",
    "cancel_download",
    "claims",
    "count_states",
    "downloads",
    "enqueue_download",
    "find_states",
    "holds",
    "is_priority",
    "notify",
    "percent",
    "read_counts",
    "read_progress",
    "read_snapshot",
    "wake_worker",
]
