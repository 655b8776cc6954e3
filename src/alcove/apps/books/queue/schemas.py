"""The shapes of the queue."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.books.search import IdQuery
from alcove.foundation.web import openapi_schema

_PRIORITY = {"minimum": -(2**31), "maximum": 2**31 - 1}
Priority = Annotated[int, Meta(description="the lowest runs first", extra_json_schema=_PRIORITY)]
_TextPriority = Annotated[
    str | None,
    Meta(description="the lowest runs first; 0 unless given", extra=openapi_schema(type="integer", **_PRIORITY)),
]


class DownloadQuery(IdQuery, frozen=True, kw_only=True):
    """Which book to queue, and how urgently; the priority is a whole number, the lowest runs first."""

    priority: _TextPriority = None


class DownloadPostQuery(Struct, frozen=True, kw_only=True):
    """The same for those who post, who may put it into the body as well."""

    id: Annotated[str, Meta(description="as a search shows it; in the body unless given here")] = ""
    priority: _TextPriority = None


class DownloadForm(Struct, frozen=True, kw_only=True):
    """What is not in the query."""

    id: Annotated[str, Meta(description="as a search shows it; in the query unless given here")] = ""
    priority: _TextPriority = None


class PriorityForm(Struct, frozen=True, kw_only=True):
    """The priority of a waiting book."""

    priority: Priority


class ReorderForm(Struct, frozen=True, kw_only=True):
    """The priorities of waiting books by their ids."""

    book_priorities: dict[str, Priority]


class DownloadQueued(Struct, frozen=True, kw_only=True):
    """A book waits or runs."""

    status: Literal["queued"] = "queued"
    priority: int


class DownloadCancelled(Struct, frozen=True, kw_only=True):
    """A book waits and runs no more, or is off the list."""

    status: Literal["cancelled"] = "cancelled"
    book_id: str


class PriorityUpdated(Struct, frozen=True, kw_only=True):
    """A waiting book has another priority."""

    status: Literal["updated"] = "updated"
    book_id: str
    priority: int


class QueueReordered(Struct, frozen=True, kw_only=True):
    """Waiting books have other priorities; how many really changed."""

    status: Literal["reordered"] = "reordered"
    updated_count: int


class QueueCleared(Struct, frozen=True, kw_only=True):
    """Finished books are off the list; how many."""

    status: Literal["cleared"] = "cleared"
    removed_count: int


class QueueEntry(Struct, frozen=True, kw_only=True):
    """One book of the queue, as status reads show it."""

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
    """One waiting book."""

    id: str
    title: str
    author: str
    priority: int
    added_time: float
    status: str


class QueueOrder(Struct, frozen=True, kw_only=True):
    """The waiting books in their order."""

    queue: list[QueuedEntry]


class ActiveDownloads(Struct, frozen=True, kw_only=True):
    """The ids of the books that are being fetched."""

    active_downloads: list[str]
