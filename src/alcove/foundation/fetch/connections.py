"""Connections to checked addresses, with the Host header and TLS name of the URL."""

import asyncio
import ssl
from collections.abc import AsyncIterable, Iterable
from functools import cache
from typing import Any, Final, cast

import httpcore2
import httpx2

from alcove.foundation.fetch.addresses import AddressGuard
from alcove.foundation.fetch.body import response_body
from alcove.foundation.fetch.errors import Forbidden, Unreachable
from alcove.foundation.fetch.proxies import Route, Router
from alcove.foundation.fetch.proxies.socks import SocksBackend
from alcove.foundation.fetch.sockets import SocketBackend
from alcove.foundation.settings import ProxyAddress

_PORTS: Final = {"http": 80, "https": 443}


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections only to addresses that the guard allows.

    Host header and TLS server name are set by the layer above, so they are those of the URL.
    """

    def __init__(self, guard: AddressGuard, *, network: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._guard = guard
        self._network = network or SocketBackend()

    async def connect_tcp(  # noqa: PLR0917 - the library's own signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, check, and connect to the first reachable address within the timeout."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (timeout or 60.0)
        try:
            async with asyncio.timeout_at(deadline):
                addresses = await self._guard.resolve(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"resolving {host} took too long") from error
        for address in addresses[:-1]:
            # Half of the remaining time, so that an unreachable address leaves time for the others.
            timeout_left = max(0.1, (deadline - loop.time()) / 2)
            try:
                return await self._network.connect_tcp(address, port, timeout_left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        timeout_left = max(0.1, deadline - loop.time())
        return await self._network.connect_tcp(addresses[-1], port, timeout_left, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's own signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - likewise
    ) -> httpcore2.AsyncNetworkStream:
        """Raise Forbidden: Unix sockets are not allowed."""
        raise Forbidden(f"{path} is a Unix socket, which is not allowed")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


class Transport:
    """Selects and opens routes: direct, through SOCKS, or through an HTTP proxy."""

    def __init__(
        self, guard: AddressGuard, *, router: Router, network: httpcore2.AsyncNetworkBackend | None = None
    ) -> None:
        self._guard = guard
        self._router = router
        self._network = network

    async def route(self, scheme: str, host: str, *, port: int) -> Route:
        """Return the route to a host; Forbidden."""
        return await self._router.route(scheme, host, port=port, allowed=self._guard.allowed)

    def backend(self, route: Route) -> httpcore2.AsyncNetworkBackend:
        """Return the backend that opens the sockets of a route."""
        if route.proxy is None:
            guard = self._guard.private_only() if route.private_only else self._guard
            return GuardedBackend(guard, network=self._network)
        # The owner configured the proxy, so it may have a private address.
        proxy_backend = GuardedBackend(
            AddressGuard(resolver=self._guard.resolver, allow_private={"*"}), network=self._network
        )
        return SocksBackend(route.proxy, inner=proxy_backend) if route.proxy.kind == "socks5" else proxy_backend


@cache
def default_tls() -> ssl.SSLContext:
    """Return the TLS settings that trust the usual authorities; reading them takes 20 ms, so all clients share them."""
    return httpx2.create_ssl_context(trust_env=False)


class Connections:
    """Pools of guarded connections, one per route; without cookies, proxies and credentials of the environment."""

    def __init__(
        self,
        guard: AddressGuard,
        *,
        size: int,
        router: Router | None = None,
        tls: ssl.SSLContext | None = None,
        network: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        router = router or Router({}, resolver=guard.resolver)
        self._transport = Transport(guard, router=router, network=network)
        self._size = size
        self.tls = tls or default_tls()
        self._pools: dict[Route, httpcore2.AsyncConnectionPool] = {}

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return its response with an unread body."""
        url = request.url
        host = url.raw_host.decode("ascii")
        route = await self._transport.route(url.scheme, host, port=url.port or _PORTS[url.scheme])
        response = await self._pool(route).handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=cast("AsyncIterable[bytes]", request.stream),
                extensions=request.extensions,
            )
        )
        if route.proxy is not None and response.status == 407:
            await response.aclose()
            raise Unreachable(f"the proxy for {host} rejected the user name and password")
        read_timeout = request.extensions.get("timeout", {}).get("read")
        return httpx2.Response(
            status_code=response.status,
            headers=response.headers,
            stream=response_body(response, method=request.method, read_timeout=read_timeout),
            extensions=response.extensions,
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
                network_backend=self._transport.backend(route),
            )
        return self._pools[route]


def http_proxy(proxy: ProxyAddress, *, tls: ssl.SSLContext) -> httpcore2.Proxy | None:
    """Return the library's HTTP proxy; None for SOCKS, which the network backend handles."""
    if proxy.kind == "socks5":
        return None
    auth = (proxy.username.encode(), proxy.password.reveal().encode()) if proxy.username else None
    return httpcore2.Proxy(proxy.url, auth=auth, ssl_context=tls if proxy.kind == "https" else None)
