"""Formats, media types and sizes of files."""

from collections.abc import Sequence
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

_ALIASES: Final = {
    **{f"application/{name}": "epub" for name in ("epub", "x-epub", "x-epub+zip", "epub-zip", "vnd.epub+zip")},
    **{f"application/{name}": "kepub" for name in ("kepub", "x-kepub", "x-kepub+zip", "x-kobo-epub+zip")},
    **{f"application/{name}": "mobi" for name in ("x-mobipocket", "vnd.mobipocket-ebook", "mobi", "x-mobi")},
    **{f"application/{name}": "azw3" for name in ("x-mobi8-ebook", "azw3", "x-azw3")},
    **{f"application/{name}": "fb2" for name in ("fb2", "x-fb2", "x-fb2+zip", "x-zip-compressed-fb2", "fictionbook")},
    **{f"{kind}/{name}": "djvu" for kind in ("image", "application") for name in ("djvu", "x-djvu", "vnd.djvu")},
    **{f"application/{name}": "cbz" for name in ("cbz", "vnd.comicbook-zip", "x-comicbook+zip")},
    **{f"application/{name}": "cbr" for name in ("cbr", "vnd.comicbook+rar", "x-comicbook+rar")},
    **{f"application/{name}": "cb7" for name in ("cb7", "x-cb7", "vnd.comicbook+7z")},
    **{f"application/{name}": "cbt" for name in ("cbt", "x-cbt", "vnd.comicbook+tar")},
    **{f"application/{name}": "pdf" for name in ("acrobat", "x-bzpdf", "vnd.pdf")},
    **{f"application/{name}": "zip" for name in ("x-zip", "x-compressed-zip")},
    **{f"application/{name}": "rar" for name in ("rar", "x-rar", "x-rar-compressed")},
    **{f"audio/{name}": "mp3" for name in ("mp3", "x-mp3", "x-mpeg", "mpeg3", "mpg")},
    **{f"audio/{name}": "m4b" for name in ("m4b", "x-m4a", "m4a", "mp4a-latm")},
}
"""The other names of media types that catalogues and web servers use."""

FILE_TYPES: Final = (*sorted(set(_TYPES.values())), "application/octet-stream")
"""The media types of files."""


def format_from_media_type(media_type: str, *, name: str = "") -> str:
    """Return the format of a media type, '' for an unknown one; `name` is the name of the file or the link."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain == "application/x-mobipocket-ebook" and "azw3" in name.lower():
        return "azw3"
    if plain == "application/epub+zip" and ".kepub" in name.lower():
        return "kepub"
    return _FORMATS.get(plain) or _ALIASES.get(plain, "")


def rank_format(form: str, formats: Sequence[str]) -> int | None:
    """Return the place of a format among the accepted ones, the best is 0; None when it is not accepted.

    A KEPUB is an EPUB with marks for one kind of reader: it is accepted where EPUBs are, and comes after them.
    """
    ranked = tuple(formats)
    if form == "kepub" and "epub" in ranked:
        return ranked.index("epub") * 2 + 1
    return ranked.index(form) * 2 if form in ranked else None


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
