"""Reads documents that are not well-formed XML: corrects what is often wrong, and cuts feeds into their entries.

Nothing is expanded: a document with a document type is never corrected, entities of HTML become their character, and
all other ones become text. All passes take time in proportion to the size of the document.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5
from itertools import islice
from typing import Final

from alcove.wires.opds.values import MAX_PUBLICATIONS, check_size

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION: Final = re.compile(r"<\?xml\b[^<>]{0,300}?\?>")
_ENCODING: Final = re.compile(rb"""<\?xml\b[^<>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BARE_AMPERSAND: Final = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_REFERENCE: Final = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_SINGLE_BYTES: Final = (b"iso-8859", b"latin", b"windows-125", b"cp125", b"us-ascii", b"ascii")
_KNOWN_ENCODING: Final = re.compile(
    "utf-?8|iso-?8859|iso-2022|latin|windows-|cp[0-9]|us-ascii|ascii|koi8|big5|gb|euc|shift"
)
_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_INVALID: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STRAY_LESS_THAN: Final = re.compile(r"<(?![A-Za-z_/!?])")
_VOID_ELEMENT: Final = re.compile(r"<(br|hr|img|wbr)\b([^<>]*?)/?>", re.IGNORECASE)
_ROOT: Final = re.compile(r"""<((?:[A-Za-z_][\w.-]*:)?(?:feed|entry))\b((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_NAMESPACE: Final = re.compile(r"""\b(xmlns(?::[A-Za-z_][\w.-]*)?|xml:base)\s*=\s*("[^"]*"|'[^']*')""")
_ENTRY_TAG: Final = re.compile(r"<(/?)((?:[A-Za-z_][\w.-]*:)?entry)(?=[\s/>])[^<>]*>")
_DESCRIPTIONS: Final = tuple(
    re.compile(rf"<((?:[A-Za-z_][\w.-]*:)?{name})(?=[\s/>])")
    for name in ("summary", "content", "description", "rights")
)
_TITLE: Final = re.compile(r"(<((?:[A-Za-z_][\w.-]*:)?(?:title|name))(?:\s[^<>]*)?>)([^\0]{0,500}?)(</\2>)")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_UNQUOTED: Final = re.compile(r"""(\s[A-Za-z_][\w:.-]*)\s*=\s*([^\s"'<>=]+)(?=[\s/>])""")
_DOCTYPE: Final = re.compile(r"<!(?:doctype|entity)\b", re.IGNORECASE)
_MAX_NAMESPACES: Final = 40
_MAX_SIMPLIFIED: Final = 200_000
"""Number of characters of a part that is simplified: no entry is longer."""
_MAX_PROLOGUE: Final = 20_000
"""Number of characters in which the root's start tag is searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedParts:
    """The parts of a feed: its root's attributes, what is not in an entry, and the text of each entry."""

    namespaces: str
    """The namespace declarations and the `xml:base` of the root, as they were written."""
    head: str
    entries: tuple[str, ...]
    is_complete: bool
    """Whether the document ends with the end of the feed."""


def decode(content: bytes) -> str:
    """Return a document as text: by its byte order mark, its declaration, as UTF-8, or else as Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content[:2] in (b"<\0", b"\0<"):
        return content.decode("utf-16-le" if content[:1] == b"<" else "utf-16-be", "replace")
    content = fix_declaration(content)
    declared = _ENCODING.search(content[:400])
    name = declared.group(1).decode().lower() if declared else ""
    # Not utf-16: a declaration in single bytes is not followed by pairs. Nor Python's own codecs, which may be slow.
    for encoding in (name if _KNOWN_ENCODING.match(name) else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def fix_declaration(content: bytes) -> bytes:
    """Return a document that is declared to be in single bytes, but is in UTF-8, without its declaration.

    Text in another encoding is hardly ever valid UTF-8 by chance.
    """
    declared = _ENCODING.search(content[:400])
    if declared is None or not declared.group(1).lower().startswith(_SINGLE_BYTES) or content.isascii():
        return content
    try:
        content.decode()
    except UnicodeError:
        return content
    return content[content.index(b"?>", declared.start()) + 2 :]


def correct(content: bytes) -> str:
    """Return the text of a document, without declaration and comments, and with its usual mistakes corrected.

    Those are bare ampersands, entities of HTML, characters that XML does not allow, and elements of HTML without end.
    Raise OpdsError when there are too many.
    """
    check_size(content, b"&")
    text = _INVALID.sub("", _remove_comments(decode(content)))
    text = _DECLARATION.sub("", text, count=1)
    corrected = "".join(_correct_markup(part) if is_markup else part for is_markup, part in _split_cdata(text))
    return corrected.strip()


def has_doctype(text: str) -> bool:
    """Return whether a document has a document type, or something that may be a part of one, before its root."""
    root = _ROOT.search(text, 0, _MAX_PROLOGUE)
    return _DOCTYPE.search(text, 0, root.start() if root else len(text)) is not None


def has_root(text: str) -> bool:
    """Return whether a document has the start tag of a feed or an entry."""
    return _ROOT.search(text, 0, _MAX_PROLOGUE) is not None


def split_feed(text: str) -> FeedParts | None:
    """Return the parts of a corrected feed; None when there is no feed."""
    root = _ROOT.search(text, 0, _MAX_PROLOGUE)
    if root is None or not root.group(1).endswith("feed"):
        return None
    head, entries, position = [], [], root.end()
    for start, end in islice(_entry_ranges(text, root.end()), MAX_PUBLICATIONS):
        head.append(text[position:start])
        entries.append(text[start:end])
        position = end
    rest = text[position:]
    closing = f"</{root.group(1)}"
    return FeedParts(
        namespaces=_declarations(root.group(2)),
        head="".join((*head, rest.partition(closing)[0])),
        entries=tuple(entries),
        is_complete=closing in rest,
    )


def simplify(part: str) -> str:
    """Return a part of a feed with quoted attributes, without descriptions, and without markup in titles and names.

    That is where most mistakes are, and what can be missed most easily.
    """
    if len(part) > _MAX_SIMPLIFIED:
        return part
    for pattern in _DESCRIPTIONS:
        opening = pattern.search(part)
        closing = f"</{opening.group(1)}>" if opening else ""
        end = part.rfind(closing) if opening else -1
        if opening and opening.end() < end:
            part = part[: opening.start()] + part[end + len(closing) :]
    plain = _TITLE.sub(lambda match: f"{match.group(1)}{_TAG.sub('', match.group(3))}{match.group(4)}", part)
    return _TAG.sub(lambda match: _UNQUOTED.sub(r'\1="\2"', match.group()), plain)


def _entry_ranges(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Yield where each entry starts and ends; one without an end tag ends where the next one starts."""
    start: int | None = None
    for tag in _ENTRY_TAG.finditer(text, position):
        if start is not None:
            yield start, tag.end() if tag.group(1) else tag.start()
        start = None if tag.group(1) else tag.start()
    if start is not None:
        yield start, len(text)


def _declarations(attributes: str) -> str:
    found = {match.group(1): match.group() for match in islice(_NAMESPACE.finditer(attributes), _MAX_NAMESPACES)}
    return " ".join(found.values())


def _split_cdata(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text, and whether they may contain markup; CDATA sections are returned escaped."""
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0 and (end := text.find("]]>", start)) >= 0:
        yield True, text[position:start]
        yield False, escape(text[start + 9 : end], quote=False)
        position = end + 3
    yield True, text[position:]


def _correct_markup(text: str) -> str:
    references = _REFERENCE.sub(_correct_reference, _BARE_AMPERSAND.sub("&amp;", text))
    return _VOID_ELEMENT.sub(r"<\1\2/>", _STRAY_LESS_THAN.sub("&lt;", references))


def _correct_reference(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        if name in _XML_ENTITIES:
            return match.group()
        return escape(html5[f"{name};"]) if f"{name};" in html5 else f"&amp;{name};"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code < 0x110000 or _INVALID.fullmatch(chr(code)):
        return ""
    return match.group()


def _remove_comments(text: str) -> str:
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join((*kept, text[position:]))
