"""The shapes of the queue."""

from typing import Literal

from msgspec import Struct


class IdQuery(Struct, frozen=True, kw_only=True):
    """Which book."""

    id: str = ""


class DownloadQuery(IdQuery, frozen=True, kw_only=True):
    """Which book to queue, and how urgently; the priority is a whole number, the lowest runs first."""

    priority: str | None = None


class DownloadForm(DownloadQuery, frozen=True, kw_only=True):
    """The same in a body, for those who post."""


class Queued(Struct, frozen=True, kw_only=True):
    """A book waits or runs."""

    status: Literal["queued"] = "queued"
    priority: int


class Cancelled(Struct, frozen=True, kw_only=True):
    """A book waits and runs no more, or is off the list."""

    status: Literal["cancelled"] = "cancelled"
    book_id: str


class Updated(Struct, frozen=True, kw_only=True):
    """A waiting book has another priority."""

    status: Literal["updated"] = "updated"
    book_id: str
    priority: int


class Reordered(Struct, frozen=True, kw_only=True):
    """Waiting books have other priorities; how many really changed."""

    status: Literal["reordered"] = "reordered"
    updated_count: int


class Cleared(Struct, frozen=True, kw_only=True):
    """Finished books are off the list; how many."""

    status: Literal["cleared"] = "cleared"
    removed_count: int


class OneBook(Struct, frozen=True, kw_only=True):
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


class Status(Struct, frozen=True, kw_only=True):
    """The whole queue by status name."""

    queued: dict[str, OneBook]
    resolving: dict[str, OneBook]
    downloading: dict[str, OneBook]
    complete: dict[str, OneBook]
    available: dict[str, OneBook]
    done: dict[str, OneBook]
    error: dict[str, OneBook]
    cancelled: dict[str, OneBook]


class Waiting(Struct, frozen=True, kw_only=True):
    """One waiting book."""

    id: str
    title: str
    author: str
    priority: int
    added_time: float
    status: str


class Order(Struct, frozen=True, kw_only=True):
    """The waiting books in their order."""

    queue: list[Waiting]


class Active(Struct, frozen=True, kw_only=True):
    """The ids of the books that are being fetched."""

    active_downloads: list[str]
