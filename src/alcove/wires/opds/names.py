"""The names of the protocol: namespaces, relations and media types."""

from typing import Final

ATOM: Final = "http://www.w3.org/2005/Atom"
DC: Final = "http://purl.org/dc/terms/"
DC_OLD: Final = "http://purl.org/dc/elements/1.1/"
OPDS: Final = "http://opds-spec.org/2010/catalog"
OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
THREAD: Final = "http://purl.org/syndication/thread/1.0"
SCHEMA: Final = "http://schema.org/"
XML: Final = "http://www.w3.org/XML/1998/namespace"

NAVIGATION_TYPE: Final = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION_TYPE: Final = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ENTRY_TYPE: Final = "application/atom+xml;type=entry;profile=opds-catalog"
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
FEED_2_TYPE: Final = "application/opds+json"
PUBLICATION_2_TYPE: Final = "application/opds-publication+json"

RELATION: Final = "http://opds-spec.org/"
"""What the protocol's own relations begin with."""

OPEN_ACCESS: Final = "open-access"
PLAIN: Final = "acquisition"
_SHORT: Final = {
    "acquisition": PLAIN,
    "download": OPEN_ACCESS,
    "open-access": OPEN_ACCESS,
    "borrow": "borrow",
    "buy": "buy",
    "preview": "preview",
    "sample": "sample",
    "subscribe": "subscribe",
}
_IMAGES: Final = {"image": False, "cover": False, "image/thumbnail": True, "thumbnail": True}


def _own(relation: str) -> str | None:
    """Return what follows the protocol's own beginning of a relation; None for the relations of others."""
    for start in (RELATION, "https://opds-spec.org/"):
        if relation.startswith(start):
            return relation.removeprefix(start)
    return None


def acquisition(relation: str, *, short: bool) -> str | None:
    """Return how a relation gives a file, such as `open-access` or `buy`; None when it gives none.

    With `short`, the single words of OPDS 2.0 count, too.
    """
    name = _own(relation)
    if name is None:
        return _SHORT.get(relation) if short else None
    if name == "acquisition":
        return PLAIN
    return (name.removeprefix("acquisition/") or "unknown") if name.startswith("acquisition/") else None


def image(relation: str) -> bool | None:
    """Return whether a relation is of a thumbnail; None when it is not of a picture."""
    name = _own(relation)
    return None if name is None else _IMAGES.get(name)


def media_type(text: str) -> tuple[str, dict[str, str]]:
    """Return a media type and its parameters, all in lower case."""
    head, *rest = text.lower().split(";")
    pairs = (part.partition("=") for part in rest)
    return head.strip(), {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def is_entry(text: str) -> bool:
    """Tell whether a media type is of one whole book."""
    name, parameters = media_type(text)
    return name == PUBLICATION_2_TYPE or (name == "application/atom+xml" and parameters.get("type") == "entry")


def is_feed(text: str) -> bool:
    """Tell whether a media type is of a catalogue's feed, of either version."""
    name, parameters = media_type(text)
    return name == FEED_2_TYPE or (name == "application/atom+xml" and parameters.get("type") != "entry")
