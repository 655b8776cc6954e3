"""The wire structs of the metadata search, and how books and files are converted to them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from alcove.apps.books.model.book import Book, BookMetadata, is_book_id
from alcove.apps.books.model.media import format_size
from alcove.apps.books.search import Words, build_book_row, safe_link
from alcove.foundation.web import openapi_required

CACHE_TTL_SECONDS: Final = 300
TextFilter = Callable[[str], str]


class Provider(Struct, frozen=True, kw_only=True):
    """One metadata provider."""

    name: str
    display_name: str
    requires_auth: bool
    configured: bool
    available: bool


class Providers(Struct, frozen=True, kw_only=True):
    """All metadata providers, and the configured one."""

    providers: list[Provider]
    configured_provider: str | None


class MetadataQuery(Struct, frozen=True, kw_only=True):
    """The parameters of a search; the provider's own search fields are accepted too."""

    query: Annotated[Words, Meta(description="required unless one of the provider's search fields is sent")] = ""
    limit: int = 40
    page: int = 1
    sort: str = "relevance"
    content_type: str = "ebook"


class DisplayField(Struct, frozen=True, kw_only=True):
    """A further line on a book's card."""

    label: str
    value: str
    icon: str


class Metadata(Struct, frozen=True, kw_only=True):
    """A book of a metadata provider; unknown values are null."""

    provider: str
    provider_id: str
    title: str
    provider_display_name: str
    authors: list[str]
    isbn_10: str | None
    isbn_13: str | None
    cover_url: str | None
    description: str | None
    publisher: str | None
    publish_year: int | None
    language: str | None
    genres: list[str]
    source_url: str | None
    subtitle: str | None
    display_fields: list[DisplayField]
    series_name: str | None
    series_position: float | None
    series_count: int | None
    titles_by_language: dict[str, str]


class MetadataResults(Struct, frozen=True, kw_only=True):
    """One page of books."""

    books: list[Metadata]
    provider: str
    query: str
    page: int
    total_found: int
    has_more: bool


class ReleaseSource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source of files; while it asked for a pause, until when and why."""

    name: str
    display_name: str
    enabled: bool
    supported_content_types: list[str]
    held_until: datetime | None = None
    message: str | None = None


class ReleasesQuery(Struct, frozen=True, kw_only=True):
    """The book whose files are searched, and filters."""

    provider: Annotated[str, Meta(extra=openapi_required(minLength=1))] = ""
    book_id: Annotated[str, Meta(extra=openapi_required(minLength=1))] = ""
    source: Annotated[str, Meta(description="one of /api/release-sources; all by default")] = ""
    title: Words = ""
    author: Words = ""
    expand_search: bool = False
    languages: Words = ""
    content_type: str = "ebook"


class Release(Struct, frozen=True, kw_only=True):
    """One file of a book; its address never leaves the server."""

    source: str
    source_id: str
    title: str
    format: str | None
    language: str | None
    size: str | None
    size_bytes: int | None
    download_url: None = None
    info_url: str | None
    protocol: Literal["http"] = "http"
    indexer: str
    seeders: None = None
    peers: None = None
    content_type: str
    extra: dict[str, Any]


class ColorHint(Struct, frozen=True, kw_only=True):
    """How the colour of a badge is chosen."""

    type: Literal["map", "static"]
    value: str


class Column(Struct, frozen=True, kw_only=True):
    """One column of the table of files."""

    key: str
    label: str
    render_type: Literal["text", "badge", "size", "number", "peers"]
    align: Literal["left", "center", "right"]
    width: str
    hide_mobile: bool
    color_hint: ColorHint | None
    fallback: str
    uppercase: bool
    sortable: bool
    sort_key: str | None


class ColumnConfig(Struct, frozen=True, kw_only=True):
    """The layout of the table of files."""

    columns: list[Column]
    grid_template: str
    leading_cell: dict[str, Any]
    online_servers: list[str]
    cache_ttl_seconds: int
    supported_filters: list[str]


class ReleaseResults(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The files of a book, how they were searched for, and the sources that failed."""

    releases: list[Release]
    book: Metadata
    sources_searched: list[str]
    column_config: ColumnConfig
    search_info: dict[str, dict[str, str]]
    errors: list[str] = []


class ReleaseDownload(Struct, frozen=True, kw_only=True):
    """A file to queue, and details of its book; values of a wrong type are ignored."""

    source: str
    source_id: Annotated[str, Meta(extra_json_schema={"minLength": 1})]
    title: str = ""
    author: Annotated[str, Meta(description="several are separated by a comma and a space")] = ""
    year: int | str | None = None
    subtitle: str | None = None
    series_name: str | None = None
    series_position: float | None = None
    priority: Annotated[int, Meta(extra_json_schema={"minimum": -(2**31), "maximum": 2**31 - 1})] = 0


def build_metadata(book: BookMetadata, *, provider: str, cover: str | None, text: TextFilter) -> Metadata:
    """Return the wire struct of a book; `provider` is the provider's display name, and `text` filters every text."""
    return Metadata(
        provider=book.provider,
        provider_id=book.provider_id,
        title=text(book.title),
        provider_display_name=provider,
        authors=[text(author) for author in book.authors],
        isbn_10=book.isbn_10 or None,
        isbn_13=book.isbn_13 or None,
        cover_url=cover,
        description=text(book.description) or None,
        publisher=text(book.publisher) or None,
        publish_year=book.publish_year,
        language=text(book.language) or None,
        genres=[text(genre) for genre in book.genres],
        source_url=safe_link(book.source_url, text=text),
        subtitle=text(book.subtitle) or None,
        display_fields=[
            DisplayField(label=text(label), value=text(value), icon=icon) for label, value, icon in book.display_fields
        ],
        series_name=text(book.series_name) or None,
        series_position=book.series_position,
        series_count=book.series_count,
        titles_by_language={text(code): text(title) for code, title in book.titles_by_language.items()},
    )


def cover_path(book: BookMetadata, *, prefix: str, covers: bool) -> str | None:
    """Return the path of a book's cover image on this server, None when there is none."""
    name = f"{book.provider}_{book.provider_id}"
    return f"{prefix}/covers/{name}" if covers and book.cover_url and is_book_id(name) else None


def build_release(book: Book, *, indexer: str, prefix: str, covers: bool, text: TextFilter) -> Release:
    """Return the wire struct of a file; `indexer` is the source's display name, and `text` filters every text."""
    row = build_book_row(book, prefix=prefix, covers=covers, text=text)
    optional: dict[str, Any] = {
        "author": row.author,
        "publisher": row.publisher,
        "year": row.year,
        "language": row.language,
        "preview": row.preview,
        "description": row.description,
    }
    extra = {name: value for name, value in optional.items() if value is not None}
    return Release(
        source=book.source,
        source_id=book.id,
        title=row.title,
        format=row.format,
        language=row.language,
        size=format_size(book.size) if book.size is not None else None,
        size_bytes=book.size,
        info_url=row.source_url,
        indexer=indexer,
        content_type=book.content,
        extra={**extra, "download_urls": [], "info": row.info},
    )


def _column(key: str, label: str, *, render: Any, width: str, hint: str, sort_key: str | None = None) -> Column:
    return Column(
        key=key,
        label=label,
        render_type=render,
        align="center",
        width=width,
        hide_mobile=False,
        color_hint=ColorHint(type="map", value=hint) if hint else None,
        fallback="-",
        uppercase=render == "badge",
        sortable=True,
        sort_key=sort_key,
    )


COLUMNS: Final = ColumnConfig(
    columns=[
        _column("extra.language", "Language", render="badge", width="60px", hint="language"),
        _column("format", "Format", render="badge", width="80px", hint="format"),
        _column("size", "Size", render="size", width="80px", hint="", sort_key="size_bytes"),
    ],
    grid_template="minmax(0,2fr) 60px 80px 80px",
    leading_cell={"type": "thumbnail", "key": "extra.preview", "color_hint": None, "uppercase": False},
    online_servers=[],
    cache_ttl_seconds=CACHE_TTL_SECONDS,
    supported_filters=["format", "language"],
)
"""The layout of the table of files."""
