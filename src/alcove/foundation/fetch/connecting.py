"""Connections that go to the very addresses that were checked, under the name the URL gave."""

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any, cast

import httpcore2
import httpx2

from alcove.foundation.fetch.addresses import Guard
from alcove.foundation.fetch.errors import Forbidden


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens sockets only to addresses the guard has passed.

    Host header and TLS server name are set above this level, so they stay those of the URL.
    """

    def __init__(self, guard: Guard, *, network: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._inner = network or httpcore2.AnyIOBackend()

    async def connect_tcp(  # noqa: PLR0917 - the library's own signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, check, and connect to the first address that answers within the time."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + (timeout or 60.0)
        try:
            async with asyncio.timeout_at(ends):
                addresses = await self._guard.addresses(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"resolving {host} took too long") from error
        for address in addresses[:-1]:
            # Half of what is left, so that a dead first address leaves time for the others.
            left = max(0.1, (ends - loop.time()) / 2)
            try:
                return await self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        left = max(0.1, ends - loop.time())
        return await self._inner.connect_tcp(addresses[-1], port, left, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's own signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: nothing on this machine is reached by path."""
        raise Forbidden(f"{path} is no address on the internet")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


class Body(httpx2.AsyncByteStream):
    """The bytes of an answer as the connection delivers them."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it when bytes are left."""
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


class Connections:
    """A pool of guarded connections; no proxies, cookies or environment."""

    def __init__(
        self,
        guard: Guard,
        *,
        size: int,
        tls: ssl.SSLContext | None = None,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls or httpx2.create_ssl_context(trust_env=False),
            max_connections=size,
            max_keepalive_connections=size,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(guard, network=network),
        )

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return its answer, the body still to be read."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=cast("AsyncIterable[bytes]", request.stream),
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=Body(cast("AsyncIterable[bytes]", answer.stream)),
            extensions=answer.extensions,
            request=request,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()
