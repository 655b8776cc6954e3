"""Detects browser challenges among HTTP responses."""

from collections.abc import Mapping
from typing import Final

MAX_SCANNED_BYTES: Final = 256 * 1024
"""How much of a page is searched for markers."""

CHALLENGE_STATUSES: Final = frozenset({403, 503})
MARKERS: Final = (
    "just a moment",
    "verify you are human",
    "verifying you are human",
    "cloudflare.com/products/turnstile",
    "/cdn-cgi/challenge-platform/",
    "ddos-guard",
)


def is_challenge(status: int, *, headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether a response is a challenge that a browser passes and a plain HTTP client does not."""
    if status not in CHALLENGE_STATUSES:
        return False
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return has_challenge_marker(body[:MAX_SCANNED_BYTES].decode("utf-8", "replace"))


def has_challenge_marker(text: str) -> bool:
    """Return whether the address, title or text of a page contains a marker of a challenge."""
    lowered = text.lower()
    return any(marker in lowered for marker in MARKERS)
