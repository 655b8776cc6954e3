"""Writes OPDS 1.2: feeds and single entries."""

from datetime import UTC, datetime
from typing import Final

from alcove.wires.opds import xml
from alcove.wires.opds.model import Acquisition, Feed, Image, Indirect, Link, Person, Publication, Text
from alcove.wires.opds.names import ATOM, DC, OPDS, OPEN_ACCESS, OPENSEARCH, PLAIN, RELATION, SCHEMA, THREAD
from alcove.wires.opds.values import format_date

_SPACES: Final[dict[str | None, str]] = {
    None: ATOM,
    "dc": DC,
    "opds": OPDS,
    "opensearch": OPENSEARCH,
    "thr": THREAD,
    "schema": SCHEMA,
}
_NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def write_feed(feed: Feed) -> bytes:
    """Return a feed as Atom; groups are left out, their books and menus are not."""
    root = xml.root(_atom("feed"), _SPACES)
    xml.put(root, _atom("id"), text=feed.id)
    xml.put(root, _atom("title"), text=feed.title)
    xml.put_all(root, _atom("subtitle"), texts=[feed.subtitle])
    updated = format_date(feed.updated or _NO_MOMENT)
    xml.put(root, _atom("updated"), text=updated)
    if feed.author:
        _person(root, "author", person=Person(name=feed.author))
    counts = {"totalResults": feed.total, "startIndex": feed.start, "itemsPerPage": feed.per_page}
    for name, count in counts.items():
        if count is not None:
            xml.put(root, f"{{{OPENSEARCH}}}{name}", text=str(count))
    for link in feed.links:
        _link(root, link)
    for facet in feed.facets:
        for link in facet.links:
            _link(root, link, group=facet.title)
    for step in feed.menu():
        _step(root, step, updated=updated)
    for book in feed.all_publications():
        _entry(xml.put(root, _atom("entry")), book)
    return xml.document(root)


def write_entry(book: Publication) -> bytes:
    """Return the document about one book as Atom."""
    root = xml.root(_atom("entry"), _SPACES)
    _entry(root, book)
    return xml.document(root)


def _link(parent: xml.Element, link: Link, *, group: str = "") -> None:
    element = xml.put(parent, _atom("link"), rel=" ".join(link.rels), href=link.href, type_=link.type, title=link.title)
    xml.add_attributes(
        element,
        {
            f"{{{THREAD}}}count": None if link.count is None else str(link.count),
            f"{{{OPDS}}}facetGroup": group,
            f"{{{OPDS}}}activeFacet": "true" if group and link.active else None,
        },
    )


def _step(root: xml.Element, step: Link, *, updated: str) -> None:
    entry = xml.put(root, _atom("entry"))
    xml.put(entry, _atom("id"), text=step.href)
    xml.put(entry, _atom("title"), text=step.title)
    xml.put(entry, _atom("updated"), text=updated)
    _link(entry, Link(href=step.href, rels=step.rels or ("subsection",), type=step.type, count=step.count))


def _person(parent: xml.Element, role: str, *, person: Person) -> None:
    element = xml.put(parent, _atom(role))
    xml.put(element, _atom("name"), text=person.name)
    xml.put_all(element, _atom("uri"), texts=[person.uri])


def _entry(entry: xml.Element, book: Publication) -> None:
    xml.put(entry, _atom("id"), text=book.id)
    xml.put(entry, _atom("title"), text=book.title)
    xml.put_all(entry, f"{{{SCHEMA}}}alternativeHeadline", texts=[book.subtitle])
    xml.put(entry, _atom("updated"), text=format_date(book.updated or _NO_MOMENT))
    if book.published:
        xml.put(entry, _atom("published"), text=format_date(book.published))
    for role, people in (("author", book.authors), ("contributor", book.contributors)):
        for person in people:
            _person(entry, role, person=person)
    xml.put_all(entry, f"{{{DC}}}language", texts=book.languages)
    xml.put_all(entry, f"{{{DC}}}publisher", texts=[book.publisher])
    xml.put_all(entry, f"{{{DC}}}issued", texts=[book.issued])
    xml.put_all(entry, f"{{{DC}}}identifier", texts=book.identifiers)
    for subject in book.subjects:
        label = subject.name if subject.name != subject.code else None
        xml.put(entry, _atom("category"), term=subject.code or subject.name, label=label, scheme=subject.scheme)
    for series in book.series:
        place = None if series.position is None else f"{series.position:g}"
        xml.put(entry, f"{{{SCHEMA}}}Series", name=series.name, position=place)
    xml.put_all(entry, _atom("rights"), texts=[book.rights])
    for name, text in (("summary", book.summary), ("content", book.content)):
        _text(entry, name, text=text)
    for link in book.links:
        _link(entry, link)
    for image in book.images:
        _image(entry, image)
    for way in book.acquisitions:
        _acquisition(entry, way)


def _text(entry: xml.Element, name: str, *, text: Text | None) -> None:
    if text is not None:
        xml.put(entry, _atom(name), text=text.value, type_="html" if text.html else "text")


def _image(entry: xml.Element, image: Image) -> None:
    relation = f"{RELATION}image/thumbnail" if image.thumbnail else f"{RELATION}image"
    xml.put(entry, _atom("link"), rel=relation, href=image.href, type_=image.type)


def relation_of(way: Acquisition) -> str:
    """Return the full relation of a way to a file."""
    return f"{RELATION}acquisition" + ("" if way.relation == PLAIN else f"/{way.relation or OPEN_ACCESS}")


def _acquisition(entry: xml.Element, way: Acquisition) -> None:
    length = None if way.length is None else str(way.length)
    link = xml.put(
        entry, _atom("link"), rel=relation_of(way), href=way.href, type_=way.type, title=way.title, length=length
    )
    for price in way.prices:
        xml.put(link, f"{{{OPDS}}}price", text=price.amount, currencycode=price.currency)
    for step in way.indirect:
        _indirect(link, step)
    if way.availability:
        xml.put(link, f"{{{OPDS}}}availability", status=way.availability)


def _indirect(parent: xml.Element, step: Indirect) -> None:
    element = xml.put(parent, f"{{{OPDS}}}indirectAcquisition", type_=step.type)
    for child in step.children:
        _indirect(element, child)
