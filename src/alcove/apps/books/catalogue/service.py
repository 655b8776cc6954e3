"""The OPDS catalogue of delivered files: menus, lists of books, search; all links lead to this server."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, urlencode

from alcove.apps.books.catalogue import store as catalogue
from alcove.apps.books.catalogue.store import CatalogueFile, FileFilter, FilePage, MenuEntry, Order
from alcove.apps.books.delivery import files, stat_regular_file
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.cleaning import split_words
from alcove.apps.books.model.isbn import extract_isbns
from alcove.apps.books.model.media import media_type_of_format
from alcove.foundation.database import Pool, transaction
from alcove.wires import opds
from alcove.wires.opds import Feed, Link

PER_PAGE: Final = 50
MAX_PAGE: Final = 100_000
MAX_WORDS: Final = 20
MAX_SEARCH_LENGTH: Final = 500
TITLE: Final = "Alcove"
SUBTITLE: Final = "Books that Alcove delivered"

Version = Literal["1.2", "2.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueUrls:
    """The paths of the catalogue for one request, and its OPDS version."""

    files: str
    """The path prefix of files and cover images, such as `/opds`."""
    version: Version
    covers: bool
    """Whether cover images are available."""

    @property
    def root(self) -> str:
        """Return the path of the root menu."""
        return f"{self.files}/v2" if self.version == "2.0" else self.files

    @property
    def menu_type(self) -> str:
        """Return the media type of menus."""
        return opds.JSON_FEED_TYPE if self.version == "2.0" else opds.NAVIGATION_TYPE

    @property
    def books_type(self) -> str:
        """Return the media type of lists of books."""
        return opds.JSON_FEED_TYPE if self.version == "2.0" else opds.ACQUISITION_TYPE

    def search(self) -> Link:
        """Return the link that describes the search."""
        if self.version == "2.0":
            template = f"{self.root}/search{{?query,page}}"
            return Link(href=template, rels=("search",), type=opds.JSON_FEED_TYPE, templated=True)
        return Link(href=f"{self.root}/search.xml", rels=("search",), type=opds.DESCRIPTION_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """A page of one list: its path below the root, its title, and its further query parameters."""

    path: str
    title: str
    page: int
    query: tuple[tuple[str, str], ...] = ()

    def address(self, urls: CatalogueUrls, page: int) -> str:
        """Return the path of another page of the same list."""
        query = [*self.query, *([("page", str(page))] if page > 1 else [])]
        return f"{urls.root}/{self.path}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def build_root(urls: CatalogueUrls) -> Feed:
    """Return the root menu."""
    entries = (
        ("new", "Newest", "http://opds-spec.org/sort/new", urls.books_type),
        ("books", "All books", "subsection", urls.books_type),
        ("authors", "Authors", "subsection", urls.menu_type),
        ("series", "Series", "subsection", urls.menu_type),
    )
    menu = tuple(
        Link(href=f"{urls.root}/{path}", rels=(rel,), type=type_, title=title) for path, title, rel, type_ in entries
    )
    links = (
        Link(href=urls.root, rels=("self",), type=urls.menu_type),
        Link(href=urls.root, rels=("start",), type=urls.menu_type),
        urls.search(),
    )
    return Feed(id=f"urn:alcove:opds:{urls.version}", title=TITLE, subtitle=SUBTITLE, links=links, navigation=menu)


def build_description(urls: CatalogueUrls) -> bytes:
    """Return the OpenSearch description of the catalogue's search."""
    template = f"{urls.files}/search?q={{searchTerms}}&page={{startPage?}}"
    return opds.write_description(name=TITLE, description=SUBTITLE, templates={opds.ACQUISITION_TYPE: template})


class OpdsCatalogue:
    """Reads delivered files; those that no longer exist are left out and marked as missing."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list_newest(self, urls: CatalogueUrls, *, page: int) -> Feed:
        """Return all books, the last delivered first."""
        return await self._build_page(
            urls, CataloguePage(path="new", title="Newest", page=page), file_filter=FileFilter(), order="newest"
        )

    async def list_books(self, urls: CatalogueUrls, *, page: int) -> Feed:
        """Return all books by title."""
        return await self._build_page(
            urls, CataloguePage(path="books", title="All books", page=page), file_filter=FileFilter(), order="title"
        )

    async def list_by_author(self, urls: CatalogueUrls, name: str, *, page: int) -> Feed:
        """Return the books of an author, by title."""
        listing = CataloguePage(path="author", title=name, page=page, query=(("name", name),))
        return await self._build_page(urls, listing, file_filter=FileFilter(author=name), order="title")

    async def list_by_series(self, urls: CatalogueUrls, name: str, *, page: int) -> Feed:
        """Return the books of a series, in its order."""
        listing = CataloguePage(path="one-series", title=name, page=page, query=(("name", name),))
        return await self._build_page(urls, listing, file_filter=FileFilter(series=name), order="series_position")

    async def search(self, urls: CatalogueUrls, text: str, *, page: int) -> Feed:
        """Return the books in which every word occurs; an ISBN counts as a word in all its forms."""
        name = "query" if urls.version == "2.0" else "q"
        listing = CataloguePage(path="search", title=f"Search: {text}", page=page, query=((name, text),))
        isbns, rest = extract_isbns(text[:MAX_SEARCH_LENGTH])
        words = (*isbns, *split_words(rest))[:MAX_WORDS]
        return await self._build_page(urls, listing, file_filter=FileFilter(words=words), order="title")

    async def list_authors(self, urls: CatalogueUrls, *, page: int) -> Feed:
        """Return the menu of authors."""
        entries, total = await catalogue.list_authors(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _build_menu(
            urls,
            CataloguePage(path="authors", title="Authors", page=page),
            entries=entries,
            target="author",
            total=total,
        )

    async def list_series(self, urls: CatalogueUrls, *, page: int) -> Feed:
        """Return the menu of series."""
        entries, total = await catalogue.list_series(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _build_menu(
            urls,
            CataloguePage(path="series", title="Series", page=page),
            entries=entries,
            target="one-series",
            total=total,
        )

    async def find_file(self, file_id: int) -> tuple[CatalogueFile, os.stat_result]:
        """Return a file and its stat result; NotFound."""
        file = await catalogue.find_file(self._pool, file_id)
        stats = await asyncio.to_thread(stat_regular_file, Path(file.path)) if file else None
        if file is None or stats is None:
            if file is not None:
                await self._mark_missing([file])
            raise NotFound("File not found")
        return file, stats

    async def _build_page(
        self, urls: CatalogueUrls, listing: CataloguePage, *, file_filter: FileFilter, order: Order
    ) -> Feed:
        found = await catalogue.find_files(
            self._pool, file_filter, order=order, limit=PER_PAGE, offset=_offset(listing.page)
        )
        present = await asyncio.to_thread(_present_ids, found.files)
        missing = [file for file in found.files if file.id not in present]
        if missing:
            await self._mark_missing(missing)
        return _build_list(urls, listing, found=found, present=present)

    async def _mark_missing(self, missing: Sequence[CatalogueFile]) -> None:
        async with transaction(self._pool) as connection:
            await files.mark_missing(connection, [file.path for file in missing])


def _build_list(urls: CatalogueUrls, listing: CataloguePage, *, found: FilePage, present: frozenset[int]) -> Feed:
    books = tuple(_build_publication(urls, file) for file in found.files if file.id in present)
    feed = _build_feed(urls, listing, type_=urls.books_type, total=found.total)
    return replace(feed, updated=found.newest, publications=books)


def _build_menu(
    urls: CatalogueUrls, listing: CataloguePage, *, entries: Sequence[MenuEntry], target: str, total: int
) -> Feed:
    links = tuple(
        Link(
            href=f"{urls.root}/{target}?{urlencode({'name': entry.name}, quote_via=quote)}",
            rels=("subsection",),
            type=urls.books_type,
            title=entry.name,
            count=entry.books,
        )
        for entry in entries
    )
    return replace(_build_feed(urls, listing, type_=urls.menu_type, total=total), navigation=links)


def _build_feed(urls: CatalogueUrls, listing: CataloguePage, *, type_: str, total: int) -> Feed:
    links, first = _build_links(urls, listing, type_=type_, total=total), _offset(listing.page) + 1
    return Feed(id=_feed_id(listing), title=listing.title, links=links, total=total, per_page=PER_PAGE, start=first)


def _build_links(urls: CatalogueUrls, listing: CataloguePage, *, type_: str, total: int) -> tuple[Link, ...]:
    pages = {"self": listing.page, "first": 1, "last": max(1, -(-total // PER_PAGE))}
    if listing.page > 1:
        pages["previous"] = listing.page - 1
    if listing.page * PER_PAGE < total:
        pages["next"] = listing.page + 1
    return (
        *(Link(href=listing.address(urls, page), rels=(rel,), type=type_) for rel, page in pages.items()),
        Link(href=urls.root, rels=("start",), type=urls.menu_type),
        Link(href=urls.root, rels=("up",), type=urls.menu_type),
        urls.search(),
    )


def _build_publication(urls: CatalogueUrls, file: CatalogueFile) -> opds.Publication:
    book = file.book
    # Readers expect a type in the feed; most covers are JPEG, and the response has the real type.
    image = opds.Image(href=f"{urls.files}/covers/{book.id}", type="image/jpeg")
    return opds.Publication(
        id=f"urn:alcove:file:{file.id}",
        title=book.title,
        subtitle=book.subtitle,
        authors=tuple(opds.Person(name=name) for name in book.authors),
        languages=tuple(code for code in book.language.split(",") if code),
        publisher=book.publisher,
        issued=str(book.year) if book.year else "",
        published=file.delivered_at,
        updated=file.delivered_at,
        identifiers=tuple(f"urn:isbn:{isbn}" for isbn in book.isbns),
        subjects=tuple(opds.Subject(name=name) for name in book.subjects),
        summary=opds.Text(value=book.description) if book.description else None,
        series=(opds.Series(name=book.series, position=book.series_position),) if book.series else (),
        acquisitions=(_build_acquisition(urls, file),),
        images=(image,) if urls.covers and book.cover_url else (),
    )


def _build_acquisition(urls: CatalogueUrls, file: CatalogueFile) -> opds.Acquisition:
    # Many readers name the file after the last part of its address.
    return opds.Acquisition(
        href=f"{urls.files}/files/{file.id}/{quote(file.name, safe='')}",
        relation=opds.OPEN_ACCESS,
        type=media_type_of_format(file.format),
        title=file.name,
        length=file.size,
    )


def _feed_id(listing: CataloguePage) -> str:
    query = f"?{urlencode(listing.query, quote_via=quote)}" if listing.query else ""
    return f"urn:alcove:opds:{listing.path}{query}"


def _offset(page: int) -> int:
    return (page - 1) * PER_PAGE


def _present_ids(candidates: Sequence[CatalogueFile]) -> frozenset[int]:
    return frozenset(file.id for file in candidates if stat_regular_file(Path(file.path)) is not None)
