"""What an entry of Gutendex is to this app: a row for each of its files."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean, spoken
from alcove.apps.books.model.content import content_of
from alcove.apps.books.model.media import format_of_type
from alcove.apps.books.sources.gutenberg.shapes import Entry, Person

NAME: Final = "gutenberg"
PREFIX: Final = "pg"
SITE: Final = "https://www.gutenberg.org"
DOMAIN: Final = ".gutenberg.org"
PUBLIC_DOMAIN: Final = "Public domain in the USA"
MOST_SUBJECTS: Final = 30
_ID: Final = re.compile(rf"{PREFIX}-([1-9]\d{{0,8}})\.([a-z0-9]{{2,5}})")
_SHELF: Final = re.compile(r"^(?:Browsing|Category):\s*")
_MADE_UP: Final = re.compile(r"\s*\(This is an automatically generated summary\.\)\s*$")


def make_id(number: int, form: str) -> str:
    """Return the id of a file."""
    return f"{PREFIX}-{number}.{form}"


def read_id(book_id: str) -> tuple[int, str] | None:
    """Return the number and the format in an id; None when it is none of ours."""
    found = _ID.fullmatch(book_id)
    return (int(found.group(1)), found.group(2)) if found else None


def files_of(entry: Entry, own_host: str) -> dict[str, str]:
    """Return where the files of a book are, by format; none for what is not a free text."""
    if entry.copyright is not False or (entry.media_type or "Text") != "Text":
        return {}
    found: dict[str, str] = {}
    for type_, url in entry.formats.items():
        form = format_of_type(type_, name=urlsplit(url).path) if _is_file(url, own_host) else ""
        if form and form not in found:
            found[form] = url
    return found


def describe(entry: Entry, formats: Sequence[str], *, own_host: str) -> list[Book]:
    """Return a row for each wanted format of a book, in the order of the formats."""
    title = clean(entry.title or "", limit=TITLE)
    files = files_of(entry, own_host)
    rows = [_row(entry, form, title=title) for form in formats if form in files] if title else []
    return [replace(row, cover_url=_cover(entry, own_host)) for row in rows]


def _row(entry: Entry, form: str, *, title: str) -> Book:
    subjects = tuple(
        dict.fromkeys(
            name for one in (*entry.subjects, *entry.bookshelves) if (name := clean(_SHELF.sub("", one), limit=200))
        )
    )
    return Book(
        id=make_id(entry.id, form),
        source=NAME,
        title=title,
        authors=_names(entry.authors),
        publisher="Project Gutenberg",
        language=languages.joined(entry.languages),
        format=form,
        content=content_of(subjects),
        description=_MADE_UP.sub("", clean(next(iter(entry.summaries), ""), limit=5000))[:1000],
        subjects=subjects[:MOST_SUBJECTS],
        info=_info(entry, subjects),
        source_url=f"{SITE}/ebooks/{entry.id}",
    )


def _cover(entry: Entry, own_host: str) -> str:
    pictures = (url for type_, url in entry.formats.items() if type_.startswith("image/") and _is_file(url, own_host))
    return next(pictures, "")


def _info(entry: Entry, subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    told = {
        "Subjects": subjects[:MOST_SUBJECTS],
        "Translators": _names(entry.translators),
        "Editors": _names(entry.editors),
        "Rights": (PUBLIC_DOMAIN,),
        "Downloads": (str(entry.download_count),) if entry.download_count else (),
    }
    return {name: values for name, values in told.items() if values}


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(name for one in people if (name := clean(spoken(one.name or ""), limit=AUTHOR)))


def _is_file(url: str, own_host: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path.endswith(".zip"):
        return False
    return host == DOMAIN[1:] or host.endswith(DOMAIN) or host == own_host
