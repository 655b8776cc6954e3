"""Caching DNS resolver; local names are resolved by the system."""

import asyncio
import importlib
import socket
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.addresses import Resolver, is_local_name, normalize_host
from alcove.foundation.fetch.dns.servers import DohServer
from alcove.foundation.settings import NameServer
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from alcove.foundation.fetch.dns.client import DnsClient

MIN_TTL: Final = 30.0
MAX_TTL: Final = 3600.0
NEGATIVE_TTL: Final = 30.0
"""Seconds for which a name without addresses is cached."""

SERVER_TIMEOUT: Final = 3.0
"""Timeout in seconds of one server."""

MAX_NAMES: Final = 1024
_SYSTEM_TIMEOUT: Final = 5.0
_NO_NAME: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

_log = get_logger("fetch")


@dataclass(frozen=True, slots=True)
class _CacheEntry:
    addresses: tuple[str, ...]
    expires_at: float


class CachingResolver:
    """A caching resolver that queries servers in turn.

    The system resolves local names, and all names when every server fails.
    """

    def __init__(
        self,
        servers: Sequence[NameServer | DohServer],
        *,
        system: Resolver,
        clock: Clock,
        system_first: bool = False,
        hosts: Path = Path("/etc/hosts"),
        **options: Any,
    ) -> None:
        """Create it with the servers in order; `options` are those of DnsClient: timeout, tls, allow_private."""
        self._servers = servers
        self._system = system
        self._clock = clock
        self._system_first = system_first
        self._hosts = _HostsFile(hosts)
        self._options = {"timeout": SERVER_TIMEOUT, **options}
        self._client: DnsClient | None = None
        self._cache: OrderedDict[str, _CacheEntry] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses, IPv4 first, or raise OSError."""
        name = normalize_host(host)
        if is_local_name(name) or name in self._hosts:
            return await self._system.resolve(host, port)
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            addresses = self._find_cached(name)
            if addresses is None:
                addresses = await self._look_up(name, port)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        return addresses

    async def close(self) -> None:
        """Close the connections to the servers."""
        if self._client is not None:
            await self._client.close()

    def _find_cached(self, name: str) -> tuple[str, ...] | None:
        entry = self._cache.get(name)
        return entry.addresses if entry is not None and entry.expires_at > self._clock.monotonic() else None

    def _store(self, name: str, addresses: tuple[str, ...], *, ttl: float) -> tuple[str, ...]:
        seconds = min(max(ttl, MIN_TTL), MAX_TTL) if addresses else NEGATIVE_TTL
        self._cache[name] = _CacheEntry(addresses, self._clock.monotonic() + seconds)
        self._cache.move_to_end(name)
        while len(self._cache) > MAX_NAMES:
            self._cache.popitem(last=False)
        return addresses

    async def _look_up(self, name: str, port: int) -> tuple[str, ...]:
        if self._system_first:
            addresses = await self._look_up_in_system(name, port)
            if addresses is not None:
                return self._store(name, addresses, ttl=MIN_TTL)
        # Importing dnspython takes 0.07 s, too long for the event loop.
        client_module = await asyncio.to_thread(importlib.import_module, "alcove.foundation.fetch.dns.client")
        self._client = self._client or client_module.DnsClient(self._servers, clock=self._clock, **self._options)
        try:
            addresses, ttl = await self._client.look_up(name)
        except OSError:
            # The owner chose the servers deliberately, so the fallback is logged.
            _log.warning("name_servers_failed", servers=len(self._servers))
            return tuple(await self._system.resolve(name, port))
        return self._store(name, addresses, ttl=ttl)

    async def _look_up_in_system(self, name: str, port: int) -> tuple[str, ...] | None:
        """Return the system's addresses, () when the name does not exist, None when the lookup fails."""
        try:
            async with asyncio.timeout(_SYSTEM_TIMEOUT):
                return tuple(await self._system.resolve(name, port))
        except socket.gaierror as error:
            return () if error.errno in _NO_NAME else None
        except OSError:
            return None


class _HostsFile:
    """The names in the hosts file, read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        try:
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._stamp:
                lines = self._path.read_text("utf-8", "replace").splitlines()
                words = (line.partition("#")[0].split()[1:] for line in lines)
                self._names = frozenset(normalize_host(word) for line_words in words for word in line_words)
                self._stamp = stamp
        except OSError:
            self._names, self._stamp = frozenset(), None
        return name in self._names
