"""SOCKS 5 (RFC 1928, sign-in RFC 1929): the proxy looks the name up and connects; what we send is the name."""

from collections.abc import Iterable
from ipaddress import IPv4Address, ip_address
from typing import Any, Final

import httpcore2

from alcove.foundation.settings import ProxyAddress

_VERSION: Final = 5
_NO_SIGN_IN: Final = 0
_SIGN_IN: Final = 2
_CONNECT: Final = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_LENGTHS: Final = {_IPV4: 4, _IPV6: 16}
_REASONS: Final = {
    1: "it failed",
    2: "its rules forbid it",
    3: "the network is unreachable",
    4: "the host is unreachable",
    5: "the connection was refused",
    6: "the way is too long",
    7: "it knows no such command",
    8: "it knows no such kind of address",
}


class SocksBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections through a SOCKS proxy, reached by way of another backend."""

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
        """Connect to the proxy and have it connect to the host."""
        stream = await self._inner.connect_tcp(
            self._proxy.host, self._proxy.port, timeout, local_address, socket_options
        )
        try:
            talk = _Talk(stream, timeout)
            await talk.sign_in(self._proxy)
            await talk.connect(host, port)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


class _Talk:
    """The few messages before the proxy steps aside; each is read to its last byte and not further."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, patience: float | None) -> None:
        self._stream = stream
        self._patience = patience

    async def sign_in(self, proxy: ProxyAddress) -> None:
        """Agree on a sign-in, and sign in."""
        wanted = _SIGN_IN if proxy.username else _NO_SIGN_IN
        await self._send(bytes((_VERSION, 1, wanted)))
        version, chosen = await self._receive(2)
        if version != _VERSION or chosen != wanted:
            raise httpcore2.ProxyError("the proxy takes no connections with this sign-in")
        if not proxy.username:
            return
        name, password = proxy.username.encode(), proxy.password.reveal().encode()
        await self._send(bytes((1, len(name))) + name + bytes((len(password),)) + password)
        _, status = await self._receive(2)
        if status:
            raise httpcore2.ProxyError("the proxy refuses user and password")

    async def connect(self, host: str, port: int) -> None:
        """Ask for the connection."""
        await self._send(bytes((_VERSION, _CONNECT, 0)) + _address(host) + port.to_bytes(2))
        version, status, _, kind = await self._receive(4)
        if version != _VERSION or status:
            raise httpcore2.ProxyError(f"the proxy does not connect: {_REASONS.get(status, 'no reason known')}")
        length = _LENGTHS.get(kind) or (await self._receive(1))[0]
        await self._receive(length + 2)

    async def _send(self, message: bytes) -> None:
        await self._stream.write(message, self._patience)

    async def _receive(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            piece = await self._stream.read(count - len(got), self._patience)
            if not piece:
                raise httpcore2.ProxyError("the proxy closed the connection")
            got += piece
        return got


def _address(host: str) -> bytes:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        name = host.encode("ascii")
        if not 0 < len(name) < 256:
            raise httpcore2.LocalProtocolError("the name is too long for a proxy") from None
        return bytes((_NAME, len(name))) + name
    return bytes((_IPV4 if isinstance(address, IPv4Address) else _IPV6,)) + address.packed
