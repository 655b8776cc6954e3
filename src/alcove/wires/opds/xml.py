"""XML without document types, entities and network: read, and written.

A feed of 8.5 MB (16,800 books) takes lxml 0.10 s, other threads running meanwhile; defusedxml takes 0.30 s.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

from alcove.wires.opds.names import XML
from alcove.wires.opds.values import LONGEST, MOST_ITEMS, OpdsError, absolute_url, check_size, fold

# lxml takes 30 ms to load, so each function that needs it loads it on its first use.
Element: TypeAlias = Any
"""An element of lxml, which has no types."""


def parse(content: bytes) -> Element:
    """Return the root of a document; OpdsError when it is broken, too large, too deep, or has a document type."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    check_size(content, b"<")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OpdsError(f"the document is no well-formed XML: {' '.join(str(error).split())[:200]}") from None
    if root is None:
        raise OpdsError("the document is empty")
    if root.getroottree().docinfo.doctype:
        raise OpdsError("the document has a document type, which no catalogue needs")
    return root


def name(element: Element) -> tuple[str, str]:
    """Return the namespace and the local name of an element; of anything else two empty texts."""
    tag = element.tag
    if not isinstance(tag, str):
        return "", ""
    space, mark, local = tag.rpartition("}")
    return (space[1:], local) if mark else ("", tag)


def children(element: Element, *names: str, most: int = MOST_ITEMS) -> Iterator[Element]:
    """Yield the children with one of the full names `{namespace}local`."""
    return islice((child for child in element if child.tag in names), most)


def text_of(element: Element) -> str:
    """Return all words inside an element, blanks folded."""
    return fold("".join(element.itertext()))


def first(element: Element, *names: str) -> str:
    """Return the words of the first child of one of the names that has any."""
    return next((text for child in element if child.tag in names and (text := text_of(child))), "")


def attribute(element: Element, *names: str) -> str:
    """Return the first of some attributes that has a value, blanks folded; '' when none has."""
    return next(filter(None, (fold(element.get(key) or "") for key in names)), "")


def inside(element: Element) -> str:
    """Return what is inside an element, tags and all."""
    from lxml import etree  # noqa: PLC0415 - loaded already

    parts = [element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)]
    return "".join(parts)[:LONGEST].strip()


def base_of(element: Element, base: str) -> str:
    """Return the base that holds inside an element, which may change the one outside of it."""
    return absolute_url(base, element.get(f"{{{XML}}}base") or "") or base


def root(tag: str, spaces: Mapping[str | None, str]) -> Element:
    """Return the first element of a new document, which declares the namespaces."""
    from lxml import etree  # noqa: PLC0415 - on first use only

    return etree.Element(tag, nsmap=dict(spaces))


def add_attributes(element: Element, attributes: Mapping[str, str | None]) -> None:
    """Set the attributes that have a value."""
    for key, value in attributes.items():
        if value:
            element.set(key, _printable(value))


def put(parent: Element, tag: str, *, text: str = "", **attributes: str | None) -> Element:
    """Add a child and return it; attributes without a value are left out, an underscore after a name is dropped."""
    from lxml import etree  # noqa: PLC0415 - loaded already

    child = etree.SubElement(parent, tag)
    add_attributes(child, {key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        child.text = _printable(text)
    return child


def put_all(parent: Element, tag: str, *, texts: Iterable[str]) -> None:
    """Add a child for each text that is not empty."""
    for text in filter(None, texts):
        put(parent, tag, text=text)


def _printable(text: str) -> str:
    """Return a text without the letters that XML cannot hold."""
    return "".join(letter for letter in text if _is_allowed(ord(letter)))


def _is_allowed(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def document(element: Element) -> bytes:
    """Return a whole document."""
    from lxml import etree  # noqa: PLC0415 - loaded already

    written: bytes = etree.tostring(element, xml_declaration=True, encoding="utf-8")
    return written
