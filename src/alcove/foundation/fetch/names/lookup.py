"""Asks name servers for the addresses of hosts, with dnspython; loaded on first use (0.07 s)."""

import asyncio
import random
import ssl
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Any, Final

import dns.message
import dns.name
import dns.rcode
from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.message import Message, QueryMessage, Truncated
from dns.nameserver import Do53Nameserver, Nameserver
from dns.resolver import NXDOMAIN

from alcove import __version__
from alcove.foundation.clock import Clock
from alcove.foundation.fetch.client import Client
from alcove.foundation.fetch.errors import FetchError
from alcove.foundation.fetch.names.servers import DohServer
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.ratelimit import NoLimit
from alcove.foundation.settings import NameServer
from alcove.foundation.telemetry import get_logger

FAILURES: Final = 6
ASIDE: Final = 300.0
"""Seconds for which a server is left alone after FAILURES questions in a row, two for each name, without an answer."""

NEGATIVE_TTL: Final = 30.0

# RFC 8467: questions of one length tell less to who counts bytes.
_PADDING: Final = 128
_PAYLOAD: Final = 1232
_LARGEST: Final = 65_535
_MEDIA: Final = "application/dns-message"

_log = get_logger("fetch")


class Lookup:
    """Asks the servers in turn until one answers, each for as many seconds as `patience`."""

    def __init__(
        self,
        servers: Sequence[NameServer | DohServer],
        *,
        clock: Clock,
        patience: float,
        tls: ssl.SSLContext | None = None,
        allow_private: Collection[str] = (),
    ) -> None:
        terms: dict[str, Any] = {"patience": patience, "tls": tls, "allow_private": allow_private}
        self._servers = [
            DohNameserver(server, clock=clock, **terms)
            if isinstance(server, DohServer)
            else PlainNameserver(server, clock=clock)
            for server in servers
        ]
        self._resolver = Resolver(configure=False)
        self._resolver.nameservers = self._servers
        self._resolver.timeout = patience
        self._resolver.lifetime = patience * (2 * len(servers) + 1)
        self._resolver.use_edns(0, payload=_PAYLOAD)

    async def addresses(self, name: str) -> tuple[tuple[str, ...], float]:
        """Return a host's addresses, IPv4 first, and their seconds to live; OSError when no server answers.

        One kind of address without an answer is no failure while the other has addresses.
        """
        try:
            dns.name.from_text(name)
        except (DNSException, UnicodeError):
            return (), NEGATIVE_TTL
        found = await asyncio.gather(self._ask(name, "A"), self._ask(name, "AAAA"), return_exceptions=True)
        answers = [each for each in found if not isinstance(each, BaseException)]
        addresses = tuple(dict.fromkeys(address for answer in answers for address in answer[0]))
        for each in found:
            if isinstance(each, BaseException) and (not addresses or not isinstance(each, OSError)):
                raise each
        return addresses, min((ttl for given, ttl in answers if given), default=NEGATIVE_TTL)

    async def close(self) -> None:
        """Close the connections."""
        for server in self._servers:
            if isinstance(server, DohNameserver):
                await server.close()

    async def _ask(self, name: str, kind: str) -> tuple[list[str], float]:
        try:
            answer = await self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
        except NXDOMAIN:
            return [], NEGATIVE_TTL
        except DNSException as error:
            raise OSError(str(error)) from error
        return [str(each.address) for each in answer.rrset or ()], float(answer.chaining_result.minimum_ttl)


class WatchedNameserver(Nameserver, ABC):
    """A name server that is left alone for a while when it fails; its failures end its part in a look-up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._aside_until = 0.0

    async def async_query(self, request: QueryMessage, *given: Any, **options: Any) -> Message:
        """Ask the server; OSError when it fails or is set aside, at which the resolver goes on to the next one."""
        if self._aside_until > self._clock.monotonic():
            raise ConnectionError(f"{self} is set aside")
        try:
            answer = await self._exchange(request, *given, **options)
        except (DNSException, FetchError, OSError, EOFError) as error:
            if isinstance(error, Truncated) and not options["max_size"]:
                raise  # the resolver asks again over TCP
            self._failed(str(error) or type(error).__name__)
            raise ConnectionError(f"{self}: {error}") from error
        if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            self._failures = 0
        else:
            self._failed(dns.rcode.to_text(answer.rcode()))
        return answer

    @abstractmethod
    async def _exchange(self, request: QueryMessage, *given: Any, **options: Any) -> Message:
        """Ask the server once."""

    def _failed(self, reason: str) -> None:
        self._failures += 1
        if self._failures < FAILURES:
            return
        self._failures = 0
        self._aside_until = self._clock.monotonic() + ASIDE
        _log.warning("name server set aside", server=str(self), reason=reason)


class PlainNameserver(WatchedNameserver, Do53Nameserver):
    """A server asked over UDP, and over TCP when the answer does not fit."""

    def __init__(self, server: NameServer, *, clock: Clock) -> None:
        Do53Nameserver.__init__(self, server.address, server.port)
        WatchedNameserver.__init__(self, clock)

    async def _exchange(self, request: QueryMessage, *given: Any, **options: Any) -> Message:
        return await Do53Nameserver.async_query(self, request, *given, **options)


class DohNameserver(WatchedNameserver):
    """A resolver asked over HTTPS (RFC 8484) by our own client, at addresses known beforehand."""

    def __init__(
        self,
        server: DohServer,
        *,
        clock: Clock,
        patience: float,
        tls: ssl.SSLContext | None,
        allow_private: Collection[str],
    ) -> None:
        super().__init__(clock)
        self._server = server
        policy = Policy(
            name=f"doh-{server.name}",
            base_url=f"https://{server.host}:{server.port}",
            user_agent=f"Alcove/{__version__}",
            timeout=Timeouts(connect=min(2.0, patience), read=patience, total=patience),
            retries=0,
            max_bytes=_LARGEST,
            max_connections=4,
            allow_private=frozenset(allow_private),
            # A failing server is set aside above, where the others are known.
            breaker=Breaker(failures=1_000_000),
        )
        rng = random.Random()  # noqa: S311 - nothing is retried
        self._http = Client(policy, limiter=NoLimit(), clock=clock, rng=rng, resolver=server, tls=tls)

    def __str__(self) -> str:
        return self._server.name

    def is_always_max_size(self) -> bool:
        """Tell that no answer is too long."""
        return True

    def answer_nameserver(self) -> str:
        """Return the host."""
        return self._server.host

    def answer_port(self) -> int:
        """Return the port."""
        return self._server.port

    async def _exchange(self, request: QueryMessage, *_given: Any, **_options: Any) -> Message:
        # In a body, so that no name stands in an address.
        request.id, request.pad = 0, _PADDING
        headers = {"Content-Type": _MEDIA, "Accept": _MEDIA}
        answer = await self._http.request("POST", self._server.path, data=request.to_wire(), headers=headers)
        if answer.status != 200:
            raise ConnectionError(f"status {answer.status}")
        response = dns.message.from_wire(answer.content, raise_on_truncation=True)
        if not request.is_response(response):
            raise ConnectionError("the answer belongs to another question")
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
