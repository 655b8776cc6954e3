"""DNS client on dnspython; imported on first use (0.07 s)."""

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
from alcove.foundation.fetch.dns.servers import DohServer
from alcove.foundation.fetch.errors import FetchError
from alcove.foundation.fetch.policy import Breaker, Policy, Timeouts
from alcove.foundation.ratelimit import NoLimit
from alcove.foundation.settings import NameServer
from alcove.foundation.telemetry import get_logger

MAX_FAILURES: Final = 6
SUSPEND_SECONDS: Final = 300.0
"""Seconds for which a server is suspended after MAX_FAILURES consecutive failed queries (two per name)."""

NEGATIVE_TTL: Final = 30.0

# RFC 8467: padded queries hide the length of the name.
_PADDING_BLOCK: Final = 128
_EDNS_PAYLOAD: Final = 1232
_MAX_MESSAGE: Final = 65_535
_MEDIA_TYPE: Final = "application/dns-message"

_log = get_logger("fetch")


class DnsClient:
    """Queries the servers in turn until one responds; `timeout` is the seconds per server."""

    def __init__(
        self,
        servers: Sequence[NameServer | DohServer],
        *,
        clock: Clock,
        timeout: float,
        tls: ssl.SSLContext | None = None,
        allow_private: Collection[str] = (),
    ) -> None:
        options: dict[str, Any] = {"timeout": timeout, "tls": tls, "allow_private": allow_private}
        self._servers = [
            DohNameserver(server, clock=clock, **options)
            if isinstance(server, DohServer)
            else UdpNameserver(server, clock=clock)
            for server in servers
        ]
        self._resolver = Resolver(configure=False)
        self._resolver.nameservers = self._servers
        self._resolver.timeout = timeout
        self._resolver.lifetime = timeout * (2 * len(servers) + 1)
        self._resolver.use_edns(0, payload=_EDNS_PAYLOAD)

    async def look_up(self, name: str) -> tuple[tuple[str, ...], float]:
        """Return a host's addresses, IPv4 first, and their TTL in seconds; OSError when no server responds.

        A failed A or AAAA query is no error while the other one has addresses.
        """
        try:
            dns.name.from_text(name)
        except (DNSException, UnicodeError):
            return (), NEGATIVE_TTL
        results = await asyncio.gather(self._query(name, "A"), self._query(name, "AAAA"), return_exceptions=True)
        answers = [result for result in results if not isinstance(result, BaseException)]
        addresses = tuple(dict.fromkeys(address for found, _ in answers for address in found))
        for result in results:
            if isinstance(result, BaseException) and (not addresses or not isinstance(result, OSError)):
                raise result
        return addresses, min((ttl for found, ttl in answers if found), default=NEGATIVE_TTL)

    async def close(self) -> None:
        """Close the connections."""
        for server in self._servers:
            if isinstance(server, DohNameserver):
                await server.close()

    async def _query(self, name: str, record_type: str) -> tuple[list[str], float]:
        try:
            answer = await self._resolver.resolve(name, record_type, raise_on_no_answer=False, search=False)
        except NXDOMAIN:
            return [], NEGATIVE_TTL
        except DNSException as error:
            raise OSError(str(error)) from error
        return [str(record.address) for record in answer.rrset or ()], float(answer.chaining_result.minimum_ttl)


class SuspendableNameserver(Nameserver, ABC):
    """A name server that is suspended for a while when it fails repeatedly."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._suspended_until = 0.0

    async def async_query(self, request: QueryMessage, *args: Any, **options: Any) -> Message:
        """Query the server; OSError when it fails or is suspended: the resolver then tries the next one."""
        if self._suspended_until > self._clock.monotonic():
            raise ConnectionError(f"{self} is suspended")
        try:
            answer = await self._exchange(request, *args, **options)
        except (DNSException, FetchError, OSError, EOFError) as error:
            if isinstance(error, Truncated) and not options["max_size"]:
                raise  # the resolver retries over TCP
            self._count_failure(str(error) or type(error).__name__)
            raise ConnectionError(f"{self}: {error}") from error
        if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            self._failures = 0
        else:
            self._count_failure(dns.rcode.to_text(answer.rcode()))
        return answer

    @abstractmethod
    async def _exchange(self, request: QueryMessage, *args: Any, **options: Any) -> Message:
        """Query the server once."""

    def _count_failure(self, reason: str) -> None:
        self._failures += 1
        if self._failures < MAX_FAILURES:
            return
        self._failures = 0
        self._suspended_until = self._clock.monotonic() + SUSPEND_SECONDS
        _log.warning("name_server_suspended", server=str(self), reason=reason)


class UdpNameserver(SuspendableNameserver, Do53Nameserver):
    """A name server queried over UDP, or TCP when the response does not fit."""

    def __init__(self, server: NameServer, *, clock: Clock) -> None:
        Do53Nameserver.__init__(self, server.address, server.port)
        SuspendableNameserver.__init__(self, clock)

    async def _exchange(self, request: QueryMessage, *args: Any, **options: Any) -> Message:
        return await Do53Nameserver.async_query(self, request, *args, **options)


class DohNameserver(SuspendableNameserver):
    """A DNS-over-HTTPS resolver (RFC 8484) with known addresses, queried with our own client."""

    def __init__(
        self,
        server: DohServer,
        *,
        clock: Clock,
        timeout: float,
        tls: ssl.SSLContext | None,
        allow_private: Collection[str],
    ) -> None:
        super().__init__(clock)
        self._server = server
        policy = Policy(
            name=f"doh-{server.name}",
            base_url=f"https://{server.host}:{server.port}",
            user_agent=f"Alcove/{__version__}",
            timeout=Timeouts(connect=min(2.0, timeout), read=timeout, total=timeout),
            retries=0,
            max_bytes=_MAX_MESSAGE,
            max_connections=4,
            allow_private=frozenset(allow_private),
            # SuspendableNameserver handles failing servers.
            breaker=Breaker(failures=1_000_000),
        )
        rng = random.Random()  # noqa: S311 - nothing is retried
        self._http = Client(policy, limiter=NoLimit(), clock=clock, rng=rng, resolver=server, tls=tls)

    def __str__(self) -> str:
        return self._server.name

    def is_always_max_size(self) -> bool:
        """Return True: responses are not limited in size."""
        return True

    def answer_nameserver(self) -> str:
        """Return the host."""
        return self._server.host

    def answer_port(self) -> int:
        """Return the port."""
        return self._server.port

    async def _exchange(self, request: QueryMessage, *_args: Any, **_options: Any) -> Message:
        # POST, so that no name appears in a URL.
        request.id, request.pad = 0, _PADDING_BLOCK
        headers = {"Content-Type": _MEDIA_TYPE, "Accept": _MEDIA_TYPE}
        answer = await self._http.request("POST", self._server.path, data=request.to_wire(), headers=headers)
        if answer.status != 200:
            raise ConnectionError(f"status {answer.status}")
        response = dns.message.from_wire(answer.content, raise_on_truncation=True)
        if not request.is_response(response):
            raise ConnectionError("the response belongs to another query")
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
