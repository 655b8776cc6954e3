"""Writes OPDS 1.2: feeds and single entries."""

from datetime import UTC, datetime
from typing import Final

from alcove.wires.opds import xml
from alcove.wires.opds.model import Acquisition, Feed, Image, IndirectAcquisition, Link, Person, Publication, Text
from alcove.wires.opds.names import ATOM, DC, OPDS, OPEN_ACCESS, OPENSEARCH, PLAIN, RELATION, SCHEMA, THREAD
from alcove.wires.opds.values import format_date

_NAMESPACES: Final[dict[str | None, str]] = {
    None: ATOM,
    "dc": DC,
    "opds": OPDS,
    "opensearch": OPENSEARCH,
    "thr": THREAD,
    "schema": SCHEMA,
}
_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def write_feed(feed: Feed) -> bytes:
    """Return a feed as Atom; publications and navigation links of groups are written into the feed itself."""
    root = xml.create_root(_atom("feed"), _NAMESPACES)
    xml.add_child(root, _atom("id"), text=feed.id)
    xml.add_child(root, _atom("title"), text=feed.title)
    xml.add_text_children(root, _atom("subtitle"), texts=[feed.subtitle])
    updated = format_date(feed.updated or _NO_DATE)
    xml.add_child(root, _atom("updated"), text=updated)
    if feed.author:
        _person(root, "author", person=Person(name=feed.author))
    counts = {"totalResults": feed.total, "startIndex": feed.start, "itemsPerPage": feed.per_page}
    for name, count in counts.items():
        if count is not None:
            xml.add_child(root, f"{{{OPENSEARCH}}}{name}", text=str(count))
    for link in feed.links:
        _link(root, link)
    for facet in feed.facets:
        for link in facet.links:
            _link(root, link, group=facet.title)
    for link in feed.all_navigation():
        _navigation_entry(root, link, updated=updated)
    for book in feed.all_publications():
        _entry(xml.add_child(root, _atom("entry")), book)
    return xml.serialize(root)


def write_entry(book: Publication) -> bytes:
    """Return a single publication as Atom entry."""
    root = xml.create_root(_atom("entry"), _NAMESPACES)
    _entry(root, book)
    return xml.serialize(root)


def _link(parent: xml.Element, link: Link, *, group: str = "") -> None:
    element = xml.add_child(
        parent, _atom("link"), rel=" ".join(link.rels), href=link.href, type_=link.type, title=link.title
    )
    xml.set_attributes(
        element,
        {
            f"{{{THREAD}}}count": None if link.count is None else str(link.count),
            f"{{{OPDS}}}facetGroup": group,
            f"{{{OPDS}}}activeFacet": "true" if group and link.active else None,
        },
    )


def _navigation_entry(root: xml.Element, link: Link, *, updated: str) -> None:
    entry = xml.add_child(root, _atom("entry"))
    xml.add_child(entry, _atom("id"), text=link.href)
    xml.add_child(entry, _atom("title"), text=link.title)
    xml.add_child(entry, _atom("updated"), text=updated)
    _link(entry, Link(href=link.href, rels=link.rels or ("subsection",), type=link.type, count=link.count))


def _person(parent: xml.Element, role: str, *, person: Person) -> None:
    element = xml.add_child(parent, _atom(role))
    xml.add_child(element, _atom("name"), text=person.name)
    xml.add_text_children(element, _atom("uri"), texts=[person.uri])


def _entry(entry: xml.Element, book: Publication) -> None:
    xml.add_child(entry, _atom("id"), text=book.id)
    xml.add_child(entry, _atom("title"), text=book.title)
    xml.add_text_children(entry, f"{{{SCHEMA}}}alternativeHeadline", texts=[book.subtitle])
    xml.add_child(entry, _atom("updated"), text=format_date(book.updated or _NO_DATE))
    if book.published:
        xml.add_child(entry, _atom("published"), text=format_date(book.published))
    for role, people in (("author", book.authors), ("contributor", book.contributors)):
        for person in people:
            _person(entry, role, person=person)
    xml.add_text_children(entry, f"{{{DC}}}language", texts=book.languages)
    xml.add_text_children(entry, f"{{{DC}}}publisher", texts=[book.publisher])
    xml.add_text_children(entry, f"{{{DC}}}issued", texts=[book.issued])
    xml.add_text_children(entry, f"{{{DC}}}identifier", texts=book.identifiers)
    for subject in book.subjects:
        label = subject.name if subject.name != subject.code else None
        xml.add_child(entry, _atom("category"), term=subject.code or subject.name, label=label, scheme=subject.scheme)
    for series in book.series:
        position = None if series.position is None else f"{series.position:g}"
        xml.add_child(entry, f"{{{SCHEMA}}}Series", name=series.name, position=position)
    xml.add_text_children(entry, _atom("rights"), texts=[book.rights])
    for name, text in (("summary", book.summary), ("content", book.content)):
        _text(entry, name, text=text)
    for link in book.links:
        _link(entry, link)
    for image in book.images:
        _image(entry, image)
    for acquisition in book.acquisitions:
        _acquisition(entry, acquisition)


def _text(entry: xml.Element, name: str, *, text: Text | None) -> None:
    if text is not None:
        xml.add_child(entry, _atom(name), text=text.value, type_="html" if text.html else "text")


def _image(entry: xml.Element, image: Image) -> None:
    relation = f"{RELATION}image/thumbnail" if image.thumbnail else f"{RELATION}image"
    xml.add_child(entry, _atom("link"), rel=relation, href=image.href, type_=image.type)


def relation_of(acquisition: Acquisition) -> str:
    """Return the full relation of an acquisition link."""
    return f"{RELATION}acquisition" + (
        "" if acquisition.relation == PLAIN else f"/{acquisition.relation or OPEN_ACCESS}"
    )


def _acquisition(entry: xml.Element, acquisition: Acquisition) -> None:
    length = None if acquisition.length is None else str(acquisition.length)
    link = xml.add_child(
        entry,
        _atom("link"),
        rel=relation_of(acquisition),
        href=acquisition.href,
        type_=acquisition.type,
        title=acquisition.title,
        length=length,
    )
    for price in acquisition.prices:
        xml.add_child(link, f"{{{OPDS}}}price", text=price.amount, currencycode=price.currency)
    for step in acquisition.indirect:
        _indirect(link, step)
    if acquisition.availability:
        xml.add_child(link, f"{{{OPDS}}}availability", status=acquisition.availability)


def _indirect(parent: xml.Element, step: IndirectAcquisition) -> None:
    element = xml.add_child(parent, f"{{{OPDS}}}indirectAcquisition", type_=step.type)
    for child in step.children:
        _indirect(element, child)
