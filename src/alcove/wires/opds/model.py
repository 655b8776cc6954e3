"""What a catalogue says, the same for both versions of the protocol; and which of its files are free and direct."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException
from typing import Any, Final

from alcove.wires.opds.names import OPEN_ACCESS, PLAIN, acquisition, is_entry, media_type
from alcove.wires.opds.values import DEEPEST_CHAIN, LONGEST

_PROTECTED: Final = ("lcp", "adept", "acs4", "drm", "license", "licence", "overdrive", "bearer", "findaway", "loan")
"""What names of protected media types hold."""
_PAGES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/atom+xml", "application/opds+json", "application/json",
     "application/opds-publication+json", "application/opds-authentication+json"}
)  # fmt: skip
"""What is a step on the way when more follows it, and no file."""
_GONE: Final = frozenset({"unavailable", "reserved"})
_TOO_DEEP: Final = "x-too-deep/drm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A reference; `href` is absolute when it was read, as it is given when it is to be written."""

    href: str
    rels: tuple[str, ...] = ()
    type: str = ""
    title: str = ""
    templated: bool = False
    count: int | None = None
    """How many books are behind it."""
    active: bool = False
    """Whether this facet is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a file costs, the amount as it was written."""

    amount: str
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indirect:
    """What a link leads to in further steps."""

    type: str
    children: tuple["Indirect", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """A way to a file of a book."""

    href: str
    relation: str
    """`open-access`, `acquisition`, `borrow`, `buy`, `preview`, `sample`, `subscribe`, or what else was said."""
    type: str = ""
    title: str = ""
    length: int | None = None
    """Bytes."""
    prices: tuple[Price, ...] = ()
    indirect: tuple[Indirect, ...] = ()
    availability: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of a book; `href` may be a `data:` address."""

    href: str
    type: str = ""
    width: int | None = None
    height: int | None = None
    thumbnail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who made a book."""

    name: str
    sort_name: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a book is about: a name, and a code of some scheme."""

    name: str
    code: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A row of books, and the place in it."""

    name: str
    position: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words, as plain text or as HTML."""

    value: str
    html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One book; a short one tells where the whole one is."""

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
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def whole(self) -> str:
        """Return where the document about this book alone is, or ''."""
        found = (link.href for link in self.links if is_entry(link.type) and {"alternate", "self"} & set(link.rels))
        return next(found, "")

    @property
    def page(self) -> str:
        """Return where a person can read about it, or ''."""
        pages = ("text/html", "application/xhtml+xml")
        found = (link.href for link in self.links if "alternate" in link.rels and media_type(link.type)[0] in pages)
        return next(found, "")

    @property
    def cover(self) -> Image | None:
        """Return the biggest picture, a thumbnail only where there is nothing else."""
        return max(self.images, key=lambda image: (not image.thumbnail, image.width or 0), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A set of filters of which one is chosen."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a feed with a title of its own."""

    title: str
    links: tuple[Link, ...] = ()
    navigation: tuple[Link, ...] = ()
    publications: tuple[Publication, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a catalogue: a menu, books, or both."""

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
    """The number of the first book of this page, counted from 1."""

    def link(self, *rels: str) -> Link | None:
        """Return the first link with one of the relations, asked for in this order."""
        return next((link for rel in rels for link in self.links if rel in link.rels), None)

    def all_publications(self) -> Iterator[Publication]:
        """Yield every publication, those of the groups last."""
        yield from self.publications
        for group in self.groups:
            yield from group.publications

    def menu(self) -> Iterator[Link]:
        """Yield every link of the menu, those of the groups last."""
        yield from self.navigation
        for group in self.groups:
            yield from group.navigation


def acquisition_of(href: str, rels: Sequence[str], *, short: bool, **fields: Any) -> Acquisition | None:
    """Return the way to a file that a link is, with further `fields`; None when it is none or leads nowhere.

    With `short`, relations of one word count, as in OPDS 2.0.
    """
    relations = [name for rel in rels if (name := acquisition(rel, short=short))]
    if not relations or not href:
        return None
    # Of several relations the strictest holds.
    strict = next((name for name in relations if name not in (OPEN_ACCESS, PLAIN)), None)
    relation = strict or (OPEN_ACCESS if OPEN_ACCESS in relations else PLAIN)
    return Acquisition(href=href, relation=relation, **fields)


def indirect_of(type_: object, *, depth: int, children: Callable[[], tuple[Indirect, ...]]) -> Indirect:
    """Return a step of a chain; one that goes on for too long ends as protected."""
    if depth > DEEPEST_CHAIN:
        return Indirect(type=_TOO_DEEP)
    return Indirect(type=type_.strip()[:LONGEST] if isinstance(type_, str) else "", children=children())


def price_of(amount: object, currency: object) -> Price:
    """Return a price."""
    return Price(amount=str(amount).strip()[:40], currency=str(currency or "").strip()[:10])


def is_free(way: Acquisition) -> bool:
    """Tell whether a way leads straight to a file that anybody may have.

    Open access does; so does plain acquisition without any price. A price above zero, a protected type anywhere
    on the way, and a page in front of the file are refused in either case.
    """
    if way.relation not in (OPEN_ACCESS, PLAIN) or way.availability.lower() in _GONE:
        return False
    if way.prices and (way.relation == PLAIN or not all(_is_nothing(price) for price in way.prices)):
        return False
    if is_protected(way.type) or any(_leads_into_protection(step) for step in way.indirect):
        return False
    return not (way.indirect and media_type(way.type)[0] in _PAGES)


def is_protected(type_: str) -> bool:
    """Tell whether a media type is of a protected file, a licence or a loan."""
    folded = type_.lower()
    return any(word in folded for word in _PROTECTED)


def _leads_into_protection(step: Indirect) -> bool:
    return is_protected(step.type) or any(_leads_into_protection(child) for child in step.children)


def _is_nothing(price: Price) -> bool:
    try:
        return Decimal(price.amount) == 0
    except DecimalException:
        return False
