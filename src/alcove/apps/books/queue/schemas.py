"""The wire structs of the queue."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.books.queue.model import BookState, DownloadState
from alcove.apps.books.search import IdQuery
from alcove.foundation.web import openapi_schema

_PRIORITY = {"minimum": -(2**31), "maximum": 2**31 - 1}
Priority = Annotated[int, Meta(description="the lowest runs first", extra_json_schema=_PRIORITY)]
_TextPriority = Annotated[
    str | None,
    Meta(description="the lowest runs first; 0 unless given", extra=openapi_schema(type="integer", **_PRIORITY)),
]


_FORCE = Meta(description="whether the file is delivered even if the library has the same one under another id")


class DownloadQuery(IdQuery, frozen=True, kw_only=True):
    """The book to queue and its priority, an integer; the lowest runs first."""

    priority: _TextPriority = None
    force: Annotated[bool, _FORCE] = False


class DownloadPostQuery(Struct, frozen=True, kw_only=True):
    """The book to queue and its priority; both may be in the body instead."""

    id: Annotated[str, Meta(description="as a search shows it; in the body unless given here")] = ""
    priority: _TextPriority = None
    force: Annotated[bool, _FORCE] = False


class DownloadForm(Struct, frozen=True, kw_only=True):
    """The values that are not in the query."""

    id: Annotated[str, Meta(description="as a search shows it; in the query unless given here")] = ""
    priority: _TextPriority = None


class PriorityForm(Struct, frozen=True, kw_only=True):
    """The new priority of a queued book."""

    priority: Priority


class ReorderForm(Struct, frozen=True, kw_only=True):
    """The new priorities of queued books by their ids."""

    book_priorities: dict[str, Priority]


class DownloadQueued(Struct, frozen=True, kw_only=True):
    """The book is queued or running."""

    status: Literal["queued"] = "queued"
    priority: int


class DownloadCancelled(Struct, frozen=True, kw_only=True):
    """The book was cancelled, or its finished entry removed."""

    status: Literal["cancelled"] = "cancelled"
    book_id: str


class PriorityUpdated(Struct, frozen=True, kw_only=True):
    """The priority of a queued book was changed."""

    status: Literal["updated"] = "updated"
    book_id: str
    priority: int


class QueueReordered(Struct, frozen=True, kw_only=True):
    """The priorities of queued books were changed; the number of changes."""

    status: Literal["reordered"] = "reordered"
    updated_count: int


class QueueCleared(Struct, frozen=True, kw_only=True):
    """Finished entries were removed; their number."""

    status: Literal["cleared"] = "cleared"
    removed_count: int


class QueueEntry(Struct, frozen=True, kw_only=True):
    """One book of the queue."""

    id: str
    title: str
    author: str
    format: str | None
    size: str | None
    preview: str | None
    content_type: str
    source: str
    source_display_name: str
    priority: int
    added_time: float
    progress: float
    status: str
    status_message: str | None
    download_path: str | None


class QueueStatus(Struct, frozen=True, kw_only=True):
    """The whole queue by status name."""

    queued: dict[str, QueueEntry]
    resolving: dict[str, QueueEntry]
    downloading: dict[str, QueueEntry]
    complete: dict[str, QueueEntry]
    available: dict[str, QueueEntry]
    done: dict[str, QueueEntry]
    error: dict[str, QueueEntry]
    cancelled: dict[str, QueueEntry]


class QueuedEntry(Struct, frozen=True, kw_only=True):
    """One queued book."""

    id: str
    title: str
    author: str
    priority: int
    added_time: float
    status: str


class QueueOrder(Struct, frozen=True, kw_only=True):
    """The queued books in their order."""

    queue: list[QueuedEntry]


class ActiveDownloads(Struct, frozen=True, kw_only=True):
    """The ids of the books that are being fetched."""

    active_downloads: list[str]


class QueueForm(Struct, frozen=True, kw_only=True):
    """The book to queue; with `force` it is delivered even if the library has the same file under another id."""

    id: Annotated[str, Meta(min_length=1, max_length=120)]
    force: bool = False


class MoveForm(Struct, frozen=True, kw_only=True):
    """The queued book to move in front of; null for the end of the queue."""

    before: Annotated[str, Meta(max_length=120)] | None


class DownloadProgress(Struct, frozen=True, kw_only=True):
    """The progress of one download; sizes are in bytes."""

    id: str
    state: DownloadState
    progress: Annotated[float, Meta(description="percent")]
    received: int | None
    total: int | None
    bytes_per_second: float | None
    seconds_left: float | None


class DownloadEntry(DownloadProgress, frozen=True, kw_only=True):
    """One book of the queue; `message` says why it failed or what it waits for."""

    title: str
    author: str
    format: str | None
    size: str | None
    content: str
    source: str
    source_name: str
    cover: str | None
    message: str | None
    retry_at: Annotated[datetime | None, Meta(description="when it is tried again by itself")]
    waits_for_folder: bool
    added_at: datetime
    changed_at: datetime
    owner: str
    delivered_to: Annotated[str | None, Meta(description="path of the file, from the name of the ingest folder on")]
    file: Annotated[str | None, Meta(description="address of the file, while the library has not taken it away")]


class QueueCounts(Struct, frozen=True, kw_only=True):
    """The numbers of queued, running and finished downloads."""

    queued: int
    running: int
    finished: int


class DownloadQueue(QueueCounts, frozen=True, kw_only=True):
    """The queue: what runs, then what waits in its order, then what ended, the last first."""

    downloads: list[DownloadEntry]


class QueuedBook(Struct, frozen=True, kw_only=True):
    """A book and its state after a change."""

    id: str
    state: BookState


class QueueMoved(Struct, frozen=True, kw_only=True):
    """The ids of the queued books in their new order."""

    order: list[str]
