"""No call reaches a private network, whatever names, redirects and certificates say."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
import pytest

from alcove.foundation.fetch import FetchError, Forbidden, TimedOut, TooManyRedirects, Unreachable
from alcove.foundation.fetch.addresses import AddressGuard
from alcove.foundation.fetch.connections import Connections
from integration.fetch.clients import client_for, short_timeouts
from integration.fetch.scripted_server import ReceivedRequest, http_response, respond_with, serve_responder

PUBLIC = "93.184.216.34"


class ScriptedResolver:
    """A resolver whose results change with each lookup; the last one stays."""

    def __init__(self, *responses: Sequence[str]) -> None:
        self._answers = list(responses)
        self.lookups: list[str] = []

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Return the next result."""
        self.lookups.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class SilentResolver(ScriptedResolver):
    """A resolver that does not respond."""

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Wait forever."""
        self.lookups.append(host)
        await asyncio.Event().wait()
        return ()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://[::1]:{port}/",
        "http://2130706433:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://0x7f.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://0:{port}/",
        "http://0.0.0.0:{port}/",
        "http://127.0.0.1.:{port}/",
        "http://①②⑦.⓪.⓪.①:{port}/",
        "http://127。0。0。1:{port}/",
        "http://%31%32%37.0.0.1:{port}/",
        "http://good.example@127.0.0.1:{port}/",
        "http://good.example:80@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@good.example/",
        "http://127.0.0.1:{port}#@good.example/",
        "http://127.0.0.1:{port}?@good.example/",
    ],
)
async def test_loopback_is_refused_in_every_notation(url: str) -> None:
    """No notation of a loopback address reaches a server that listens there."""
    async with (
        serve_responder(respond_with(http_response())) as server,
        client_for(server, allow_private=frozenset()) as client,
    ):
        with pytest.raises(FetchError) as caught:
            await client.request("GET", url.format(port=server.port))
    assert not server.requests
    assert caught.value.kind in ("forbidden", "invalid_request", "unreachable")


async def test_a_name_that_resolves_to_private_addresses_is_refused() -> None:
    """A public name with a private address is rejected before sending, and not retried."""
    names = ScriptedResolver(["127.0.0.1"])
    async with serve_responder(respond_with(http_response())) as server, client_for(server, resolver=names) as client:
        with pytest.raises(Forbidden):
            await client.request("GET", f"http://inside.example:{server.port}/")
    assert not server.requests
    assert names.lookups == ["inside.example"]


class RedirectingBackend(httpcore2.AsyncNetworkBackend):
    """A network in which every address is one local server; records the connected addresses."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpcore2.AnyIOBackend()
        self.connected: list[str] = []

    async def connect_tcp(  # noqa: PLR0917 - the library's signature
        self,
        host: str,
        port: int,  # noqa: ARG002 - likewise
        timeout: float | None = None,  # noqa: ASYNC109 - likewise
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the local server instead."""
        self.connected.append(host)
        return await self._inner.connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


async def test_rebinding_between_two_lookups_has_no_effect() -> None:
    """A name is resolved once per connection, which uses the checked address."""
    names = ScriptedResolver([PUBLIC], ["127.0.0.1"])
    async with serve_responder(respond_with(http_response(200, b"x", Connection="close"))) as server:
        backend = RedirectingBackend(server.port)
        guard = AddressGuard(resolver=names, allow_private=())
        connections = Connections(guard, size=2, network=backend)
        request = httpx2.Request("GET", "http://rebind.example/")
        assert await (await connections.send(request)).aread() == b"x"
        assert (names.lookups, backend.connected) == (["rebind.example"], [PUBLIC])
        with pytest.raises(Forbidden):
            await connections.send(request)
        await connections.close()
    assert backend.connected == [PUBLIC]
    assert [seen.headers["host"] for seen in server.requests] == ["rebind.example"]


async def test_an_allowed_name_keeps_its_host_header() -> None:
    """The connection goes to the resolved address; the server sees the name."""
    names = ScriptedResolver(["127.0.0.1"])
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        client_for(server, resolver=names, allow_private=frozenset({"inside.example"})) as client,
    ):
        await client.request("GET", f"http://inside.example:{server.port}/")
    assert server.requests[0].headers["host"] == f"inside.example:{server.port}"


async def test_the_next_address_is_tried() -> None:
    """When the first address of a name refuses the connection, the next one is used."""
    names = ScriptedResolver(["127.0.0.2", "127.0.0.1"])
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        client_for(server, resolver=names, allow_private=frozenset({"*"}), retries=0) as client,
    ):
        assert (await client.request("GET", f"http://two.example:{server.port}/")).content == b"x"


async def test_a_slow_name_service_times_out() -> None:
    """Resolving a name is part of the connect timeout."""
    async with client_for(
        "http://slow.example", resolver=SilentResolver([]), retries=0, timeout=short_timeouts()
    ) as client:
        with pytest.raises(TimedOut):
            await client.request("GET", "/")


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://[::1]/", "http://inside.example/", "http://2130706433/", "file:///etc/passwd"],
)
async def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    """Each target of a redirect is checked like the first address."""
    async with (
        serve_responder(respond_with(http_response(302, Location=target))) as server,
        client_for(server, resolver=ScriptedResolver(["192.168.0.1"])) as client,
    ):
        with pytest.raises(Forbidden):
            await client.request("GET", "/")
    assert len(server.requests) == 1


async def test_redirects_are_followed_five_times() -> None:
    """Five redirects are followed; a sixth raises TooManyRedirects."""
    hops = [http_response(302, Location=f"/{n}") for n in range(5)]
    async with (
        serve_responder(respond_with(*hops, http_response(200, b"there"))) as server,
        client_for(server) as client,
    ):
        response = await client.request("GET", "/")
    assert (response.content, response.url) == (b"there", f"{server.base}/4")
    async with (
        serve_responder(respond_with(http_response(302, Location="/again"))) as server,
        client_for(server) as client,
    ):
        with pytest.raises(TooManyRedirects):
            await client.request("GET", "/")
    assert len(server.requests) == 6


async def test_a_policy_may_follow_fewer_redirects() -> None:
    """With `redirects=2` the third one is an error."""
    async with (
        serve_responder(respond_with(http_response(302, Location="/again"))) as server,
        client_for(server, redirects=2) as client,
    ):
        with pytest.raises(TooManyRedirects):
            await client.request("GET", "/")
    assert len(server.requests) == 3


async def test_credentials_stay_with_their_host() -> None:
    """After a redirect to another origin no signature or secret header is sent, nor on the way back."""
    async with serve_responder(respond_with(http_response(200, b"x"))) as other:
        async with (
            serve_responder(respond_with(http_response(302, Location=f"{other.base}/x"))) as server,
            client_for(server) as client,
        ):
            await client.request(
                "GET",
                "/",
                headers={"X-Api-Key": "secret", "Cookie": "secret"},
                auth=lambda _m, _u, headers, _b: {**headers, "Authorization": "secret"},
            )
        assert "secret" in server.requests[0].headers["authorization"]
        assert "secret" not in str(other.requests)


async def test_a_response_without_a_target_is_returned() -> None:
    """A 3xx response without Location, and 304, are returned as they are."""
    async with (
        serve_responder(respond_with(http_response(302), http_response(304))) as server,
        client_for(server) as client,
    ):
        assert [(await client.request("GET", "/")).status for _ in range(2)] == [302, 304]


def certificate(folder: Path, name: str) -> Path:
    """Create a certificate for a name, with its key in the same file."""
    path = folder / f"{name}.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", path, "-out", folder / "c"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + (folder / "c").read_bytes())
    return path


@pytest.mark.parametrize(("name", "works"), [("right.example", True), ("wrong.example", False)])
async def test_tls_is_checked_against_the_name(tmp_path: Path, name: str, *, works: bool) -> None:
    """TLS uses the name of the URL, for SNI and the certificate, although the connection goes to an address."""
    path = certificate(tmp_path, name)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(path)
    server_names: list[str | None] = []
    server_context.sni_callback = lambda _socket, server_name, _context: server_names.append(server_name)
    trusted = ssl.create_default_context(cafile=path)

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(http_response(200, b"x"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0, ssl=server_context)
    base = f"https://right.example:{server.sockets[0].getsockname()[1]}"
    terms = {"allow_private": frozenset({"right.example"}), "retries": 0}
    async with server, client_for(base, resolver=ScriptedResolver(["127.0.0.1"]), tls=trusted, **terms) as client:  # type: ignore[arg-type] # the policy's terms
        if works:
            assert (await client.request("GET", "/")).content == b"x"
        else:
            with pytest.raises(Unreachable):
                await client.request("GET", "/")
    assert server_names == ["right.example"]


async def test_kept_connections_are_not_shared_between_names() -> None:
    """A connection opened for an allowed name is not used for a name that is not allowed."""
    seen: list[ReceivedRequest] = []
    names = ScriptedResolver(["127.0.0.1"])
    async with (
        serve_responder(respond_with(http_response(200, b"x"))) as server,
        client_for(server, resolver=names, allow_private=frozenset({"inside.example"})) as client,
    ):
        await client.request("GET", f"http://inside.example:{server.port}/")
        with pytest.raises(Forbidden):
            await client.request("GET", f"http://other.example:{server.port}/")
        seen.extend(server.requests)
    assert len(seen) == 1
