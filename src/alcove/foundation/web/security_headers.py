"""Security headers of every response, by whether it is a page or an answer of the API."""

import re
import secrets
from collections.abc import Callable
from typing import Final

from alcove.foundation.web.compression import HeaderList

_DENIED: Final = (
    "accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
_COMMON: Final[HeaderList] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # The filters that this header controlled could be abused; it turns off what is left of them.
    (b"x-xss-protection", b"0"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _DENIED).encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
    (b"x-permitted-cross-domain-policies", b"none"),
    (b"x-download-options", b"noopen"),
]
_EMBEDDER: Final = b"cross-origin-embedder-policy"
_RESOURCE: Final = b"cross-origin-resource-policy"
_POLICY: Final = b"content-security-policy"
_API: Final[HeaderList] = [
    *_COMMON,
    (_EMBEDDER, b"require-corp"),
    # Pages of other origins that isolate themselves may load an answer only with this.
    (_RESOURCE, b"cross-origin"),
    (_POLICY, b"default-src 'none'; frame-ancestors 'none'"),
]
_PDF: Final = (b"content-type", b"application/pdf")
_TRANSPORT: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains; preload")
_API_OVER_TLS: Final[HeaderList] = [*_API, _TRANSPORT]
_NAMES: Final = frozenset(name for name, _ in _API_OVER_TLS)
_FOREIGN: Final = re.compile(r"\b(?:default|script|img|style|font|media|frame)-src [^;]*\bhttps:")
_SCRIPTS: Final = re.compile(r"\bscript-src [^;]*")


class SecurityHeaders:
    """The headers that a server adds to its responses; a response keeps those that it has set itself."""

    def __init__(
        self, *, report_uri: str = "", make_nonce: Callable[[], str] = lambda: secrets.token_urlsafe(16)
    ) -> None:
        """Take the path to which browsers report what a page's policy has blocked, '' for none."""
        self._report_uri = report_uri
        self._make_nonce = make_nonce

    def complete(self, headers: HeaderList, *, scheme: str, is_page: bool) -> HeaderList:
        """Return the headers of a response with those that it lacks; `is_page` is for files of a front end."""
        added = _API_OVER_TLS if scheme == "https" else _API
        own = _NAMES.intersection([name for name, _ in headers])
        if is_page or _POLICY in own:
            headers, added = self._protect_page(headers, added, is_file=is_page)
        elif _PDF in headers:
            # Some browsers show no such document with a policy that forbids plug-ins.
            own |= {_POLICY}
        elif not own:
            return headers + added
        return headers + [pair for pair in added if pair[0] not in own]

    def _protect_page(self, headers: HeaderList, added: HeaderList, *, is_file: bool) -> tuple[HeaderList, HeaderList]:
        """Return the headers with a nonce in the policy, and those to add."""
        policy = next((value for name, value in headers if name == _POLICY), b"").decode("latin-1")
        embedder = b"credentialless" if _FOREIGN.search(policy) else b"require-corp"
        changed = {_EMBEDDER: embedder, _RESOURCE: b"same-origin" if is_file else b"cross-origin"}
        added = [(name, changed.get(name, value)) for name, value in added if name != _POLICY]
        scripts = _SCRIPTS.search(policy)
        # With a nonce, browsers ignore 'unsafe-inline'.
        if scripts is None or "'unsafe-inline'" in scripts[0]:
            return headers, added
        nonce = self._make_nonce()
        policy = _SCRIPTS.sub(rf"\g<0> 'nonce-{nonce}'", policy, count=1)
        headers = [(name, policy.encode("latin-1") if name == _POLICY else value) for name, value in headers]
        added.append((b"x-nonce", nonce.encode()))
        if self._report_uri:
            report = f"{policy}; report-uri {self._report_uri}"
            added.append((b"content-security-policy-report-only", report.encode("latin-1")))
        return headers, added
