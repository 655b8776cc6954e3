"""The security headers of every answer, which files with pinned answers need not repeat."""

from collections.abc import Collection, Mapping
from typing import Final

COMMON: Final = {
    "x-frame-options": "DENY",
    "x-xss-protection": "0",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    "x-permitted-cross-domain-policies": "none",
    "x-download-options": "noopen",
    "permissions-policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(),"
        " payment=(), usb=()"
    ),
}
"""Headers of answers and pages, besides the one that stops browsers from guessing a media type."""
OF_ANSWERS: Final = {
    **COMMON,
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
_OF_PAGES: Final = frozenset({"x-nonce", "content-security-policy-report-only"})


def pinned_headers(headers: Mapping[str, str], *, volatile: Collection[str]) -> dict[str, str]:
    """Return the headers of an answer to pin: all but volatile and usual ones, which must be there."""
    assert OF_ANSWERS.keys() - headers.keys() <= {"content-security-policy"}
    assert not _OF_PAGES & headers.keys()
    return {name: value for name, value in headers.items() if name not in volatile and OF_ANSWERS.get(name) != value}
