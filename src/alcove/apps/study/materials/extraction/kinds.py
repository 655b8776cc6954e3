"""What a file is, by its content: names and types that a client sends may be wrong."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from alcove.apps.study.materials.errors import UnsupportedFile
from alcove.apps.study.materials.extraction.archives import Archive, DamagedArchive

_HEAD: Final = 64 * 1024
_PDF_WITHIN: Final = 1024
_FEW_CONTROLS: Final = 8
_LIST: Final = "PDF, DOCX, EPUB, HTML, Markdown and plain text can be read."
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|p|h[1-6]|table|ul|ol)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OTHER_TEXTS: Final = (b"{\\rtf", b"%!PS", b"GIF8")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name here, and its media type."""

    name: str
    media_type: str


PDF: Final = FileKind("pdf", "application/pdf")
DOCX: Final = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
EPUB: Final = FileKind("epub", "application/epub+zip")
HTML: Final = FileKind("html", "text/html")
TEXT: Final = FileKind("text", "text/plain")


def find_kind(path: Path) -> FileKind:
    """Return the kind of a file; UnsupportedFile, OSError."""
    with path.open("rb") as file:
        return _find_kind(file)


def _find_kind(file: IO[bytes]) -> FileKind:
    head = file.read(_HEAD)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _find_archive_kind(file)
    text = _decode_head(head)
    if text is None or head.startswith(_OTHER_TEXTS):
        raise UnsupportedFile(f"The file is of a type that cannot be read. {_LIST}")
    return HTML if _HTML.match(text) else TEXT


def _find_archive_kind(file: IO[bytes]) -> FileKind:
    try:
        archive = Archive(file)
    except DamagedArchive as error:
        raise UnsupportedFile(f"{error} {_LIST}") from error
    if "META-INF/container.xml" in archive.names:
        return EPUB
    if "[Content_Types].xml" in archive.names and any(name.startswith("word/") for name in archive.names):
        return DOCX
    raise UnsupportedFile(f"The file is an archive of a type that cannot be read. {_LIST}")


def _decode_head(head: bytes) -> str | None:
    """Return the beginning of a text, None for one that is not a text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    try:
        # The last character may be cut off.
        text, _ = codecs.utf_8_decode(head.removeprefix(codecs.BOM_UTF8), "strict", len(head) < _HEAD)
        allowed = max(_FEW_CONTROLS, len(text) // 100)
    except UnicodeDecodeError:
        text = head.decode("latin-1")
        allowed = max(1, len(text) // 200)
    return text if len(_CONTROLS.findall(text)) <= allowed else None
