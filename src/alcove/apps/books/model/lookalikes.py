"""Letters that look like those which HTML reads, for a page that writes texts into its HTML as they are."""

from typing import Final

_HARMLESS: Final = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d"})


def harmless(text: str) -> str:
    """Return a text that no page can take for HTML."""
    return text.translate(_HARMLESS)


def as_it_is(text: str) -> str:
    """Return a text for pages that know how to show one."""
    return text
