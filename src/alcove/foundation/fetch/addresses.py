"""Checks which addresses may be called: public ones, and the private hosts that a policy allows."""

import asyncio
import re
import socket
from collections.abc import Collection, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from alcove.foundation.fetch.errors import Forbidden, NameUnresolved, PrivateAddress

Address: TypeAlias = IPv4Address | IPv6Address

# Globally routed according to the registries, but used for relays, anycast services or protocols.
_RESERVED_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
# Only 2000::/3 is global unicast; these parts of it are for tunnels, translation or documentation.
_INTERNET_6 = ip_network("2000::/3")
_RESERVED_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
_LOCAL = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".intranet")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NUMBER = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)")


class Resolver(Protocol):
    """Resolves host names."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses in the order to try them, or raise OSError."""
        ...


class SystemResolver:
    """The resolver of the operating system."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses in the order the system prefers."""
        loop = asyncio.get_running_loop()
        entries = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def is_public(address: Address) -> bool:
    """Return whether an address is a public unicast address without a special purpose."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _RESERVED_4)
    if address.scope_id is not None or address not in _INTERNET_6:
        return False
    return address.is_global and not any(address in network for network in _RESERVED_6)


def normalize_host(host: str) -> str:
    """Return a host in lower case, without brackets and trailing dot."""
    return host.strip("[]").rstrip(".").lower()


def is_local_name(host: str) -> bool:
    """Return whether a name is local to this network: a single label, .local and the like."""
    name = normalize_host(host)
    return ("." not in name and ":" not in name) or name.endswith(_LOCAL)


def parse_ip_literal(host: str) -> Address | None:
    """Return the IP address in a host, None for a name; Forbidden for an unusual notation of an address."""
    name = normalize_host(host)
    if ":" in name or _DOTTED.fullmatch(name):
        try:
            return ip_address(name)
        except ValueError as error:
            raise Forbidden(f"{host} is not an IP address in its usual notation") from error
    # Resolvers read 2130706433, 0177.0.0.1 and 0x7f.1 as addresses; only attackers write them.
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise Forbidden(f"{host} is not an IP address in its usual notation")
    return None


def split_host_port(entry: str) -> tuple[str, int]:
    """Return the host and the port of a setting's entry; port 0 when it has none."""
    host, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        return host.strip("[]"), int(port)
    return entry.strip("[]"), 0


def join_host_port(host: str, port: int) -> str:
    """Return the entry of a setting for one port of a host."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def private_server(url: str) -> str:
    """Return the entry of a list of private hosts that allows the server of a URL, but no other port of its host."""
    parts = urlsplit(url)
    return join_host_port(normalize_host(parts.hostname or ""), parts.port or (443 if parts.scheme == "https" else 80))


def is_listed(host: str, port: int, *, entries: Collection[str]) -> bool:
    """Return whether a list of hosts contains a host: with this port, or without one, which means every port."""
    name = normalize_host(host)
    split = ((normalize_host(entry_host), entry_port) for entry_host, entry_port in map(split_host_port, entries))
    return "*" in entries or any(entry_host == name and entry_port in (0, port) for entry_host, entry_port in split)


class AddressGuard:
    """Resolves hosts and rejects addresses that may not be called."""

    def __init__(self, *, resolver: Resolver, allow_private: Iterable[str], private_only: bool = False) -> None:
        self.resolver = resolver
        self._private_only = private_only
        self.allowed = frozenset(allow_private)
        """Hosts, with or without a port, that may have private addresses."""

    def private_only(self) -> "AddressGuard":
        """Return a guard that allows private addresses only, for connections that bypass a proxy."""
        return AddressGuard(resolver=self.resolver, allow_private=self.allowed, private_only=True)

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return the allowed addresses of a host; Forbidden when it has none, NameUnresolved."""
        ip_literal = parse_ip_literal(host)
        addresses = [str(ip_literal)] if ip_literal is not None else await self._resolve(host, port)
        if self._private_only:
            addresses = [address for address in addresses if not is_public(ip_address(address))]
            if not addresses:
                raise Forbidden(f"{host} is on the public internet, which is reached through the proxy only")
        if is_listed(host, port, entries=self.allowed):
            return addresses
        public = [address for address in addresses if is_public(ip_address(address))]
        if not public:
            raise PrivateAddress(
                f"{host} has a private address; to allow it, add {host} or {join_host_port(host, port)} to"
                " ALCOVE_ALLOW_PRIVATE_HOSTS"
            )
        return public

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self.resolver.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NameUnresolved(f"the name {host} cannot be resolved") from error
        if not addresses:
            raise NameUnresolved(f"the name {host} has no address")
        return list(addresses)
