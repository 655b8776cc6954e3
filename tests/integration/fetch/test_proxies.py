"""Calls through real proxies: what goes through them, and what bypasses them."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from alcove.foundation.fetch import Breaker, Client, Forbidden, Network, NoLimit, Unreachable
from alcove.foundation.settings import NetworkSettings, Secret
from integration.fetch.clients import policy_for
from integration.fetch.scripted_server import http_response, respond_with, serve_responder
from support.certificates import make_authority
from support.clock import FakeClock
from support.proxies import Proxy, http_proxy, socks_proxy

PUBLIC = "93.184.216.34"
FAR = {"books.example": "127.0.0.1", PUBLIC: "127.0.0.1"}
Opened = Callable[[Proxy], AbstractAsyncContextManager[Proxy]]
KINDS = [pytest.param("http", http_proxy, id="http"), pytest.param("socks5", socks_proxy, id="socks5")]


def network_for(kind: str, proxy: Proxy, **more: Any) -> Network:
    """Return a network behind a proxy."""
    login = f"{proxy.login[0]}:{proxy.login[1]}@" if proxy.login else ""
    name = "http_proxy" if kind == "http" else "socks5_proxy"
    scheme = "http" if kind == "http" else "socks5h"
    address = {name: Secret(f"{scheme}://{login}127.0.0.1:{proxy.port}")}
    return Network(NetworkSettings(**{**address, **more}), clock=FakeClock())


def client_of(network: Network, *, base: str = "", tls: ssl.SSLContext | None = None, **terms: Any) -> Client:
    """Return a client of a network that may not call private addresses."""
    policy = policy_for(
        base, **{"allow_private": frozenset(), "retries": 0, "breaker": Breaker(failures=1000), **terms}
    )
    return Client(
        policy, limiter=NoLimit(), clock=FakeClock(), rng=random.Random(1), tls=tls, network=network  # noqa: S311 - seeded
    )  # fmt: skip


@asynccontextmanager
async def serve_tls(context: ssl.SSLContext) -> AsyncIterator[int]:
    """Respond to every request over TLS, and yield the port."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http_response(200, b"sealed"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_a_call_goes_through_the_proxy(kind: str, opened: Opened) -> None:
    """The proxy gets the host name, which is not resolved here, and the server gets the usual request."""
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        opened(Proxy(hosts=FAR)) as proxy,
        client_of(network_for(kind, proxy)) as client,
    ):
        url = f"http://books.example:{server.port}/a?b=c"
        assert (await client.request("GET", url)).content == b"x"
    expected = {"http": f"GET {url}", "socks5": f"name books.example:{server.port}"}
    assert proxy.requests == [expected[kind]]
    assert (server.requests[0].target, server.requests[0].headers["host"]) == ("/a?b=c", f"books.example:{server.port}")


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_https_is_tunnelled_through_the_proxy(tmp_path: Path, kind: str, opened: Opened) -> None:
    """An https URL uses a tunnel, and the remote server's certificate is checked."""
    trust = make_authority(tmp_path)
    names = {**FAR, "else.example": "127.0.0.1"}
    async with (
        serve_tls(trust.server_context("books.example")) as port,
        opened(Proxy(hosts=names)) as proxy,
        client_of(network_for(kind, proxy), tls=trust.client_context()) as client,
    ):
        assert (await client.request("GET", f"https://books.example:{port}/")).content == b"sealed"
        with pytest.raises(Unreachable):
            await client.request("GET", f"https://else.example:{port}/")
    output = "CONNECT books.example" if kind == "http" else "name books.example"
    assert proxy.requests[0] == f"{output}:{port}"


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_the_proxy_is_authenticated_to(kind: str, opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    """User name and password are sent to the proxy only, with any characters; they are never logged."""
    login = ("me@home", "p:ss/wö%rd")
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        opened(Proxy(hosts=FAR, login=login)) as proxy,
    ):
        quoted = Proxy(port=proxy.port, login=("me%40home", "p%3Ass%2Fw%C3%B6%25rd"))
        network = network_for(kind, quoted)
        async with client_of(network) as client:
            assert (await client.request("GET", f"http://books.example:{server.port}/")).status == 200
    assert proxy.logins == [":".join(login)]
    assert "proxy-authorization" not in server.requests[0].headers
    output = capsys.readouterr()
    assert "p:ss" not in output.out + output.err + repr(network.proxy_for("http")) + str(network.proxy_for("http"))


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_a_wrong_password_is_reported(kind: str, opened: Opened, scheme: str) -> None:
    """If the proxy rejects the authentication, the host is unreachable; a 407 is not returned."""
    async with opened(Proxy(hosts=FAR, login=("me", "right"))) as proxy:
        network = network_for(kind, Proxy(port=proxy.port, login=("me", "wrong-password")))
        async with client_of(network) as client:
            with pytest.raises(Unreachable, match="proxy") as caught:
                await client.request("GET", f"{scheme}://books.example/")
    assert "wrong-password" not in str(caught.value)


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_a_dead_proxy_is_not_bypassed(kind: str, opened: Opened) -> None:
    """When the proxy is down or cannot connect, nothing is sent directly."""
    async with serve_responder(respond_with(http_response(200, b"x"))) as server:
        async with opened(Proxy()) as proxy:
            network = network_for(kind, proxy)
            async with client_of(network) as client:
                with pytest.raises(Unreachable):
                    await client.request("GET", f"https://books.example:{server.port}/")
        async with client_of(network) as client:
            with pytest.raises(Unreachable):
                await client.request("GET", f"http://books.example:{server.port}/")
    assert server.requests == []


async def test_the_pieces_of_a_proxys_answers_may_be_small() -> None:
    """A SOCKS proxy may respond byte by byte."""
    hosts = Proxy(hosts=FAR, byte_by_byte=True, login=("me", "it"))
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        socks_proxy(hosts) as proxy,
        client_of(network_for("socks5", proxy)) as client,
    ):
        assert (await client.request("GET", f"http://books.example:{server.port}/")).content == b"x"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[fd00::1]", "2130706433", "0x7f.1", "localhost"],
)
@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_what_is_private_is_refused_all_the_same(kind: str, opened: Opened, host: str) -> None:
    """Private addresses and local names never reach the proxy, and are rejected unless allowed."""
    async with opened(Proxy(hosts=FAR)) as proxy, client_of(network_for(kind, proxy)) as client:
        with pytest.raises((Forbidden, Unreachable)):
            await client.request("GET", f"http://{host}/")
    assert proxy.requests == []


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_a_redirect_to_a_private_address_is_refused_behind_a_proxy(kind: str, opened: Opened) -> None:
    """Each target of a redirect is checked again."""
    async with (
        serve_responder(respond_with(http_response(302, Location="http://169.254.169.254/"))) as server,
        opened(Proxy(hosts=FAR)) as proxy,
        client_of(network_for(kind, proxy)) as client,
    ):
        with pytest.raises(Forbidden):
            await client.request("GET", f"http://books.example:{server.port}/")
    assert len(proxy.requests) == 1


@pytest.mark.parametrize(("kind", "opened"), KINDS)
async def test_what_is_private_and_allowed_is_called_directly(kind: str, opened: Opened) -> None:
    """Allowed private servers are called without the proxy, by policy or for one call."""
    async with serve_responder(respond_with(http_response(200, b"x"))) as server, opened(Proxy(hosts=FAR)) as proxy:
        async with client_of(network_for(kind, proxy), allow_private=frozenset({"127.0.0.1"})) as client:
            assert (await client.request("GET", f"{server.base}/")).content == b"x"
        async with client_of(network_for(kind, proxy)) as client:
            assert (await client.request("GET", f"{server.base}/", allow_private={"127.0.0.1"})).content == b"x"
            local = f"http://localhost:{server.port}/"
            assert (await client.request("GET", local, allow_private={"localhost"})).content == b"x"
    assert proxy.requests == []


class LoopbackResolver:
    """A resolver that returns loopback for every name."""

    async def resolve(self, _host: str, _port: int) -> list[str]:
        """Return loopback."""
        return ["127.0.0.1"]


async def test_a_name_that_resolves_to_private_addresses_is_refused_before_an_http_proxy_sees_it() -> None:
    """With an HTTP proxy, a name with private addresses is refused, or called directly where it is allowed."""
    async with serve_responder(respond_with(http_response(200, b"x"))) as server, http_proxy(Proxy(hosts=FAR)) as proxy:
        network = Network(NetworkSettings(http_proxy=Secret(f"127.0.0.1:{proxy.port}")), resolver=LoopbackResolver())
        url = f"http://inside.example:{server.port}/"
        async with client_of(network) as client:
            with pytest.raises(Forbidden):
                await client.request("GET", url)
            assert (await client.request("GET", url, allow_private={"inside.example"})).content == b"x"
    assert proxy.requests == []


async def test_no_proxy_names_what_is_called_directly() -> None:
    """A host in NO_PROXY is resolved and called directly."""
    async with serve_responder(respond_with(http_response(200, b"x"))) as server, http_proxy(Proxy(hosts=FAR)) as proxy:
        network = network_for("http", proxy, no_proxy=(".example",))
        async with client_of(network) as client:
            with pytest.raises(Unreachable, match="cannot be resolved"):
                await client.request("GET", f"http://books.example:{server.port}/")
    assert proxy.requests == []


async def test_https_alone_can_have_a_proxy() -> None:
    """With only HTTPS_PROXY set, http URLs are called directly."""
    async with http_proxy(Proxy(hosts=FAR)) as proxy:
        settings = NetworkSettings(https_proxy=Secret(f"http://127.0.0.1:{proxy.port}"))
        async with client_of(Network(settings)) as client:
            with pytest.raises(Unreachable, match="cannot be resolved"):
                await client.request("GET", "http://books.example/")
            with pytest.raises(Unreachable):
                await client.request("GET", "https://books.example:1/")
    assert proxy.requests == ["CONNECT books.example:1"]


async def test_tor_lets_nothing_public_out_by_another_way() -> None:
    """With Tor, NO_PROXY and allowed hosts are ignored, and no name is resolved here."""

    class Nobody:
        requests: list[str] = []  # noqa: RUF012 - of this one test

        async def resolve(self, host: str, _port: int) -> list[str]:
            self.requests.append(host)
            raise OSError("nobody")

    names = Nobody()
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        socks_proxy(Proxy(hosts=FAR)) as proxy,
    ):
        settings = NetworkSettings(
            using_tor=True,
            socks5_proxy=Secret(f"socks5://127.0.0.1:{proxy.port}"),
            http_proxy=Secret("http://127.0.0.1:1"),
            no_proxy=("*",),
        )
        network = Network(settings, resolver=names)
        async with client_of(network, allow_private=frozenset({"books.example", "*"})) as client:
            assert (await client.request("GET", f"http://books.example:{server.port}/")).content == b"x"
            with pytest.raises(Unreachable):
                await client.request("GET", "http://other.example/")
            with pytest.raises(Unreachable):
                await client.request("GET", "http://nas/")
    assert proxy.requests == [f"name books.example:{server.port}", "name other.example:80"]
    assert names.requests == ["nas"]
    async with client_of(Network(settings, resolver=names)) as client:
        with pytest.raises(Unreachable):
            await client.request("GET", f"http://books.example:{server.port}/")
    assert len(server.requests) == 1


async def test_a_local_name_with_a_public_address_is_not_called_around_a_proxy() -> None:
    """A local name that bypasses the proxy must have a private address."""

    class Outside:
        async def resolve(self, _host: str, _port: int) -> list[str]:
            return [PUBLIC]

    settings = NetworkSettings(socks5_proxy=Secret("127.0.0.1:1"))
    async with client_of(Network(settings, resolver=Outside()), allow_private=frozenset({"nas"})) as client:
        with pytest.raises(Forbidden, match="proxy"):
            await client.request("GET", "http://nas/")


async def test_an_address_can_be_checked_without_calling_it() -> None:
    """`check` raises the same errors as a call."""
    network = Network()
    for url in ("http://127.0.0.1/", "http://10.1.2.3/", "http://localhost/", "ftp://books.example/", "http://a@b/"):
        with pytest.raises(Forbidden):
            await network.check(url)
    await network.check("http://127.0.0.1/", allow_private={"127.0.0.1"})
    await network.check(f"http://{PUBLIC}/")
    with pytest.raises(Unreachable):
        await network.check("http://missing.example/")
