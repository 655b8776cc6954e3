"""Converts the publications of an OPDS catalogue to books: one for each file that may be downloaded."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from alcove.apps.books.model import content, languages
from alcove.apps.books.model.book import AUDIOBOOK, COMIC, Book
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text, split_names
from alcove.apps.books.model.file_format import detect_file_format, is_conclusive
from alcove.apps.books.model.isbn import extract_isbns, isbn13
from alcove.apps.books.model.media import rank_format
from alcove.apps.books.sources.feeds.catalog import Catalog, origin
from alcove.apps.books.sources.left_out import LeftOut
from alcove.foundation.fetch import is_listed
from alcove.wires.opds import Acquisition, Publication, is_free

_LOCAL_NAMES: Final = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".intranet")
_PAGE_FORMATS: Final = ("", "html", "txt")
"""Formats of links without a relation that are no book, but a page or a note about it."""
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
MAX_SUBJECTS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRecord:
    """A book, and the private data with which its source finds the file again."""

    book: Book
    private: dict[str, Any]


def convert(
    publication: Publication,
    catalog: Catalog,
    *,
    source: str,
    formats: Sequence[str],
    private_hosts: Collection[str] = (),
) -> list[BookRecord]:
    """Return a book record for each requested format that the publication offers, in the order of `formats`.

    A KEPUB takes the place of an EPUB where there is none. `private_hosts` are private hosts that may be called.
    """
    best: dict[str, Acquisition] = {}
    for acquisition in _free_files(publication):
        format_ = detect_format(acquisition)
        if rank_format(format_, formats) is not None and is_allowed_url(
            acquisition.href, catalog, private_hosts=private_hosts
        ):
            best.setdefault(format_, acquisition)
    if "epub" in best and "kepub" not in formats:
        best.pop("kepub", None)
    if not clean_text(publication.title, limit=MAX_TITLE):
        return []
    ranked = sorted(best, key=lambda format_: rank_format(format_, formats) or 0)
    return [_make_record(publication, best[format_], source=source, format_=format_) for format_ in ranked]


def count_left_out(
    publication: Publication, *, formats: Sequence[str], left_out: LeftOut, ignore_formats: bool = False
) -> None:
    """Count a publication without a book record by the reason that the owner can do most about.

    With `ignore_formats`, one that only has other formats is not counted.
    """
    files = publication.acquisitions or publication.other_files
    free = _free_files(publication)
    wanted = [file for file in free if rank_format(detect_format(file), formats) is not None]
    if not clean_text(publication.title, limit=MAX_TITLE):
        left_out.unreadable += 1
    elif not files:
        left_out.without_file += 1
    elif not free:
        left_out.restricted += 1
    elif wanted:
        # With the port, where there is one: another port of an allowed host may be what is not allowed.
        left_out.private_hosts[urlsplit(wanted[0].href).netloc] += 1
    elif not ignore_formats:
        left_out.formats[next(filter(None, map(detect_format, free)), "")] += 1


def _free_files(publication: Publication) -> list[Acquisition]:
    """Return the files that everybody may fetch; links without a relation count only if there are no others."""
    if publication.acquisitions:
        return [acquisition for acquisition in publication.acquisitions if is_free(acquisition)]
    files = (file for file in publication.other_files if is_free(file))
    return [file for file in files if detect_format(file) not in _PAGE_FORMATS]


def undecided_files(publication: Publication) -> list[Acquisition]:
    """Return the free files whose format only the headers of the answer can tell."""
    return [
        acquisition
        for acquisition in publication.acquisitions
        if is_free(acquisition) and not is_conclusive(acquisition.type, url=acquisition.href, title=acquisition.title)
    ]


def describe_book(publication: Publication, *, source: str) -> Book:
    """Return the book of a publication without a file, to be compared with a query."""
    return _make_book(publication, id_=f"{source}-", source=source, format_="", size=None)


def _make_record(publication: Publication, acquisition: Acquisition, *, source: str, format_: str) -> BookRecord:
    book = _make_book(
        publication,
        id_=make_book_id(publication, acquisition, source=source, format_=format_),
        source=source,
        format_=format_,
        size=acquisition.length or None,
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


def _make_book(publication: Publication, *, id_: str, source: str, format_: str, size: int | None) -> Book:
    cover = publication.cover.href if publication.cover else ""
    series = next(iter(publication.series), None)
    return Book(
        id=id_,
        source=source,
        title=clean_text(publication.title, limit=MAX_TITLE),
        subtitle=clean_text(publication.subtitle),
        authors=_authors(publication),
        publisher=clean_text(publication.publisher),
        year=parse_year(publication.issued),
        language=languages.join_codes(publication.languages),
        format=format_,
        size=size,
        content=detect_content(publication, format_),
        description=_description(publication),
        isbns=_isbns(publication),
        subjects=_subjects(publication),
        series=clean_text(series.name) if series else "",
        series_position=series.position if series else None,
        info=_info(publication),
        cover_url="" if cover.startswith("data:") else cover,
        source_url=publication.page_url,
        added_at=publication.published or publication.updated,
    )


def _isbns(publication: Publication) -> tuple[str, ...]:
    """Return the ISBNs; a number among other words counts only if it is called an ISBN."""
    found = (
        isbn
        for text in publication.identifiers
        for isbn in ([isbn13(text)] if "isbn" not in text.lower() else extract_isbns(text)[0] or [isbn13(text)])
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _authors(publication: Publication) -> tuple[str, ...]:
    cleaned = (
        (clean_text(person.name, limit=MAX_AUTHOR), clean_text(person.sort_name, limit=MAX_AUTHOR))
        for person in publication.authors
    )
    names = (name for text, sort_name in cleaned for name in split_names(text, sort_name=sort_name))
    return tuple(dict.fromkeys(names))


def make_book_id(publication: Publication, acquisition: Acquisition, *, source: str, format_: str) -> str:
    """Return an id that is stable while the entry's id and the path of the file stay the same."""
    parts = urlsplit(acquisition.href)
    # The query may contain tokens that change; it is used only when the entry has no id.
    location = f"{parts.hostname}{parts.path}" if publication.id else acquisition.href
    digest = hashlib.sha256(f"{publication.id}\0{location}\0{format_}".encode()).hexdigest()
    return f"{source}-{digest[:24]}"


def is_allowed_url(url: str, catalog: Catalog, *, private_hosts: Collection[str] = ()) -> bool:
    """Return whether the URL may be called, judged by its text.

    Of private hosts, only the catalogue's own and `private_hosts` may be called.
    """
    _, host, port = origin(url)
    if (catalog.is_own(url) and catalog.allow_private) or is_listed(host, port, entries=private_hosts):
        return True
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def detect_format(acquisition: Acquisition) -> str:
    """Return the format of a file, '' when it is not known."""
    return detect_file_format(acquisition.type, url=acquisition.href, title=acquisition.title)


def parse_year(text: str) -> int | None:
    """Return the year in a date of any notation, None when there is none."""
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def detect_content(publication: Publication, format_: str) -> str:
    """Return the kind of content, derived from the format and the subjects."""
    if format_ in ("mp3", "m4a", "m4b"):
        return AUDIOBOOK
    if format_ in ("cbz", "cbr", "cb7", "cbt"):
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
