"""Reads OPDS 1.2: Atom feeds and entries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from alcove.wires.opds import xml
from alcove.wires.opds.atom_recovery import recover_feed
from alcove.wires.opds.model import (
    Acquisition,
    Facet,
    Feed,
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
from alcove.wires.opds.names import (
    ATOM,
    DC,
    DC_OLD,
    OPDS,
    OPENSEARCH,
    RELATION,
    SCHEMA,
    THREAD,
    UNSPECIFIED,
    acquisition_kind,
    is_feed,
    is_file,
    is_navigation,
    is_thumbnail,
    may_be_file,
    media_type,
)
from alcove.wires.opds.values import (
    MAX_ITEMS,
    MAX_PUBLICATIONS,
    MAX_TEXT_LENGTH,
    OpdsError,
    absolute_url,
    parse_count,
    parse_date,
    parse_position,
)
from alcove.wires.opds.xml import Element, children, first_attribute, first_text, resolve_base, text_content

_ENCODED_BRACE: Final = re.compile("%7b|%7d", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"\.(?:epub|pdf|mobi|azw3?|cb[zrt7]|fb2|djvu|zip|rar|mp3|m4b|txt)$", re.IGNORECASE)
_UNTYPED: Final = ("", "application/xml", "text/xml")
_FACET: Final = f"{RELATION}facet"


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _dc(local: str) -> tuple[str, ...]:
    # Also without the final slash, which some catalogues forget.
    return f"{{{DC}}}{local}", f"{{{DC_OLD}}}{local}", f"{{{DC.rstrip('/')}}}{local}"


def read_atom(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single entry in a document that came from `url`.

    A feed that is not well-formed XML is read entry by entry; those that cannot be read are counted.
    """
    try:
        root = xml.parse(content)
    except xml.NotWellFormed as error:
        recovered = recover_feed(error.corrected)
        if recovered is None:
            raise error from None
        feed = _feed(recovered.root, resolve_base(recovered.root, url))
        return replace(feed, unreadable=recovered.unreadable, is_cut_off=recovered.is_cut_off)
    xml.use_atom_namespace(root)
    match xml.split_tag(root):
        case (namespace, "feed") if namespace == ATOM:
            return _feed(root, resolve_base(root, url))
        case (namespace, "entry") if namespace == ATOM:
            return _publication(root, resolve_base(root, url))
        case (_, local) if local.lower() == "html":
            raise OpdsError("the document is a web page, not a catalogue")
        case (_, local):
            raise OpdsError(f"the document is not a catalogue: it starts with <{local[:40]}>")


def _feed(root: Element, base: str) -> Feed:
    elements = children(root, _atom("link"), most=MAX_ITEMS * 10)
    links = [(element, link) for element in elements if (link := _link(element, base)) is not None]
    publications, navigation = [], []
    for entry in children(root, _atom("entry"), most=MAX_PUBLICATIONS):
        entry_base = resolve_base(entry, base)
        link = _navigation_link(entry, entry_base)
        if link is None:
            publications.append(_publication(entry, entry_base))
        else:
            navigation.append(link)
    return Feed(
        id=first_text(root, _atom("id")),
        title=first_text(root, _atom("title")),
        subtitle=first_text(root, _atom("subtitle")),
        updated=parse_date(first_text(root, _atom("updated"))),
        author=next((person.name for person in _people(root, "author")), ""),
        links=tuple(link for _, link in links if _FACET not in link.rels),
        navigation=tuple(navigation),
        publications=tuple(publications),
        facets=_facets((element, link) for element, link in links if _FACET in link.rels),
        total=parse_count(first_text(root, f"{{{OPENSEARCH}}}totalResults")),
        per_page=parse_count(first_text(root, f"{{{OPENSEARCH}}}itemsPerPage")),
        start=parse_count(first_text(root, f"{{{OPENSEARCH}}}startIndex")),
    )


def _facets(links: Iterable[tuple[Element, Link]]) -> tuple[Facet, ...]:
    groups: dict[str, list[Link]] = {}
    for element, link in links:
        groups.setdefault(element.get(f"{{{OPDS}}}facetGroup") or "", []).append(link)
    return tuple(Facet(title=title, links=tuple(members)) for title, members in groups.items())


def _rels(element: Element) -> tuple[str, ...]:
    return tuple((element.get("rel") or "alternate").split())[:MAX_ITEMS]


def _href(element: Element, base: str, *, data: bool = False) -> str:
    return absolute_url(resolve_base(element, base), element.get("href") or "", data=data)


def _link(element: Element, base: str) -> Link | None:
    href = _href(element, base)
    if not href:
        return None
    is_search = "search" in _rels(element)
    if is_search:
        # Some catalogues percent-encode the whole template.
        href = _ENCODED_BRACE.sub(lambda match: unquote(match.group()), href)
    return Link(
        href=href,
        rels=_rels(element),
        type=first_attribute(element, "type"),
        title=first_attribute(element, "title"),
        templated=is_search and "{" in href,
        count=parse_count(first_attribute(element, f"{{{THREAD}}}count")),
        active=element.get(f"{{{OPDS}}}activeFacet") == "true",
    )


def _navigation_link(entry: Element, base: str) -> Link | None:
    """Return the link of a navigation entry: one without a file that links to a feed; None for other entries."""
    elements = list(children(entry, _atom("link")))
    if any(acquisition_kind(rel, short=False) for element in elements for rel in _rels(element)):
        return None
    if any(_is_other_file(element) for element in elements):
        return None
    for element in _navigation_candidates(elements):
        link = _link(element, base)
        if link is not None:
            title = first_text(entry, _atom("title")) or link.title
            return Link(href=link.href, rels=link.rels, type=link.type, title=title, count=link.count)
    return None


def _navigation_candidates(elements: Sequence[Element]) -> list[Element]:
    """Return the links that may lead to a feed, those that say so first."""
    others = [element for element in elements if not {"self", "related"} & set(_rels(element))]
    feeds = [element for element in others if is_feed(element.get("type") or "")]
    untyped = [element for element in others if media_type(element.get("type") or "")[0] in _UNTYPED]
    named = [element for element in untyped if any(map(is_navigation, _rels(element)))]
    # A single link without type and relation leads to a part of the catalogue, as nothing else is there.
    single = untyped if len(elements) == 1 and "alternate" in _rels(elements[0]) else []
    return [*feeds, *named, *single]


def _is_other_file(element: Element) -> bool:
    """Return whether a link without an acquisition relation leads to a file."""
    rels, type_ = _rels(element), element.get("type") or ""
    if not may_be_file(rels):
        return False
    has_name = _FILE_NAME.search((element.get("href") or "").partition("?")[0].strip()) is not None
    return is_file(type_) or (not type_.strip() and has_name)


def _publication(entry: Element, base: str) -> Publication:
    elements = list(children(entry, _atom("link")))
    others = (
        _link(element, base)
        for element in elements
        if not any(acquisition_kind(rel, short=False) or is_thumbnail(rel) is not None for rel in _rels(element))
    )
    return Publication(
        id=first_text(entry, _atom("id")),
        title=first_text(entry, _atom("title")),
        subtitle=first_text(entry, f"{{{SCHEMA}}}alternativeHeadline"),
        authors=_people(entry, "author"),
        contributors=_people(entry, "contributor"),
        languages=_texts(entry, *_dc("language")),
        publisher=first_text(entry, *_dc("publisher")),
        issued=first_text(entry, *_dc("issued"), *_dc("date")),
        published=parse_date(first_text(entry, _atom("published"))),
        updated=parse_date(first_text(entry, _atom("updated"))),
        identifiers=_texts(entry, *_dc("identifier")),
        subjects=_subjects(entry),
        summary=_text(entry, "summary"),
        content=_text(entry, "content"),
        rights=first_text(entry, _atom("rights"), *_dc("rights")),
        series=_series(entry),
        acquisitions=tuple(filter(None, (_acquisition(element, base) for element in elements))),
        other_files=tuple(
            Acquisition(href=href, relation=UNSPECIFIED, **_file_fields(element))
            for element in elements
            if _is_other_file(element) and (href := _href(element, base))
        ),
        images=tuple(filter(None, (_image(element, base) for element in elements))),
        links=tuple(filter(None, others)),
    )


def _people(parent: Element, role: str) -> tuple[Person, ...]:
    return tuple(
        Person(name=name, uri=first_text(element, _atom("uri")))
        for element in children(parent, _atom(role))
        if (name := first_text(element, _atom("name")) or " ".join((element.text or "").split()))
    )


def _texts(parent: Element, *names: str) -> tuple[str, ...]:
    return tuple(filter(None, map(text_content, children(parent, *names))))


def _subjects(entry: Element) -> tuple[Subject, ...]:
    categories = (
        Subject(name=name, code=first_attribute(element, "term"), scheme=first_attribute(element, "scheme"))
        for element in children(entry, _atom("category"))
        if (name := first_attribute(element, "label", "term"))
    )
    return (*categories, *(Subject(name=text) for text in _texts(entry, *_dc("subject"))))


def _text(entry: Element, local: str) -> Text | None:
    element = next(children(entry, _atom(local)), None)
    if element is None:
        return None
    kind = (element.get("type") or "text").lower()
    value = xml.inner_xml(element) if kind == "xhtml" else "".join(element.itertext())[:MAX_TEXT_LENGTH].strip()
    return Text(value=value, html=kind in ("xhtml", "html", "text/html", "application/xhtml+xml")) if value else None


def _series(entry: Element) -> tuple[Series, ...]:
    return tuple(
        Series(name=name, position=parse_position(first_attribute(element, "position", f"{{{SCHEMA}}}position")))
        for element in children(entry, f"{{{SCHEMA}}}Series")
        if (name := first_attribute(element, "name", f"{{{SCHEMA}}}name") or text_content(element))
    )


def _acquisition(element: Element, base: str) -> Acquisition | None:
    return make_acquisition(_href(element, base), _rels(element), short=False, **_file_fields(element))


def _file_fields(element: Element) -> dict[str, Any]:
    available = next(children(element, f"{{{OPDS}}}availability"), None)
    return {
        "type": first_attribute(element, "type"),
        "title": first_attribute(element, "title"),
        "length": parse_count(first_attribute(element, "length")),
        "prices": tuple(
            make_price(text_content(price), price.get("currencycode"))
            for price in children(element, f"{{{OPDS}}}price")
        ),
        "indirect": _chain(element, 1),
        "availability": first_attribute(available, "status", "state") if available is not None else "",
    }


def _chain(element: Element, depth: int) -> tuple[IndirectAcquisition, ...]:
    return tuple(
        make_indirect(step.get("type"), depth=depth, children=partial(_chain, step, depth + 1))
        for step in children(element, f"{{{OPDS}}}indirectAcquisition")
    )


def _image(element: Element, base: str) -> Image | None:
    thumbnail = next((small for rel in _rels(element) if (small := is_thumbnail(rel)) is not None), None)
    href = _href(element, base, data=True)
    if thumbnail is None or not href:
        return None
    return Image(href=href, type=first_attribute(element, "type"), thumbnail=thumbnail)
