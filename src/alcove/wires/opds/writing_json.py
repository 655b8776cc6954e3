"""Writes OPDS 2.0: feeds and publications."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from alcove.wires.opds.dates import spelt
from alcove.wires.opds.values import (
    Acquisition,
    Facet,
    Feed,
    Group,
    Image,
    Indirect,
    Link,
    Person,
    Publication,
    Series,
    Subject,
)
from alcove.wires.opds.writing import relation_of


def write_feed_2(feed: Feed) -> bytes:
    """Return a feed as JSON."""
    page = None
    if feed.start and feed.per_page:
        page = (feed.start - 1) // feed.per_page + 1
    metadata = {
        "identifier": feed.id,
        "subtitle": feed.subtitle,
        "modified": feed.updated and spelt(feed.updated),
        "numberOfItems": feed.total,
        "itemsPerPage": feed.per_page,
        "currentPage": page,
    }
    body = {
        "metadata": {"title": feed.title, **_told(metadata)},
        "links": [_link(each) for each in feed.links],
        "navigation": [_link(each) for each in feed.navigation],
        "publications": [_publication(each) for each in feed.publications],
        "groups": [_group(each) for each in feed.groups],
        "facets": [_facet(each) for each in feed.facets],
    }
    has_books = feed.navigation or feed.publications or feed.groups
    always = ("metadata", "links") if has_books else ("metadata", "links", "publications")
    return msgspec.json.encode({key: value for key, value in body.items() if value or key in always})


def write_publication_2(book: Publication) -> bytes:
    """Return the document about one book as JSON."""
    return msgspec.json.encode(_publication(book))


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is known; a count of zero is."""
    return {key: value for key, value in values.items() if value or (value == 0 and isinstance(value, int | float))}


def _rel(rels: Sequence[str]) -> str | list[str] | None:
    return list(rels) if len(rels) > 1 else next(iter(rels), None)


def _link(link: Link) -> dict[str, Any]:
    properties = None if link.count is None else {"numberOfItems": link.count}
    values = {"rel": _rel(link.rels), "href": link.href, "type": link.type, "title": link.title}
    return _told({**values, "templated": link.templated or None, "properties": properties})


def _group(group: Group) -> dict[str, Any]:
    values = {
        "links": [_link(each) for each in group.links],
        "navigation": [_link(each) for each in group.navigation],
        "publications": [_publication(each) for each in group.publications],
    }
    return {"metadata": {"title": group.title}, **_told(values)}


def _facet(facet: Facet) -> dict[str, Any]:
    return {"metadata": {"title": facet.title}, "links": [_filter(each) for each in facet.links]}


def _filter(link: Link) -> dict[str, Any]:
    rels = ("self", *(rel for rel in link.rels if rel != "self")) if link.active else link.rels
    return _link(replace(link, rels=rels))


def _publication(book: Publication) -> dict[str, Any]:
    text = book.summary or book.content
    metadata = {
        "@type": "http://schema.org/Book",
        "identifier": book.id,
        "altIdentifier": [each for each in book.identifiers if each != book.id],
        "subtitle": book.subtitle,
        "author": [_person(each) for each in book.authors if each.name],
        "contributor": [_person(each) for each in book.contributors if each.name],
        "language": list(book.languages),
        "publisher": book.publisher,
        "published": book.issued or (book.published and spelt(book.published)),
        "modified": book.updated and spelt(book.updated),
        "description": text and text.value,
        "subject": [_subject(each) for each in book.subjects if each.name],
        "rights": book.rights,
        "belongsTo": {"series": [_series(each) for each in book.series]} if book.series else None,
    }
    links = [*(_link(each) for each in book.links), *(_acquisition(each) for each in book.acquisitions)]
    return {
        "metadata": {"title": book.title, **_told(metadata)},
        "links": links,
        **_told({"images": [_image(each) for each in book.images]}),
    }


def _person(person: Person) -> dict[str, Any]:
    return _told({"name": person.name, "sortAs": person.sort_name, "identifier": person.uri})


def _subject(subject: Subject) -> dict[str, Any]:
    code = subject.code if subject.code != subject.name else ""
    return _told({"name": subject.name, "code": code, "scheme": subject.scheme})


def _series(series: Series) -> dict[str, Any]:
    return _told({"name": series.name, "position": series.position})


def _image(image: Image) -> dict[str, Any]:
    relation = "http://opds-spec.org/image/thumbnail" if image.thumbnail else None
    values = {"rel": relation, "href": image.href, "type": image.type}
    return _told({**values, "width": image.width, "height": image.height})


def _acquisition(way: Acquisition) -> dict[str, Any]:
    prices = [{"value": _amount(each.amount), "currency": each.currency} for each in way.prices]
    properties = {
        "price": prices[0] if len(prices) == 1 else prices,
        "indirectAcquisition": [_indirect(each) for each in way.indirect],
        "availability": {"state": way.availability} if way.availability else None,
    }
    values = {"rel": relation_of(way), "href": way.href, "type": way.type, "title": way.title, "size": way.length}
    return _told({**values, "properties": _told(properties)})


def _amount(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _indirect(step: Indirect) -> dict[str, Any]:
    return _told({"type": step.type, "child": [_indirect(each) for each in step.children]})
