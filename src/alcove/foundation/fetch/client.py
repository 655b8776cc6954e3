"""The client: every call to another server goes through here."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from alcove.foundation.clock import Clock
from alcove.foundation.fetch.addresses import Guard, Resolver, SystemResolver
from alcove.foundation.fetch.answer import Answer, Auth, Params, Stream
from alcove.foundation.fetch.breaking import circuit_of
from alcove.foundation.fetch.call import REDIRECTS, Call, compose, encode
from alcove.foundation.fetch.errors import Forbidden, LimiterDown, RateLimited, TooManyRedirects
from alcove.foundation.fetch.policy import Policy
from alcove.foundation.fetch.proxies import Router
from alcove.foundation.fetch.reporting import Report, measured
from alcove.foundation.ratelimit import LimiterUnavailable, RateLimiter, ResponseInfo, WaitTooLong

if TYPE_CHECKING:
    from alcove.foundation.fetch.connecting import Connections
    from alcove.foundation.fetch.exchange import Exchange


class NetworkAccess(Protocol):
    """How a process reaches other machines."""

    @property
    def resolver(self) -> Resolver:
        """Return what looks names up."""
        ...

    @property
    def router(self) -> Router:
        """Return what chooses the proxy for an address."""
        ...


class Client:
    """Calls the servers of one policy; to be used as a context, which closes its connections."""

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
        """Take the terms; `network` is the process's way out, `resolver` replaces its name service."""
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
    ) -> Answer:
        """Return the whole answer of any status but 429; FetchError when there is none.

        `path_or_url` is joined to the policy's base unless it is absolute. `auth` signs each try anew. A 5xx
        answer is returned once the tries are used up. `allow_private` names further hosts that may be private.
        """
        limit = self._policy.max_bytes if max_bytes is None else max_bytes
        call = self._call(method, path_or_url, params=params, headers=headers, content=encode(json, data), auth=auth)
        call = replace(call, allow_private=frozenset(allow_private))

        async def whole(one: Call) -> "Exchange":
            return await self._try(one, read=limit)

        exchange = await self._pursue(call, whole)
        await exchange.close()
        return Answer(exchange.status, exchange.headers, exchange.content, exchange.url)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        path_or_url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Auth | None = None,
        max_bytes: int | None = None,
        allow_private: Iterable[str] = (),
    ) -> AsyncIterator[Stream]:
        """Give an answer whose body is read within the block.

        The total time ends with the answer's head; then each piece must come within the read timeout. The tries
        end there too: a body that breaks off raises Unreachable. The limiter's slot is held until the block ends.
        """
        limit = self._policy.max_bytes if max_bytes is None else max_bytes
        call = self._call(method, path_or_url, params=params, headers=headers, content=(None, {}), auth=auth)
        call = replace(call, allow_private=frozenset(allow_private))
        exchange = await self._pursue(call, self._try)
        chunks = exchange.chunks(limit)
        try:
            yield Stream(exchange.status, exchange.headers, exchange.url, chunks)
        finally:
            await chunks.aclose()
            await exchange.close()

    def _call(
        self,
        method: str,
        path_or_url: str,
        *,
        params: Params | None,
        headers: Mapping[str, str] | None,
        content: tuple[bytes | None, dict[str, str]],
        auth: Auth | None,
    ) -> Call:
        body, described = content
        own = {"User-Agent": self._policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        given = {name.lower() for name in headers or {}}
        merged = {name: value for name, value in (own | described).items() if name.lower() not in given}
        return Call(
            method=method.upper(),
            url=compose(self._policy.base_url, path_or_url, params=params),
            headers=merged | dict(headers or {}),
            body=body,
            auth=auth,
        )

    async def _pursue(self, call: Call, step: Callable[[Call], Awaitable["Exchange"]]) -> "Exchange":
        """Follow redirects, each target a call of its own to the limiter and the guard."""
        with Report(self._policy.name, call) as report:
            await self._connected()
            for _ in range(self._policy.redirects + 1):
                if not self._policy.reaches(call.host):
                    raise Forbidden(f"{call.host} is none of the hosts that {self._policy.name} may call")
                exchange = await self._answer(call, step, report=report)
                location = exchange.headers.get("location")
                if exchange.status not in REDIRECTS or not location:
                    report.ended(exchange.status, size=len(exchange.content))
                    return exchange
                await exchange.close()
                call = call.redirected(exchange.status, location)
            raise TooManyRedirects(f"{call.host} redirected more than {self._policy.redirects} times")

    async def _answer(self, call: Call, step: Callable[[Call], Awaitable["Exchange"]], *, report: Report) -> "Exchange":
        from alcove.foundation.fetch.retry import Failed, Refused, Tries  # noqa: PLC0415 - loaded on first use

        tries = Tries(self._policy, method=call.method, clock=self._clock, rng=self._rng)
        try:
            async with circuit_of(self._policy).guard():
                return await tries.run(lambda: step(call))
        except Refused as refused:
            raise await tries.limited(refused, host=call.host) from None
        except Failed as failed:
            return failed.exchange
        finally:
            report.tries += tries.count

    async def _try(self, call: Call, *, read: int | None = None) -> "Exchange":
        """Make one try within one slot; with `read`, up to that many bytes of the body are part of it."""
        from alcove.foundation.fetch.exchange import Deadline, send  # noqa: PLC0415 - loaded on first use

        connections = await self._connected()
        async with AsyncExitStack() as stack:
            with _limited():
                await stack.enter_async_context(self._limiter.slot())
            if call.allow_private:
                # Connections of their own, or a kept one would lead others where only this call may go.
                connections = self._connect(call.allow_private, tls=connections.tls)
                stack.push_async_callback(connections.close)
            with measured(self._policy.name, call) as seen:
                deadline = Deadline(self._policy.timeout.total, host=call.host)
                async with deadline.part():
                    exchange = await send(connections, call, policy=self._policy, kept=stack)
                seen(exchange.status)
                info = ResponseInfo(exchange.status, exchange.headers, self._clock.now())
                with _limited():
                    exchange.held_for = await self._limiter.observe(info)
                if read is not None:
                    async with deadline.part():
                        await exchange.read(read)
            if read is None:
                exchange.keep(stack.pop_all())
        return exchange

    async def _connected(self) -> "Connections":
        if self._connections is None:
            # Loading the library and the certificates takes 0.1 s, which the others on the loop need not feel.
            connections = await asyncio.to_thread(self._connect, frozenset())
            self._connections = self._connections or connections
        return self._connections

    def _connect(self, allowed: frozenset[str], *, tls: ssl.SSLContext | None = None) -> "Connections":
        from alcove.foundation.fetch import retry  # noqa: F401, PLC0415 - loaded here, off the event loop
        from alcove.foundation.fetch.connecting import Connections  # noqa: PLC0415 - loaded on first use

        guard = Guard(resolver=self._resolver, allow_private=self._policy.allow_private | allowed)
        size = self._policy.max_connections
        return Connections(guard, size=size, router=self._router, tls=tls or self._tls)


@contextmanager
def _limited() -> Iterator[None]:
    """Raise what the limiter raises as errors of calls."""
    try:
        yield
    except WaitTooLong as error:
        raise RateLimited(str(error), after=error.after) from error
    except LimiterUnavailable as error:
        raise LimiterDown(str(error)) from error
