"""What a catalogue's entry is to this app: one row for each of its files that can be fetched."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from alcove.apps.books.model import content, languages
from alcove.apps.books.model.book import AUDIOBOOK, COMIC, Book
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.media import format_of_type, is_format
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.wires.opds import Acquisition, Publication, is_free, media_type

_VAGUE: Final = ("", "binary/octet-stream",
          *(f"application/{name}" for name in ("octet-stream", "download", "force-download")))  # fmt: skip
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
MOST_SUBJECTS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A book, and what its source keeps to find the file again."""

    book: Book
    private: dict[str, Any]


def describe(publication: Publication, catalog: Catalog, *, source: str, formats: Sequence[str]) -> list[Row]:
    """Return a row for each wanted format in which a book can be had, in the order of the formats."""
    best: dict[str, Acquisition] = {}
    for way in publication.acquisitions:
        form = format_of(way)
        if form in formats and form not in best and is_free(way) and may_be_called(way.href, catalog):
            best[form] = way
    title = clean(publication.title, limit=TITLE)
    if not title:
        return []
    return [_row(publication, best[form], source=source, form=form, title=title) for form in formats if form in best]


def _row(publication: Publication, way: Acquisition, *, source: str, form: str, title: str) -> Row:
    cover = publication.cover.href if publication.cover else ""
    series = next(iter(publication.series), None)
    book = Book(
        id=book_id(publication, way, source=source, form=form),
        source=source,
        title=title,
        subtitle=clean(publication.subtitle),
        authors=tuple(filter(None, (clean(person.name, limit=AUTHOR) for person in publication.authors))),
        publisher=clean(publication.publisher),
        year=year_of(publication.issued),
        language=languages.joined(publication.languages),
        format=form,
        size=way.length or None,
        content=content_of(publication, form),
        description=_description(publication),
        isbns=tuple(dict.fromkeys(isbn for text in publication.identifiers if (isbn := isbn13(text)))),
        subjects=_subjects(publication),
        series=clean(series.name) if series else "",
        series_position=series.position if series else None,
        info=_info(publication),
        cover_url="" if cover.startswith("data:") else cover,
        source_url=publication.page,
        added_at=publication.published or publication.updated,
    )
    return Row(
        book=book, private={"url": way.href, "type": way.type, "entry": publication.id, "whole": publication.whole}
    )


def book_id(publication: Publication, way: Acquisition, *, source: str, form: str) -> str:
    """Return an id that stays the same as long as the catalogue calls entry and file the same."""
    parts = urlsplit(way.href)
    # Without an id of the entry, the whole address must do; with one, tokens in its query do not count.
    place = f"{parts.hostname}{parts.path}" if publication.id else way.href
    digest = hashlib.sha256(f"{publication.id}\0{place}\0{form}".encode()).hexdigest()
    return f"{source}-{digest[:24]}"


def may_be_called(url: str, catalog: Catalog) -> bool:
    """Tell whether a file's address can be public as far as its text tells; the catalogue's own host may be private."""
    host = urlsplit(url).hostname or ""
    if catalog.is_own(url) and catalog.allow_private:
        return True
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def format_of(way: Acquisition) -> str:
    """Return the format of a file by its media type, and by its name where the type says too little."""
    kind, name = media_type(way.type)[0], urlsplit(way.href).path.lower()
    if kind not in _VAGUE:
        return format_of_type(kind, name=f"{way.title} {name.rpartition('/')[2]}")
    ending = name.rpartition("/")[2].rpartition(".")
    return ending[2] if ending[1] and is_format(ending[2]) else ""


def year_of(text: str) -> int | None:
    """Return the year in a date, however it is written."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def content_of(publication: Publication, form: str) -> str:
    """Return what kind of book it is, as far as format and subjects tell."""
    if form in ("mp3", "m4b"):
        return AUDIOBOOK
    if form in ("cbz", "cbr"):
        return COMIC
    return content.content_of(text for subject in publication.subjects for text in (subject.name, subject.code))


def _description(publication: Publication) -> str:
    text = publication.summary or publication.content
    return clean(text.value, html_in=text.html) if text else ""


def _subjects(publication: Publication) -> tuple[str, ...]:
    names = filter(None, (clean(subject.name, limit=200) for subject in publication.subjects))
    return tuple(dict.fromkeys(names))[:MOST_SUBJECTS]


def _info(publication: Publication) -> dict[str, tuple[str, ...]]:
    info = {"Subjects": _subjects(publication), "Rights": tuple(filter(None, [clean(unquote(publication.rights))]))}
    return {name: values for name, values in info.items() if values}
