"""Tells pages that ask for a browser from ordinary refusals."""

from collections.abc import Mapping
from typing import Final

LOOKED_AT: Final = 256 * 1024
"""Bytes of a page in which its marks are looked for."""

STATUSES: Final = frozenset({403, 503})
MARKS: Final = (
    "just a moment",
    "verify you are human",
    "verifying you are human",
    "cloudflare.com/products/turnstile",
    "/cdn-cgi/challenge-platform/",
    "ddos-guard",
)


def is_challenge(status: int, *, headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether an answer is a page that a browser would pass and a program does not."""
    if status not in STATUSES:
        return False
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return has_marks(body[:LOOKED_AT].decode("utf-8", "replace"))


def has_marks(text: str) -> bool:
    """Tell whether a page's address, title or text says that it is a challenge."""
    lowered = text.lower()
    return any(mark in lowered for mark in MARKS)
