"""Checks of the Host and Origin headers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from alcove.foundation.errors import UnknownHost
from alcove.foundation.settings import ServerSettings, is_loopback

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]/@\s]+)(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_MAX_LENGTH = 300
_OWN_SITES = frozenset({"same-origin", "none"})


def split_host(host: str) -> tuple[str, str] | None:
    """Return name and port (or '') of a Host header, lower-cased; None when it is malformed."""
    match = _HOST.fullmatch(host.strip().lower())
    return (match[1].strip("[]").rstrip("."), match[2] or "") if match else None


@lru_cache(maxsize=512)
def is_same_origin(origin: str, *, scheme: str, host: str) -> bool:
    """Return whether `origin` is the server's own, as the client addressed it."""
    page_scheme, separator, rest = origin.lower().partition("://")
    page, own = split_host(rest), split_host(host)
    if not separator or page is None or own is None or page_scheme != scheme.lower():
        return False
    default = _DEFAULT_PORTS.get(page_scheme, "")
    return (page[0], page[1] or default) == (own[0], own[1] or default)


def is_cross_site(headers: Mapping[bytes, bytes], *, scheme: str, origins: Collection[str] = ()) -> bool:
    """Return whether a browser marks the request as coming from another site; `origins` (lower case) are exempt."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin.lower() in origins:
        return False
    site = headers.get(b"sec-fetch-site", b"").decode("latin-1").strip().lower()
    if site and site not in _OWN_SITES:
        return True
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(origin) and not (len(origin) <= _MAX_LENGTH and is_same_origin(origin, scheme=scheme, host=host))


class OriginGuard:
    """Checks the Host and Origin headers against the settings."""

    def __init__(self, settings: ServerSettings, *, is_required: Callable[[], bool] = lambda: False) -> None:
        """Read the host names; where callers have to sign in (`is_required`), any host name is accepted."""
        self._is_required = is_required
        self._any_host = not is_loopback(settings.host)
        self._hosts = frozenset(_host_names((settings.host, *settings.alcove_allowed_hosts)))
        self.set_origins(settings.cors_origins)
        self.is_known_host = lru_cache(maxsize=512)(self._is_known_host)

    def set_origins(self, origins: Iterable[str]) -> None:
        """Replace the origins of other pages that may call this server."""
        self.origins = frozenset(origin.lower() for origin in origins)

    def _is_known_host(self, host: str) -> bool:
        parts = split_host(host)
        return parts is not None and (self._any_host or parts[0] in self._hosts)

    def check_host(self, host: str) -> None:
        """Raise UnknownHost for a name that is not this server's: protection from DNS rebinding."""
        if len(host) > _MAX_LENGTH or not (self.is_known_host(host) or (self._is_required() and split_host(host))):
            raise UnknownHost("This server is not known under that name; ALCOVE_ALLOWED_HOSTS lists further ones.")

    def is_listed_origin(self, origin: str) -> bool:
        """Return whether pages of this origin may read responses."""
        return origin.lower() in self.origins


def _host_names(hosts: Iterable[str]) -> Iterable[str]:
    yield from ("localhost", "127.0.0.1", "::1")
    for host in hosts:
        name = host.strip().lower()
        parts = (name, "") if name.count(":") > 1 and "[" not in name else split_host(name)
        if parts is not None:
            yield parts[0]
