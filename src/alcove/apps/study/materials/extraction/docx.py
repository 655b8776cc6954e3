"""DOCX: paragraphs and tables of the main document in their order."""

import posixpath
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from alcove.apps.study.materials.extraction.archives import Archive, parse_xml
from alcove.apps.study.materials.extraction.model import ExtractedParts, ExtractionError, ExtractionLimits, clean_part

if TYPE_CHECKING:
    from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TYPES: Final = "[Content_Types].xml"
_MAIN_TYPE: Final = "document.main+xml"
_MAIN: Final = "word/document.xml"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def extract_docx(file: IO[bytes], limits: ExtractionLimits) -> ExtractedParts:  # noqa: ARG001 - the file has no pages
    """Return the text of a document, one part for all of it; ExtractionError."""
    archive = Archive(file)
    root = parse_xml(archive.read(_find_main(archive)))
    text = "\n\n".join(_list_blocks(root))
    return ExtractedParts(total=1, parts=iter([clean_part(text).replace("\f", " ")]))


def _find_main(archive: Archive) -> str:
    """Return the name of the part with the text."""
    for override in parse_xml(archive.read(_TYPES)).iter("{*}Override"):
        name = posixpath.normpath((override.get("PartName") or "").lstrip("/"))
        if (override.get("ContentType") or "").endswith(_MAIN_TYPE) and name in archive.names:
            return name
    if _MAIN not in archive.names:
        raise ExtractionError("The file is damaged: it has no document.")
    return _MAIN


def _list_blocks(root: "etree._Element") -> Iterator[str]:
    """Yield paragraphs and tables; those within others are a part of them."""
    body = next(root.iter(f"{_W}body", f"{_STRICT}body"), None)
    if body is None:
        raise ExtractionError("The file is damaged: it has no document.")
    for element in _list_outer(body):
        kind = _local_name(element)
        text = _read_table(element) if kind == "tbl" else _read_paragraph(element)
        if text.strip():
            yield text


def _list_outer(body: "etree._Element") -> Iterator["etree._Element"]:
    """Yield the paragraphs and tables that are within no other."""
    from lxml import etree  # noqa: PLC0415 - in the child process

    depth = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if _local_name(element) not in ("p", "tbl"):
            continue
        if event == "end":
            depth -= 1
            continue
        if depth == 0:
            yield element
        depth += 1


def _read_table(table: "etree._Element") -> str:
    rows = []
    for row in table.iter(f"{_W}tr", f"{_STRICT}tr"):
        cells = (" ".join(_read_cell(cell).split()) for cell in row if _local_name(cell) == "tc")
        rows.append("\t".join(cells).rstrip())
    return "\n".join(row for row in rows if row)


def _read_cell(cell: "etree._Element") -> str:
    return " ".join(_read_paragraph(paragraph) for paragraph in cell if _local_name(paragraph) == "p")


def _read_paragraph(paragraph: "etree._Element") -> str:
    from lxml import etree  # noqa: PLC0415

    pieces: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if element.tag == _FALLBACK:
            # The same content once more, for older programs.
            skipped += 1 if event == "start" else -1
        elif event == "start" and not skipped:
            pieces.append(_read_piece(element))
    return "".join(pieces).strip()


def _read_piece(element: "etree._Element") -> str:
    kind = _local_name(element)
    if kind == "t":
        return element.text or ""
    if kind == "noBreakHyphen":
        return "-"
    return {"tab": "\t", "br": "\n", "cr": "\n", "ptab": "\t"}.get(kind, "")


def _local_name(element: "etree._Element") -> str:
    """Return the name of an element of the word processor, an empty text for others."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith((_W, _STRICT)):
        return ""
    return tag.rpartition("}")[2]
