"""What was delivered, as a catalogue for e-readers: menus, books, search; it leads nowhere but to this server."""

import asyncio
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, urlencode

from alcove.apps.books.catalogue import store as catalogue
from alcove.apps.books.catalogue.store import CatalogueFile, FileFilter, FilePage, MenuEntry, Order
from alcove.apps.books.delivery import files
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.cleaning import fold_text
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
    """Where a reader has the catalogue from, and in which of the protocol's versions."""

    files: str
    """The path below which files and pictures are, such as `/opds`."""
    version: Version
    covers: bool
    """Whether pictures can be had."""

    @property
    def root(self) -> str:
        """Return the path of the first menu."""
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
        """Return the link by which readers learn how to search."""
        if self.version == "2.0":
            template = f"{self.root}/search{{?query,page}}"
            return Link(href=template, rels=("search",), type=opds.JSON_FEED_TYPE, templated=True)
        return Link(href=f"{self.root}/search.xml", rels=("search",), type=opds.DESCRIPTION_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """A page of one list: its path below the root, its name, and what else its address says."""

    path: str
    title: str
    page: int
    query: tuple[tuple[str, str], ...] = ()

    def address(self, place: CatalogueUrls, page: int) -> str:
        """Return the path of a page of the same list."""
        query = [*self.query, *([("page", str(page))] if page > 1 else [])]
        return f"{place.root}/{self.path}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def build_root(place: CatalogueUrls) -> Feed:
    """Return the first menu."""
    steps = (
        ("new", "Newest", "http://opds-spec.org/sort/new", place.books_type),
        ("books", "All books", "subsection", place.books_type),
        ("authors", "Authors", "subsection", place.menu_type),
        ("series", "Series", "subsection", place.menu_type),
    )
    all_navigation = tuple(
        Link(href=f"{place.root}/{path}", rels=(rel,), type=type_, title=title) for path, title, rel, type_ in steps
    )
    links = (
        Link(href=place.root, rels=("self",), type=place.menu_type),
        Link(href=place.root, rels=("start",), type=place.menu_type),
        place.search(),
    )
    return Feed(
        id=f"urn:alcove:opds:{place.version}", title=TITLE, subtitle=SUBTITLE, links=links, navigation=all_navigation
    )


def build_description(place: CatalogueUrls) -> bytes:
    """Return how to search, in the words of OpenSearch."""
    template = f"{place.files}/search?q={{searchTerms}}&page={{startPage?}}"
    return opds.write_description(name=TITLE, description=SUBTITLE, templates={opds.ACQUISITION_TYPE: template})


class OpdsCatalogue:
    """Reads what was delivered; files that turn out to be gone are left out and forgotten."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def newest(self, place: CatalogueUrls, *, page: int) -> Feed:
        """Return all books, the last delivered first."""
        return await self._books(
            place, CataloguePage(path="new", title="Newest", page=page), which=FileFilter(), order="newest"
        )

    async def books(self, place: CatalogueUrls, *, page: int) -> Feed:
        """Return all books by title."""
        return await self._books(
            place, CataloguePage(path="books", title="All books", page=page), which=FileFilter(), order="title"
        )

    async def by_author(self, place: CatalogueUrls, name: str, *, page: int) -> Feed:
        """Return the books of an author."""
        part = CataloguePage(path="author", title=name, page=page, query=(("name", name),))
        return await self._books(place, part, which=FileFilter(author=name), order="title")

    async def in_series(self, place: CatalogueUrls, name: str, *, page: int) -> Feed:
        """Return the books of a series, in its order."""
        part = CataloguePage(path="one-series", title=name, page=page, query=(("name", name),))
        return await self._books(place, part, which=FileFilter(series=name), order="place")

    async def search(self, place: CatalogueUrls, text: str, *, page: int) -> Feed:
        """Return the books in which every word occurs."""
        name = "query" if place.version == "2.0" else "q"
        part = CataloguePage(path="search", title=f"Search: {text}", page=page, query=((name, text),))
        words = tuple(fold_text(text[:MAX_SEARCH_LENGTH]).split()[:MAX_WORDS])
        return await self._books(place, part, which=FileFilter(words=words), order="title")

    async def authors(self, place: CatalogueUrls, *, page: int) -> Feed:
        """Return the menu of authors."""
        found, total = await catalogue.list_authors(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _build_menu(
            place, CataloguePage(path="authors", title="Authors", page=page), found=found, leads="author", total=total
        )

    async def series(self, place: CatalogueUrls, *, page: int) -> Feed:
        """Return the menu of series."""
        found, total = await catalogue.list_series(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _build_menu(
            place, CataloguePage(path="series", title="Series", page=page), found=found, leads="one-series", total=total
        )

    async def file(self, file_id: int) -> tuple[CatalogueFile, os.stat_result]:
        """Return a file and what is known of it; NotFound."""
        found = await catalogue.find_file(self._pool, file_id)
        facts = await asyncio.to_thread(_facts, found.path) if found else None
        if found is None or facts is None:
            if found is not None:
                await self._forget([found])
            raise NotFound("File not found")
        return found, facts

    async def _books(self, place: CatalogueUrls, part: CataloguePage, *, which: FileFilter, order: Order) -> Feed:
        shelf = await catalogue.find_files(self._pool, which, order=order, limit=PER_PAGE, offset=_offset(part.page))
        there = await asyncio.to_thread(_present_ids, shelf.files)
        gone = [file for file in shelf.files if file.id not in there]
        if gone:
            await self._forget(gone)
        return _build_list(place, part, shelf=shelf, there=there)

    async def _forget(self, gone: Sequence[CatalogueFile]) -> None:
        async with transaction(self._pool) as connection:
            await files.mark_missing(connection, [file.path for file in gone])


def _build_list(place: CatalogueUrls, part: CataloguePage, *, shelf: FilePage, there: frozenset[int]) -> Feed:
    books = tuple(_build_publication(place, file) for file in shelf.files if file.id in there)
    feed = _build_feed(place, part, type_=place.books_type, total=shelf.total)
    return replace(feed, updated=shelf.newest, publications=books)


def _build_menu(
    place: CatalogueUrls, part: CataloguePage, *, found: Sequence[MenuEntry], leads: str, total: int
) -> Feed:
    steps = tuple(
        Link(
            href=f"{place.root}/{leads}?{urlencode({'name': heading.name}, quote_via=quote)}",
            rels=("subsection",),
            type=place.books_type,
            title=heading.name,
            count=heading.books,
        )
        for heading in found
    )
    return replace(_build_feed(place, part, type_=place.menu_type, total=total), navigation=steps)


def _build_feed(place: CatalogueUrls, part: CataloguePage, *, type_: str, total: int) -> Feed:
    links, first = _build_links(place, part, type_=type_, total=total), _offset(part.page) + 1
    return Feed(id=_feed_id(part), title=part.title, links=links, total=total, per_page=PER_PAGE, start=first)


def _build_links(place: CatalogueUrls, part: CataloguePage, *, type_: str, total: int) -> tuple[Link, ...]:
    pages = {"self": part.page, "first": 1, "last": max(1, -(-total // PER_PAGE))}
    if part.page > 1:
        pages["previous"] = part.page - 1
    if part.page * PER_PAGE < total:
        pages["next"] = part.page + 1
    return (
        *(Link(href=part.address(place, page), rels=(rel,), type=type_) for rel, page in pages.items()),
        Link(href=place.root, rels=("start",), type=place.menu_type),
        Link(href=place.root, rels=("up",), type=place.menu_type),
        place.search(),
    )


def _build_publication(place: CatalogueUrls, file: CatalogueFile) -> opds.Publication:
    book = file.book
    # Readers want a type beforehand; nearly all are of this one, and the answer tells which it is.
    picture = opds.Image(href=f"{place.files}/covers/{book.id}", type="image/jpeg")
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
        acquisitions=(_build_acquisition(place, file),),
        images=(picture,) if place.covers and book.cover_url else (),
    )


def _build_acquisition(place: CatalogueUrls, file: CatalogueFile) -> opds.Acquisition:
    # The last part of the address is what many readers name the file by.
    return opds.Acquisition(
        href=f"{place.files}/files/{file.id}/{quote(file.name, safe='')}",
        relation=opds.OPEN_ACCESS,
        type=media_type_of_format(file.format),
        title=file.name,
        length=file.size,
    )


def _feed_id(part: CataloguePage) -> str:
    query = f"?{urlencode(part.query, quote_via=quote)}" if part.query else ""
    return f"urn:alcove:opds:{part.path}{query}"


def _offset(page: int) -> int:
    return (page - 1) * PER_PAGE


def _present_ids(listed: Sequence[CatalogueFile]) -> frozenset[int]:
    return frozenset(file.id for file in listed if _facts(file.path) is not None)


def _facts(path: str) -> os.stat_result | None:
    """Return what is at a path if that is a file of its own; a link could lead anywhere."""
    try:
        facts = Path(path).lstat()
    except (OSError, ValueError):
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None
