"""Outbound calls: built once, signed for each attempt, adapted to redirects."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urldefrag, urlencode, urljoin, urlsplit

import msgspec

from alcove.foundation.fetch.errors import Forbidden, InvalidRequest
from alcove.foundation.fetch.response import Auth, Headers, Params

REDIRECTS = frozenset({301, 302, 303, 307, 308})

# Headers that are kept on a redirect to another origin; all others could be credentials.
_CROSS_ORIGIN_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "range",
        "user-agent",
    }
)
_BODY_HEADERS = frozenset({"content-type", "content-length", "content-encoding"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One outbound request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    auth: Auth | None = None
    allow_private: frozenset[str] = frozenset()
    """Hosts that may have private addresses in this call, in addition to those of the policy."""

    @property
    def host(self) -> str:
        """The host, for messages and logs; paths and queries can contain secrets."""
        return urlsplit(self.url).hostname or ""

    def signed_headers(self) -> Headers:
        """Return the headers of one attempt, with a new signature."""
        if self.auth is None:
            return self.headers
        return {**self.headers, **self.auth(self.method, self.url, self.headers, self.body)}

    def redirect_to(self, status: int, location: str) -> "Call":
        """Return the call that follows a redirect; another origin gets no credentials and no body."""
        try:
            target = urldefrag(urljoin(self.url, location)).url
            is_cross_origin = _origin(target) != _origin(self.url)
        except ValueError as error:
            raise InvalidRequest(f"{self.host} redirects to an invalid URL") from error
        call = replace(self, url=validate_url(target))
        if status == 303 or (status in (301, 302) and self.method == "POST"):
            call = call.as_get()
        if not is_cross_origin:
            return call
        if call.body is not None:
            raise Forbidden(f"{self.host} redirects a request body to another host")
        headers = {name: value for name, value in call.headers.items() if name.lower() in _CROSS_ORIGIN_HEADERS}
        return replace(call, headers=headers, auth=None)

    def as_get(self) -> "Call":
        """Return the call as a GET (or HEAD) without a body."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _BODY_HEADERS}
        return replace(self, method="HEAD" if self.method == "HEAD" else "GET", body=None, headers=headers)


def build_url(base_url: str, path_or_url: str, *, params: Params | None) -> str:
    """Return the absolute URL of a call."""
    url = path_or_url
    if not url.lower().startswith(("http://", "https://")):
        url = f"{base_url.rstrip('/')}/{url.lstrip('/')}"
    if params:
        query = urlencode(list(params.items()) if isinstance(params, Mapping) else list(params), doseq=True)
        url = f"{url}{'&' if '?' in url else '?'}{query}"
    return validate_url(url)


def encode_body(json: Any, data: Mapping[str, object] | bytes | None) -> tuple[bytes | None, dict[str, str]]:
    """Return a body and its headers: JSON, a form, or bytes as they are."""
    if json is not None:
        return msgspec.json.encode(json), {"Content-Type": "application/json"}
    if isinstance(data, bytes):
        return data, {}
    if data is not None:
        return urlencode(data, doseq=True).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return None, {}


def validate_url(url: str) -> str:
    """Return the URL if its syntax is allowed; its addresses are checked on connecting. InvalidRequest, Forbidden."""
    try:
        parts = urlsplit(url)
        has_valid_port = parts.port is None or parts.port > 0
    except ValueError as error:
        raise InvalidRequest("the URL is invalid") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Forbidden("only http and https URLs with a host are allowed")
    if any(character < " " or character == "\x7f" for character in url) or url != url.strip():
        raise InvalidRequest(f"the URL at {parts.hostname} contains control characters")
    if "@" in parts.netloc or "\\" in url or not has_valid_port:
        raise Forbidden(f"a URL must not contain a user name, a backslash or port 0 (host {parts.hostname})")
    return url


def _origin(url: str) -> tuple[str, str, int]:
    parts: SplitResult = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
