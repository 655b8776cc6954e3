"""How known books and their files are shown."""

from collections.abc import Callable
from typing import Any, Final

from alcove.apps.books.model.book import Book, BookMetadata, is_book_id
from alcove.apps.books.model.progress import size_text
from alcove.apps.books.schemas.search import book_row, link
from alcove.apps.books.schemas.universal import (
    ColorHint,
    Column,
    ColumnConfig,
    DisplayField,
    Metadata,
    Release,
)

KEPT_S: Final = 300
Text = Callable[[str], str]


def metadata(book: BookMetadata, *, provider: str, cover: str | None, text: Text) -> Metadata:
    """Return a known book as a page is shown it; `provider` is the provider's name for people."""
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
        source_url=link(book.source_url, text=text),
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
    """Return where the picture of a known book is on this server."""
    name = f"{book.provider}_{book.provider_id}"
    return f"{prefix}/covers/{name}" if covers and book.cover_url and is_book_id(name) else None


def release(book: Book, *, indexer: str, prefix: str, covers: bool, text: Text) -> Release:
    """Return a file of a known book as a page is shown it; `indexer` is the source's name for people."""
    row = book_row(book, prefix=prefix, covers=covers, text=text)
    told: dict[str, Any] = {
        "author": row.author,
        "publisher": row.publisher,
        "year": row.year,
        "language": row.language,
        "preview": row.preview,
        "description": row.description,
    }
    extra = {name: value for name, value in told.items() if value is not None}
    return Release(
        source=book.source,
        source_id=book.id,
        title=row.title,
        format=row.format,
        language=row.language,
        size=size_text(book.size) if book.size is not None else None,
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
    cache_ttl_seconds=KEPT_S,
    supported_filters=["format", "language"],
)
"""The table of files."""
