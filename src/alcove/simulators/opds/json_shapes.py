"""Makes the JSON of OPDS 2.0, in the varied shapes that catalogues use."""

from typing import Any, Final

from alcove.simulators.opds.offers import Offer, offers
from alcove.simulators.opds.page import Page
from alcove.simulators.opds.publications import SimBook

FEED: Final = "application/opds+json"
PUBLICATION: Final = "application/opds-publication+json"


def feed(page: Page, publications: list[dict[str, Any]], *, links: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a feed of books."""
    metadata: dict[str, Any] = {"title": page.title}
    if page.paged:
        metadata |= {"numberOfItems": page.total, "itemsPerPage": page.size, "currentPage": page.number}
        links = [*links, *({"rel": rel, "href": href, "type": FEED} for rel, href in page.links().items())]
    facet = {"href": f"{page.path}?language=fr", "type": FEED, "title": "French", "properties": {"numberOfItems": 3}}
    facets = [{"metadata": {"title": "Language"}, "links": [facet]}] if page.facets else []
    return {"metadata": metadata, "links": links, "publications": publications, "facets": facets}


def publication(book: SimBook, *, root: str, files: str, length: int) -> dict[str, Any]:
    """Return a book; its author is a text, an object or a list, by the length of its title."""
    shapes: tuple[Any, ...] = (book.author, {"name": book.author}, [{"name": book.author, "sortAs": book.author}])
    metadata: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "identifier": f"urn:book:{book.key}",
        "title": {"en": book.title} if len(book.title) % 2 else book.title,
        "author": shapes[len(book.title) % 3],
        "language": [book.language] if len(book.title) % 2 else book.language,
        "published": str(book.year),
        "subject": [{"name": book.subject}],
        "description": f"About {book.title}.",
    }
    if book.series:
        metadata["belongsTo"] = {"series": {"name": book.series, "position": 1}}
    if book.isbn:
        metadata["altIdentifier"] = [f"urn:isbn:{book.isbn}"]
    made = offers(book, files=files, length=length)
    return {
        "metadata": metadata,
        "links": [
            {"rel": "self", "href": f"{root}/opds2/full/{book.key}", "type": PUBLICATION},
            *(acquisition(each, spread=len(book.title) % 2 == 0) for each in made),
        ],
        "images": [
            {"href": f"{root}/covers/{book.key}.png", "type": "image/png", "width": width} for width in (60, 600)
        ],
    }


def acquisition(offer: Offer, *, spread: bool) -> dict[str, Any]:
    """Return the link to a file, its relation alone or in a list."""
    properties: dict[str, Any] = {}
    if offer.price:
        properties["price"] = {"value": float(offer.price), "currency": "EUR"}
    chain: list[dict[str, Any]] = []
    for type_ in reversed(offer.chain):
        chain = [{"type": type_, **({"child": chain} if chain else {})}]
    if chain:
        properties["indirectAcquisition"] = chain
    made: dict[str, Any] = {"rel": [offer.rel] if spread else offer.rel, "href": offer.href, "type": offer.type}
    if offer.length is not None:
        made["size"] = offer.length
    return {**made, "properties": properties} if properties else made
