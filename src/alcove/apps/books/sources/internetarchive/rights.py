"""Which items may be fetched by everybody: what is in the public domain, and what the owner adds."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.books.model.book import ContentType
from alcove.apps.books.sources.internetarchive.shapes import Item, first, many
from alcove.apps.books.sources.lucene import either

LENT: Final = ("inlibrary", "printdisabled")
READINGS: Final = "librivoxaudio"
_YES: Final = (True, "true", "True", "1", 1)


def rights_query(content_type: ContentType, *, collections: Sequence[str], commons: bool) -> tuple[str, ...]:
    """Return the parts of a query that leave out all else."""
    kind = "mediatype:texts" if content_type == "ebook" else f"mediatype:audio AND collection:{READINGS}"
    free = ["possible-copyright-status:NOT_IN_COPYRIGHT", "licenseurl:*publicdomain*"]
    free += ["licenseurl:*creativecommons*"] if commons else []
    free += [either("collection", collections)] if collections and content_type == "ebook" else []
    return (
        kind,
        "-access-restricted-item:true",
        f"-collection:({' OR '.join(LENT)})",
        f"({' OR '.join(free)})",
    )


def content_type_of(item: Item) -> ContentType | None:
    """Return what an item is, None for what is neither a text nor a reading."""
    kind = first(item.metadata.get("mediatype"))
    if kind == "texts":
        return "ebook"
    return "audiobook" if kind == "audio" and READINGS in many(item.metadata.get("collection")) else None


def is_free(item: Item, *, collections: Sequence[str], commons: bool) -> bool:
    """Tell whether an item's own record says what the query asked for."""
    told = item.metadata
    held = set(many(told.get("collection")))
    if item.is_dark in _YES or _is_lent(told) or held & set(LENT):
        return False
    licence = first(told.get("licenseurl")).lower()
    return (
        first(told.get("possible-copyright-status")) == "NOT_IN_COPYRIGHT"
        or "publicdomain" in licence
        or (commons and "creativecommons.org" in licence)
        or (bool(held & set(collections)) and content_type_of(item) == "ebook")
    )


def _is_lent(told: dict[str, Any]) -> bool:
    return any(value.lower() == "true" for value in many(told.get("access-restricted-item")))
