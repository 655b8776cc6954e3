"""The HTTP client for all calls to other servers."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.addresses import AddressGuard, Resolver, SystemResolver
from alcove.foundation.fetch.call import REDIRECTS, Call, build_url, encode_body
from alcove.foundation.fetch.call_log import CallLog, measure_attempt
from alcove.foundation.fetch.circuit_breaker import circuit_for
from alcove.foundation.fetch.errors import Forbidden, RateLimited, RateLimiterDown, TooManyRedirects
from alcove.foundation.fetch.policy import Policy
from alcove.foundation.fetch.proxies import Router
from alcove.foundation.fetch.response import Auth, ClientResponse, Params, StreamedResponse
from alcove.foundation.ratelimit import LimiterUnavailable, RateLimiter, ResponseInfo, WaitTooLong

if TYPE_CHECKING:
    from alcove.foundation.fetch.connections import Connections
    from alcove.foundation.fetch.exchange import Exchange


class NetworkAccess(Protocol):
    """The resolver and the proxy routing of a process."""

    @property
    def resolver(self) -> Resolver:
        """The resolver of host names."""
        ...

    @property
    def router(self) -> Router:
        """The router that selects the proxy for an address."""
        ...


class Client:
    """Calls the servers of one policy. Use it as a context manager, which closes its connections."""

    def __init__(
        self,
        policy: Policy,
        *,
        limiter: RateLimiter,
        clock: Clock,
        rng: random.Random,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        network: "NetworkAccess | None" = None,
    ) -> None:
        """Create a client; `network` is that of the process, `resolver` overrides its resolver."""
        self._policy = policy
        self._limiter = limiter
        self._clock = clock
        self._rng = rng
        self._resolver = resolver or (network.resolver if network else SystemResolver())
        self._router = network.router if network else Router({}, resolver=self._resolver)
        self._tls = tls
        self._connections: Connections | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        connections, self._connections = self._connections, None
        if connections is not None:
            await connections.close()

    async def request(  # noqa: PLR0913 - each is a part of a request
        self,
        method: str,
        path_or_url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, object] | bytes | None = None,
        auth: Auth | None = None,
        max_bytes: int | None = None,
        allow_private: Iterable[str] = (),
    ) -> ClientResponse:
        """Return the complete response, whatever its status except 429 (see the policy); FetchError when there is none.

        `path_or_url` is relative to the policy's base URL unless it is absolute. `auth` signs each attempt. A 5xx
        response is returned after the last attempt. `allow_private` lists further hosts with private addresses.
        """
        limit = self._policy.max_bytes if max_bytes is None else max_bytes
        call = self._build_call(
            method, path_or_url, params=params, headers=headers, content=encode_body(json, data), auth=auth
        )
        call = replace(call, allow_private=frozenset(allow_private))

        async def send_and_read(redirected: Call) -> "Exchange":
            return await self._attempt(redirected, read=limit)

        exchange = await self._follow_redirects(call, send_and_read)
        await exchange.close()
        return ClientResponse(exchange.status, exchange.headers, exchange.content, exchange.url)

    @asynccontextmanager
    async def stream(  # noqa: PLR0913 - each is a part of a request
        self,
        method: str,
        path_or_url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, object] | bytes | None = None,
        auth: Auth | None = None,
        max_bytes: int | None = None,
        allow_private: Iterable[str] = (),
    ) -> AsyncIterator[StreamedResponse]:
        """Yield a response whose body is read within the block.

        The total timeout ends with the response headers; afterwards each chunk must arrive within the read timeout.
        Retries end there, too: a body that breaks off raises Unreachable. The rate limiter's slot is held until the
        block ends.
        """
        limit = self._policy.max_bytes if max_bytes is None else max_bytes
        call = self._build_call(
            method, path_or_url, params=params, headers=headers, content=encode_body(json, data), auth=auth
        )
        call = replace(call, allow_private=frozenset(allow_private))
        exchange = await self._follow_redirects(call, self._attempt)
        chunks = exchange.chunks(limit)
        try:
            yield StreamedResponse(exchange.status, exchange.headers, exchange.url, chunks)
        finally:
            await chunks.aclose()
            await exchange.close()

    def _build_call(
        self,
        method: str,
        path_or_url: str,
        *,
        params: Params | None,
        headers: Mapping[str, str] | None,
        content: tuple[bytes | None, dict[str, str]],
        auth: Auth | None,
    ) -> Call:
        body, content_headers = content
        default_headers = {"User-Agent": self._policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        header_names = {name.lower() for name in headers or {}}
        merged = {
            name: value
            for name, value in (default_headers | content_headers).items()
            if name.lower() not in header_names
        }
        return Call(
            method=method.upper(),
            url=build_url(self._policy.base_url, path_or_url, params=params),
            headers=merged | dict(headers or {}),
            body=body,
            auth=auth,
        )

    async def _follow_redirects(self, call: Call, send_once: Callable[[Call], Awaitable["Exchange"]]) -> "Exchange":
        """Send a call and follow redirects; each target is rate-limited and checked like a call of its own."""
        with CallLog(self._policy.name, call) as call_log:
            await self._get_connections()
            origin = call.host
            for redirects in range(self._policy.redirects + 1):
                try:
                    exchange = await self._send_if_allowed(call, send_once, call_log=call_log)
                except Forbidden as error:
                    # The message names the host that was redirected to, which the caller has never heard of.
                    raise type(error)(f"{origin} redirects, and {error}" if redirects else str(error)) from error
                location = exchange.headers.get("location")
                if exchange.status not in REDIRECTS or not location:
                    call_log.record_response(exchange.status, size=len(exchange.content))
                    return exchange
                await exchange.close()
                call = call.redirect_to(exchange.status, location)
            raise TooManyRedirects(
                f"{origin} redirects more than {self._policy.redirects} times, lastly to {call.host}"
            )

    async def _send_if_allowed(
        self, call: Call, send_once: Callable[[Call], Awaitable["Exchange"]], *, call_log: CallLog
    ) -> "Exchange":
        if not self._policy.allows_host(call.host):
            raise Forbidden(f"{call.host} is not one of the hosts that {self._policy.name} may call")
        return await self._send_with_retries(call, send_once, call_log=call_log)

    async def _send_with_retries(
        self, call: Call, send_once: Callable[[Call], Awaitable["Exchange"]], *, call_log: CallLog
    ) -> "Exchange":
        from alcove.foundation.fetch.retry import Attempts, ServerErrorResponse, TooManyRequests  # noqa: PLC0415 - loaded on first use

        attempts = Attempts(self._policy, method=call.method, clock=self._clock, rng=self._rng)
        try:
            async with circuit_for(self._policy).guard():
                return await attempts.run(lambda: send_once(call))
        except TooManyRequests as error:
            raise await attempts.rate_limited_error(error, host=call.host) from None
        except ServerErrorResponse as error:
            return error.exchange
        finally:
            call_log.attempts += attempts.count

    async def _attempt(self, call: Call, *, read: int | None = None) -> "Exchange":
        """Send once, within one slot of the rate limiter; with `read`, also read up to that many bytes of the body."""
        from alcove.foundation.fetch.exchange import Deadline, send  # noqa: PLC0415 - loaded on first use

        connections = await self._get_connections()
        async with AsyncExitStack() as stack:
            with _translate_limiter_errors():
                await stack.enter_async_context(self._limiter.slot())
            if call.allow_private:
                # Separate connections: a pooled one would let other calls reach hosts that only this call may reach.
                connections = self._open_connections(call.allow_private, tls=connections.tls)
                stack.push_async_callback(connections.close)
            with measure_attempt(self._policy.name, call) as record_status:
                deadline = Deadline(self._policy.timeout.total, host=call.host)
                async with deadline.limit():
                    exchange = await send(connections, call, policy=self._policy, resources=stack)
                record_status(exchange.status)
                info = ResponseInfo(exchange.status, exchange.headers, self._clock.now())
                with _translate_limiter_errors():
                    exchange.limiter_pause = await self._limiter.observe(info)
                if read is not None:
                    async with deadline.limit():
                        await exchange.read(read)
            if read is None:
                exchange.attach(stack.pop_all())
        return exchange

    async def _get_connections(self) -> "Connections":
        if self._connections is None:
            # Loading the library and the certificates takes 0.1 s, too long for the event loop.
            connections = await asyncio.to_thread(self._open_connections, frozenset())
            self._connections = self._connections or connections
        return self._connections

    def _open_connections(self, allowed: frozenset[str], *, tls: ssl.SSLContext | None = None) -> "Connections":
        from alcove.foundation.fetch import retry  # noqa: F401, PLC0415 - loaded here, off the event loop
        from alcove.foundation.fetch.connections import Connections  # noqa: PLC0415 - loaded on first use

        guard = AddressGuard(resolver=self._resolver, allow_private=self._policy.allow_private | allowed)
        size = self._policy.max_connections
        return Connections(guard, size=size, router=self._router, tls=tls or self._tls)


@contextmanager
def _translate_limiter_errors() -> Iterator[None]:
    """Translate the errors of the rate limiter into FetchError."""
    try:
        yield
    except WaitTooLong as error:
        raise RateLimited(str(error), after=error.after) from error
    except LimiterUnavailable as error:
        raise RateLimiterDown(str(error)) from error
