"""Formats, media types and sizes of files."""

from typing import Final

_FORMATS: Final = {
    "application/epub+zip": "epub",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/x-mobipocket-ebook": "mobi",
    "application/vnd.amazon.ebook": "azw3",
    "application/vnd.amazon.mobi8-ebook": "azw3",
    "application/kepub+zip": "kepub",
    "application/x-fictionbook+xml": "fb2",
    "application/x-fictionbook": "fb2",
    "application/fb2+xml": "fb2",
    "text/fb2+xml": "fb2",
    "application/fb2+zip": "fb2",
    "image/vnd.djvu": "djvu",
    "image/x.djvu": "djvu",
    "image/x-djvu": "djvu",
    "application/vnd.comicbook+zip": "cbz",
    "application/x-cbz": "cbz",
    "application/vnd.comicbook-rar": "cbr",
    "application/x-cbr": "cbr",
    "text/plain": "txt",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4b",
    "audio/x-m4b": "m4b",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/vnd.rar": "rar",
}
_TYPES: Final = {form: type_ for type_, form in reversed(_FORMATS.items())}

FILE_TYPES: Final = (*sorted(set(_TYPES.values())), "application/octet-stream")
"""The media types of files."""


def format_from_media_type(media_type: str, *, name: str = "") -> str:
    """Return the format of a media type, '' for an unknown one; `name` is the name of the file or the link."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain == "application/x-mobipocket-ebook" and "azw3" in name.lower():
        return "azw3"
    if plain == "application/epub+zip" and ".kepub" in name.lower():
        return "kepub"
    return _FORMATS.get(plain, "")


def is_format(text: str) -> bool:
    """Return whether a text, such as a file's extension, is a known format."""
    return text in _TYPES


def media_type_of_format(form: str) -> str:
    """Return the media type of a format."""
    return _TYPES.get(form, "application/octet-stream")


_SIZE_UNITS: Final = ((1024**3, "GB", 2), (1024**2, "MB", 1), (1024, "KB", 0))


def format_size(size: int) -> str:
    """Return a number of bytes as text with a unit, such as "1.5 MB"."""
    for unit, name, digits in _SIZE_UNITS:
        # A value that would round up to 1024 of the smaller unit uses the larger one.
        if size >= unit * (1 - 1 / 2048):
            return f"{size / unit:.{digits}f} {name}"
    return f"{size} B"
