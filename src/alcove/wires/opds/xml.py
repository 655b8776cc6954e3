"""Parses and writes XML safely: without document types, entities and network access.

lxml parses a feed of 8.5 MB (16,800 books) in 0.10 s and releases the GIL; defusedxml takes 0.30 s.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from alcove.wires.opds.names import XML
from alcove.wires.opds.values import MAX_ITEMS, MAX_TEXT_LENGTH, OpdsError, absolute_url, check_size, normalize_space

# Importing lxml takes 30 ms, so each function imports it on first use.
Element: TypeAlias = Any
"""An lxml element; lxml has no type annotations."""


def parse(content: bytes) -> Element:
    """Return the root of a document. Raise OpdsError if it is malformed, too large, too deep, or has a doctype."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    check_size(content, b"<")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OpdsError(f"the document is not well-formed XML: {' '.join(str(error).split())[:200]}") from None
    if root is None:
        raise OpdsError("the document is empty")
    if root.getroottree().docinfo.doctype:
        raise OpdsError("the document has a document type, which is not allowed")
    return root


def split_tag(element: Element) -> tuple[str, str]:
    """Return the namespace and the local name of an element; two empty strings for other nodes."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    namespace, brace, local = tag.rpartition("}")
    return (namespace[1:], local) if brace else ("", tag)


def children(element: Element, *names: str, most: int = MAX_ITEMS) -> Iterator[Element]:
    """Yield the children with one of the names `{namespace}local`."""
    return islice((child for child in element if child.tag in names), most)


def text_content(element: Element) -> str:
    """Return the text inside an element, with whitespace collapsed."""
    return normalize_space("".join(element.itertext()))


def first_text(element: Element, *names: str) -> str:
    """Return the text of the first child with one of the names that is not empty."""
    return next((text for child in element if child.tag in names and (text := text_content(child))), "")


def first_attribute(element: Element, *names: str) -> str:
    """Return the first of the attributes that is not empty, with whitespace collapsed; '' when all are empty."""
    return next(filter(None, (normalize_space(element.get(key) or "") for key in names)), "")


def inner_xml(element: Element) -> str:
    """Return the markup inside an element."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    parts = [element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)]
    return "".join(parts)[:MAX_TEXT_LENGTH].strip()


def resolve_base(element: Element, base: str) -> str:
    """Return the base URL inside an element, which its `xml:base` may change."""
    return absolute_url(base, element.get(f"{{{XML}}}base") or "") or base


def create_root(tag: str, namespaces: Mapping[str | None, str]) -> Element:
    """Return the root element of a new document, with the namespace declarations."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    return etree.Element(tag, nsmap=dict(namespaces))


def set_attributes(element: Element, attributes: Mapping[str, str | None]) -> None:
    """Set the attributes that are not empty."""
    for key, value in attributes.items():
        if value:
            element.set(key, _remove_invalid(value))


def add_child(parent: Element, tag: str, *, text: str = "", **attributes: str | None) -> Element:
    """Add a child and return it; empty attributes are skipped, a trailing underscore of a name is removed."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    child = etree.SubElement(parent, tag)
    set_attributes(child, {key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        child.text = _remove_invalid(text)
    return child


def add_text_children(parent: Element, tag: str, *, texts: Iterable[str]) -> None:
    """Add a child for each non-empty text."""
    for text in filter(None, texts):
        add_child(parent, tag, text=text)


def _remove_invalid(text: str) -> str:
    """Return the text without the characters that XML does not allow."""
    return "".join(character for character in text if _is_allowed(ord(character)))


def _is_allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def serialize(element: Element) -> bytes:
    """Return the document as bytes, with an XML declaration."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    content: bytes = etree.tostring(element, xml_declaration=True, encoding="utf-8")
    return content
