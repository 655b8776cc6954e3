"""The JSON of Gutendex, and its conversion to books: one for each file."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text, first_name_first
from alcove.apps.books.model.content import detect_content
from alcove.apps.books.model.media import format_from_media_type
from alcove.apps.books.sources.json_client import convert_valid

NAME: Final = "gutenberg"
PREFIX: Final = "pg"
SITE: Final = "https://www.gutenberg.org"
DOMAIN: Final = ".gutenberg.org"
PUBLIC_DOMAIN: Final = "Public domain in the USA"
MAX_SUBJECTS: Final = 30
_ID: Final = re.compile(rf"{PREFIX}-([1-9]\d{{0,8}})\.([a-z0-9]{{2,5}})")
_SHELF_PREFIX: Final = re.compile(r"^(?:Browsing|Category):\s*")
_GENERATED_NOTE: Final = re.compile(r"\s*\(This is an automatically generated summary\.\)\s*$")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An author, editor or translator, last name first."""

    name: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One book; everything except its number may be missing."""

    id: int
    title: str | None = None
    authors: list[Person] = []
    editors: list[Person] = []
    translators: list[Person] = []
    summaries: list[str] = []
    subjects: list[str] = []
    bookshelves: list[str] = []
    languages: list[str] = []
    copyright: bool | None = None
    media_type: str | None = None
    download_count: int | None = None
    formats: dict[str, str] = {}
    """URL by media type, which may have a charset parameter."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of search results."""

    results: list[Any]
    count: int | None = None
    next: str | None = None

    def entries(self) -> list[Entry]:
        """Return the valid entries."""
        return convert_valid(self.results, Entry)


def read_id(book_id: str) -> tuple[int, str] | None:
    """Return the number and the format in an id; None when it is not an id of this source."""
    match = _ID.fullmatch(book_id)
    return (int(match.group(1)), match.group(2)) if match else None


def select_files(entry: Entry, own_host: str) -> dict[str, str]:
    """Return the file URLs of a book by format; none when it is not a text in the public domain."""
    if entry.copyright is not False or (entry.media_type or "Text") != "Text":
        return {}
    files: dict[str, str] = {}
    for media_type, url in entry.formats.items():
        format_ = format_from_media_type(media_type, name=urlsplit(url).path) if _is_file_url(url, own_host) else ""
        if format_:
            files.setdefault(format_, url)
    return files


def convert_entry(entry: Entry, formats: Sequence[str], *, own_host: str) -> list[Book]:
    """Return a book for each requested format that the entry has, in the order of `formats`."""
    title = clean_text(entry.title or "", limit=MAX_TITLE)
    files = select_files(entry, own_host) if title else {}
    return [_make_book(entry, format_, title=title, own_host=own_host) for format_ in formats if format_ in files]


def _make_book(entry: Entry, format_: str, *, title: str, own_host: str) -> Book:
    names = (clean_text(_SHELF_PREFIX.sub("", text), limit=200) for text in (*entry.subjects, *entry.bookshelves))
    subjects = tuple(dict.fromkeys(filter(None, names)))
    images = (
        url
        for media_type, url in entry.formats.items()
        if media_type.startswith("image/") and _is_file_url(url, own_host)
    )
    return Book(
        id=f"{PREFIX}-{entry.id}.{format_}",
        source=NAME,
        title=title,
        authors=_clean_names(entry.authors),
        publisher="Project Gutenberg",
        language=languages.join_codes(entry.languages),
        format=format_,
        content=detect_content(subjects),
        description=_GENERATED_NOTE.sub("", clean_text(next(iter(entry.summaries), ""), limit=5000))[:1000],
        subjects=subjects[:MAX_SUBJECTS],
        info=_info(entry, subjects[:MAX_SUBJECTS]),
        cover_url=next(images, ""),
        source_url=f"{SITE}/ebooks/{entry.id}",
    )


def _info(entry: Entry, subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    info = {
        "Subjects": subjects,
        "Translators": _clean_names(entry.translators),
        "Editors": _clean_names(entry.editors),
        "Rights": (PUBLIC_DOMAIN,),
        "Downloads": (str(entry.download_count),) if entry.download_count else (),
    }
    return {name: values for name, values in info.items() if values}


def _clean_names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(filter(None, (clean_text(first_name_first(person.name or ""), limit=MAX_AUTHOR) for person in people)))


def _is_file_url(url: str, own_host: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path.endswith(".zip"):
        return False
    return host == DOMAIN[1:] or host.endswith(DOMAIN) or host == own_host
