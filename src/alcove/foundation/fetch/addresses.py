"""Which addresses may be called: the public internet, and what a policy names besides."""

import asyncio
import re
import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol, TypeAlias

from alcove.foundation.fetch.errors import Forbidden, Unreachable

Address: TypeAlias = IPv4Address | IPv6Address

# Globally routed by the registries' tables, yet relays, anycast services or protocol assignments.
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
# Only 2000::/3 is unicast internet; these parts of it tunnel, translate or document.
_INTERNET_6 = ip_network("2000::/3")
_RESERVED_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
_LOCAL = (".localhost", ".local", ".lan", ".internal", ".home.arpa", ".intranet")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NUMBER = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)")


class Resolver(Protocol):
    """Turns a host name into addresses."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses in the order to try them, or raise OSError."""
        ...


class SystemResolver:
    """The machine's own name service."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses in the order the system prefers."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: Address) -> bool:
    """Tell whether an address lies in the public internet and means nothing else."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _RESERVED_4)
    if address.scope_id is not None or address not in _INTERNET_6:
        return False
    return address.is_global and not any(address in network for network in _RESERVED_6)


def plain_host(host: str) -> str:
    """Return a host as it is compared: lower case, without brackets or closing dot."""
    return host.strip("[]").rstrip(".").lower()


def is_local_name(host: str) -> bool:
    """Tell whether a name means something on this network only: single labels, .local and the like."""
    plain = plain_host(host)
    return ("." not in plain and ":" not in plain) or plain.endswith(_LOCAL)


def literal(host: str) -> Address | None:
    """Return the address that a host is spelt as, None for a name; other spellings of numbers are refused."""
    plain = plain_host(host)
    if ":" in plain or _DOTTED.fullmatch(plain):
        try:
            return ip_address(plain)
        except ValueError as error:
            raise Forbidden(f"{host} is not an address in its usual spelling") from error
    # Name services read 2130706433, 0177.0.0.1 and 0x7f.1 as addresses; nobody writes them in good faith.
    if _NUMBER.fullmatch(plain.rpartition(".")[2]):
        raise Forbidden(f"{host} is not an address in its usual spelling")
    return None


class Guard:
    """Decides which addresses a connection to a host may go to."""

    def __init__(self, *, resolver: Resolver, allow_private: Iterable[str], private_only: bool = False) -> None:
        self.resolver = resolver
        self._private_only = private_only
        self.allowed = frozenset(plain_host(host) for host in allow_private)

    def private(self) -> "Guard":
        """Return a guard that passes nothing public: what is beside a proxy must not go around it."""
        return Guard(resolver=self.resolver, allow_private=self.allowed, private_only=True)

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to; Forbidden when it has no such address."""
        given = literal(host)
        found = [str(given)] if given is not None else await self._resolve(host, port)
        if self._private_only:
            found = [each for each in found if not is_public(ip_address(each))]
            if not found:
                raise Forbidden(f"{host} is on the public internet, where only the proxy leads")
        if not self.allowed.isdisjoint({"*", plain_host(host)}):
            return found
        public = [each for each in found if is_public(ip_address(each))]
        if not public:
            raise Forbidden(
                f"{host} is not on the public internet; name it in the setting for private hosts to allow it"
            )
        return public

    async def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = await self.resolver.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"the name {host} cannot be resolved") from error
        if not found:
            raise Unreachable(f"the name {host} has no address")
        return list(found)
