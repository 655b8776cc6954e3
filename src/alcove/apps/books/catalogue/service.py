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
from alcove.apps.books.catalogue.store import Delivered, Heading, Order, Shelf, Which
from alcove.apps.books.delivery import files
from alcove.apps.books.errors import NotFound
from alcove.apps.books.model.cleaning import folded
from alcove.apps.books.model.media import type_of_format
from alcove.foundation.database import Pool, transaction
from alcove.wires import opds
from alcove.wires.opds import Feed, Link

PER_PAGE: Final = 50
LAST_PAGE: Final = 100_000
MOST_WORDS: Final = 20
LONGEST_SEARCH: Final = 500
TITLE: Final = "Alcove"
ABOUT: Final = "Books that Alcove delivered"

Version = Literal["1.2", "2.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
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
        return opds.FEED_2_TYPE if self.version == "2.0" else opds.NAVIGATION_TYPE

    @property
    def books_type(self) -> str:
        """Return the media type of lists of books."""
        return opds.FEED_2_TYPE if self.version == "2.0" else opds.ACQUISITION_TYPE

    def search(self) -> Link:
        """Return the link by which readers learn how to search."""
        if self.version == "2.0":
            template = f"{self.root}/search{{?query,page}}"
            return Link(href=template, rels=("search",), type=opds.FEED_2_TYPE, templated=True)
        return Link(href=f"{self.root}/search.xml", rels=("search",), type=opds.DESCRIPTION_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page of one list: its path below the root, its name, and what else its address says."""

    path: str
    title: str
    page: int
    query: tuple[tuple[str, str], ...] = ()

    def address(self, place: Place, page: int) -> str:
        """Return the path of a page of the same list."""
        query = [*self.query, *([("page", str(page))] if page > 1 else [])]
        return f"{place.root}/{self.path}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def start(place: Place) -> Feed:
    """Return the first menu."""
    steps = (
        ("new", "Newest", "http://opds-spec.org/sort/new", place.books_type),
        ("books", "All books", "subsection", place.books_type),
        ("authors", "Authors", "subsection", place.menu_type),
        ("series", "Series", "subsection", place.menu_type),
    )
    menu = tuple(
        Link(href=f"{place.root}/{path}", rels=(rel,), type=type_, title=title) for path, title, rel, type_ in steps
    )
    links = (
        Link(href=place.root, rels=("self",), type=place.menu_type),
        Link(href=place.root, rels=("start",), type=place.menu_type),
        place.search(),
    )
    return Feed(id=f"urn:alcove:opds:{place.version}", title=TITLE, subtitle=ABOUT, links=links, navigation=menu)


def description(place: Place) -> bytes:
    """Return how to search, in the words of OpenSearch."""
    template = f"{place.files}/search?q={{searchTerms}}&page={{startPage?}}"
    return opds.write_description(name=TITLE, about=ABOUT, templates={opds.ACQUISITION_TYPE: template})


class Catalogue:
    """Reads what was delivered; files that turn out to be gone are left out and forgotten."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def newest(self, place: Place, *, page: int) -> Feed:
        """Return all books, the last delivered first."""
        return await self._books(place, Part(path="new", title="Newest", page=page), which=Which(), order="newest")

    async def books(self, place: Place, *, page: int) -> Feed:
        """Return all books by title."""
        return await self._books(place, Part(path="books", title="All books", page=page), which=Which(), order="title")

    async def by_author(self, place: Place, name: str, *, page: int) -> Feed:
        """Return the books of an author."""
        part = Part(path="author", title=name, page=page, query=(("name", name),))
        return await self._books(place, part, which=Which(author=name), order="title")

    async def in_series(self, place: Place, name: str, *, page: int) -> Feed:
        """Return the books of a series, in its order."""
        part = Part(path="one-series", title=name, page=page, query=(("name", name),))
        return await self._books(place, part, which=Which(series=name), order="place")

    async def search(self, place: Place, text: str, *, page: int) -> Feed:
        """Return the books in which every word occurs."""
        name = "query" if place.version == "2.0" else "q"
        part = Part(path="search", title=f"Search: {text}", page=page, query=((name, text),))
        words = tuple(folded(text[:LONGEST_SEARCH]).split()[:MOST_WORDS])
        return await self._books(place, part, which=Which(words=words), order="title")

    async def authors(self, place: Place, *, page: int) -> Feed:
        """Return the menu of authors."""
        found, total = await catalogue.authors(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _menu(place, Part(path="authors", title="Authors", page=page), found=found, leads="author", total=total)

    async def series(self, place: Place, *, page: int) -> Feed:
        """Return the menu of series."""
        found, total = await catalogue.series(self._pool, limit=PER_PAGE, offset=_offset(page))
        return _menu(
            place, Part(path="series", title="Series", page=page), found=found, leads="one-series", total=total
        )

    async def file(self, file_id: int) -> tuple[Delivered, os.stat_result]:
        """Return a file and what is known of it; NotFound."""
        found = await catalogue.one(self._pool, file_id)
        facts = await asyncio.to_thread(_facts, found.path) if found else None
        if found is None or facts is None:
            if found is not None:
                await self._forget([found])
            raise NotFound("File not found")
        return found, facts

    async def _books(self, place: Place, part: Part, *, which: Which, order: Order) -> Feed:
        shelf = await catalogue.shelf(self._pool, which, order=order, limit=PER_PAGE, offset=_offset(part.page))
        there = await asyncio.to_thread(_there, shelf.files)
        gone = [file for file in shelf.files if file.id not in there]
        if gone:
            await self._forget(gone)
        return _listed(place, part, shelf=shelf, there=there)

    async def _forget(self, gone: Sequence[Delivered]) -> None:
        async with transaction(self._pool) as connection:
            await files.mark_gone(connection, [file.path for file in gone])


def _listed(place: Place, part: Part, *, shelf: Shelf, there: frozenset[int]) -> Feed:
    books = tuple(_publication(place, file) for file in shelf.files if file.id in there)
    feed = _feed(place, part, type_=place.books_type, total=shelf.total)
    return replace(feed, updated=shelf.newest, publications=books)


def _menu(place: Place, part: Part, *, found: Sequence[Heading], leads: str, total: int) -> Feed:
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
    return replace(_feed(place, part, type_=place.menu_type, total=total), navigation=steps)


def _feed(place: Place, part: Part, *, type_: str, total: int) -> Feed:
    links, first = _links(place, part, type_=type_, total=total), _offset(part.page) + 1
    return Feed(id=_id(part), title=part.title, links=links, total=total, per_page=PER_PAGE, start=first)


def _links(place: Place, part: Part, *, type_: str, total: int) -> tuple[Link, ...]:
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


def _publication(place: Place, file: Delivered) -> opds.Publication:
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
        acquisitions=(_acquisition(place, file),),
        images=(picture,) if place.covers and book.cover_url else (),
    )


def _acquisition(place: Place, file: Delivered) -> opds.Acquisition:
    # The last part of the address is what many readers name the file by.
    return opds.Acquisition(
        href=f"{place.files}/files/{file.id}/{quote(file.name, safe='')}",
        relation=opds.OPEN_ACCESS,
        type=type_of_format(file.format),
        title=file.name,
        length=file.size,
    )


def _id(part: Part) -> str:
    query = f"?{urlencode(part.query, quote_via=quote)}" if part.query else ""
    return f"urn:alcove:opds:{part.path}{query}"


def _offset(page: int) -> int:
    return (page - 1) * PER_PAGE


def _there(listed: Sequence[Delivered]) -> frozenset[int]:
    return frozenset(file.id for file in listed if _facts(file.path) is not None)


def _facts(path: str) -> os.stat_result | None:
    """Return what is at a path if that is a file of its own; a link could lead anywhere."""
    try:
        facts = Path(path).lstat()
    except (OSError, ValueError):
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None
