"""HTML: the text of what a reader sees, with an empty line between its blocks."""

import codecs
import re
from typing import IO, TYPE_CHECKING, Final

from alcove.apps.study.materials.extraction.archives import check_memory
from alcove.apps.study.materials.extraction.model import ExtractedParts, ExtractionError, ExtractionLimits, clean_part
from alcove.apps.study.materials.extraction.plain import read_limited

if TYPE_CHECKING:
    from lxml import etree

_DROPPED: Final = frozenset({
    "head", "script", "style", "noscript", "template", "nav", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "select", "button",
})  # fmt: skip
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_PARAGRAPHS: Final = _BLOCKS - {"dd", "dt", "li", "tr", "tbody", "thead", "tfoot"}
_CELLS: Final = frozenset({"td", "th"})
_SPACE: Final = re.compile(r"[^\S\n]+")
_BLANK: Final = re.compile(r"\s+")
_ITEM_END: Final = "\v"
"""Ends an item of a list or a row of a table; several together are one line end."""
_ITEM_ENDS: Final = re.compile(r"[ \t\v]*\v[ \t\v]*")
_LINE_ENDS: Final = re.compile(r" *\n *")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def extract_html(file: IO[bytes], limits: ExtractionLimits) -> ExtractedParts:  # noqa: ARG001 - a page has no pages
    """Return the text of a page; ExtractionError."""
    return ExtractedParts(total=1, parts=iter([read_html(read_limited(file))]))


def read_html(content: bytes) -> str:
    """Return the text of an HTML or XHTML document; ExtractionError."""
    from lxml import etree  # noqa: PLC0415 - in the child process

    parser = etree.HTMLParser(
        encoding=_find_encoding(content), no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        check_memory(error)
        raise ExtractionError("The page is damaged: it cannot be read.") from error
    return "" if root is None else _tidy("".join(_collect(root)))


def _find_encoding(content: bytes) -> str | None:
    """Return the encoding, None where the document itself has to say it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _collect(root: "etree._Element") -> list[str]:
    """Return the pieces of text; a walk of events, because documents may be nested deeper than Python calls."""
    from lxml import etree  # noqa: PLC0415

    pieces: list[str] = []
    dropped = preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        is_start = event == "start"
        step = 1 if is_start else -1
        dropped += step * (name in _DROPPED)
        preformatted += step * (name == "pre")
        if not dropped:
            pieces.append(_separate(name, is_start=is_start))
        text = element.text if is_start else element.tail
        if text and not dropped:
            pieces.append(text if preformatted else _BLANK.sub(" ", text))
    return pieces


def _separate(name: str, *, is_start: bool) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _BLOCKS:
        return _ITEM_END
    if name == "br":
        return "\n" if is_start else ""
    return "\t" if name in _CELLS and not is_start else ""


def _tidy(text: str) -> str:
    text = clean_part(_ITEM_ENDS.sub("\n", text)).replace("\f", " ")
    text = _LINE_ENDS.sub("\n", _SPACE.sub(_join_space, text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _join_space(found: "re.Match[str]") -> str:
    return "\t" if "\t" in found[0] else " "
