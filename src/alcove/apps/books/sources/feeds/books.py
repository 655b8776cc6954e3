"""Converts the publications of an OPDS catalogue to books: one for each file that may be downloaded."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from alcove.apps.books.model import content, languages
from alcove.apps.books.model.book import AUDIOBOOK, COMIC, Book
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.media import format_from_media_type, is_format
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.wires.opds import Acquisition, Publication, is_free, media_type

_GENERIC_TYPES: Final = ("", "binary/octet-stream",
          *(f"application/{name}" for name in ("octet-stream", "download", "force-download")))  # fmt: skip
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
MAX_SUBJECTS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRecord:
    """A book, and the private data with which its source finds the file again."""

    book: Book
    private: dict[str, Any]


def convert(publication: Publication, catalog: Catalog, *, source: str, formats: Sequence[str]) -> list[BookRecord]:
    """Return a book record for each requested format that the publication offers, in the order of `formats`."""
    best: dict[str, Acquisition] = {}
    for acquisition in publication.acquisitions:
        format_ = detect_format(acquisition)
        if (
            format_ in formats
            and format_ not in best
            and is_free(acquisition)
            and is_allowed_url(acquisition.href, catalog)
        ):
            best[format_] = acquisition
    title = clean_text(publication.title, limit=MAX_TITLE)
    if not title:
        return []
    return [
        _make_record(publication, best[format_], source=source, format_=format_, title=title)
        for format_ in formats
        if format_ in best
    ]


def _make_record(
    publication: Publication, acquisition: Acquisition, *, source: str, format_: str, title: str
) -> BookRecord:
    cover = publication.cover.href if publication.cover else ""
    series = next(iter(publication.series), None)
    book = Book(
        id=make_book_id(publication, acquisition, source=source, format_=format_),
        source=source,
        title=title,
        subtitle=clean_text(publication.subtitle),
        authors=tuple(filter(None, (clean_text(person.name, limit=MAX_AUTHOR) for person in publication.authors))),
        publisher=clean_text(publication.publisher),
        year=parse_year(publication.issued),
        language=languages.join_codes(publication.languages),
        format=format_,
        size=acquisition.length or None,
        content=detect_content(publication, format_),
        description=_description(publication),
        isbns=tuple(dict.fromkeys(isbn for text in publication.identifiers if (isbn := isbn13(text)))),
        subjects=_subjects(publication),
        series=clean_text(series.name) if series else "",
        series_position=series.position if series else None,
        info=_info(publication),
        cover_url="" if cover.startswith("data:") else cover,
        source_url=publication.page_url,
        added_at=publication.published or publication.updated,
    )
    return BookRecord(
        book=book,
        private={
            "url": acquisition.href,
            "type": acquisition.type,
            "entry": publication.id,
            "whole": publication.entry_url,
        },
    )


def make_book_id(publication: Publication, acquisition: Acquisition, *, source: str, format_: str) -> str:
    """Return an id that is stable while the entry's id and the path of the file stay the same."""
    parts = urlsplit(acquisition.href)
    # The query may contain tokens that change; it is used only when the entry has no id.
    location = f"{parts.hostname}{parts.path}" if publication.id else acquisition.href
    digest = hashlib.sha256(f"{publication.id}\0{location}\0{format_}".encode()).hexdigest()
    return f"{source}-{digest[:24]}"


def is_allowed_url(url: str, catalog: Catalog) -> bool:
    """Return whether the URL may be called, judged by its text; only the catalogue's own host may be private."""
    host = urlsplit(url).hostname or ""
    if catalog.is_own(url) and catalog.allow_private:
        return True
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def detect_format(acquisition: Acquisition) -> str:
    """Return the format of a file, by its media type, or by its name where the type is generic or missing."""
    kind, name = media_type(acquisition.type)[0], urlsplit(acquisition.href).path.lower()
    if kind not in _GENERIC_TYPES:
        return format_from_media_type(kind, name=f"{acquisition.title} {name.rpartition('/')[2]}")
    _, dot, extension = name.rpartition("/")[2].rpartition(".")
    return extension if dot and is_format(extension) else ""


def parse_year(text: str) -> int | None:
    """Return the year in a date of any notation, None when there is none."""
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def detect_content(publication: Publication, format_: str) -> str:
    """Return the kind of content, derived from the format and the subjects."""
    if format_ in ("mp3", "m4b"):
        return AUDIOBOOK
    if format_ in ("cbz", "cbr"):
        return COMIC
    return content.detect_content(text for subject in publication.subjects for text in (subject.name, subject.code))


def _description(publication: Publication) -> str:
    text = publication.summary or publication.content
    return clean_text(text.value, html_in=text.html) if text else ""


def _subjects(publication: Publication) -> tuple[str, ...]:
    names = filter(None, (clean_text(subject.name, limit=200) for subject in publication.subjects))
    return tuple(dict.fromkeys(names))[:MAX_SUBJECTS]


def _info(publication: Publication) -> dict[str, tuple[str, ...]]:
    info = {
        "Subjects": _subjects(publication),
        "Rights": tuple(filter(None, [clean_text(unquote(publication.rights))])),
    }
    return {name: values for name, values in info.items() if values}
