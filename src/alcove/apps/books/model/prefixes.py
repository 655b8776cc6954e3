"""The two path prefixes of the API: `/api`, and `/request/api` for the classic page, which needs texts escaped."""

from collections.abc import Callable
from typing import Final, Literal

Prefix = Literal["/api", "/request/api"]
PREFIX: Final = "/api"
LEGACY_PREFIX: Final = "/request/api"

_ESCAPES: Final = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d"})


def both_paths(*paths: str) -> tuple[str, ...]:
    """Return the paths, and the same ones under the prefix that the classic page uses."""
    return (*paths, *(f"/request{path}" for path in paths))


def text_filter(prefix: Prefix) -> Callable[[str], str]:
    """Return the function that texts pass through at a prefix: the classic page writes them into its HTML unescaped."""
    return escape_for_classic_page if prefix == LEGACY_PREFIX else str


def escape_for_classic_page(text: str) -> str:
    """Return a text with similar characters in place of those that have a meaning in HTML."""
    return text.translate(_ESCAPES)
