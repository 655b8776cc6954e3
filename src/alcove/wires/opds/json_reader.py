"""Reads OPDS 2.0: JSON feeds and publications, and authentication documents.

The reader is lenient: it accepts a string in place of an object, and a single value in place of a list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final, TypeAlias

import msgspec

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
    Text,
    make_acquisition,
    make_indirect,
    make_price,
)
from alcove.wires.opds.names import UNSPECIFIED, acquisition_kind, is_file, may_be_file
from alcove.wires.opds.values import (
    MAX_ITEMS,
    MAX_PUBLICATIONS,
    OpdsError,
    absolute_url,
    check_size,
    normalize_space,
    parse_count,
    parse_date,
    parse_position,
)

Object: TypeAlias = Mapping[str, Any]

BASIC: Final = "http://opds-spec.org/auth/basic"
_CONTRIBUTOR_ROLES: Final = (
    "translator",
    "editor",
    "illustrator",
    "narrator",
    "contributor",
    "artist",
    "colorist",
    "penciler",
)
_FEED_KEYS: Final = ("publications", "navigation", "groups", "facets")


def read_json(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single publication in a document that came from `url`."""
    document = _parse(content)
    if not isinstance(document.get("metadata"), dict):
        raise OpdsError("the document is not a catalogue: it has no metadata")
    is_feed = any(part in document for part in _FEED_KEYS)
    links = list(_objects(document.get("links")))
    if not is_feed and ("images" in document or any(_is_acquisition(link) or _is_other_file(link) for link in links)):
        return _publication(document, url)
    return _feed(document, url)


def offers_basic(content: bytes) -> bool:
    """Return whether an authentication document offers HTTP Basic authentication. Raise OpdsError."""
    document = _parse(content)
    # The draft of the specification had `type` at the top level.
    kinds = [*(method.get("type") for method in _objects(document.get("authentication"))), *_list(document.get("type"))]
    return BASIC in map(_text, kinds)


def _parse(content: bytes) -> Object:
    check_size(content, b"{", b"[")
    try:
        document = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OpdsError(f"the document is not JSON: {error}"[:200]) from None
    except RecursionError:
        raise OpdsError("the document is nested too deeply") from None
    if not isinstance(document, dict):
        raise OpdsError("the document is not a JSON object")
    return document


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _list(value: object, *, most: int = MAX_ITEMS) -> Iterator[Any]:
    """Return an iterator over the values of a list, or over a single value."""
    if value is None:
        return iter(())
    return islice(value if isinstance(value, list) else (value,), most)


def _objects(value: object, *, most: int = MAX_ITEMS) -> Iterator[Object]:
    return (item for item in _list(value, most=most) if isinstance(item, dict))


def _text(value: object) -> str:
    """Return a string with whitespace collapsed, a number as string, '' for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return normalize_space(value) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, _list(value))))


def _text_in_language(value: object, languages: tuple[str, ...] = ()) -> str:
    """Return a string, which may be a map by language: in one of `languages`, in English, or the first."""
    if not isinstance(value, dict):
        return _text(value)
    preferred = (value.get(language) for language in (*languages, "en", "und"))
    return next(filter(None, map(_text, (*preferred, *value.values()))), "")


def _name(value: object, languages: tuple[str, ...]) -> str:
    """Return the name of an object, or the string in its place."""
    return _text_in_language(value["name"] if isinstance(value, dict) and "name" in value else value, languages)


def _is_acquisition(link: Object) -> bool:
    return any(acquisition_kind(rel, short=True) for rel in _texts(link.get("rel")))


def _is_other_file(link: Object) -> bool:
    return is_file(_text(link.get("type"))) and may_be_file(_texts(link.get("rel")))


def _href(document: Object, url: str, *, data: bool = False) -> str:
    href = document.get("href")
    return absolute_url(url, href if isinstance(href, str) else "", data=data)


def _feed(document: Object, url: str) -> Feed:
    metadata = _object(document.get("metadata"))
    per_page, page = parse_count(metadata.get("itemsPerPage")), parse_count(metadata.get("currentPage"))
    return Feed(
        id=_text(metadata.get("identifier")) or _text(metadata.get("@id")),
        title=_text_in_language(metadata.get("title")),
        subtitle=_text_in_language(metadata.get("subtitle")),
        updated=parse_date(_text(metadata.get("modified"))),
        links=_links(document.get("links"), url),
        navigation=_links(document.get("navigation"), url),
        publications=_publications(document.get("publications"), url),
        groups=tuple(_group(group, url) for group in _objects(document.get("groups"))),
        facets=tuple(_facet(facet, url) for facet in _objects(document.get("facets"))),
        total=parse_count(metadata.get("numberOfItems")),
        per_page=per_page,
        start=(page - 1) * per_page + 1 if page and per_page else None,
        unreadable=sum(map(_count_invalid, (document, *_objects(document.get("groups"))))),
    )


def _title(document: Object) -> str:
    return _text_in_language(_object(document.get("metadata")).get("title"))


def _group(document: Object, url: str) -> Group:
    return Group(
        title=_title(document),
        links=_links(document.get("links"), url),
        navigation=_links(document.get("navigation"), url),
        publications=_publications(document.get("publications"), url),
    )


def _facet(document: Object, url: str) -> Facet:
    links = _links(document.get("links"), url)
    return Facet(title=_title(document), links=tuple(replace(link, active="self" in link.rels) for link in links))


def _publications(value: object, url: str) -> tuple[Publication, ...]:
    return tuple(_publication(document, url) for document in _objects(value, most=MAX_PUBLICATIONS))


def _count_invalid(document: Object) -> int:
    """Return the number of publications in a feed or group that are no objects."""
    publications = _list(document.get("publications"), most=MAX_PUBLICATIONS)
    return sum(not isinstance(publication, dict) for publication in publications)


def _links(value: object, url: str) -> tuple[Link, ...]:
    return tuple(filter(None, (_link(document, url) for document in _objects(value, most=MAX_PUBLICATIONS))))


def _link(document: Object, url: str) -> Link | None:
    href = _href(document, url)
    if not href:
        return None
    return Link(
        href=href,
        rels=_texts(document.get("rel")),
        type=_text(document.get("type")),
        title=_text_in_language(document.get("title")),
        templated=document.get("templated") is True,
        count=parse_count(_object(document.get("properties")).get("numberOfItems")),
    )


def _publication(document: Object, url: str) -> Publication:
    metadata = _object(document.get("metadata"))
    languages = _texts(metadata.get("language"))
    links = list(_objects(document.get("links")))
    description = _text_in_language(metadata.get("description"), languages)
    identifiers = _texts(metadata.get("identifier"))
    return Publication(
        id=next(iter(identifiers), "") or _self(document, url),
        title=_text_in_language(metadata.get("title"), languages),
        subtitle=_text_in_language(metadata.get("subtitle"), languages),
        authors=_people(metadata.get("author"), languages),
        contributors=tuple(person for role in _CONTRIBUTOR_ROLES for person in _people(metadata.get(role), languages)),
        languages=languages,
        publisher=", ".join(person.name for person in _people(metadata.get("publisher"), languages)),
        issued=_text(metadata.get("published")),
        published=parse_date(_text(metadata.get("published"))),
        updated=parse_date(_text(metadata.get("modified"))),
        identifiers=(*identifiers, *_texts(metadata.get("altIdentifier")), *_texts(metadata.get("isbn"))),
        subjects=_subjects(metadata, languages),
        summary=Text(value=description, html="<" in description) if description else None,
        rights=_text_in_language(metadata.get("rights"), languages),
        series=_series(metadata, languages),
        acquisitions=tuple(filter(None, (_acquisition(link, url) for link in links))),
        other_files=tuple(
            Acquisition(href=href, relation=UNSPECIFIED, **_file_fields(link))
            for link in links
            if _is_other_file(link) and (href := _href(link, url))
        ),
        images=tuple(filter(None, (_image(image, url) for image in _objects(document.get("images"))))),
        links=tuple(filter(None, (_link(link, url) for link in links if not _is_acquisition(link)))),
    )


def _self(document: Object, url: str) -> str:
    return next((link.href for link in _links(document.get("links"), url) if "self" in link.rels), "")


def _people(value: object, languages: tuple[str, ...]) -> tuple[Person, ...]:
    """Return the people in a string, an object, a list of either, or a map by language."""
    return tuple(filter(None, (_person(item, languages) for item in _list(value))))


def _person(value: object, languages: tuple[str, ...]) -> Person | None:
    name = _name(value, languages)
    details = _object(value) if "name" in _object(value) else {}
    sort_name, uri = _text_in_language(details.get("sortAs"), languages), _text(details.get("identifier"))
    return Person(name=name, sort_name=sort_name, uri=uri) if name else None


def _subjects(metadata: Object, languages: tuple[str, ...]) -> tuple[Subject, ...]:
    # Standard Ebooks writes the subjects into `belongsTo`.
    values = (*_list(metadata.get("subject")), *_list(_object(metadata.get("belongsTo")).get("subjects")))
    subjects = (_subject(value, languages) for value in values)
    return tuple(subject for subject in subjects if subject.name)


def _subject(value: object, languages: tuple[str, ...]) -> Subject:
    if not isinstance(value, dict):
        return Subject(name=_text(value), code=_text(value))
    code = _text(value.get("code"))
    name = "" if code and "name" not in value else _name(value, languages)
    return Subject(name=name or code, code=code, scheme=_text(value.get("scheme")))


def _series(metadata: Object, languages: tuple[str, ...]) -> tuple[Series, ...]:
    return tuple(
        Series(name=name, position=parse_position(_object(value).get("position")))
        for value in _list(_object(metadata.get("belongsTo")).get("series"))
        if (name := _name(value, languages))
    )


def _image(document: Object, url: str) -> Image | None:
    href = _href(document, url, data=True)
    if not href:
        return None
    return Image(
        href=href,
        type=_text(document.get("type")),
        width=parse_count(document.get("width")),
        height=parse_count(document.get("height")),
        thumbnail=any("thumbnail" in rel for rel in _texts(document.get("rel"))),
    )


def _acquisition(document: Object, url: str) -> Acquisition | None:
    return make_acquisition(_href(document, url), _texts(document.get("rel")), short=True, **_file_fields(document))


def _file_fields(document: Object) -> dict[str, Any]:
    properties = _object(document.get("properties"))
    lengths = (parse_count(value) for value in (document.get("size"), document.get("length"), properties.get("size")))
    return {
        "type": _text(document.get("type")),
        "title": _text_in_language(document.get("title")),
        "length": next((length for length in lengths if length is not None), None),
        "prices": tuple(
            make_price(price.get("value"), price.get("currency")) for price in _objects(properties.get("price"))
        ),
        "indirect": _chain(properties.get("indirectAcquisition"), 1),
        "availability": _text(_object(properties.get("availability")).get("state")),
    }


def _chain(value: object, depth: int) -> tuple[IndirectAcquisition, ...]:
    return tuple(
        make_indirect(step.get("type"), depth=depth, children=partial(_chain, step.get("child"), depth + 1))
        for step in _objects(value)
    )
