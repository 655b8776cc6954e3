"""What a work of Open Library is to this app."""

import re
from collections.abc import Sequence
from typing import Final

from alcove.apps.books.model import languages
from alcove.apps.books.model.book import BookMetadata
from alcove.apps.books.model.cleaning import AUTHOR, TITLE, clean
from alcove.apps.books.model.isbn import isbn10, isbn13
from alcove.apps.books.sources.openlibrary.shapes import Doc, WorkRecord

NAME: Final = "openlibrary"
SITE: Final = "https://openlibrary.org"
MOST_GENRES: Final = 20
MOST_LINKS: Final = 20
_WORK: Final = re.compile(r"OL[1-9]\d{0,11}W")


def work_id(key: str) -> str:
    """Return the id in the key of a work, '' when it is none."""
    plain = key.removeprefix("/works/")
    return plain if _WORK.fullmatch(plain) else ""


def links_of(doc: Doc) -> dict[str, tuple[str, ...]]:
    """Return where the files of a work are, by source; scans only of works that are free for everybody."""
    found = {
        "standardebooks": doc.id_standard_ebooks,
        "gutenberg": doc.id_project_gutenberg,
        "internetarchive": doc.ia if doc.ebook_access in ("public", "") else [],
    }
    return {name: tuple(keys[:MOST_LINKS]) for name, keys in found.items() if keys}


def describe(doc: Doc, *, covers: str, preferred: Sequence[str], record: WorkRecord | None = None) -> BookMetadata:
    """Return a work; `preferred` are the languages of which the first one that it has is told."""
    numbers = [number for text in doc.isbn if (number := isbn13(text))]
    number = numbers[0] if numbers else ""
    codes = languages.codes_of(doc.language)
    subjects = doc.subject or (record.subjects if record else [])
    return BookMetadata(
        provider=NAME,
        provider_id=work_id(doc.key),
        title=clean(doc.title, limit=TITLE) or "Untitled",
        subtitle=clean(doc.subtitle),
        authors=tuple(name for one in doc.author_name if (name := clean(one, limit=AUTHOR))),
        isbn_13=number,
        isbn_10=isbn10(number),
        cover_url=f"{covers}/b/id/{doc.cover_i}-L.jpg" if doc.cover_i and doc.cover_i > 0 else "",
        description=clean(record.text, limit=5000) if record else "",
        publisher=clean(next(iter(doc.publisher), "")),
        publish_year=doc.first_publish_year,
        language=next((code for code in (*preferred, *codes) if code in codes), ""),
        genres=tuple(dict.fromkeys(name for one in subjects if (name := clean(one, limit=100))))[:MOST_GENRES],
        source_url=f"{SITE}/works/{work_id(doc.key)}",
        display_fields=_display(doc),
        links=links_of(doc),
    )


def _display(doc: Doc) -> tuple[tuple[str, str, str], ...]:
    told = []
    if doc.ratings_average and doc.ratings_count:
        told.append(("Rating", f"{doc.ratings_average:.1f} ({doc.ratings_count})", "star"))
    if doc.readinglog_count:
        told.append(("Readers", str(doc.readinglog_count), "users"))
    if doc.edition_count:
        told.append(("Editions", str(doc.edition_count), "editions"))
    return tuple(told)
