"""The data model of OPDS, common to both versions, and the rules for free files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException
from typing import Any, Final

from alcove.wires.opds.names import OPEN_ACCESS, PLAIN, UNSPECIFIED, acquisition_kind, is_entry, media_type
from alcove.wires.opds.values import MAX_CHAIN_DEPTH, MAX_TEXT_LENGTH

_DRM_MARKERS: Final = ("lcp", "adept", "acs4", "drm", "license", "licence", "overdrive", "bearer", "findaway", "loan")
"""Parts of the names of media types with DRM, licences or loans."""
_PAGE_TYPES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/atom+xml", "application/opds+json", "application/json",
     "application/opds-publication+json", "application/opds-authentication+json"}
)  # fmt: skip
"""Media types that are not a file when an indirect acquisition follows."""
_UNAVAILABLE_STATES: Final = frozenset({"unavailable", "reserved"})
_TOO_DEEP_TYPE: Final = "x-too-deep/drm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link; `href` is absolute when it was read, and is written unchanged."""

    href: str
    rels: tuple[str, ...] = ()
    type: str = ""
    title: str = ""
    templated: bool = False
    count: int | None = None
    """Number of books in the linked feed."""
    active: bool = False
    """Whether this facet is active."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a file, with the amount as it was written."""

    amount: str
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndirectAcquisition:
    """A further step of an acquisition, after the linked document."""

    type: str
    children: tuple["IndirectAcquisition", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """A link to a file of a book, or to a page where it can be acquired."""

    href: str
    relation: str
    """`open-access`, `acquisition`, `borrow`, `buy`, `preview`, `sample`, `subscribe`, or another relation."""
    type: str = ""
    title: str = ""
    length: int | None = None
    """Size in bytes."""
    prices: tuple[Price, ...] = ()
    indirect: tuple[IndirectAcquisition, ...] = ()
    availability: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of a book; `href` may be a `data:` URL."""

    href: str
    type: str = ""
    width: int | None = None
    height: int | None = None
    thumbnail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author or contributor."""

    name: str
    sort_name: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subject of a book: its name, and its code in a scheme."""

    name: str
    code: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series, and the position of a book in it."""

    name: str
    position: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Plain text or HTML."""

    value: str
    html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One book; a partial entry links to the complete one."""

    id: str
    title: str
    subtitle: str = ""
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    languages: tuple[str, ...] = ()
    publisher: str = ""
    issued: str = ""
    """The date of publication as it was written."""
    published: datetime | None = None
    """When the catalogue added it."""
    updated: datetime | None = None
    identifiers: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    summary: Text | None = None
    content: Text | None = None
    rights: str = ""
    series: tuple[Series, ...] = ()
    acquisitions: tuple[Acquisition, ...] = ()
    other_files: tuple[Acquisition, ...] = ()
    """Links to files without a relation that says so; they count only when there is no acquisition."""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def entry_url(self) -> str:
        """Return the URL of the complete entry of this book, or ''."""
        urls = (link.href for link in self.links if is_entry(link.type) and {"alternate", "self"} & set(link.rels))
        return next(urls, "")

    @property
    def page_url(self) -> str:
        """Return the URL of a web page about this book, or ''."""
        pages = ("text/html", "application/xhtml+xml")
        urls = (link.href for link in self.links if "alternate" in link.rels and media_type(link.type)[0] in pages)
        return next(urls, "")

    @property
    def cover(self) -> Image | None:
        """Return the largest image; a thumbnail only when there is no other."""
        return max(self.images, key=lambda image: (not image.thumbnail, image.width or 0), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A set of alternative filters."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a feed with its own title."""

    title: str
    links: tuple[Link, ...] = ()
    navigation: tuple[Link, ...] = ()
    publications: tuple[Publication, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a catalogue with navigation links, publications, or both."""

    id: str = ""
    title: str = ""
    subtitle: str = ""
    updated: datetime | None = None
    author: str = ""
    links: tuple[Link, ...] = ()
    navigation: tuple[Link, ...] = ()
    publications: tuple[Publication, ...] = ()
    groups: tuple[Group, ...] = ()
    facets: tuple[Facet, ...] = ()
    total: int | None = None
    per_page: int | None = None
    start: int | None = None
    """The number of the first publication on this page, counted from 1."""
    unreadable: int = 0
    """Number of entries that could not be read, because the document is not well-formed."""
    is_cut_off: bool = False
    """Whether the document breaks off before its end."""

    def link(self, *rels: str) -> Link | None:
        """Return the first link with one of the relations, which are tried in this order."""
        return next((link for rel in rels for link in self.links if rel in link.rels), None)

    def all_publications(self) -> Iterator[Publication]:
        """Yield all publications, those of the groups last."""
        yield from self.publications
        for group in self.groups:
            yield from group.publications

    def all_navigation(self) -> Iterator[Link]:
        """Yield all navigation links, those of the groups last."""
        yield from self.navigation
        for group in self.groups:
            yield from group.navigation


def make_acquisition(href: str, rels: Sequence[str], *, short: bool, **fields: Any) -> Acquisition | None:
    """Return the acquisition of a link, with further `fields`; None for a link without URL or of another relation.

    With `short`, one-word relations are accepted, as in OPDS 2.0.
    """
    kinds = [kind for rel in rels if (kind := acquisition_kind(rel, short=short))]
    if not kinds or not href:
        return None
    # Of several relations the most restrictive one counts.
    restricted = next((kind for kind in kinds if kind not in (OPEN_ACCESS, PLAIN)), None)
    relation = restricted or (OPEN_ACCESS if OPEN_ACCESS in kinds else PLAIN)
    return Acquisition(href=href, relation=relation, **fields)


def make_indirect(
    type_: object, *, depth: int, children: Callable[[], tuple[IndirectAcquisition, ...]]
) -> IndirectAcquisition:
    """Return a step of an indirect acquisition; a chain that is too long ends with a type that counts as DRM."""
    if depth > MAX_CHAIN_DEPTH:
        return IndirectAcquisition(type=_TOO_DEEP_TYPE)
    return IndirectAcquisition(
        type=type_.strip()[:MAX_TEXT_LENGTH] if isinstance(type_, str) else "", children=children()
    )


def make_price(amount: object, currency: object) -> Price:
    """Return a price."""
    return Price(amount=str(amount).strip()[:40], currency=str(currency or "").strip()[:10])


def is_free(acquisition: Acquisition) -> bool:
    """Return whether a link leads directly to a file that everybody may download.

    That is open access, and plain acquisition without a price, also where the link has no relation. A price above
    zero, DRM anywhere in the chain, and a page in front of the file exclude it in either case.
    """
    if (
        acquisition.relation not in (OPEN_ACCESS, PLAIN, UNSPECIFIED)
        or acquisition.availability.lower() in _UNAVAILABLE_STATES
    ):
        return False
    if acquisition.prices and (
        acquisition.relation != OPEN_ACCESS or not all(_is_zero(price) for price in acquisition.prices)
    ):
        return False
    if is_protected(acquisition.type) or any(_contains_protected(step) for step in acquisition.indirect):
        return False
    return not (acquisition.indirect and media_type(acquisition.type)[0] in _PAGE_TYPES)


def is_protected(type_: str) -> bool:
    """Return whether a media type is that of a file with DRM, a licence or a loan."""
    lowered = type_.lower()
    return any(marker in lowered for marker in _DRM_MARKERS)


def _contains_protected(step: IndirectAcquisition) -> bool:
    return is_protected(step.type) or any(_contains_protected(child) for child in step.children)


def _is_zero(price: Price) -> bool:
    try:
        return Decimal(price.amount) == 0
    except DecimalException:
        return False
