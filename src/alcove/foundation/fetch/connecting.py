"""Connections that go to the very addresses that were checked, under the name the URL gave."""

import asyncio
import ssl
from collections.abc import AsyncIterable, Iterable
from functools import cache
from typing import Any, Final, cast

import httpcore2
import httpx2

from alcove.foundation.fetch.addresses import Guard
from alcove.foundation.fetch.body import body_of
from alcove.foundation.fetch.errors import Forbidden, Unreachable
from alcove.foundation.fetch.proxies import Route, Router
from alcove.foundation.fetch.proxies.socks import SocksBackend
from alcove.foundation.fetch.sockets import SocketBackend
from alcove.foundation.settings import ProxyAddress

_PORTS: Final = {"http": 80, "https": 443}


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens sockets only to addresses the guard has passed.

    Host header and TLS server name are set above this level, so they stay those of the URL.
    """

    def __init__(self, guard: Guard, *, network: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._inner = network or SocketBackend()

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


class Ways:
    """Opens the connections of one guard, each on the way that the router chose."""

    def __init__(self, guard: Guard, *, router: Router, network: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._router = router
        self._network = network

    async def route(self, scheme: str, host: str, *, port: int) -> Route:
        """Return the way to a host; Forbidden."""
        return await self._router.route(scheme, host, port=port, allowed=self._guard.allowed)

    def backend(self, route: Route) -> httpcore2.AsyncNetworkBackend:
        """Return what opens the sockets of a way: to the host, through SOCKS, or to the HTTP proxy."""
        if route.proxy is None:
            guard = self._guard.private() if route.private_only else self._guard
            return GuardedBackend(guard, network=self._network)
        # The owner chose the proxy, so it may be anywhere.
        to_proxy = GuardedBackend(Guard(resolver=self._guard.resolver, allow_private={"*"}), network=self._network)
        return SocksBackend(route.proxy, inner=to_proxy) if route.proxy.kind == "socks5" else to_proxy


@cache
def default_tls() -> ssl.SSLContext:
    """Return the TLS settings that trust the usual authorities; reading them takes 20 ms, so all clients share them."""
    return httpx2.create_ssl_context(trust_env=False)


class Connections:
    """Pools of guarded connections, one for each way out; no cookies and nothing of the environment."""

    def __init__(
        self,
        guard: Guard,
        *,
        size: int,
        router: Router | None = None,
        tls: ssl.SSLContext | None = None,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        router = router or Router({}, resolver=guard.resolver)
        self._ways = Ways(guard, router=router, network=network)
        self._size = size
        self.tls = tls or default_tls()
        self._pools: dict[Route, httpcore2.AsyncConnectionPool] = {}

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return its answer, the body still to be read."""
        url = request.url
        host = url.raw_host.decode("ascii")
        route = await self._ways.route(url.scheme, host, port=url.port or _PORTS[url.scheme])
        answer = await self._pool(route).handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=cast("AsyncIterable[bytes]", request.stream),
                extensions=request.extensions,
            )
        )
        if route.proxy is not None and answer.status == 407:
            await answer.aclose()
            raise Unreachable(f"the proxy on the way to {host} refuses user and password")
        patience = request.extensions.get("timeout", {}).get("read")
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=body_of(answer, method=request.method, patience=patience),
            extensions=answer.extensions,
            request=request,
        )

    async def close(self) -> None:
        """Close all connections."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    def _pool(self, route: Route) -> httpcore2.AsyncConnectionPool:
        if route not in self._pools:
            self._pools[route] = httpcore2.AsyncConnectionPool(
                ssl_context=self.tls,
                proxy=http_proxy(route.proxy, tls=self.tls) if route.proxy else None,
                max_connections=self._size,
                max_keepalive_connections=self._size,
                keepalive_expiry=15.0,
                network_backend=self._ways.backend(route),
            )
        return self._pools[route]


def http_proxy(proxy: ProxyAddress, *, tls: ssl.SSLContext) -> httpcore2.Proxy | None:
    """Return an HTTP proxy as the library knows it; None for SOCKS, which is a matter of the sockets."""
    if proxy.kind == "socks5":
        return None
    auth = (proxy.username.encode(), proxy.password.reveal().encode()) if proxy.username else None
    return httpcore2.Proxy(proxy.url, auth=auth, ssl_context=tls if proxy.kind == "https" else None)
