"""A catalogue of the web that speaks OPDS, and Basic sign-in for its own host alone."""

import base64
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from alcove.foundation.fetch import Resolver, SystemResolver
from alcove.foundation.settings import Secret

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A catalogue: what it is called, where it is, and how to sign in."""

    name: str
    """As the owner wrote it."""
    key: str
    """The name in ids and settings: lower-case letters, digits and underscores."""
    url: str
    username: str = ""
    password: Secret = field(default_factory=Secret)
    allow_private: bool = False
    """Whether its host may have a private address."""

    @property
    def host(self) -> str:
        """Return the host, without its port."""
        return urlsplit(self.url).hostname or ""

    def is_own(self, url: str) -> bool:
        """Tell whether an address is on the catalogue's own host."""
        return (urlsplit(url).hostname or "") == self.host


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.scheme.lower(), (parts.hostname or "").lower(), port or _PORTS.get(parts.scheme.lower(), 0)


class SignIn:
    """Knows name and password of a catalogue, and who may be told."""

    def __init__(self, catalog: Catalog, *, resolver: Resolver | None = None) -> None:
        self._catalog = catalog
        self._resolver = resolver or SystemResolver()
        self._open: bool | None = None

    @property
    def is_configured(self) -> bool:
        """Return whether there is a name or a password at all."""
        return bool(self._catalog.username or self._catalog.password)

    async def prepare(self) -> None:
        """Find out, once, whether name and password may be sent at all: over https, or to a private host."""
        if self._open is None:
            scheme, host, port = origin(self._catalog.url)
            self._open = scheme == "https" or await self._is_private(host, port)

    @property
    def is_withheld(self) -> bool:
        """Return whether there is a name, which the way to the catalogue is not safe enough for."""
        return self.is_configured and self._open is False

    def headers(self, url: str) -> dict[str, str]:
        """Return what to send along with a call to an address; nothing for any other origin."""
        if not (self.is_configured and self._open) or origin(url) != origin(self._catalog.url):
            return {}
        words = f"{self._catalog.username}:{self._catalog.password.reveal()}"
        return {"Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}

    async def _is_private(self, host: str, port: int) -> bool:
        if host == "localhost":
            return True
        try:
            found = [host] if _is_address(host) else await self._resolver.resolve(host, port)
            return bool(found) and not any(ip_address(address).is_global for address in found)
        except (OSError, ValueError):
            # Asked again the next time: the name service may be back then.
            self._open = None
            return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
