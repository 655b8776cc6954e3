"""Converts the items of the Internet Archive to books: one for each file."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import AUDIOBOOK, COMIC, Book, Location, is_book_id
from alcove.apps.books.model.cleaning import MAX_AUTHOR, MAX_TITLE, clean_text, first_name_first
from alcove.apps.books.model.content import detect_content
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.sources.internetarchive.items import File, Item, as_texts, first_text, parse_size, select_files
from alcove.apps.books.sources.internetarchive.queries import content_type_of

NAME: Final = "internetarchive"
PREFIX: Final = "ia"
SITE: Final = "https://archive.org"
MAX_SUBJECTS: Final = 30
_ID: Final = re.compile(rf"{PREFIX}-([A-Za-z0-9][A-Za-z0-9._-]{{0,99}})\.([a-z0-9]{{2,5}})")
_ITEM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_NODE: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*\.archive\.org")


def is_item_identifier(identifier: str) -> bool:
    """Return whether a string is a valid item identifier that fits into a book id."""
    return _ITEM.fullmatch(identifier) is not None


def read_id(book_id: str) -> tuple[str, str] | None:
    """Return the item and the format in a book id; None when it is not an id of this source."""
    match = _ID.fullmatch(book_id) if is_book_id(book_id) else None
    return (match.group(1), match.group(2)) if match else None


def convert_item(item: Item, formats: Sequence[str], *, base: str) -> list[Book]:
    """Return a book for each requested format that the item has, in the order of `formats`."""
    title = clean_text(" ".join(as_texts(item.metadata.get("title"))[:1]), limit=MAX_TITLE)
    if not title or not is_item_identifier(item.identifier):
        return []
    files = select_files(item)
    return [
        _make_book(item, files[format_], format_=format_, title=title, base=base)
        for format_ in formats
        if format_ in files
    ]


def locations(item: Item, format_: str, *, base: str, nodes: bool) -> list[Location]:
    """Return the locations of a file: the download address, and with `nodes` the data node that stores it."""
    file = select_files(item).get(format_)
    if file is None:
        return []
    name = "/".join(quote(part, safe="") for part in file.name.split("/"))
    urls = [f"{base}/download/{item.identifier}/{name}"]
    if nodes and _NODE.fullmatch(item.server) and re.fullmatch(r"/\d+/items/[A-Za-z0-9._-]+", item.dir):
        urls.append(f"https://{item.server}{item.dir}/{name}")
    return [
        Location(
            url=url,
            format=format_,
            size=parse_size(file),
            md5=_parse_digest(file.md5, 32),
            sha1=_parse_digest(file.sha1, 40),
        )
        for url in urls
    ]


def _make_book(item: Item, file: File, *, format_: str, title: str, base: str) -> Book:
    metadata = item.metadata
    subjects = _subjects(metadata)
    return Book(
        id=f"{PREFIX}-{item.identifier}.{format_}",
        source=NAME,
        title=title,
        authors=_authors(metadata),
        publisher=clean_text(first_text(metadata.get("publisher"))),
        year=_parse_year(metadata),
        language=languages.join_codes(as_texts(metadata.get("language"))),
        format=format_,
        size=parse_size(file),
        content=_content(item, format_=format_, subjects=subjects),
        description=clean_text(" ".join(as_texts(metadata.get("description"))), limit=1000, html_in=True),
        isbns=tuple(dict.fromkeys(number for text in as_texts(metadata.get("isbn")) if (number := isbn13(text)))),
        subjects=subjects,
        info=_info(metadata, subjects),
        cover_url=f"{base}/services/img/{item.identifier}",
        source_url=f"{SITE}/details/{item.identifier}",
        added_at=_parse_added(first_text(metadata.get("publicdate")) or first_text(metadata.get("addeddate"))),
    )


def _authors(metadata: dict[str, Any]) -> tuple[str, ...]:
    names = (
        clean_text(first_name_first(name), limit=MAX_AUTHOR)
        for text in as_texts(metadata.get("creator"))
        for name in text.split(";")
    )
    return tuple(dict.fromkeys(filter(None, names)))


def _subjects(metadata: dict[str, Any]) -> tuple[str, ...]:
    names = (clean_text(name, limit=200) for text in as_texts(metadata.get("subject")) for name in text.split(";"))
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_SUBJECTS]


def _content(item: Item, *, format_: str, subjects: Sequence[str]) -> str:
    if content_type_of(item) == "audiobook":
        return AUDIOBOOK
    return COMIC if format_ in ("cbz", "cbr") else detect_content(subjects)


def _info(metadata: dict[str, Any], subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    rights = (
        first_text(metadata.get("rights"))
        or first_text(metadata.get("licenseurl"))
        or first_text(metadata.get("possible-copyright-status"))
    )
    info = {
        "Subjects": subjects,
        "Collections": as_texts(metadata.get("collection"))[:10],
        "Rights": (clean_text(rights.replace("NOT_IN_COPYRIGHT", "Not in copyright")),) if rights else (),
    }
    return {name: tuple(clean_text(value, limit=200) for value in values) for name, values in info.items() if values}


def _parse_year(metadata: dict[str, Any]) -> int | None:
    match = _YEAR.search(first_text(metadata.get("date")) or first_text(metadata.get("year")))
    return int(match.group()) if match else None


def _parse_added(text: str) -> datetime | None:
    try:
        added_at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return added_at if added_at.tzinfo else added_at.replace(tzinfo=UTC)


def _parse_digest(text: str, length: int) -> str:
    digest = text.strip().lower()
    return digest if re.fullmatch(rf"[0-9a-f]{{{length}}}", digest) else ""
