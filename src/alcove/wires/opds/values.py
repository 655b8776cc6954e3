"""What a catalogue says, the same for both versions of the protocol."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alcove.wires.opds.names import is_entry, media_type


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
        found = (each.href for each in self.links if is_entry(each.type) and {"alternate", "self"} & set(each.rels))
        return next(found, "")

    @property
    def page(self) -> str:
        """Return where a person can read about it, or ''."""
        pages = ("text/html", "application/xhtml+xml")
        found = (each.href for each in self.links if "alternate" in each.rels and media_type(each.type)[0] in pages)
        return next(found, "")

    @property
    def cover(self) -> Image | None:
        """Return the biggest picture, a thumbnail only where there is nothing else."""
        return max(self.images, key=lambda each: (not each.thumbnail, each.width or 0), default=None)


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
        return next((each for rel in rels for each in self.links if rel in each.rels), None)

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
