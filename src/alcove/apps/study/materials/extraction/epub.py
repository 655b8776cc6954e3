"""EPUB: the chapters in the order in which they are read."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import IO, Final
from urllib.parse import unquote

from alcove.apps.study.materials.extraction.archives import Archive, parse_xml
from alcove.apps.study.materials.extraction.html import read_html
from alcove.apps.study.materials.extraction.model import ExtractedParts, ExtractionError, ExtractionLimits

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_TEXT_TYPES: Final = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"})
_DAMAGED: Final = "The EPUB is damaged: it does not say what to read."


def extract_epub(file: IO[bytes], limits: ExtractionLimits) -> ExtractedParts:
    """Return the chapters of a book; ExtractionError."""
    archive = Archive(file)
    names = _list_chapters(archive)
    if len(names) > limits.pages:
        raise ExtractionError(f"The EPUB has {len(names):,} chapters; {limits.pages:,} are the most.")
    encrypted = _list_encrypted(archive)
    if names and encrypted.issuperset(names):
        raise ExtractionError("The EPUB is protected against copying: its text is encrypted.")
    return ExtractedParts(total=len(names), parts=_read_chapters(archive, names, encrypted=encrypted))


def _read_chapters(archive: Archive, names: Sequence[str], *, encrypted: frozenset[str]) -> Iterator[str | None]:
    for name in names:
        yield None if name in encrypted else read_html(archive.read(name))


def _list_chapters(archive: Archive) -> Sequence[str]:
    """Return the parts of the spine that are there, each once."""
    package_name = _find_package(archive)
    package = parse_xml(archive.read(package_name))
    folder = posixpath.dirname(package_name)
    manifest = {
        item.get("id"): _resolve(folder, item.get("href") or "")
        for item in package.iter("{*}item")
        if (item.get("media-type") or "") in _TEXT_TYPES
    }
    spine = (manifest.get(item.get("idref"), "") for item in package.iter("{*}itemref"))
    return [name for name in dict.fromkeys(spine) if name in archive.names]


def _find_package(archive: Archive) -> str:
    for root in parse_xml(archive.read(_CONTAINER)).iter("{*}rootfile"):
        name = _resolve("", root.get("full-path") or "")
        if name in archive.names:
            return name
    raise ExtractionError(_DAMAGED)


def _list_encrypted(archive: Archive) -> frozenset[str]:
    if _ENCRYPTION not in archive.names:
        return frozenset()
    references = parse_xml(archive.read(_ENCRYPTION)).iter("{*}CipherReference")
    return frozenset(_resolve("", reference.get("URI") or "") for reference in references)


def _resolve(folder: str, href: str) -> str:
    """Return the name of a part in the archive."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
