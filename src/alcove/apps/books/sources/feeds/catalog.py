"""The configuration of an OPDS catalogue, and HTTP Basic authentication for its own origin only."""

import base64
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from alcove.foundation.fetch import Resolver, SystemResolver, join_host_port
from alcove.foundation.settings import Secret

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """An OPDS catalogue: name, URL and credentials."""

    name: str
    """The name as the owner wrote it."""
    key: str
    """The name in ids and settings: lower-case letters, digits and underscores only."""
    url: str
    username: str = ""
    password: Secret = field(default_factory=Secret)
    allow_private: bool = False
    """Whether its host may have a private address."""

    @property
    def host(self) -> str:
        """Return the host without its port."""
        return urlsplit(self.url).hostname or ""

    @property
    def private_hosts(self) -> frozenset[str]:
        """Return the host with its port if it may have a private address; another port is another server."""
        return (
            frozenset(join_host_port(self.host, port) for port in self._ports()) if self.allow_private else frozenset()
        )

    def is_own(self, url: str) -> bool:
        """Return whether a URL is on the catalogue's own host and port."""
        _, host, port = origin(url)
        return host == self.host and port in self._ports()

    def _ports(self) -> tuple[int, ...]:
        # A server that redirects from http to https at their usual ports is still the same one.
        port = origin(self.url)[2]
        return (80, 443) if port == _PORTS["http"] else (port,)


def origin(url: str) -> tuple[str, str, int]:
    """Return the scheme, host and port of a URL."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.scheme.lower(), (parts.hostname or "").lower(), port or _PORTS.get(parts.scheme.lower(), 0)


class BasicAuth:
    """The credentials of a catalogue, and the rules for which requests may carry them."""

    def __init__(self, catalog: Catalog, *, resolver: Resolver | None = None) -> None:
        self._catalog = catalog
        self._resolver = resolver or SystemResolver()
        self._is_secure: bool | None = None

    @property
    def is_configured(self) -> bool:
        """Return whether there is a user name or a password."""
        return bool(self._catalog.username or self._catalog.password)

    async def prepare(self) -> None:
        """Determine, once, whether credentials may be sent at all: over https, or to a private host."""
        if self._is_secure is None:
            scheme, host, port = origin(self._catalog.url)
            self._is_secure = scheme == "https" or await self._is_private(host, port)

    @property
    def is_withheld(self) -> bool:
        """Return whether there are credentials that are not sent, because the connection is not secure."""
        return self.is_configured and self._is_secure is False

    def headers(self, url: str) -> dict[str, str]:
        """Return the Authorization header for a URL; nothing for any other origin."""
        if not (self.is_configured and self._is_secure) or origin(url) != origin(self._catalog.url):
            return {}
        credentials = f"{self._catalog.username}:{self._catalog.password.reveal()}"
        return {"Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}

    async def _is_private(self, host: str, port: int) -> bool:
        if host == "localhost":
            return True
        try:
            addresses = [host] if _is_address(host) else await self._resolver.resolve(host, port)
            return bool(addresses) and not any(ip_address(address).is_global for address in addresses)
        except (OSError, ValueError):
            # Checked again with the next request: the name server may be back then.
            self._is_secure = None
            return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
