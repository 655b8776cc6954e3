"""Names looked up at the chosen servers and remembered as long as they may be; local names stay with the system."""

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
from alcove.foundation.fetch.addresses import Resolver, is_local_name, plain_host
from alcove.foundation.fetch.names.servers import DohServer
from alcove.foundation.settings import NameServer
from alcove.foundation.telemetry import get_logger

if TYPE_CHECKING:
    from alcove.foundation.fetch.names.lookup import Lookup

SHORTEST: Final = 30.0
LONGEST: Final = 3600.0
NEGATIVE: Final = 30.0
"""Seconds for which a name without addresses is not asked for again."""

PATIENCE: Final = 3.0
"""Seconds that one server gets for an answer."""

MOST_NAMES: Final = 1024
_SYSTEM_PATIENCE: Final = 5.0
_NO_NAME: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

_log = get_logger("fetch")


@dataclass(frozen=True, slots=True)
class _Kept:
    addresses: tuple[str, ...]
    until: float


class NameService:
    """A Resolver that asks servers in turn; local names, and all names once every server fails, are the system's."""

    def __init__(
        self,
        servers: Sequence[NameServer | DohServer],
        *,
        system: Resolver,
        clock: Clock,
        system_first: bool = False,
        hosts: Path = Path("/etc/hosts"),
        **terms: Any,
    ) -> None:
        """Take the servers in their order; `terms` are those of Lookup: patience, tls, allow_private."""
        self._servers = servers
        self._system = system
        self._clock = clock
        self._system_first = system_first
        self._hosts = _Hosts(hosts)
        self._terms = {"patience": PATIENCE, **terms}
        self._lookup: Lookup | None = None
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._busy: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses, IPv4 first, or raise OSError."""
        name = plain_host(host)
        if is_local_name(name) or name in self._hosts:
            return await self._system.resolve(host, port)
        busy = self._busy.setdefault(name, asyncio.Lock())
        async with busy:
            kept = self._remembered(name)
            if kept is None:
                kept = await self._ask(name, port)
        if not kept:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        return kept

    async def close(self) -> None:
        """Close what the servers keep open."""
        if self._lookup is not None:
            await self._lookup.close()

    def _remembered(self, name: str) -> tuple[str, ...] | None:
        kept = self._kept.get(name)
        return kept.addresses if kept is not None and kept.until > self._clock.monotonic() else None

    def _keep(self, name: str, addresses: tuple[str, ...], *, ttl: float) -> tuple[str, ...]:
        seconds = min(max(ttl, SHORTEST), LONGEST) if addresses else NEGATIVE
        self._kept[name] = _Kept(addresses, self._clock.monotonic() + seconds)
        self._kept.move_to_end(name)
        while len(self._kept) > MOST_NAMES:
            self._kept.popitem(last=False)
        return addresses

    async def _ask(self, name: str, port: int) -> tuple[str, ...]:
        if self._system_first:
            found = await self._ask_system(name, port)
            if found is not None:
                return self._keep(name, found, ttl=SHORTEST)
        # dnspython takes 0.07 s to load, which the others on the loop need not feel.
        library = await asyncio.to_thread(importlib.import_module, "alcove.foundation.fetch.names.lookup")
        self._lookup = self._lookup or library.Lookup(self._servers, clock=self._clock, **self._terms)
        try:
            addresses, ttl = await self._lookup.addresses(name)
        except OSError:
            # Who chose servers for their answers is told of the answers that come from elsewhere.
            _log.warning("no name server answers, the system is asked", asked=len(self._servers))
            return tuple(await self._system.resolve(name, port))
        return self._keep(name, addresses, ttl=ttl)

    async def _ask_system(self, name: str, port: int) -> tuple[str, ...] | None:
        """Return what the system knows, () when it knows that there is none, None when it fails."""
        try:
            async with asyncio.timeout(_SYSTEM_PATIENCE):
                return tuple(await self._system.resolve(name, port))
        except socket.gaierror as error:
            return () if error.errno in _NO_NAME else None
        except OSError:
            return None


class _Hosts:
    """The names in the machine's own table, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if stamp != self._stamp:
                lines = self._path.read_text("utf-8", "replace").splitlines()
                words = (line.partition("#")[0].split()[1:] for line in lines)
                self._names, self._stamp = frozenset(plain_host(word) for each in words for word in each), stamp
        except OSError:
            self._names, self._stamp = frozenset(), None
        return name in self._names
