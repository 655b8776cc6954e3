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
    Indirect,
    Link,
    Person,
    Publication,
    Series,
    Subject,
    Text,
    acquisition_of,
    indirect_of,
    price_of,
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
    acquisition,
    image,
    is_feed,
)
from alcove.wires.opds.values import (
    LONGEST,
    MOST_BOOKS,
    MOST_ITEMS,
    OpdsError,
    absolute_url,
    parse_count,
    parse_date,
    parse_position,
)
from alcove.wires.opds.xml import Element, attribute, base_of, children, first, text_of

_FACET: Final = f"{RELATION}facet"


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _dc(local: str) -> tuple[str, str]:
    return f"{{{DC}}}{local}", f"{{{DC_OLD}}}{local}"


def read_atom(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single entry in a document that came from `url`."""
    root = xml.parse(content)
    match xml.name(root):
        case (space, "feed") if space == ATOM:
            return _feed(root, base_of(root, url))
        case (space, "entry") if space == ATOM:
            return _publication(root, base_of(root, url))
        case (_, local) if local.lower() == "html":
            raise OpdsError("this is a web page, no catalogue")
        case (_, local):
            raise OpdsError(f"this is no catalogue: it begins with <{local[:40]}>")


def _feed(root: Element, base: str) -> Feed:
    elements = children(root, _atom("link"), most=MOST_ITEMS * 10)
    links = [(element, link) for element in elements if (link := _link(element, base)) is not None]
    publications, menu = [], []
    for entry in children(root, _atom("entry"), most=MOST_BOOKS):
        own = base_of(entry, base)
        step = _menu_link(entry, own)
        if step is None:
            publications.append(_publication(entry, own))
        else:
            menu.append(step)
    return Feed(
        id=first(root, _atom("id")),
        title=first(root, _atom("title")),
        subtitle=first(root, _atom("subtitle")),
        updated=parse_date(first(root, _atom("updated"))),
        author=next((person.name for person in _people(root, "author")), ""),
        links=tuple(link for _, link in links if _FACET not in link.rels),
        navigation=tuple(menu),
        publications=tuple(publications),
        facets=_facets((element, link) for element, link in links if _FACET in link.rels),
        total=parse_count(first(root, f"{{{OPENSEARCH}}}totalResults")),
        per_page=parse_count(first(root, f"{{{OPENSEARCH}}}itemsPerPage")),
        start=parse_count(first(root, f"{{{OPENSEARCH}}}startIndex")),
    )


def _facets(links: Iterable[tuple[Element, Link]]) -> tuple[Facet, ...]:
    groups: dict[str, list[Link]] = {}
    for element, link in links:
        groups.setdefault(element.get(f"{{{OPDS}}}facetGroup") or "", []).append(link)
    return tuple(Facet(title=title, links=tuple(found)) for title, found in groups.items())


def _rels(element: Element) -> tuple[str, ...]:
    return tuple((element.get("rel") or "alternate").split())[:MOST_ITEMS]


def _href(element: Element, base: str, *, data: bool = False) -> str:
    return absolute_url(base_of(element, base), element.get("href") or "", data=data)


def _link(element: Element, base: str) -> Link | None:
    href = _href(element, base)
    if not href:
        return None
    return Link(
        href=href,
        rels=_rels(element),
        type=attribute(element, "type"),
        title=attribute(element, "title"),
        templated="search" in _rels(element) and "{" in href,
        count=parse_count(attribute(element, f"{{{THREAD}}}count")),
        active=element.get(f"{{{OPDS}}}activeFacet") == "true",
    )


def _menu_link(entry: Element, base: str) -> Link | None:
    """Return where an entry leads when it is a step of the menu: it gives no file, and leads to a feed."""
    elements = list(children(entry, _atom("link")))
    if any(acquisition(rel, short=False) for element in elements for rel in _rels(element)):
        return None
    for element in elements:
        leads = is_feed(element.get("type") or "") and not {"self", "related"} & set(_rels(element))
        link = _link(element, base) if leads else None
        if link is not None:
            title = first(entry, _atom("title")) or link.title
            return Link(href=link.href, rels=link.rels, type=link.type, title=title, count=link.count)
    return None


def _publication(entry: Element, base: str) -> Publication:
    elements = list(children(entry, _atom("link")))
    others = (
        _link(element, base)
        for element in elements
        if not any(acquisition(rel, short=False) or image(rel) is not None for rel in _rels(element))
    )
    return Publication(
        id=first(entry, _atom("id")),
        title=first(entry, _atom("title")),
        subtitle=first(entry, f"{{{SCHEMA}}}alternativeHeadline"),
        authors=_people(entry, "author"),
        contributors=_people(entry, "contributor"),
        languages=_texts(entry, *_dc("language")),
        publisher=first(entry, *_dc("publisher")),
        issued=first(entry, *_dc("issued"), *_dc("date")),
        published=parse_date(first(entry, _atom("published"))),
        updated=parse_date(first(entry, _atom("updated"))),
        identifiers=_texts(entry, *_dc("identifier")),
        subjects=_subjects(entry),
        summary=_text(entry, "summary"),
        content=_text(entry, "content"),
        rights=first(entry, _atom("rights"), *_dc("rights")),
        series=_series(entry),
        acquisitions=tuple(filter(None, (_acquisition(element, base) for element in elements))),
        images=tuple(filter(None, (_image(element, base) for element in elements))),
        links=tuple(filter(None, others)),
    )


def _people(parent: Element, role: str) -> tuple[Person, ...]:
    return tuple(
        Person(name=name, uri=first(element, _atom("uri")))
        for element in children(parent, _atom(role))
        if (name := first(element, _atom("name")) or " ".join((element.text or "").split()))
    )


def _texts(parent: Element, *names: str) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, children(parent, *names))))


def _subjects(entry: Element) -> tuple[Subject, ...]:
    categories = (
        Subject(name=name, code=attribute(element, "term"), scheme=attribute(element, "scheme"))
        for element in children(entry, _atom("category"))
        if (name := attribute(element, "label", "term"))
    )
    return (*categories, *(Subject(name=text) for text in _texts(entry, *_dc("subject"))))


def _text(entry: Element, local: str) -> Text | None:
    element = next(children(entry, _atom(local)), None)
    if element is None:
        return None
    kind = (element.get("type") or "text").lower()
    value = xml.inside(element) if kind == "xhtml" else "".join(element.itertext())[:LONGEST].strip()
    return Text(value=value, html=kind in ("xhtml", "html", "text/html", "application/xhtml+xml")) if value else None


def _series(entry: Element) -> tuple[Series, ...]:
    return tuple(
        Series(name=name, position=parse_position(attribute(element, "position", f"{{{SCHEMA}}}position")))
        for element in children(entry, f"{{{SCHEMA}}}Series")
        if (name := attribute(element, "name", f"{{{SCHEMA}}}name") or text_of(element))
    )


def _acquisition(element: Element, base: str) -> Acquisition | None:
    available = next(children(element, f"{{{OPDS}}}availability"), None)
    return acquisition_of(
        _href(element, base),
        _rels(element),
        short=False,
        type=attribute(element, "type"),
        title=attribute(element, "title"),
        length=parse_count(attribute(element, "length")),
        prices=tuple(
            price_of(text_of(price), price.get("currencycode")) for price in children(element, f"{{{OPDS}}}price")
        ),
        indirect=_chain(element, 1),
        availability=attribute(available, "status", "state") if available is not None else "",
    )


def _chain(element: Element, depth: int) -> tuple[Indirect, ...]:
    return tuple(
        indirect_of(step.get("type"), depth=depth, children=partial(_chain, step, depth + 1))
        for step in children(element, f"{{{OPDS}}}indirectAcquisition")
    )


def _image(element: Element, base: str) -> Image | None:
    thumbnail = next((small for rel in _rels(element) if (small := image(rel)) is not None), None)
    href = _href(element, base, data=True)
    if thumbnail is None or not href:
        return None
    return Image(href=href, type=attribute(element, "type"), thumbnail=thumbnail)
