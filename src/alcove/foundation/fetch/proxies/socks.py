"""SOCKS 5 (RFC 1928, authentication RFC 1929): the proxy resolves the name and connects."""

from collections.abc import Iterable
from ipaddress import IPv4Address, ip_address
from typing import Any, Final

import httpcore2

from alcove.foundation.settings import ProxyAddress

_VERSION: Final = 5
_NO_AUTH: Final = 0
_PASSWORD: Final = 2
_CONNECT: Final = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_LENGTHS: Final = {_IPV4: 4, _IPV6: 16}
_REASONS: Final = {
    1: "general failure",
    2: "forbidden by its rules",
    3: "the network is unreachable",
    4: "the host is unreachable",
    5: "the connection was refused",
    6: "the TTL expired",
    7: "the command is not supported",
    8: "the address type is not supported",
}


class SocksBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections through a SOCKS proxy, which it reaches through another backend."""

    def __init__(self, proxy: ProxyAddress, *, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._proxy = proxy
        self._inner = inner

    async def connect_tcp(  # noqa: PLR0917 - the library's own signature
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the host through the proxy."""
        stream = await self._inner.connect_tcp(
            self._proxy.host, self._proxy.port, timeout, local_address, socket_options
        )
        try:
            handshake = _Handshake(stream, timeout)
            await handshake.authenticate(self._proxy)
            await handshake.connect(host, port)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


class _Handshake:
    """The SOCKS handshake; reads exactly the bytes of each message."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, timeout: float | None) -> None:
        self._stream = stream
        self._timeout = timeout

    async def authenticate(self, proxy: ProxyAddress) -> None:
        """Negotiate the authentication method and authenticate."""
        method = _PASSWORD if proxy.username else _NO_AUTH
        await self._send(bytes((_VERSION, 1, method)))
        version, selected = await self._receive(2)
        if version != _VERSION or selected != method:
            raise httpcore2.ProxyError("the proxy does not accept this authentication method")
        if not proxy.username:
            return
        name, password = proxy.username.encode(), proxy.password.reveal().encode()
        await self._send(bytes((1, len(name))) + name + bytes((len(password),)) + password)
        _, status = await self._receive(2)
        if status:
            raise httpcore2.ProxyError("the proxy rejected the user name and password")

    async def connect(self, host: str, port: int) -> None:
        """Request the connection."""
        await self._send(bytes((_VERSION, _CONNECT, 0)) + _address(host) + port.to_bytes(2))
        version, status, _, kind = await self._receive(4)
        if version != _VERSION or status:
            raise httpcore2.ProxyError(f"the proxy does not connect: {_REASONS.get(status, 'unknown reason')}")
        length = _LENGTHS.get(kind) or (await self._receive(1))[0]
        await self._receive(length + 2)

    async def _send(self, message: bytes) -> None:
        await self._stream.write(message, self._timeout)

    async def _receive(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            chunk = await self._stream.read(count - len(received), self._timeout)
            if not chunk:
                raise httpcore2.ProxyError("the proxy closed the connection")
            received += chunk
        return received


def _address(host: str) -> bytes:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        name = host.encode("ascii")
        if not 0 < len(name) < 256:
            raise httpcore2.LocalProtocolError("the name is too long for a proxy") from None
        return bytes((_NAME, len(name))) + name
    return bytes((_IPV4 if isinstance(address, IPv4Address) else _IPV6,)) + address.packed
