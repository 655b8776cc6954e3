"""Selects direct or proxied routes; private addresses never go through a proxy."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from alcove.foundation.fetch.addresses import (
    Resolver,
    is_listed,
    is_local_name,
    is_public,
    normalize_host,
    parse_ip_literal,
    split_host_port,
)
from alcove.foundation.fetch.errors import PrivateAddress
from alcove.foundation.settings import ProxyAddress

LOOKUP_TIMEOUT: Final = 2.0
"""Timeout in seconds for resolving a name before it is passed to a proxy."""

_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """How to connect: through a proxy, or directly, optionally to private addresses only."""

    proxy: ProxyAddress | None = None
    private_only: bool = False


DIRECT: Final = Route()
_PRIVATE: Final = Route(private_only=True)


class Bypass:
    """The entries of NO_PROXY: names with subdomains, addresses and networks, optionally with a port; * is all."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._all = False
        self._names: set[tuple[str, int]] = set()
        self._networks: list[tuple[IPv4Network | IPv6Network, int]] = []
        for entry in (word for text in entries for word in text.split()):
            self._add(entry)

    def _add(self, entry: str) -> None:
        if entry == _ALL:
            self._all = True
            return
        host, port = split_host_port(entry)
        try:
            self._networks.append((ip_network(host, strict=False), port))
        except ValueError:
            self._names.add((normalize_host(host).removeprefix("*").removeprefix("."), port))

    def matches(self, host: str, port: int) -> bool:
        """Return whether a host is called without a proxy."""
        name = normalize_host(host)
        if self._all:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            labels = name.split(".")
            domains = [".".join(labels[first:]) for first in range(len(labels))]
            return any((domain, entry_port) in self._names for domain in domains for entry_port in (0, port))
        return any(address in network for network, entry_port in self._networks if entry_port in (0, port))


class Router:
    """Selects the route of each request."""

    def __init__(
        self,
        proxies: Mapping[str, ProxyAddress],
        *,
        resolver: Resolver,
        bypass: Bypass | None = None,
        proxy_only: bool = False,
    ) -> None:
        """Create a router; with `proxy_only` (Tor) public hosts are neither called directly nor resolved here."""
        self._proxies = proxies
        self._resolver = resolver
        self._bypass = bypass or Bypass(())
        self._proxy_only = proxy_only

    async def route(self, scheme: str, host: str, *, port: int, allowed: Collection[str]) -> Route:
        """Return the route to a host; `allowed` are the hosts that may have private addresses. Forbidden."""
        proxy = self._proxies.get(scheme)
        if proxy is None:
            return DIRECT
        address = parse_ip_literal(host)
        if (address is not None and not is_public(address)) or (address is None and is_local_name(host)):
            return _PRIVATE
        if self._proxy_only:
            return Route(proxy)
        if self._bypass.matches(host, port):
            return DIRECT
        if address is None and _ALL not in allowed and (await self._resolves_to_private_only(host, port)):
            if is_listed(host, port, entries=allowed):
                return _PRIVATE
            raise PrivateAddress(f"{host} has a private address; to allow it, add it to ALCOVE_ALLOW_PRIVATE_HOSTS")
        return Route(proxy)

    async def _resolves_to_private_only(self, host: str, port: int) -> bool:
        """Return whether a name resolves to private addresses only; False for SOCKS proxies, which resolve names."""
        if any(proxy.kind == "socks5" for proxy in self._proxies.values()):
            return False
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT):
                addresses = await self._resolver.resolve(host, port)
        except (OSError, UnicodeError):
            return False
        return bool(addresses) and not any(is_public(ip_address(address)) for address in addresses)
