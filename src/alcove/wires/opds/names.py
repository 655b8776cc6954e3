"""The constants of OPDS: namespaces, link relations and media types."""

from collections.abc import Iterable
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
JSON_FEED_TYPE: Final = "application/opds+json"
JSON_PUBLICATION_TYPE: Final = "application/opds-publication+json"

RELATION: Final = "http://opds-spec.org/"
"""The prefix of OPDS relations."""

OPEN_ACCESS: Final = "open-access"
PLAIN: Final = "acquisition"
UNSPECIFIED: Final = "unspecified"
"""The relation of a link to a file that does not say that the file can be acquired."""
_SHORT_RELATIONS: Final = {
    "acquisition": PLAIN,
    "download": OPEN_ACCESS,
    "open-access": OPEN_ACCESS,
    "borrow": "borrow",
    "buy": "buy",
    "preview": "preview",
    "sample": "sample",
    "subscribe": "subscribe",
}
_PAGES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/json", "application/xml", "text/xml", DESCRIPTION_TYPE,
     "application/rss+xml", "application/rdf+xml", "text/css", "text/javascript"}
)  # fmt: skip
_FILE_RELATIONS: Final = frozenset(
    {"alternate", "enclosure", "related", "item", "download", "acquisition", "open-access", f"{RELATION}open-access",
     f"{RELATION}download"}
)  # fmt: skip
"""Relations of links to files in catalogues that do not use those of OPDS."""
_IMAGES: Final = {"image": False, "cover": False, "image/thumbnail": True, "thumbnail": True}


def _strip_prefix(relation: str) -> str | None:
    """Return an OPDS relation without its prefix; None for other relations."""
    for prefix in (RELATION, "https://opds-spec.org/"):
        if relation.startswith(prefix):
            return relation.removeprefix(prefix)
    return None


def acquisition_kind(relation: str, *, short: bool) -> str | None:
    """Return the kind of acquisition of a relation, such as `open-access` or `buy`; None for other relations.

    With `short`, the one-word relations of OPDS 2.0 are accepted, too.
    """
    name = _strip_prefix(relation)
    if name is None:
        return _SHORT_RELATIONS.get(relation) if short else None
    if name == "acquisition":
        return PLAIN
    return (name.removeprefix("acquisition/") or "unknown") if name.startswith("acquisition/") else None


def may_be_file(relations: Iterable[str]) -> bool:
    """Return whether a link with these relations, none of which is an acquisition, may lead to the book's file."""
    return all(relation.lower() in _FILE_RELATIONS for relation in relations)


def is_navigation(relation: str) -> bool:
    """Return whether a relation is that of a part of a catalogue."""
    name = _strip_prefix(relation)
    parts = ("sort/", "featured", "recommended", "crawlable", "shelf", "group", "popular", "new")
    return relation in ("subsection", "collection", "section") or (name is not None and name.startswith(parts))


def is_thumbnail(relation: str) -> bool | None:
    """Return whether a relation is that of a thumbnail; None when it is not that of an image."""
    name = _strip_prefix(relation)
    return None if name is None else _IMAGES.get(name)


def is_file(text: str) -> bool:
    """Return whether a media type is that of a file, and not of a page, a picture or a document of a catalogue."""
    name, _ = media_type(text)
    family = name.partition("/")[0]
    return bool(name) and family != "image" and name not in _PAGES and not name.endswith(("+json", "atom+xml"))


def media_type(text: str) -> tuple[str, dict[str, str]]:
    """Return a media type and its parameters in lower case."""
    head, *rest = text.lower().split(";")
    pairs = (part.partition("=") for part in rest)
    return head.strip(), {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def is_entry(text: str) -> bool:
    """Return whether a media type is that of a single publication."""
    name, parameters = media_type(text)
    return name == JSON_PUBLICATION_TYPE or (name == "application/atom+xml" and parameters.get("type") == "entry")


def is_feed(text: str) -> bool:
    """Return whether a media type is that of a feed, in either version."""
    name, parameters = media_type(text)
    return name == JSON_FEED_TYPE or (name == "application/atom+xml" and parameters.get("type") != "entry")
