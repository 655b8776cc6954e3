"""Decides for each address whether a proxy leads to it; what is private never goes through one."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from alcove.foundation.fetch.addresses import Resolver, is_local_name, is_public, literal, plain_host
from alcove.foundation.fetch.errors import Forbidden
from alcove.foundation.settings import ProxyAddress

GLANCE: Final = 2.0
"""Seconds for a look at where a name leads before a proxy is asked for it."""

_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """How a connection leaves: through a proxy or directly, and then perhaps to private addresses only."""

    proxy: ProxyAddress | None = None
    private_only: bool = False


DIRECT: Final = Route()
_NEARBY: Final = Route(private_only=True)


class Bypass:
    """What NO_PROXY says: names with all below them, addresses, networks, each with a port if need be; * is all."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._all = False
        self._names: set[tuple[str, int]] = set()
        self._networks: list[tuple[IPv4Network | IPv6Network, int]] = []
        for entry in (word for each in entries for word in each.split()):
            self._add(entry)

    def _add(self, entry: str) -> None:
        if entry == _ALL:
            self._all = True
            return
        host, port = _split(entry)
        try:
            self._networks.append((ip_network(host, strict=False), port))
        except ValueError:
            self._names.add((plain_host(host).removeprefix("*").removeprefix("."), port))

    def covers(self, host: str, port: int) -> bool:
        """Tell whether a host is called without the proxy."""
        plain = plain_host(host)
        if self._all:
            return True
        try:
            address = ip_address(plain)
        except ValueError:
            labels = plain.split(".")
            above = [".".join(labels[first:]) for first in range(len(labels))]
            return any((name, wanted) in self._names for name in above for wanted in (0, port))
        return any(address in network for network, wanted in self._networks if wanted in (0, port))


class Router:
    """Chooses the way of each request."""

    def __init__(
        self,
        proxies: Mapping[str, ProxyAddress],
        *,
        resolver: Resolver,
        bypass: Bypass | None = None,
        sealed: bool = False,
    ) -> None:
        """Take the proxy by scheme; `sealed` (Tor): nothing public goes out directly, no public name is looked up."""
        self._proxies = proxies
        self._resolver = resolver
        self._bypass = bypass or Bypass(())
        self._sealed = sealed

    async def route(self, scheme: str, host: str, *, port: int, allowed: Collection[str]) -> Route:
        """Return the way to a host; `allowed` are the hosts whose addresses may be private. Forbidden."""
        proxy = self._proxies.get(scheme)
        if proxy is None:
            return DIRECT
        address = literal(host)
        if (address is not None and not is_public(address)) or (address is None and is_local_name(host)):
            return _NEARBY
        if self._sealed:
            return Route(proxy)
        if self._bypass.covers(host, port):
            return DIRECT
        if address is None and _ALL not in allowed and (await self._leads_inside(host, port)):
            if plain_host(host) in {plain_host(each) for each in allowed}:
                return _NEARBY
            raise Forbidden(f"{host} is not on the public internet")
        return Route(proxy)

    async def _leads_inside(self, host: str, port: int) -> bool:
        """Tell whether a name is known here and has private addresses only; SOCKS proxies look names up unseen."""
        if any(proxy.kind == "socks5" for proxy in self._proxies.values()):
            return False
        try:
            async with asyncio.timeout(GLANCE):
                found = await self._resolver.resolve(host, port)
        except (OSError, UnicodeError):
            return False
        return bool(found) and not any(is_public(ip_address(each)) for each in found)


def _split(entry: str) -> tuple[str, int]:
    """Return the host and the port of an entry, 0 when it names none."""
    host, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return host.strip("[]"), int(port)
    return entry.strip("[]"), 0
