"""The wantlist on the wire; PostgreSQL writes most of this JSON, and the structs document and test it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.records.catalogue import Listing

MAX_PAGE = 10_000
ReleaseId = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class WantlistQuery(Struct, frozen=True, kw_only=True):
    """Which part of the wantlist is listed, a hundred entries a page."""

    page: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 1
    offered: Annotated[str, Meta(max_length=10, description="1 for releases that somebody offers only")] = ""


class WantForm(Struct, frozen=True, kw_only=True):
    """The release to add."""

    release_id: ReleaseId


class WantEntry(Struct, frozen=True, kw_only=True):
    """A wanted release, the number of its offers, and the cheapest twenty of them."""

    release_id: int
    artist: str
    title: str
    format: str
    label: str
    year: int | None
    added_at: str
    offer_count: int
    offers: list[Listing]


class Wantlist(Struct, frozen=True, kw_only=True):
    """A page of the wantlist, offered releases first; `offered` is how many of all somebody offers."""

    total: int
    offered: int
    page: int
    page_size: int
    wants: list[WantEntry]


class WantlistSync(Struct, frozen=True, kw_only=True):
    """The state of the synchronisation with Discogs; a failed one with `retry_at` goes on by itself then."""

    state: Literal["never", "queued", "running", "done", "failed"]
    page: int
    pages: int | None
    items: int | None
    username: str | None
    error_code: str | None
    error: str | None
    requested_at: str | None
    finished_at: str | None
    retry_at: str | None
    wants: int
