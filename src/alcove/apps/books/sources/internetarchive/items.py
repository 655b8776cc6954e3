"""What the Internet Archive answers, and which of an item's files stands for a format.

Any field may be one value or many, numbers may be texts.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from alcove.apps.books.sources.json_client import convert_valid

_FORMATS: Final = {
    "EPUB": "epub",
    "Text PDF": "pdf",
    "Additional Text PDF": "pdf",
    "PDF": "pdf",
    "Image Container PDF": "pdf",
    "DjVu": "djvu",
    "Kindle": "mobi",
    "DjVuTXT": "txt",
    "Text": "txt",
    "Comic Book ZIP": "cbz",
    "Comic Book RAR": "cbr",
    "LibriVox Apple Audiobook": "m4b",
    "128Kbps MP3": "mp3",
    "VBR MP3": "mp3",
    "64Kbps MP3": "mp3",
    "128Kbps MP3 ZIP": "zip",
    "64Kbps MP3 ZIP": "zip",
}
"""Formats by their names there; of two names for one format the better file's comes first."""
_ORDER: Final = {name: place for place, name in enumerate(_FORMATS)}
_LOCKED: Final = re.compile(r"\b(?:LCP|ACS|Encrypted)\b|_(?:lcp|encrypted)\.", re.IGNORECASE)
_SOUND: Final = ("m4b", "mp3")
LARGEST_NUMBER: Final = 10**15


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a page."""

    docs: list[dict[str, Any]] = []


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a search, or what was wrong with it."""

    response: Hits | None = None
    error: Any = None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an item."""

    name: str = ""
    format: str = ""
    size: str | int | None = None
    md5: str = ""
    sha1: str = ""
    private: str | bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """The record of an item; an unknown one has none of the fields."""

    metadata: dict[str, Any] = {}
    files: list[dict[str, Any]] = []
    is_dark: bool | str = False
    server: str = ""
    dir: str = ""

    @property
    def identifier(self) -> str:
        """Return the item's name, '' for an unknown one."""
        return first(self.metadata.get("identifier"))

    def readable_files(self) -> list[File]:
        """Return the files that are described as they should be."""
        return convert_valid(self.files, File)


def many(value: Any) -> tuple[str, ...]:
    """Return the values of a field, one or many, as texts."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(text) for text in values if isinstance(text, str | int | float) and str(text).strip())


def first(value: Any) -> str:
    """Return the first value of a field, '' for none."""
    return next(iter(many(value)), "")


def names_of(formats: Sequence[str]) -> list[str]:
    """Return how the archive calls some formats."""
    return [name for name, form in _FORMATS.items() if form in formats]


def files_of(item: Item) -> dict[str, File]:
    """Return the one file for each format; a recording in several parts is none."""
    found: dict[str, list[File]] = {}
    for file in item.readable_files():
        form = _FORMATS.get(file.format, "")
        if form and _may_be_fetched(file):
            found.setdefault(form, []).append(file)
    return {form: min(files, key=_rank) for form, files in found.items() if _is_whole(form, files)}


def size_of(file: File) -> int | None:
    """Return a file's bytes, which the archive writes as text."""
    text = str(file.size or "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:18]) < LARGEST_NUMBER else None


def _may_be_fetched(file: File) -> bool:
    parts = file.name.split("/")
    return (
        str(file.private).lower() != "true"
        and not _LOCKED.search(file.format)
        and not _LOCKED.search(file.name)
        and bool(file.name)
        and not any(part in ("", ".", "..") for part in parts)
    )


def _is_whole(form: str, files: Sequence[File]) -> bool:
    if form not in _SOUND:
        return True
    best = min(_ORDER[file.format] for file in files)
    return len([file for file in files if _ORDER[file.format] == best]) == 1


def _rank(file: File) -> tuple[int, int, str]:
    return _ORDER[file.format], -(size_of(file) or 0), file.name
