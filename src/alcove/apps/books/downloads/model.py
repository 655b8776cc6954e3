"""Detects the format of a file by its bytes, whatever its name; of archives only the directory is read."""

import codecs
import json
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO, Final

HEAD_SIZE: Final = 4096
MAX_DIRECTORY_SIZE: Final = 4 * 1024 * 1024
"""Bytes of an archive that are read at most to detect its format."""

_PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".jxl", ".bmp")
_DRM_FILES: Final = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
_PAGE: Final = ("<!doctype html", "<html", "<head", "<body")
_PROLOGUE_MARKS: Final = (("<!--", "-->"), ("<?", "?>"))
_NAME: Final = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class InvalidBookFile(Exception):
    """The file is not a valid book of the expected format; the text says why."""


class DrmProtected(InvalidBookFile):
    """The book is protected by digital rights management."""


def is_web_page(head: bytes, *, media_type: str = "") -> bool:
    """Return whether a file begins like an HTML page or a JSON message, which servers send instead of a file."""
    if _skip_prologue(head).lower().startswith(_PAGE):
        return True
    is_json = media_type.partition(";")[0].strip().lower().endswith("json")
    return is_json and head.lstrip()[:1] in {b"{", b"["}


def detect_format(file: BinaryIO, *, size: int, declared: str) -> str:
    """Return the format of a file; InvalidBookFile when it is not of the `declared` one, or unknown when that is ''.

    Comics and zipped FictionBooks are returned as the format that they really have.
    """
    declared = declared.lower()
    file.seek(0)
    head = file.read(HEAD_SIZE)
    if not head:
        raise InvalidBookFile("The file is empty.")
    if declared not in _WEB_FORMATS and is_web_page(head):
        raise InvalidBookFile("Not a book file: the source sent a web page.")
    found = _detect_by_signature(file, head, size=size)
    if not declared:
        if not found:
            raise InvalidBookFile("Not a book file.")
        return found
    return _check_declared(declared, found, head=head)


def _check_declared(declared: str, found: str, *, head: bytes) -> str:
    if declared in _ACCEPTED:
        if found in _ACCEPTED[declared]:
            return _RENAMED.get((declared, found), declared)
        raise InvalidBookFile(f"Not a book file: it should be {declared.upper()} and is not.")
    if _is_json_message(head) or (found and declared in _TEXT_FORMATS and b"\0" in head):
        raise InvalidBookFile(f"Not a book file: it should be {declared.upper()} and is not.")
    return declared


def _detect_by_signature(file: BinaryIO, head: bytes, *, size: int) -> str:
    if head.startswith(b"PK"):
        return _detect_archive(file, size=size)
    for name, matches in _SIGNATURES.items():
        if matches(head):
            return name
    return ""


def _detect_archive(file: BinaryIO, *, size: int) -> str:
    try:
        with zipfile.ZipFile(_BoundedFile(file, size=size)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as error:
        raise InvalidBookFile("Not a book file: the archive is broken.") from error
    members = set(names)
    if not members.isdisjoint(_DRM_FILES):
        raise DrmProtected("The book is locked: it needs a loan or login.")
    if "mimetype" in members and "META-INF/container.xml" in members:
        return "epub"
    if "[Content_Types].xml" in members:
        return "docx"
    if "mimetype" in members and "content.xml" in members:
        return "odt"
    return _detect_by_members([name.lower() for name in names if not name.endswith("/")])


def _detect_by_members(names: list[str]) -> str:
    if not names:
        raise InvalidBookFile("Not a book file: the archive is empty.")
    if sum(name.endswith(".fb2") for name in names) == 1:
        return "fbz"
    if any(name.endswith(_PICTURES) for name in names):
        return "cbz"
    if any(name.endswith((".html", ".htm", ".xhtml")) for name in names):
        return "htmlz"
    return "zip"


class _BoundedFile:
    """A file of which at most MAX_DIRECTORY_SIZE bytes are read."""

    def __init__(self, file: BinaryIO, *, size: int) -> None:
        self._file = file
        self._size = size
        self._left = MAX_DIRECTORY_SIZE

    def read(self, count: int = -1) -> bytes:
        count = self._size - self._file.tell() if count is None or count < 0 else count
        if count > self._left:
            raise InvalidBookFile("Not a book file: the archive's directory is too large.")
        data = self._file.read(count)
        self._left -= len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _xml_root(head: bytes) -> str:
    """Return the local name of an XML document's root element, '' when `head` has none."""
    text = _skip_prologue(head)
    if text[:9].upper() == "<!DOCTYPE":
        text = text.partition(">")[2].lstrip()
    found = _NAME.match(text)
    return found[1] if found else ""


def _skip_prologue(head: bytes) -> str:
    """Return a text without its leading declarations and comments."""
    text = head.decode("latin-1")
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, errors="replace")
    # Step by step: one regular expression for all of it could backtrack for very long.
    while True:
        text = text.lstrip()
        end = next((end for begin, end in _PROLOGUE_MARKS if text.startswith(begin)), None)
        if end is None:
            return text
        text = text.partition(end)[2]


def _is_json_message(head: bytes) -> bool:
    """Return whether the file is a short JSON object, such as an error message of a server."""
    if len(head) >= HEAD_SIZE or head.lstrip()[:1] != b"{":
        return False
    try:
        return isinstance(json.loads(head), dict)
    except (ValueError, RecursionError):
        return False


_MPEG: Final = frozenset(bytes((0xFF, second)) for second in (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3))
_SIGNATURES: Final[dict[str, Callable[[bytes], bool]]] = {
    "pdf": lambda head: b"%PDF-" in head[:1024],
    "mobi": lambda head: head[60:68] == b"BOOKMOBI",
    "djvu": lambda head: head.startswith(b"AT&TFORM"),
    "cbr": lambda head: head.startswith(b"Rar!\x1a\x07"),
    "cb7": lambda head: head.startswith(b"7z\xbc\xaf\x27\x1c"),
    "fb2": lambda head: _xml_root(head) == "FictionBook",
    "rtf": lambda head: head.startswith(b"{\\rtf"),
    "lit": lambda head: head.startswith(b"ITOLITLS"),
    "pdb": lambda head: head[60:68] in {b"TEXtREAd", b"PNRdPPrs", b"DataPlkr"},
    "m4b": lambda head: head[4:8] == b"ftyp",
    "flac": lambda head: head.startswith(b"fLaC"),
    "ogg": lambda head: head.startswith(b"OggS"),
    "mp3": lambda head: head.startswith(b"ID3") or head[:2] in _MPEG,
}

_WEB_FORMATS: Final = frozenset({"html", "htm", "xhtml"})
_TEXT_FORMATS: Final = frozenset({"txt", "html", "htm", "xhtml", "md"})
_KINDLE: Final = frozenset({"mobi"})
_COMICS: Final = frozenset({"cbz", "cbr", "cb7"})
_ACCEPTED: Final[dict[str, frozenset[str]]] = {
    "epub": frozenset({"epub"}), "kepub": frozenset({"epub"}), "pdf": frozenset({"pdf"}), "mobi": _KINDLE,
    "azw": _KINDLE, "azw3": _KINDLE, "prc": _KINDLE, "djvu": frozenset({"djvu"}), "cbz": _COMICS | {"zip"},
    "cbr": _COMICS | {"zip"}, "cb7": _COMICS, "fb2": frozenset({"fb2", "fbz"}), "fbz": frozenset({"fb2", "fbz"}),
    "rtf": frozenset({"rtf"}), "lit": frozenset({"lit"}), "docx": frozenset({"docx"}), "odt": frozenset({"odt"}),
    "pdb": frozenset({"pdb", "mobi"}), "m4b": frozenset({"m4b"}), "m4a": frozenset({"m4b"}),
    "mp4": frozenset({"m4b"}), "mp3": frozenset({"mp3"}), "flac": frozenset({"flac"}), "ogg": frozenset({"ogg"}),
    "zip": frozenset({"zip", "cbz", "fbz", "htmlz", "epub", "docx", "odt"}),
    "htmlz": frozenset({"htmlz", "cbz"}), "txtz": frozenset({"zip", "cbz"}),
}  # fmt: skip
"""The detected formats that are accepted for each declared format."""
_RENAMED: Final = {
    ("fb2", "fbz"): "fbz", ("fbz", "fb2"): "fb2", ("cbz", "cbr"): "cbr", ("cbz", "cb7"): "cb7", ("cbr", "cbz"): "cbz",
    ("cbr", "cb7"): "cb7", ("cbr", "zip"): "cbz", ("cb7", "cbz"): "cbz", ("cb7", "cbr"): "cbr",
}  # fmt: skip
"""The format that a file gets when it is of another accepted one than declared."""
