"""What Gutendex answers, and what an entry of it is to this app: a row for each of its files."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean, spoken
from alcove.apps.books.model.content import content_of
from alcove.apps.books.model.media import format_of_type
from alcove.apps.books.sources.json_client import convert_valid

NAME: Final = "gutenberg"
PREFIX: Final = "pg"
SITE: Final = "https://www.gutenberg.org"
DOMAIN: Final = ".gutenberg.org"
PUBLIC_DOMAIN: Final = "Public domain in the USA"
MOST_SUBJECTS: Final = 30
_ID: Final = re.compile(rf"{PREFIX}-([1-9]\d{{0,8}})\.([a-z0-9]{{2,5}})")
_SHELF: Final = re.compile(r"^(?:Browsing|Category):\s*")
_MADE_UP: Final = re.compile(r"\s*\(This is an automatically generated summary\.\)\s*$")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who made a book: last name first."""

    name: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One book; everything but its number may be missing."""

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
    """Address by media type, which may carry a charset."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a search."""

    results: list[Any]
    count: int | None = None
    next: str | None = None

    def entries(self) -> list[Entry]:
        """Return the books that can be read."""
        return convert_valid(self.results, Entry)


def read_id(book_id: str) -> tuple[int, str] | None:
    """Return the number and the format in an id; None when it is none of ours."""
    found = _ID.fullmatch(book_id)
    return (int(found.group(1)), found.group(2)) if found else None


def files_of(entry: Entry, own_host: str) -> dict[str, str]:
    """Return where the files of a book are, by format; none for what is not a free text."""
    if entry.copyright is not False or (entry.media_type or "Text") != "Text":
        return {}
    files: dict[str, str] = {}
    for type_, url in entry.formats.items():
        form = format_of_type(type_, name=urlsplit(url).path) if _is_file(url, own_host) else ""
        if form:
            files.setdefault(form, url)
    return files


def describe(entry: Entry, formats: Sequence[str], *, own_host: str) -> list[Book]:
    """Return a row for each wanted format of a book, in the order of the formats."""
    title = clean(entry.title or "", limit=TITLE)
    files = files_of(entry, own_host) if title else {}
    return [_row(entry, form, title=title, own_host=own_host) for form in formats if form in files]


def _row(entry: Entry, form: str, *, title: str, own_host: str) -> Book:
    names = (clean(_SHELF.sub("", text), limit=200) for text in (*entry.subjects, *entry.bookshelves))
    subjects = tuple(dict.fromkeys(filter(None, names)))
    pictures = (url for type_, url in entry.formats.items() if type_.startswith("image/") and _is_file(url, own_host))
    return Book(
        id=f"{PREFIX}-{entry.id}.{form}",
        source=NAME,
        title=title,
        authors=_names(entry.authors),
        publisher="Project Gutenberg",
        language=languages.joined(entry.languages),
        format=form,
        content=content_of(subjects),
        description=_MADE_UP.sub("", clean(next(iter(entry.summaries), ""), limit=5000))[:1000],
        subjects=subjects[:MOST_SUBJECTS],
        info=_info(entry, subjects[:MOST_SUBJECTS]),
        cover_url=next(pictures, ""),
        source_url=f"{SITE}/ebooks/{entry.id}",
    )


def _info(entry: Entry, subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    info = {
        "Subjects": subjects,
        "Translators": _names(entry.translators),
        "Editors": _names(entry.editors),
        "Rights": (PUBLIC_DOMAIN,),
        "Downloads": (str(entry.download_count),) if entry.download_count else (),
    }
    return {name: values for name, values in info.items() if values}


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(filter(None, (clean(spoken(person.name or ""), limit=AUTHOR) for person in people)))


def _is_file(url: str, own_host: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path.endswith(".zip"):
        return False
    return host == DOMAIN[1:] or host.endswith(DOMAIN) or host == own_host
