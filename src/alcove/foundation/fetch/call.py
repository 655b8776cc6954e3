"""What is to be sent: put together once, signed anew for each try, and carried over redirects."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urldefrag, urlencode, urljoin, urlsplit

import msgspec

from alcove.foundation.fetch.answer import Auth, Headers, Params
from alcove.foundation.fetch.errors import Forbidden, InvalidRequest

REDIRECTS = frozenset({301, 302, 303, 307, 308})

# What another origin may learn; everything else could be a credential.
_HARMLESS = frozenset(
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
_OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as its caller meant it."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    auth: Auth | None = None
    allow_private: frozenset[str] = frozenset()
    """Hosts whose addresses may be private in this call, besides those of the policy."""

    @property
    def host(self) -> str:
        """The host, for messages and logs; paths and queries may hold secrets."""
        return urlsplit(self.url).hostname or ""

    def signed(self) -> Headers:
        """Return the headers of one try."""
        if self.auth is None:
            return self.headers
        return {**self.headers, **self.auth(self.method, self.url, self.headers, self.body)}

    def redirected(self, status: int, location: str) -> "Call":
        """Return the call that a redirect asks for; another origin gets no credential and no body."""
        try:
            target = urldefrag(urljoin(self.url, location)).url
            crosses = _origin(target) != _origin(self.url)
        except ValueError as error:
            raise InvalidRequest(f"{self.host} redirects to something that is no address") from error
        call = replace(self, url=checked(target))
        if status == 303 or (status in (301, 302) and self.method == "POST"):
            call = call.without_body()
        if not crosses:
            return call
        if call.body is not None:
            raise Forbidden(f"{self.host} redirects what was sent to it to another host")
        harmless = {name: value for name, value in call.headers.items() if name.lower() in _HARMLESS}
        return replace(call, headers=harmless, auth=None)

    def without_body(self) -> "Call":
        """Return the call as a plain GET (or HEAD)."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_A_BODY}
        return replace(self, method="HEAD" if self.method == "HEAD" else "GET", body=None, headers=headers)


def compose(base_url: str, path_or_url: str, *, params: Params | None) -> str:
    """Return the absolute URL of a call."""
    url = path_or_url
    if not url.lower().startswith(("http://", "https://")):
        url = f"{base_url.rstrip('/')}/{url.lstrip('/')}"
    if params:
        query = urlencode(list(params.items()) if isinstance(params, Mapping) else list(params), doseq=True)
        url = f"{url}{'&' if '?' in url else '?'}{query}"
    return checked(url)


def encode(json: Any, data: Mapping[str, object] | bytes | None) -> tuple[bytes | None, dict[str, str]]:
    """Return a body and the headers that describe it: JSON, a form, or bytes as they are."""
    if json is not None:
        return msgspec.json.encode(json), {"Content-Type": "application/json"}
    if isinstance(data, bytes):
        return data, {}
    if data is not None:
        return urlencode(data, doseq=True).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    return None, {}


def checked(url: str) -> str:
    """Return a URL that may be called as far as its text tells; whom it leads to is checked when connecting."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise InvalidRequest("this is no address that can be called") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Forbidden("only http and https addresses with a host are called")
    if any(letter < " " or letter == "\x7f" for letter in url) or url != url.strip():
        raise InvalidRequest(f"the address at {parts.hostname} holds control characters")
    if "@" in parts.netloc or "\\" in url or not port_is_fine:
        raise Forbidden(f"an address may not hide its host {parts.hostname} behind a user name or backslash")
    return url


def _origin(url: str) -> tuple[str, str, int]:
    parts: SplitResult = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
