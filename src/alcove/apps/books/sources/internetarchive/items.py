"""The JSON of the Internet Archive, and the selection of one file per format.

Any field may be a single value or a list; numbers may be strings.
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
"""Format by the archive's name for it; of several names for one format the preferred one comes first."""
_PREFERENCE: Final = {name: place for place, name in enumerate(_FORMATS)}
_DRM_MARKER: Final = re.compile(r"\b(?:LCP|ACS|Encrypted)\b|_(?:lcp|encrypted)\.", re.IGNORECASE)
_AUDIO_FORMATS: Final = ("m4b", "mp3")
MAX_SIZE: Final = 10**15


class SearchHits(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a page of search results."""

    docs: list[dict[str, Any]] = []


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page of search results, or an error."""

    response: SearchHits | None = None
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
    """The metadata record of an item; that of an unknown item is empty."""

    metadata: dict[str, Any] = {}
    files: list[dict[str, Any]] = []
    is_dark: bool | str = False
    server: str = ""
    dir: str = ""

    @property
    def identifier(self) -> str:
        """Return the identifier of the item, '' for an unknown item."""
        return first_text(self.metadata.get("identifier"))

    def readable_files(self) -> list[File]:
        """Return the files with a valid description."""
        return convert_valid(self.files, File)


def as_texts(value: Any) -> tuple[str, ...]:
    """Return the values of a field, a single value or a list, as strings."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(text) for text in values if isinstance(text, str | int | float) and str(text).strip())


def first_text(value: Any) -> str:
    """Return the first value of a field as string, '' for none."""
    return next(iter(as_texts(value)), "")


def archive_formats(formats: Sequence[str]) -> list[str]:
    """Return the archive's names for the formats."""
    return [name for name, format_ in _FORMATS.items() if format_ in formats]


def select_files(item: Item) -> dict[str, File]:
    """Return one file for each format; audio formats with several files are skipped: no file is the whole book."""
    candidates: dict[str, list[File]] = {}
    for file in item.readable_files():
        format_ = _FORMATS.get(file.format, "")
        if format_ and _is_downloadable(file):
            candidates.setdefault(format_, []).append(file)
    return {
        format_: min(files, key=_preference_key)
        for format_, files in candidates.items()
        if _is_complete(format_, files)
    }


def parse_size(file: File) -> int | None:
    """Return the size of a file in bytes, which the archive writes as a string; None when it is invalid."""
    text = str(file.size or "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:18]) < MAX_SIZE else None


def _is_downloadable(file: File) -> bool:
    parts = file.name.split("/")
    return (
        str(file.private).lower() != "true"
        and not _DRM_MARKER.search(file.format)
        and not _DRM_MARKER.search(file.name)
        and bool(file.name)
        and not any(part in ("", ".", "..") for part in parts)
    )


def _is_complete(format_: str, files: Sequence[File]) -> bool:
    if format_ not in _AUDIO_FORMATS:
        return True
    best = min(_PREFERENCE[file.format] for file in files)
    return len([file for file in files if _PREFERENCE[file.format] == best]) == 1


def _preference_key(file: File) -> tuple[int, int, str]:
    return _PREFERENCE[file.format], -(parse_size(file) or 0), file.name
