"""Detects the format of a file that was not fetched yet: by its media type, path, title and file name.

Catalogues declare comics as plain archives, KEPUBs as EPUBs, and anything as a stream of bytes. The media type is
trusted most; where it leaves several formats possible, the path decides, then the title, then the name in the answer.
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from alcove.apps.books.model.media import format_from_media_type

KNOWN_FORMATS: Final = frozenset(
    {"epub", "kepub", "pdf", "mobi", "azw", "azw3", "kfx", "prc", "pdb", "lit", "lrf", "fb2", "djvu", "cbz", "cbr",
     "cb7", "cbt", "txt", "html", "htmlz", "txtz", "rtf", "doc", "docx", "odt", "mp3", "m4a", "m4b", "zip", "rar"}
)  # fmt: skip
"""Formats that a name may tell; of most of them a file can be fetched, but not checked."""
_EXTENSIONS: Final = {"epub3": "epub", "fbz": "fb2", "djv": "djvu", "htm": "html", "xhtml": "html", "text": "txt"}
_NOT_IN_TITLES: Final = frozenset({"lit", "doc"})
"""Formats whose names are words, too."""
_POSSIBLE: Final = {
    "epub": frozenset({"kepub"}),
    "mobi": frozenset({"azw3", "azw", "prc"}),
    "m4b": frozenset({"m4a"}),
    "zip": frozenset({"epub", "kepub", "cbz", "cbr", "fb2", "htmlz", "txtz", "docx", "odt"}),
    "rar": frozenset({"cbr", "cbz"}),
}
"""What a file of a declared format may be as well."""
_REAL_COMIC: Final = {("zip", "cbr"): "cbz", ("rar", "cbz"): "cbr"}
"""Comics whose names contradict their media type, which knows better what kind of archive they are."""
_OTHER_ARCHIVES: Final = {
    "application/x-7z-compressed": frozenset({"cb7"}),
    "application/x-tar": frozenset({"cbt"}),
    "application/xml": frozenset({"fb2"}),
    "text/xml": frozenset({"fb2"}),
}
_VERBS: Final = frozenset({"content", "dl", "download", "fetch", "file", "get", "raw"})
"""Last parts of paths that say nothing about the file; its name may come before them."""
_LAST_SEGMENTS: Final = 4
_MAX_PARAMETERS: Final = 20
_WORD: Final = re.compile(r"[a-z0-9]+")


def detect_file_format(media_type: str, *, url: str = "", title: str = "", disposition: str = "") -> str:
    """Return the format of a file, '' when nothing tells it; `disposition` is the answer's Content-Disposition."""
    kind = media_type.partition(";")[0].strip().lower()
    declared = format_from_media_type(kind) or (kind if kind in KNOWN_FORMATS else "")
    hints = _hints(url, title=title, disposition=disposition)
    if declared:
        possible = _POSSIBLE.get(declared, frozenset())
        hint = next((hint for hint in hints if hint in possible), declared)
        return _REAL_COMIC.get((declared, hint), hint)
    if kind in _OTHER_ARCHIVES:
        return next((hint for hint in hints if hint in _OTHER_ARCHIVES[kind]), "")
    return next(hints, "") if _says_nothing(kind) else ""


def is_conclusive(media_type: str, *, url: str, title: str) -> bool:
    """Return whether the format is known without the answer's headers, or the file is certainly no book."""
    kind = media_type.partition(";")[0].strip().lower()
    found = detect_file_format(kind, url=url, title=title)
    return found not in ("", "zip", "rar") or not (found or kind in _OTHER_ARCHIVES or _says_nothing(kind))


def file_name_in(disposition: str) -> str:
    """Return the file name in a Content-Disposition, '' when there is none."""
    message = Message()
    try:
        message["Content-Disposition"] = disposition[:2000].replace("\r", " ").replace("\n", " ")
        return message.get_filename("") or ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _hints(url: str, *, title: str, disposition: str) -> Iterator[str]:
    name = file_name_in(disposition) if disposition else ""
    yield from filter(None, (_format_in_url(url), _format_in_title(title), _format_in_name(name)))


def _says_nothing(kind: str) -> bool:
    """Return whether a media type leaves open what a file is: none, a stream of bytes, or one that nobody knows."""
    family, slash, name = kind.partition("/")
    if not slash:
        return True
    return family in ("application", "binary", "unknown") and not name.endswith(("xml", "json"))


def _format_in_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    while len(segments) > 1 and segments[-1] in _VERBS:
        segments.pop()
    by_name = _format_in_name(segments[-1]) if segments else ""
    by_segment = (segment for segment in reversed(segments[-_LAST_SEGMENTS:]) if segment in KNOWN_FORMATS)
    return by_name or next(by_segment, "") or _format_in_query(parts.query)


def _format_in_query(query: str) -> str:
    try:
        pairs = parse_qsl(query, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        return ""
    found = (value.lower() if value.lower() in KNOWN_FORMATS else _format_in_name(value) for _, value in pairs)
    return next(filter(None, found), "")


def _format_in_name(name: str) -> str:
    """Return the format that a file name ends in; the last part may be an addition, as in `84.epub.images`."""
    _, *extensions = name.lower().strip().split(".")
    plain = [_EXTENSIONS.get(extension, extension) for extension in extensions[-2:]]
    last = [extension if extension in KNOWN_FORMATS else "" for extension in plain]
    if "kepub" in last:
        return "kepub"
    if last == ["fb2", "zip"]:
        return "fb2"
    return next(filter(None, reversed(last)), "")


def _format_in_title(title: str) -> str:
    words = [word for word in _WORD.findall(title[:200].lower()) if word in KNOWN_FORMATS - _NOT_IN_TITLES]
    return "kepub" if "kepub" in words else next(iter(words), "")
