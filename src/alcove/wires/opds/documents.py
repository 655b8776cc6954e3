"""The shapes of OPDS 2.0 as `writing_json` writes it; what is not known is left out."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field


class OpdsLink(Struct, frozen=True, kw_only=True):
    """A link; one to a file may say its size in bytes."""

    href: str
    rel: str | list[str] | UnsetType = UNSET
    type: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    templated: bool | UnsetType = UNSET
    size: int | UnsetType = UNSET
    properties: dict[str, Any] | UnsetType = UNSET


class OpdsImage(Struct, frozen=True, kw_only=True):
    """A picture of a book."""

    href: str
    rel: str | UnsetType = UNSET
    type: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET


class OpdsPerson(Struct, frozen=True, kw_only=True, rename="camel"):
    """Who wrote a book or took part in it."""

    name: str
    sort_as: str | UnsetType = UNSET
    identifier: str | UnsetType = UNSET


class OpdsSubject(Struct, frozen=True, kw_only=True):
    """What a book is about."""

    name: str
    code: str | UnsetType = UNSET
    scheme: str | UnsetType = UNSET


class OpdsSeries(Struct, frozen=True, kw_only=True):
    """A series and a book's place in it."""

    name: str
    position: float | UnsetType = UNSET


class OpdsBelongsTo(Struct, frozen=True, kw_only=True):
    """The series that a book belongs to."""

    series: list[OpdsSeries]


class OpdsBookMetadata(Struct, frozen=True, kw_only=True, rename="camel"):
    """What is known of a book."""

    title: str
    schema: str | UnsetType = field(default=UNSET, name="@type")
    identifier: str | UnsetType = UNSET
    alt_identifier: list[str] | UnsetType = UNSET
    subtitle: str | UnsetType = UNSET
    author: list[OpdsPerson] | UnsetType = UNSET
    contributor: list[OpdsPerson] | UnsetType = UNSET
    language: list[str] | UnsetType = UNSET
    publisher: str | UnsetType = UNSET
    published: str | UnsetType = UNSET
    modified: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    subject: list[OpdsSubject] | UnsetType = UNSET
    rights: str | UnsetType = UNSET
    belongs_to: OpdsBelongsTo | UnsetType = UNSET


class OpdsPublication(Struct, frozen=True, kw_only=True):
    """A book: its metadata, the ways to its files, and its pictures."""

    metadata: OpdsBookMetadata
    links: list[OpdsLink]
    images: list[OpdsImage] | UnsetType = UNSET


class OpdsFeedMetadata(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a list or menu is, and which part of it this is."""

    title: str
    identifier: str | UnsetType = UNSET
    subtitle: str | UnsetType = UNSET
    modified: str | UnsetType = UNSET
    number_of_items: int | UnsetType = UNSET
    items_per_page: int | UnsetType = UNSET
    current_page: int | UnsetType = UNSET


class OpdsTitle(Struct, frozen=True, kw_only=True):
    """How a part of a feed is called."""

    title: str


class OpdsGroup(Struct, frozen=True, kw_only=True):
    """A part of a feed."""

    metadata: OpdsTitle
    links: list[OpdsLink] | UnsetType = UNSET
    navigation: list[OpdsLink] | UnsetType = UNSET
    publications: list[OpdsPublication] | UnsetType = UNSET


class OpdsFacet(Struct, frozen=True, kw_only=True):
    """A choice of filters."""

    metadata: OpdsTitle
    links: list[OpdsLink]


class OpdsFeed(Struct, frozen=True, kw_only=True):
    """A list of books or a menu."""

    metadata: OpdsFeedMetadata
    links: list[OpdsLink]
    navigation: list[OpdsLink] | UnsetType = UNSET
    publications: list[OpdsPublication] | UnsetType = UNSET
    groups: list[OpdsGroup] | UnsetType = UNSET
    facets: list[OpdsFacet] | UnsetType = UNSET
