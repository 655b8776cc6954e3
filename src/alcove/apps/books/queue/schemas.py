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


class PostedQuery(Struct, frozen=True, kw_only=True):
    """The same for those who post, who may put it into the body as well."""

    id: Annotated[str, Meta(description="as a search shows it; in the body unless given here")] = ""
    priority: _TextPriority = None


class DownloadForm(Struct, frozen=True, kw_only=True):
    """What is not in the query."""

    id: Annotated[str, Meta(description="as a search shows it; in the query unless given here")] = ""
    priority: _TextPriority = None


class NewPriority(Struct, frozen=True, kw_only=True):
    """The priority of a waiting book."""

    priority: Priority


class NewOrder(Struct, frozen=True, kw_only=True):
    """The priorities of waiting books by their ids."""

    book_priorities: dict[str, Priority]


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
