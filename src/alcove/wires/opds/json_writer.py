"""Writes OPDS 2.0 feeds and publications, and defines their structs for OpenAPI; empty fields are left out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from alcove.wires.opds.atom_writer import relation_of
from alcove.wires.opds.model import (
    Acquisition,
    Facet,
    Feed,
    Group,
    Image,
    IndirectAcquisition,
    Link,
    Person,
    Publication,
    Series,
    Subject,
)
from alcove.wires.opds.names import RELATION
from alcove.wires.opds.values import format_date


class OpdsLink(Struct, frozen=True, kw_only=True):
    """A link; a link to a file may have its size in bytes."""

    href: str
    rel: str | list[str] | UnsetType = UNSET
    type: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    templated: bool | UnsetType = UNSET
    size: int | UnsetType = UNSET
    properties: dict[str, Any] | UnsetType = UNSET


class OpdsImage(Struct, frozen=True, kw_only=True):
    """An image of a book."""

    href: str
    rel: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET


class OpdsPerson(Struct, frozen=True, kw_only=True, rename="camel"):
    """An author or contributor of a book."""

    name: str
    sort_as: str | UnsetType = UNSET
    identifier: str | UnsetType = UNSET


class OpdsSubject(Struct, frozen=True, kw_only=True):
    """A subject of a book."""

    name: str
    code: str | UnsetType = UNSET
    scheme: str | UnsetType = UNSET


class OpdsSeries(Struct, frozen=True, kw_only=True):
    """A series, and the position of a book in it."""

    name: str
    position: float | UnsetType = UNSET


class OpdsBelongsTo(Struct, frozen=True, kw_only=True):
    """The series that a book belongs to."""

    series: list[OpdsSeries]


class OpdsBookMetadata(Struct, frozen=True, kw_only=True, rename="camel"):
    """The metadata of a book."""

    title: str
    schema: str | UnsetType = field(default=UNSET, name="@type")
    identifier: str | UnsetType = UNSET
    alt_identifier: list[str] | UnsetType = UNSET
    subtitle: str | UnsetType = UNSET
    author: list[OpdsPerson] | UnsetType = UNSET
    contributor: list[OpdsPerson] | UnsetType = UNSET
    language: list[str] | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    published: str | UnsetType = UNSET
    modified: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    subject: list[OpdsSubject] | UnsetType = UNSET
    rights: str | UnsetType = UNSET
    belongs_to: OpdsBelongsTo | UnsetType = UNSET


class OpdsPublication(Struct, frozen=True, kw_only=True):
    """A book: its metadata, the links to its files, and its images."""

    metadata: OpdsBookMetadata
    links: list[OpdsLink]
    images: list[OpdsImage] | UnsetType = UNSET


class OpdsFeedMetadata(Struct, frozen=True, kw_only=True, rename="camel"):
    """The metadata of a feed, and which page of it this is."""

    title: str
    identifier: str | UnsetType = UNSET
    subtitle: str | UnsetType = UNSET
    modified: str | UnsetType = UNSET
    number_of_items: int | UnsetType = UNSET
    items_per_page: int | UnsetType = UNSET
    current_page: int | UnsetType = UNSET


class OpdsTitle(Struct, frozen=True, kw_only=True):
    """The title of a part of a feed."""

    title: str


class OpdsGroup(Struct, frozen=True, kw_only=True):
    """A group of a feed."""

    metadata: OpdsTitle
    links: list[OpdsLink] | UnsetType = UNSET
    navigation: list[OpdsLink] | UnsetType = UNSET
    publications: list[OpdsPublication] | UnsetType = UNSET


class OpdsFacet(Struct, frozen=True, kw_only=True):
    """A set of alternative filters."""

    metadata: OpdsTitle
    links: list[OpdsLink]


class OpdsFeed(Struct, frozen=True, kw_only=True):
    """A feed of books or navigation links."""

    metadata: OpdsFeedMetadata
    links: list[OpdsLink]
    navigation: list[OpdsLink] | UnsetType = UNSET
    publications: list[OpdsPublication] | UnsetType = UNSET
    groups: list[OpdsGroup] | UnsetType = UNSET
    facets: list[OpdsFacet] | UnsetType = UNSET


def write_json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON."""
    page = None
    if feed.start and feed.per_page:
        page = (feed.start - 1) // feed.per_page + 1
    metadata = {
        "identifier": feed.id,
        "subtitle": feed.subtitle,
        "modified": feed.updated and format_date(feed.updated),
        "numberOfItems": feed.total,
        "itemsPerPage": feed.per_page,
        "currentPage": page,
    }
    body = {
        "metadata": {"title": feed.title, **_without_empty(metadata)},
        "links": [_link(link) for link in feed.links],
        "navigation": [_link(link) for link in feed.navigation],
        "publications": [_publication(book) for book in feed.publications],
        "groups": [_group(group) for group in feed.groups],
        "facets": [_facet(facet) for facet in feed.facets],
    }
    has_content = feed.navigation or feed.publications or feed.groups
    required = ("metadata", "links") if has_content else ("metadata", "links", "publications")
    return msgspec.json.encode({key: value for key, value in body.items() if value or key in required})


def write_json_publication(book: Publication) -> bytes:
    """Return a single publication as JSON."""
    return msgspec.json.encode(_publication(book))


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that are not empty; zero is not empty."""
    return {key: value for key, value in values.items() if value or (value == 0 and isinstance(value, int | float))}


def _rel(rels: Sequence[str]) -> str | list[str] | None:
    return list(rels) if len(rels) > 1 else next(iter(rels), None)


def _link(link: Link) -> dict[str, Any]:
    properties = None if link.count is None else {"numberOfItems": link.count}
    values = {"rel": _rel(link.rels), "href": link.href, "type": link.type, "title": link.title}
    return _without_empty({**values, "templated": link.templated or None, "properties": properties})


def _group(group: Group) -> dict[str, Any]:
    values = {
        "links": [_link(link) for link in group.links],
        "navigation": [_link(link) for link in group.navigation],
        "publications": [_publication(book) for book in group.publications],
    }
    return {"metadata": {"title": group.title}, **_without_empty(values)}


def _facet(facet: Facet) -> dict[str, Any]:
    return {"metadata": {"title": facet.title}, "links": [_facet_link(link) for link in facet.links]}


def _facet_link(link: Link) -> dict[str, Any]:
    rels = ("self", *(rel for rel in link.rels if rel != "self")) if link.active else link.rels
    return _link(replace(link, rels=rels))


def _publication(book: Publication) -> dict[str, Any]:
    text = book.summary or book.content
    metadata = {
        "@type": "http://schema.org/Book",
        "identifier": book.id,
        "altIdentifier": [identifier for identifier in book.identifiers if identifier != book.id],
        "subtitle": book.subtitle,
        "author": [_person(person) for person in book.authors if person.name],
        "contributor": [_person(person) for person in book.contributors if person.name],
        "language": list(book.languages),
        "publisher": book.publisher,
        "published": book.issued or (book.published and format_date(book.published)),
        "modified": book.updated and format_date(book.updated),
        "description": text and text.value,
        "subject": [_subject(subject) for subject in book.subjects if subject.name],
        "rights": book.rights,
        "belongsTo": {"series": [_series(series) for series in book.series]} if book.series else None,
    }
    links = [*(_link(link) for link in book.links), *(_acquisition(acquisition) for acquisition in book.acquisitions)]
    return {
        "metadata": {"title": book.title, **_without_empty(metadata)},
        "links": links,
        **_without_empty({"images": [_image(image) for image in book.images]}),
    }


def _person(person: Person) -> dict[str, Any]:
    return _without_empty({"name": person.name, "sortAs": person.sort_name, "identifier": person.uri})


def _subject(subject: Subject) -> dict[str, Any]:
    code = subject.code if subject.code != subject.name else ""
    return _without_empty({"name": subject.name, "code": code, "scheme": subject.scheme})


def _series(series: Series) -> dict[str, Any]:
    return _without_empty({"name": series.name, "position": series.position})


def _image(image: Image) -> dict[str, Any]:
    relation = f"{RELATION}image/thumbnail" if image.thumbnail else None
    values = {"rel": relation, "href": image.href, "type": image.type}
    return _without_empty({**values, "width": image.width, "height": image.height})


def _acquisition(acquisition: Acquisition) -> dict[str, Any]:
    prices = [{"value": _amount(price.amount), "currency": price.currency} for price in acquisition.prices]
    properties = {
        "price": prices[0] if len(prices) == 1 else prices,
        "indirectAcquisition": [_indirect(step) for step in acquisition.indirect],
        "availability": {"state": acquisition.availability} if acquisition.availability else None,
    }
    values = {
        "rel": relation_of(acquisition),
        "href": acquisition.href,
        "type": acquisition.type,
        "title": acquisition.title,
        "size": acquisition.length,
    }
    return _without_empty({**values, "properties": _without_empty(properties)})


def _amount(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _indirect(step: IndirectAcquisition) -> dict[str, Any]:
    return _without_empty({"type": step.type, "child": [_indirect(child) for child in step.children]})
