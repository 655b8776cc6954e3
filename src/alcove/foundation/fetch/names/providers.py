"""Who answers questions about names: servers over UDP and TCP, or over HTTPS."""

import asyncio
import random
import ssl
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from alcove import __version__
from alcove.foundation.clock import Clock
from alcove.foundation.fetch.client import Client
from alcove.foundation.fetch.errors import FetchError
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.ratelimit import NoLimit
from alcove.foundation.settings import NameServer, Preset

if TYPE_CHECKING:
    from alcove.foundation.fetch.names.messages import Kind

PATIENCE: Final = 3.0
"""Seconds that one server gets for an answer."""

_MEDIA: Final = "application/dns-message"
_LARGEST: Final = 65_535


class ProviderFailed(Exception):
    """A provider gave no answer: too late, out of reach, failing or refusing; never that a name does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSet:
    """A public resolver: the addresses it is known by, and where it takes questions over HTTPS."""

    addresses: tuple[str, ...]
    host: str
    path: str = "/dns-query"
    port: int = 443


DOH: Final[Mapping[Preset, ServerSet]] = {
    "google": ServerSet(
        addresses=("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"), host="dns.google"
    ),
    "quad9": ServerSet(
        addresses=("9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9"), host="dns.quad9.net"
    ),
    "cloudflare": ServerSet(
        addresses=("1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001"), host="cloudflare-dns.com"
    ),
    "opendns": ServerSet(
        addresses=("208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53"), host="doh.opendns.com"
    ),
}  # fmt: skip
"""The named resolvers, as their operators publish them."""


class Provider(Protocol):
    """Answers questions about names."""

    @property
    def name(self) -> str:
        """Return the name for logs."""
        ...

    async def ask(self, host: str, kind: "Kind") -> tuple[tuple[str, ...], float]:
        """Return a host's addresses of a kind and their seconds to live; ProviderFailed."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class PlainProvider:
    """One name server, asked over UDP, and over TCP when the answer does not fit."""

    def __init__(self, server: NameServer, *, patience: float = PATIENCE) -> None:
        self._server = server
        self._patience = patience
        self.name = f"{server.address} port {server.port}"

    async def ask(self, host: str, kind: "Kind") -> tuple[tuple[str, ...], float]:
        """Ask once; whatever another address or with another id answers is not heard."""
        from dns import asyncquery  # noqa: PLC0415 - loaded on first use
        from dns.exception import DNSException  # noqa: PLC0415 - likewise

        from alcove.foundation.fetch.names import messages  # noqa: PLC0415 - likewise

        asked = messages.question(host, kind)
        try:
            async with asyncio.timeout(self._patience):
                answer, _ = await asyncquery.udp_with_fallback(
                    asked,
                    self._server.address,
                    port=self._server.port,
                    ignore_unexpected=True,
                    ignore_errors=True,
                )
            return messages.addresses(asked, answer)
        except (DNSException, messages.Unanswered, OSError, EOFError) as error:
            raise ProviderFailed(f"{self.name}: {error or type(error).__name__}") from error

    async def close(self) -> None:
        """Keep nothing open."""


class DohProvider:
    """A resolver asked over HTTPS (RFC 8484), at addresses known beforehand, its certificate checked."""

    def __init__(
        self,
        name: str,
        servers: ServerSet,
        *,
        clock: Clock,
        rng: random.Random,
        tls: ssl.SSLContext | None = None,
        allow_private: Collection[str] = (),
    ) -> None:
        self.name = name
        self._path = servers.path
        policy = Policy(
            name=f"doh-{name}",
            base_url=f"https://{servers.host}:{servers.port}",
            user_agent=f"Alcove/{__version__}",
            timeout=Timeouts(connect=2.0, read=PATIENCE, total=PATIENCE),
            retries=0,
            max_bytes=_LARGEST,
            max_connections=4,
            allow_private=frozenset(allow_private),
            # A failing provider is set aside by the name service, which knows the others.
            breaker=Breaker(failures=1_000_000),
        )
        self._http = Client(
            policy, limiter=NoLimit(), clock=clock, rng=rng, resolver=_Known(servers.addresses), tls=tls
        )

    async def ask(self, host: str, kind: "Kind") -> tuple[tuple[str, ...], float]:
        """Ask once, in a body, so that no name stands in an address."""
        from alcove.foundation.fetch.names import messages  # noqa: PLC0415 - loaded on first use

        asked = messages.question(host, kind, private=True)
        headers = {"Content-Type": _MEDIA, "Accept": _MEDIA}
        try:
            answer = await self._http.request("POST", self._path, data=asked.to_wire(), headers=headers)
            if answer.status != 200:
                raise ProviderFailed(f"{self.name}: status {answer.status}")
            return messages.addresses(asked, messages.parse(answer.content))
        except (FetchError, messages.Unanswered) as error:
            raise ProviderFailed(f"{self.name}: {error}") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


class _Known:
    """Resolves the one host whose addresses are known."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 - the protocol's
        """Return the addresses, asking nobody."""
        return self._addresses
