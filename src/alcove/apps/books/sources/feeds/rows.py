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


def describe(found: Publication, catalog: Catalog, *, source: str, formats: Sequence[str]) -> list[Row]:
    """Return a row for each wanted format in which a book can be had, in the order of the formats."""
    best: dict[str, Acquisition] = {}
    for way in found.acquisitions:
        form = format_of(way)
        if form in formats and form not in best and is_free(way) and may_be_called(way.href, catalog):
            best[form] = way
    title = clean(found.title, limit=TITLE)
    if not title:
        return []
    return [_row(found, best[form], source=source, form=form, title=title) for form in formats if form in best]


def _row(found: Publication, way: Acquisition, *, source: str, form: str, title: str) -> Row:
    cover = found.cover.href if found.cover else ""
    series = next(iter(found.series), None)
    book = Book(
        id=book_id(found, way, source=source, form=form),
        source=source,
        title=title,
        subtitle=clean(found.subtitle),
        authors=tuple(filter(None, (clean(person.name, limit=AUTHOR) for person in found.authors))),
        publisher=clean(found.publisher),
        year=year_of(found.issued),
        language=languages.joined(found.languages),
        format=form,
        size=way.length or None,
        content=content_of(found, form),
        description=_description(found),
        isbns=tuple(dict.fromkeys(isbn for text in found.identifiers if (isbn := isbn13(text)))),
        subjects=_subjects(found),
        series=clean(series.name) if series else "",
        series_position=series.position if series else None,
        info=_info(found),
        cover_url="" if cover.startswith("data:") else cover,
        source_url=found.page,
        added_at=found.published or found.updated,
    )
    return Row(book=book, private={"url": way.href, "type": way.type, "entry": found.id, "whole": found.whole})


def book_id(found: Publication, way: Acquisition, *, source: str, form: str) -> str:
    """Return an id that stays the same as long as the catalogue calls entry and file the same."""
    parts = urlsplit(way.href)
    # Without an id of the entry, the whole address must do; with one, tokens in its query do not count.
    place = f"{parts.hostname}{parts.path}" if found.id else way.href
    digest = hashlib.sha256(f"{found.id}\0{place}\0{form}".encode()).hexdigest()
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


def content_of(found: Publication, form: str) -> str:
    """Return what kind of book it is, as far as format and subjects tell."""
    if form in ("mp3", "m4b"):
        return AUDIOBOOK
    if form in ("cbz", "cbr"):
        return COMIC
    return content.content_of(text for subject in found.subjects for text in (subject.name, subject.code))


def _description(found: Publication) -> str:
    text = found.summary or found.content
    return clean(text.value, html_in=text.html) if text else ""


def _subjects(found: Publication) -> tuple[str, ...]:
    names = filter(None, (clean(subject.name, limit=200) for subject in found.subjects))
    return tuple(dict.fromkeys(names))[:MOST_SUBJECTS]


def _info(found: Publication) -> dict[str, tuple[str, ...]]:
    info = {"Subjects": _subjects(found), "Rights": tuple(filter(None, [clean(unquote(found.rights))]))}
    return {name: values for name, values in info.items() if values}
