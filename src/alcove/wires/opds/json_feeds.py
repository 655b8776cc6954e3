"""Reads OPDS 2.0: JSON feeds and publications."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from alcove.wires.opds.acquiring import acquisition_of, indirect_of, price_of
from alcove.wires.opds.addresses import joined
from alcove.wires.opds.dates import moment
from alcove.wires.opds.errors import OpdsError
from alcove.wires.opds.limits import MOST_BOOKS
from alcove.wires.opds.names import acquisition
from alcove.wires.opds.shapes import Object, number, objects, parse, place, several, thing, told, word, words
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
    Text,
)

_MAKERS: Final = ("translator", "editor", "illustrator", "narrator", "contributor", "artist", "colorist", "penciler")
_PARTS: Final = ("publications", "navigation", "groups", "facets", "links")


def read_json(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single publication in a document that came from `url`."""
    document = parse(content)
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        raise OpdsError("this is no catalogue: it has no metadata")
    if any(part in document for part in _PARTS[:4]):
        return _feed(document, url)
    if "images" in document or any(_is_way(link) for link in objects(document.get("links"))):
        return _publication(document, url)
    return _feed(document, url)


def _is_way(link: Object) -> bool:
    return any(acquisition(rel, short=True) for rel in words(link.get("rel")))


def _feed(document: Object, url: str) -> Feed:
    metadata = thing(document.get("metadata"))
    per_page, page = number(metadata.get("itemsPerPage")), number(metadata.get("currentPage"))
    return Feed(
        id=word(metadata.get("identifier")) or word(metadata.get("@id")),
        title=told(metadata.get("title")),
        subtitle=told(metadata.get("subtitle")),
        updated=moment(word(metadata.get("modified"))),
        links=_links(document.get("links"), url),
        navigation=_links(document.get("navigation"), url),
        publications=_publications(document.get("publications"), url),
        groups=tuple(_group(each, url) for each in objects(document.get("groups"))),
        facets=tuple(_facet(each, url) for each in objects(document.get("facets"))),
        total=number(metadata.get("numberOfItems")),
        per_page=per_page,
        start=(page - 1) * per_page + 1 if page and per_page else None,
    )


def _group(document: Object, url: str) -> Group:
    return Group(
        title=told(thing(document.get("metadata")).get("title")),
        links=_links(document.get("links"), url),
        navigation=_links(document.get("navigation"), url),
        publications=_publications(document.get("publications"), url),
    )


def _facet(document: Object, url: str) -> Facet:
    links = _links(document.get("links"), url)
    return Facet(
        title=told(thing(document.get("metadata")).get("title")),
        links=tuple(replace(link, active="self" in link.rels) for link in links),
    )


def _publications(value: object, url: str) -> tuple[Publication, ...]:
    return tuple(_publication(each, url) for each in objects(value, most=MOST_BOOKS))


def _links(value: object, url: str) -> tuple[Link, ...]:
    return tuple(link for each in objects(value, most=MOST_BOOKS) if (link := _link(each, url)) is not None)


def _link(document: Object, url: str) -> Link | None:
    href = joined(url, _address(document))
    if not href:
        return None
    properties = thing(document.get("properties"))
    return Link(
        href=href,
        rels=words(document.get("rel")),
        type=word(document.get("type")),
        title=told(document.get("title")),
        templated=document.get("templated") is True,
        count=number(properties.get("numberOfItems")),
    )


def _address(document: Object) -> str:
    href = document.get("href")
    return href if isinstance(href, str) else ""


def _publication(document: Object, url: str) -> Publication:
    metadata = thing(document.get("metadata"))
    languages = words(metadata.get("language"))
    links = list(objects(document.get("links")))
    ways = [way for each in links if (way := _acquisition(each, url)) is not None]
    others = (link for each in links if not _is_way(each) and (link := _link(each, url)) is not None)
    identifiers = (
        *words(metadata.get("identifier")),
        *words(metadata.get("altIdentifier")),
        *words(metadata.get("isbn")),
    )
    description = metadata.get("description")
    text = told(description, languages)
    return Publication(
        id=next(iter(words(metadata.get("identifier"))), "") or _self(document, url),
        title=told(metadata.get("title"), languages),
        subtitle=told(metadata.get("subtitle"), languages),
        authors=_people(metadata.get("author"), languages),
        contributors=tuple(one for role in _MAKERS for one in _people(metadata.get(role), languages)),
        languages=languages,
        publisher=", ".join(one.name for one in _people(metadata.get("publisher"), languages)),
        issued=word(metadata.get("published")),
        published=moment(word(metadata.get("published"))),
        updated=moment(word(metadata.get("modified"))),
        identifiers=identifiers,
        subjects=_subjects(metadata, languages),
        summary=Text(value=text, html="<" in text) if text else None,
        rights=told(metadata.get("rights"), languages),
        series=_series(metadata, languages),
        acquisitions=tuple(ways),
        images=_images(document.get("images"), url),
        links=tuple(others),
    )


def _self(document: Object, url: str) -> str:
    return next((link.href for link in _links(document.get("links"), url) if "self" in link.rels), "")


def _people(value: object, languages: tuple[str, ...]) -> tuple[Person, ...]:
    """Read names given as text, as an object, as a list of either, or once per language."""
    return tuple(one for each in several(value) if (one := _person(each, languages)) is not None)


def _person(value: object, languages: tuple[str, ...]) -> Person | None:
    if isinstance(value, dict) and "name" in value:
        name = told(value["name"], languages)
        sort_name, uri = told(value.get("sortAs"), languages), word(value.get("identifier"))
        return Person(name=name, sort_name=sort_name, uri=uri) if name else None
    name = told(value, languages)
    return Person(name=name) if name else None


def _subjects(metadata: Object, languages: tuple[str, ...]) -> tuple[Subject, ...]:
    # One well-known catalogue keeps them among the things a book belongs to.
    values = (*several(metadata.get("subject")), *several(thing(metadata.get("belongsTo")).get("subjects")))
    found = (_subject(each, languages) for each in values)
    return tuple(one for one in found if one.name)


def _subject(value: object, languages: tuple[str, ...]) -> Subject:
    if not isinstance(value, dict):
        return Subject(name=word(value), code=word(value))
    code = word(value.get("code"))
    name = told(value.get("name"), languages) if "name" in value else ("" if code else told(value, languages))
    return Subject(name=name or code, code=code, scheme=word(value.get("scheme")))


def _series(metadata: Object, languages: tuple[str, ...]) -> tuple[Series, ...]:
    found = []
    for each in several(thing(metadata.get("belongsTo")).get("series")):
        is_object = isinstance(each, dict) and "name" in each
        name = told(each["name"] if is_object else each, languages)
        if name:
            found.append(Series(name=name, position=place(thing(each).get("position"))))
    return tuple(found)


def _images(value: object, url: str) -> tuple[Image, ...]:
    found = []
    for each in objects(value):
        href = joined(url, _address(each), data=True)
        small = any("thumbnail" in rel for rel in words(each.get("rel")))
        if href:
            size = {"width": number(each.get("width")), "height": number(each.get("height"))}
            found.append(Image(href=href, type=word(each.get("type")), thumbnail=small, **size))
    return tuple(found)


def _acquisition(document: Object, url: str) -> Acquisition | None:
    properties: Mapping[str, object] = thing(document.get("properties"))
    length = next((size for key in ("size", "length") if (size := number(document.get(key))) is not None), None)
    prices = (price_of(each.get("value"), each.get("currency")) for each in objects(properties.get("price")))
    return acquisition_of(
        joined(url, _address(document)),
        words(document.get("rel")),
        short=True,
        type_=word(document.get("type")),
        title=told(document.get("title")),
        length=length if length is not None else number(properties.get("size")),
        prices=tuple(prices),
        indirect=_chain(properties.get("indirectAcquisition"), 1),
        availability=word(thing(properties.get("availability")).get("state")),
    )


def _chain(value: object, depth: int) -> tuple[Indirect, ...]:
    return tuple(_step(each, depth) for each in objects(value))


def _step(document: Object, depth: int) -> Indirect:
    return indirect_of(
        document.get("type"), depth=depth, children=lambda: list(_chain(document.get("child"), depth + 1))
    )
