"""What an item of the Internet Archive is to this app: a row for each of its files."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import AUDIOBOOK, COMIC, Book, Location, is_book_id
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean, spoken
from alcove.apps.books.model.content import content_of
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.sources.internetarchive.items import File, Item, files_of, first, many, size_of
from alcove.apps.books.sources.internetarchive.queries import content_type_of

NAME: Final = "internetarchive"
PREFIX: Final = "ia"
SITE: Final = "https://archive.org"
MOST_SUBJECTS: Final = 30
_ID: Final = re.compile(rf"{PREFIX}-([A-Za-z0-9][A-Za-z0-9._-]{{0,99}})\.([a-z0-9]{{2,5}})")
_ITEM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_NODE: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*\.archive\.org")


def is_item(identifier: str) -> bool:
    """Tell whether a text can be the name of an item that an id can hold."""
    return _ITEM.fullmatch(identifier) is not None


def read_id(book_id: str) -> tuple[str, str] | None:
    """Return the item and the format in an id; None when it is none of ours."""
    found = _ID.fullmatch(book_id) if is_book_id(book_id) else None
    return (found.group(1), found.group(2)) if found else None


def describe(item: Item, formats: Sequence[str], *, base: str) -> list[Book]:
    """Return a row for each wanted format of an item, in the order of the formats."""
    title = clean(" ".join(many(item.metadata.get("title"))[:1]), limit=TITLE)
    if not title or not is_item(item.identifier):
        return []
    files = files_of(item)
    return [_row(item, files[form], form=form, title=title, base=base) for form in formats if form in files]


def locations(item: Item, form: str, *, base: str, nodes: bool) -> list[Location]:
    """Return where the file of a format is: at the front door, and if `nodes` are used on the one that holds it."""
    file = files_of(item).get(form)
    if file is None:
        return []
    name = "/".join(quote(part, safe="") for part in file.name.split("/"))
    places = [f"{base}/download/{item.identifier}/{name}"]
    if nodes and _NODE.fullmatch(item.server) and re.fullmatch(r"/\d+/items/[A-Za-z0-9._-]+", item.dir):
        places.append(f"https://{item.server}{item.dir}/{name}")
    return [
        Location(url=place, format=form, size=size_of(file), md5=_digest(file.md5, 32), sha1=_digest(file.sha1, 40))
        for place in places
    ]


def _row(item: Item, file: File, *, form: str, title: str, base: str) -> Book:
    metadata = item.metadata
    subjects = _subjects(metadata)
    return Book(
        id=f"{PREFIX}-{item.identifier}.{form}",
        source=NAME,
        title=title,
        authors=_authors(metadata),
        publisher=clean(first(metadata.get("publisher"))),
        year=_year(metadata),
        language=languages.joined(many(metadata.get("language"))),
        format=form,
        size=size_of(file),
        content=_content(item, form=form, subjects=subjects),
        description=clean(" ".join(many(metadata.get("description"))), limit=1000, html_in=True),
        isbns=tuple(dict.fromkeys(number for text in many(metadata.get("isbn")) if (number := isbn13(text)))),
        subjects=subjects,
        info=_info(metadata, subjects),
        cover_url=f"{base}/services/img/{item.identifier}",
        source_url=f"{SITE}/details/{item.identifier}",
        added_at=_added(first(metadata.get("publicdate")) or first(metadata.get("addeddate"))),
    )


def _authors(metadata: dict[str, Any]) -> tuple[str, ...]:
    names = (clean(spoken(name), limit=AUTHOR) for text in many(metadata.get("creator")) for name in text.split(";"))
    return tuple(dict.fromkeys(filter(None, names)))


def _subjects(metadata: dict[str, Any]) -> tuple[str, ...]:
    names = (clean(name, limit=200) for text in many(metadata.get("subject")) for name in text.split(";"))
    return tuple(dict.fromkeys(filter(None, names)))[:MOST_SUBJECTS]


def _content(item: Item, *, form: str, subjects: Sequence[str]) -> str:
    if content_type_of(item) == "audiobook":
        return AUDIOBOOK
    return COMIC if form in ("cbz", "cbr") else content_of(subjects)


def _info(metadata: dict[str, Any], subjects: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    rights = (
        first(metadata.get("rights"))
        or first(metadata.get("licenseurl"))
        or first(metadata.get("possible-copyright-status"))
    )
    named = {
        "Subjects": subjects,
        "Collections": many(metadata.get("collection"))[:10],
        "Rights": (clean(rights.replace("NOT_IN_COPYRIGHT", "Not in copyright")),) if rights else (),
    }
    return {name: tuple(clean(value, limit=200) for value in values) for name, values in named.items() if values}


def _year(metadata: dict[str, Any]) -> int | None:
    found = _YEAR.search(first(metadata.get("date")) or first(metadata.get("year")))
    return int(found.group()) if found else None


def _added(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _digest(text: str, letters: int) -> str:
    plain = text.strip().lower()
    return plain if re.fullmatch(rf"[0-9a-f]{{{letters}}}", plain) else ""
