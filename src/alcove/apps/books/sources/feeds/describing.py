"""What a catalogue's entry is to this app: one row for each of its files that can be fetched."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from alcove.apps.books.model.book import AUDIOBOOK, COMIC, FICTION, NON_FICTION, UNKNOWN, Book
from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.apps.books.sources.feeds.wording import AUTHOR, TITLE, clean
from alcove.wires.opds import Acquisition, Publication, is_free, media_type

_TYPES: Final = {
    "application/epub+zip": "epub",
    "application/pdf": "pdf",
    "application/x-mobipocket-ebook": "mobi",
    "application/vnd.amazon.ebook": "azw3",
    "application/vnd.amazon.mobi8-ebook": "azw3",
    "application/kepub+zip": "kepub",
    "application/x-fictionbook+xml": "fb2",
    "application/fb2+xml": "fb2",
    "text/fb2+xml": "fb2",
    "application/fb2+zip": "fb2",
    "image/vnd.djvu": "djvu",
    "image/x.djvu": "djvu",
    "application/vnd.comicbook+zip": "cbz",
    "application/x-cbz": "cbz",
    "application/vnd.comicbook-rar": "cbr",
    "application/x-cbr": "cbr",
    "text/plain": "txt",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rtf": "rtf",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4b",
    "audio/x-m4b": "m4b",
    "application/zip": "zip",
}
_VAGUE: Final = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/download",
    "application/force-download",
)
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_ISBN: Final = re.compile(r"[0-9Xx-]{10,17}")
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
    cover = found.cover
    series = next(iter(found.series), None)
    page = found.page
    book = Book(
        id=book_id(found, way, source=source, form=form),
        source=source,
        title=title,
        subtitle=clean(found.subtitle),
        authors=tuple(name for one in found.authors if (name := clean(one.name, limit=AUTHOR))),
        publisher=clean(found.publisher),
        year=year_of(found.issued),
        language=",".join(dict.fromkeys(code for text in found.languages if (code := language_of(text)))),
        format=form,
        size=way.length or None,
        content=content_of(found, form),
        description=_description(found),
        isbns=tuple(dict.fromkeys(isbn for text in found.identifiers if (isbn := isbn_of(text)))),
        subjects=_subjects(found),
        series=clean(series.name) if series else "",
        series_position=series.position if series else None,
        info=_info(found),
        cover_url=cover.href if cover and not cover.href.startswith("data:") else "",
        source_url=page,
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
    kind = media_type(way.type)[0]
    name = urlsplit(way.href).path.lower()
    ending = name.rpartition(".")[2] if "." in name.rpartition("/")[2] else ""
    if kind == "application/x-mobipocket-ebook":
        return "azw3" if "azw3" in way.title.lower() or ending == "azw3" else "mobi"
    if kind == "application/epub+zip" and (ending == "kepub" or name.endswith(".kepub.epub")):
        return "kepub"
    if kind in _VAGUE:
        return ending if ending in _TYPES.values() else ""
    return _TYPES.get(kind, "")


def year_of(text: str) -> int | None:
    """Return the year in a date, however it is written."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


_THREE_LETTERS: Final = {
    "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es", "ita": "it", "por": "pt", "rus": "ru",
    "dut": "nl", "nld": "nl", "lat": "la", "pol": "pl", "jpn": "ja", "chi": "zh", "zho": "zh", "swe": "sv", "fin": "fi",
    "dan": "da", "nor": "no", "hun": "hu", "cze": "cs", "ces": "cs", "gre": "el", "ell": "el", "epo": "eo", "cat": "ca",
    "ara": "ar", "heb": "he", "tur": "tr", "kor": "ko", "ukr": "uk",
}  # fmt: skip


def language_of(text: str) -> str:
    """Return a language's code, without a region."""
    code = text.strip().lower().replace("_", "-").partition("-")[0]
    return _THREE_LETTERS.get(code, code if len(code) == 2 and code.isascii() and code.isalpha() else "")


def isbn_of(text: str) -> str:
    """Return the ISBN-13 in an identifier, or ''."""
    plain = text.lower().removeprefix("urn:").removeprefix("isbn:")
    if not _ISBN.fullmatch(plain.strip()):
        return ""
    digits = plain.replace("-", "").strip().upper()
    if len(digits) == 10 and digits[:9].isdigit():
        weights = sum((10 - place) * (10 if sign == "X" else int(sign)) for place, sign in enumerate(digits))
        return _thirteen("978" + digits[:9]) if weights % 11 == 0 else ""
    return digits if len(digits) == 13 and digits.isdigit() and _thirteen(digits[:12]) == digits else ""


def _thirteen(twelve: str) -> str:
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def content_of(found: Publication, form: str) -> str:
    """Return what kind of book it is, as far as its subjects tell."""
    told = " ".join(f"{one.name} {one.code}" for one in found.subjects).lower()
    if form in ("mp3", "m4b"):
        return AUDIOBOOK
    if form in ("cbz", "cbr") or "comic" in told or "graphic novel" in told:
        return COMIC
    if "nonfiction" in told or "non-fiction" in told:
        return NON_FICTION
    return FICTION if "fiction" in told else UNKNOWN


def _description(found: Publication) -> str:
    text = found.summary or found.content
    return clean(text.value, html_in=text.html) if text else ""


def _subjects(found: Publication) -> tuple[str, ...]:
    names = dict.fromkeys(name for one in found.subjects if (name := clean(one.name, limit=200)))
    return tuple(names)[:MOST_SUBJECTS]


def _info(found: Publication) -> dict[str, tuple[str, ...]]:
    rights = clean(unquote(found.rights))
    subjects = _subjects(found)
    told = {"Subjects": subjects, "Rights": (rights,) if rights else ()}
    return {name: values for name, values in told.items() if values}
