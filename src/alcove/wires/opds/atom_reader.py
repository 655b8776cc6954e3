"""Reads OPDS 1.2: Atom feeds and entries."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from alcove.wires.opds import xml
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
    acquisition_kind,
    is_feed,
    is_thumbnail,
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

_FACET: Final = f"{RELATION}facet"


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _dc(local: str) -> tuple[str, str]:
    return f"{{{DC}}}{local}", f"{{{DC_OLD}}}{local}"


def read_atom(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single entry in a document that came from `url`."""
    root = xml.parse(content)
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
    return Link(
        href=href,
        rels=_rels(element),
        type=first_attribute(element, "type"),
        title=first_attribute(element, "title"),
        templated="search" in _rels(element) and "{" in href,
        count=parse_count(first_attribute(element, f"{{{THREAD}}}count")),
        active=element.get(f"{{{OPDS}}}activeFacet") == "true",
    )


def _navigation_link(entry: Element, base: str) -> Link | None:
    """Return the link of a navigation entry: one without a file that links to a feed; None for other entries."""
    elements = list(children(entry, _atom("link")))
    if any(acquisition_kind(rel, short=False) for element in elements for rel in _rels(element)):
        return None
    for element in elements:
        is_navigation = is_feed(element.get("type") or "") and not {"self", "related"} & set(_rels(element))
        link = _link(element, base) if is_navigation else None
        if link is not None:
            title = first_text(entry, _atom("title")) or link.title
            return Link(href=link.href, rels=link.rels, type=link.type, title=title, count=link.count)
    return None


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
    available = next(children(element, f"{{{OPDS}}}availability"), None)
    return make_acquisition(
        _href(element, base),
        _rels(element),
        short=False,
        type=first_attribute(element, "type"),
        title=first_attribute(element, "title"),
        length=parse_count(first_attribute(element, "length")),
        prices=tuple(
            make_price(text_content(price), price.get("currencycode"))
            for price in children(element, f"{{{OPDS}}}price")
        ),
        indirect=_chain(element, 1),
        availability=first_attribute(available, "status", "state") if available is not None else "",
    )


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
