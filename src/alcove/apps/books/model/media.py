"""Media types and formats of files."""

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
"""The media types that a file may have."""


def format_from_media_type(media_type: str, *, name: str = "") -> str:
    """Return the format that a media type stands for, '' for others; `name` is the file's or its link's title."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain == "application/x-mobipocket-ebook" and "azw3" in name.lower():
        return "azw3"
    if plain == "application/epub+zip" and ".kepub" in name.lower():
        return "kepub"
    return _FORMATS.get(plain, "")


def is_format(text: str) -> bool:
    """Tell whether a text, such as the end of a file's name, is a format with a media type."""
    return text in _TYPES


def media_type_of_format(form: str) -> str:
    """Return the media type of a format."""
    return _TYPES.get(form, "application/octet-stream")


_SIZE_UNITS: Final = ((1024**3, "GB", 2), (1024**2, "MB", 1), (1024, "KB", 0))


def format_size(size: int) -> str:
    """Return a number of bytes for people: one number with a dot as decimal mark, and its unit."""
    for unit, name, digits in _SIZE_UNITS:
        # What would round up to 1024 of a smaller unit is told in the larger one.
        if size >= unit * (1 - 1 / 2048):
            return f"{size / unit:.{digits}f} {name}"
    return f"{size} B"
