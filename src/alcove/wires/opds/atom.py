"""Reads OPDS 1.2: Atom feeds and entries."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from alcove.wires.opds import xml
from alcove.wires.opds.acquiring import acquisition_of, indirect_of, price_of
from alcove.wires.opds.addresses import based, joined
from alcove.wires.opds.dates import moment
from alcove.wires.opds.errors import OpdsError
from alcove.wires.opds.limits import LONGEST, MOST_BOOKS, MOST_EACH
from alcove.wires.opds.names import ATOM, DC, DC_OLD, OPDS, OPENSEARCH, SCHEMA, THREAD, acquisition, image, is_feed
from alcove.wires.opds.shapes import place
from alcove.wires.opds.values import (
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
)
from alcove.wires.opds.xml import Element, children, first, text_of, whole_number

_FACET: Final = "http://opds-spec.org/facet"


def _atom(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _dc(local: str) -> tuple[str, str]:
    return f"{{{DC}}}{local}", f"{{{DC_OLD}}}{local}"


def read_atom(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or the single entry in a document that came from `url`."""
    root = xml.parse(content)
    match xml.name(root):
        case (space, "feed") if space == ATOM:
            return _feed(root, based(url, xml.base_of(root)))
        case (space, "entry") if space == ATOM:
            return _publication(root, based(url, xml.base_of(root)))
        case (_, local) if local.lower() == "html":
            raise OpdsError("this is a web page, no catalogue")
        case (_, local):
            raise OpdsError(f"this is no catalogue: it begins with <{local[:40]}>")


def _feed(root: Element, base: str) -> Feed:
    elements = list(islice(children(root, _atom("link")), MOST_EACH * 10))
    links = [(element, link) for element in elements if (link := _link(element, base)) is not None]
    publications, menu = [], []
    for entry in islice(children(root, _atom("entry")), MOST_BOOKS):
        own = based(base, xml.base_of(entry))
        leads = _menu_link(entry, own)
        if leads is None:
            publications.append(_publication(entry, own))
        else:
            menu.append(leads)
    return Feed(
        id=first(root, _atom("id")),
        title=first(root, _atom("title")),
        subtitle=first(root, _atom("subtitle")),
        updated=moment(first(root, _atom("updated"))),
        author=next((one.name for one in _people(root, "author")), ""),
        links=tuple(link for _, link in links if _FACET not in link.rels),
        navigation=tuple(menu),
        publications=tuple(publications),
        facets=_facets((element, link) for element, link in links if _FACET in link.rels),
        total=whole_number(first(root, f"{{{OPENSEARCH}}}totalResults")),
        per_page=whole_number(first(root, f"{{{OPENSEARCH}}}itemsPerPage")),
        start=whole_number(first(root, f"{{{OPENSEARCH}}}startIndex")),
    )


def _facets(links: Iterable[tuple[Element, Link]]) -> tuple[Facet, ...]:
    groups: dict[str, list[Link]] = {}
    for element, link in links:
        groups.setdefault(element.get(f"{{{OPDS}}}facetGroup") or "", []).append(link)
    return tuple(Facet(title=title, links=tuple(found)) for title, found in groups.items())


def _rels(element: Element) -> tuple[str, ...]:
    return tuple((element.get("rel") or "alternate").split())[:MOST_EACH]


def _link(element: Element, base: str) -> Link | None:
    href = joined(based(base, xml.base_of(element)), element.get("href") or "")
    if not href:
        return None
    return Link(
        href=href,
        rels=_rels(element),
        type=(element.get("type") or "").strip(),
        title=" ".join((element.get("title") or "").split())[:LONGEST],
        templated="search" in _rels(element) and "{" in href,
        count=whole_number(element.get(f"{{{THREAD}}}count")),
        active=element.get(f"{{{OPDS}}}activeFacet") == "true",
    )


def _menu_link(entry: Element, base: str) -> Link | None:
    """Return where an entry leads when it is a step of the menu: it gives no file, and leads to a feed."""
    elements = list(islice(children(entry, _atom("link")), MOST_EACH))
    if any(acquisition(rel, short=False) for element in elements for rel in _rels(element)):
        return None
    for element in elements:
        leads = is_feed(element.get("type") or "") and not {"self", "related"} & set(_rels(element))
        link = _link(element, base) if leads else None
        if link is not None:
            told = first(entry, _atom("title")) or link.title
            return Link(href=link.href, rels=link.rels, type=link.type, title=told, count=link.count)
    return None


def _publication(entry: Element, base: str) -> Publication:
    elements = list(islice(children(entry, _atom("link")), MOST_EACH))
    ways = [way for element in elements if (way := _acquisition(element, base)) is not None]
    pictures = [picture for element in elements if (picture := _image(element, base)) is not None]
    others = [
        link
        for element in elements
        if not any(acquisition(rel, short=False) or image(rel) is not None for rel in _rels(element))
        and (link := _link(element, base)) is not None
    ]
    return Publication(
        id=first(entry, _atom("id")),
        title=first(entry, _atom("title")),
        subtitle=first(entry, f"{{{SCHEMA}}}alternativeHeadline"),
        authors=_people(entry, "author"),
        contributors=_people(entry, "contributor"),
        languages=_texts(entry, *_dc("language")),
        publisher=first(entry, *_dc("publisher")),
        issued=first(entry, f"{{{DC}}}issued", f"{{{DC}}}date", f"{{{DC_OLD}}}date", f"{{{DC_OLD}}}issued"),
        published=moment(first(entry, _atom("published"))),
        updated=moment(first(entry, _atom("updated"))),
        identifiers=_texts(entry, *_dc("identifier")),
        subjects=_subjects(entry),
        summary=_text(entry, "summary"),
        content=_text(entry, "content"),
        rights=first(entry, _atom("rights"), *_dc("rights")),
        series=_series(entry),
        acquisitions=tuple(ways),
        images=tuple(pictures),
        links=tuple(others),
    )


def _people(parent: Element, role: str) -> tuple[Person, ...]:
    found = (
        Person(name=told, uri=first(each, _atom("uri")))
        for each in children(parent, _atom(role))
        if (told := first(each, _atom("name")) or " ".join((each.text or "").split()))
    )
    return tuple(islice(found, MOST_EACH))


def _texts(parent: Element, *names: str) -> tuple[str, ...]:
    return tuple(islice((text for child in children(parent, *names) if (text := text_of(child))), MOST_EACH))


def _subjects(entry: Element) -> tuple[Subject, ...]:
    found = []
    for each in islice(children(entry, _atom("category")), MOST_EACH):
        code = " ".join((each.get("term") or "").split())[:LONGEST]
        told = " ".join((each.get("label") or "").split())[:LONGEST]
        if code or told:
            found.append(Subject(name=told or code, code=code, scheme=(each.get("scheme") or "")[:LONGEST]))
    found += [Subject(name=text) for text in _texts(entry, *_dc("subject"))]
    return tuple(found)


def _text(entry: Element, local: str) -> Text | None:
    element = next(children(entry, _atom(local)), None)
    if element is None:
        return None
    kind = (element.get("type") or "text").lower()
    value = xml.inside(element) if kind == "xhtml" else "".join(element.itertext())[:LONGEST].strip()
    return Text(value=value, html=kind in ("xhtml", "html", "text/html", "application/xhtml+xml")) if value else None


def _series(entry: Element) -> tuple[Series, ...]:
    found = []
    for each in islice(children(entry, f"{{{SCHEMA}}}Series"), MOST_EACH):
        told = each.get("name") or each.get(f"{{{SCHEMA}}}name") or text_of(each)
        place_told = each.get("position") or each.get(f"{{{SCHEMA}}}position")
        if told:
            found.append(Series(name=" ".join(told.split())[:LONGEST], position=place(place_told)))
    return tuple(found)


def _acquisition(element: Element, base: str) -> Acquisition | None:
    available = next(children(element, f"{{{OPDS}}}availability"), None)
    return acquisition_of(
        joined(based(base, xml.base_of(element)), element.get("href") or ""),
        _rels(element),
        short=False,
        type_=(element.get("type") or "").strip(),
        title=" ".join((element.get("title") or "").split())[:LONGEST],
        length=whole_number(element.get("length")),
        prices=tuple(
            price_of(text_of(each), each.get("currencycode"))
            for each in islice(children(element, f"{{{OPDS}}}price"), MOST_EACH)
        ),
        indirect=tuple(_chain(each, 1) for each in _steps(element)),
        availability=(available.get("status") or available.get("state") or "") if available is not None else "",
    )


def _steps(element: Element) -> Iterable[Element]:
    return islice(children(element, f"{{{OPDS}}}indirectAcquisition"), MOST_EACH)


def _chain(element: Element, depth: int) -> Indirect:
    return indirect_of(
        element.get("type"), depth=depth, children=lambda: [_chain(each, depth + 1) for each in _steps(element)]
    )


def _image(element: Element, base: str) -> Image | None:
    thumbnail = next((small for rel in _rels(element) if (small := image(rel)) is not None), None)
    href = joined(based(base, xml.base_of(element)), element.get("href") or "", data=True)
    if thumbnail is None or not href:
        return None
    return Image(href=href, type=(element.get("type") or "").strip(), thumbnail=thumbnail)
