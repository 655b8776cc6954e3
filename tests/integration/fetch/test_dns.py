"""DNS resolution by configured servers, against real local name servers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import dns.rcode
import pytest

from alcove.foundation.fetch import Forbidden, SystemResolver, Unreachable
from alcove.foundation.fetch.addresses import AddressGuard
from alcove.foundation.fetch.dns import CachingResolver, DohServer
from alcove.foundation.settings import NameServer
from integration.fetch.clients import client_for
from integration.fetch.scripted_server import http_response, respond_with, serve_responder
from support.certificates import make_authority
from support.clock import FakeClock
from support.nameservers import Zone, doh_server, name_server
from support.sockets import attempts


class FakeSystemResolver:
    """A system resolver that knows a few names and records lookups."""

    def __init__(self, **names: str) -> None:
        self._names = names
        self.requests: list[str] = []

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Return the known address."""
        self.requests.append(host)
        if host not in self._names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [self._names[host]]


def make_resolver(
    *servers: NameServer | DohServer,
    system: FakeSystemResolver | None = None,
    clock: FakeClock | None = None,
    first: bool = False,
    **terms: Any,
) -> CachingResolver:
    """Return a resolver without a hosts file."""
    hosts = Path("/nonexistent/hosts")
    return CachingResolver(
        servers,
        system=system or FakeSystemResolver(),
        clock=clock or FakeClock(),
        hosts=hosts,
        system_first=first,
        **terms,
    )


def zone_with(name: str, *addresses: str) -> Zone:
    """Return a zone that knows one name."""
    zone = Zone()
    zone.add(name, *addresses)
    return zone


@asynccontextmanager
async def doh(
    folder: Path, zone: Zone, *, certified: str = "dns.example", system: FakeSystemResolver | None = None
) -> AsyncIterator[CachingResolver]:
    """Serve a zone over HTTPS and yield a name service that asks it as dns.example."""
    trust = make_authority(folder)
    async with doh_server(zone, tls=trust.server_context(certified)) as port:
        server = DohServer(name="test", addresses=("127.0.0.1",), host="dns.example", port=port)
        names = make_resolver(server, system=system, tls=trust.client_context(), allow_private={"dns.example"})
        yield names
        await names.close()


async def test_both_kinds_of_addresses_are_asked_for_over_udp() -> None:
    """A and AAAA are queried, and IPv4 addresses come first."""
    zone = zone_with("books.example", "93.184.216.34", "2606:2800::1")
    async with name_server(zone) as server:
        assert await make_resolver(server).resolve("Books.Example.", 443) == ("93.184.216.34", "2606:2800::1")
    assert sorted(zone.requests) == [("books.example", "A", "udp"), ("books.example", "AAAA", "udp")]


async def test_a_response_too_long_for_udp_is_asked_for_over_tcp() -> None:
    """A truncated response is queried again over TCP."""
    zone = zone_with("many.example", *(f"93.184.{n}.1" for n in range(100)))
    zone.truncate_udp = True
    async with name_server(zone) as server:
        response = await make_resolver(server).resolve("many.example", 80)
    assert len(response) == 100
    assert {transport for _, kind, transport in zone.requests if kind == "A"} == {"udp", "tcp"}


async def test_a_forged_answer_is_ignored() -> None:
    """A response with another id is passed over, and the true one after it is taken."""
    zone = zone_with("books.example", "93.184.216.34")
    zone.forge_first = True
    async with name_server(zone) as server:
        assert await make_resolver(server).resolve("books.example", 80) == ("93.184.216.34",)


async def test_aliases_are_followed() -> None:
    """CNAME chains are followed."""
    zone = zone_with("real.example", "93.184.216.34")
    zone.aliases = {"www.example": "cdn.example", "cdn.example": "real.example"}
    async with name_server(zone) as server:
        assert await make_resolver(server).resolve("www.example", 80) == ("93.184.216.34",)


@pytest.mark.parametrize(("ttl", "kept"), [(0, 30), (120, 120), (86_400, 3600)])
async def test_a_response_is_cached_for_its_ttl(ttl: int, kept: int) -> None:
    """The time to live is obeyed between half a minute and an hour."""
    clock, zone = FakeClock(), zone_with("books.example", "93.184.216.34")
    zone.ttl = ttl
    async with name_server(zone) as server:
        names = make_resolver(server, clock=clock)
        await names.resolve("books.example", 80)
        clock.advance(kept - 1)
        await names.resolve("books.example", 80)
        assert len(zone.requests) == 2
        clock.advance(2)
        await names.resolve("books.example", 80)
    assert len(zone.requests) == 4


async def test_a_name_that_does_not_exist_is_cached_and_is_no_failure() -> None:
    """NXDOMAIN of the first server is final, is no failure, and is cached for 30 s."""
    clock, first, second, system = FakeClock(), Zone(), zone_with("gone.example", "93.184.216.34"), FakeSystemResolver()
    async with name_server(first) as one, name_server(second) as two:
        names = make_resolver(one, two, clock=clock, system=system)
        for _ in range(8):
            with pytest.raises(socket.gaierror):
                await names.resolve("gone.example", 80)
        assert len(first.requests) == 2
        clock.advance(31)
        with pytest.raises(socket.gaierror):
            await names.resolve("gone.example", 80)
    assert (len(first.requests), second.requests, system.requests) == (4, [], [])


async def test_concurrent_lookups_cause_one_query() -> None:
    """Twenty look-ups of one name at a time are one."""
    zone = zone_with("books.example", "93.184.216.34")
    async with name_server(zone) as server:
        names = make_resolver(server)
        response = await asyncio.gather(*(names.resolve("books.example", 80) for _ in range(20)))
    assert response == [("93.184.216.34",)] * 20
    assert len(zone.requests) == 2


@pytest.mark.parametrize("fault", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, None])
async def test_a_failing_provider_is_suspended(fault: dns.rcode.Rcode | None) -> None:
    """After three failed lookups the next server is used alone for five minutes; then the first is tried again."""
    clock, broken, working = FakeClock(), Zone(rcode=fault, garbage=fault is None), Zone()
    for number in range(9):
        working.add(f"n{number}.example", "93.184.216.34")
    async with name_server(broken) as one, name_server(working) as two:
        failing = one if fault is not None else NameServer("127.0.0.1", 1)
        names = make_resolver(failing, two, clock=clock, timeout=0.3)
        for number in range(3):
            await names.resolve(f"n{number}.example", 80)
        query_count = len(broken.requests)
        await names.resolve("n3.example", 80)
        assert len(broken.requests) == query_count == (6 if fault is not None else 0)
        clock.advance(301)
        await names.resolve("n4.example", 80)
        assert len(broken.requests) == (8 if fault is not None else 0)


async def test_a_silent_provider_is_passed_over() -> None:
    """A silent server costs its timeout once, and the next one responds."""
    silent, working = Zone(silent=True), zone_with("books.example", "93.184.216.34")
    async with name_server(silent) as one, name_server(working) as two:
        started = asyncio.get_running_loop().time()
        names = make_resolver(one, two, timeout=0.3)
        response = await names.resolve("books.example", 80)
        took = asyncio.get_running_loop().time() - started
    assert response == ("93.184.216.34",)
    assert took >= 0.3


async def test_the_system_answers_as_the_fallback() -> None:
    """When all servers fail, the system's resolver is used, without caching."""
    system = FakeSystemResolver(**{"books.example": "93.184.216.34"})
    async with name_server(Zone(rcode=dns.rcode.SERVFAIL)) as server:
        names = make_resolver(server, system=system)
        for _ in range(4):
            assert tuple(await names.resolve("books.example", 80)) == ("93.184.216.34",)
    assert system.requests == ["books.example"] * 4


async def test_the_system_may_come_first() -> None:
    """`auto` uses the system's results, unknown names included, and queries servers when it fails."""

    class Broken(FakeSystemResolver):
        async def resolve(self, _host: str, _port: int) -> Sequence[str]:
            raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    zone = zone_with("books.example", "93.184.216.34")
    async with name_server(zone) as server:
        from_system = make_resolver(server, system=FakeSystemResolver(**{"books.example": "1.2.3.4"}), first=True)
        assert tuple(await from_system.resolve("books.example", 80)) == ("1.2.3.4",)
        with pytest.raises(socket.gaierror):
            await make_resolver(server, first=True).resolve("books.example", 80)
        assert zone.requests == []
        broken = make_resolver(server, system=Broken(), first=True)
        assert await broken.resolve("books.example", 80) == ("93.184.216.34",)


@pytest.mark.parametrize(
    "name", ["localhost", "flaresolverr", "nas.local", "printer.lan", "a.localhost", "here.example"]
)
async def test_local_names_stay_with_the_system(tmp_path: Path, name: str) -> None:
    """Single labels, local domains and the machine's own table never reach a foreign server."""
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 localhost # the usual\n10.0.0.5\tHere.Example other\n")
    system, zone = FakeSystemResolver(**{name: "10.0.0.5"}), Zone()
    async with name_server(zone) as server:
        names = CachingResolver([server], system=system, clock=FakeClock(), hosts=hosts)
        assert await names.resolve(name, 80) == ["10.0.0.5"]
    assert (zone.requests, system.requests) == ([], [name])


@pytest.mark.parametrize("name", ["a..example", f"{'x' * 64}.example", f"{'x.' * 140}example"])
async def test_names_that_cannot_exist_are_unknown(name: str) -> None:
    """Empty and overlong labels are rejected without a query."""
    zone = Zone()
    async with name_server(zone) as server:
        with pytest.raises(OSError, match="no address"):
            await make_resolver(server).resolve(name, 80)
    assert zone.requests == []


async def test_names_are_asked_for_over_https(tmp_path: Path) -> None:
    """The query is posted to the known address, the certificate is checked, and CNAMEs count."""
    zone = zone_with("real.example", "93.184.216.34", "2606:2800::1")
    zone.aliases = {"books.example": "real.example"}
    async with doh(tmp_path, zone) as names:
        response = await names.resolve("books.example", 443)
    assert response == ("93.184.216.34", "2606:2800::1")
    assert sorted(zone.requests) == [("books.example", "A", "https"), ("books.example", "AAAA", "https")]
    assert attempts == []


async def test_a_resolver_with_a_wrong_certificate_is_not_asked(tmp_path: Path) -> None:
    """A server with a wrong certificate gets no query; the system's resolver is used instead."""
    zone, system = zone_with("books.example", "6.6.6.6"), FakeSystemResolver(**{"books.example": "93.184.216.34"})
    async with doh(tmp_path, zone, certified="else.example", system=system) as names:
        assert tuple(await names.resolve("books.example", 80)) == ("93.184.216.34",)
    assert zone.requests == []


@pytest.mark.parametrize("fault_kind", ["garbage", "rcode"])
async def test_a_resolver_that_sends_garbage_fails(tmp_path: Path, fault_kind: str) -> None:
    """Nonsense and failures over HTTPS are failures of the provider."""
    zone = Zone(garbage=fault_kind == "garbage", rcode=None if fault_kind == "garbage" else dns.rcode.SERVFAIL)
    system = FakeSystemResolver(**{"books.example": "93.184.216.34"})
    async with doh(tmp_path, zone, system=system) as names:
        assert tuple(await names.resolve("books.example", 80)) == ("93.184.216.34",)


async def test_what_a_name_server_says_is_checked() -> None:
    """A private address is rejected, also when an earlier response was public."""
    clock, zone = FakeClock(), zone_with("turning.example", "93.184.216.34")
    async with name_server(zone) as server:
        guard = AddressGuard(resolver=make_resolver(server, clock=clock), allow_private=())
        assert await guard.resolve("turning.example", 80) == ["93.184.216.34"]
        zone.entries = {("turning.example", "A"): ["127.0.0.1"]}
        assert await guard.resolve("turning.example", 80) == ["93.184.216.34"]
        clock.advance(301)
        with pytest.raises(Forbidden):
            await guard.resolve("turning.example", 80)


async def test_a_client_uses_the_name_service() -> None:
    """A call uses the addresses of the configured server; unknown names are unreachable."""
    zone = zone_with("books.example", "127.0.0.1")
    async with name_server(zone) as server, serve_responder(respond_with(http_response(200, b"x"))) as far:
        names = make_resolver(server)
        terms = {"resolver": names, "allow_private": frozenset({"books.example"}), "retries": 0}
        async with client_for(f"http://books.example:{far.port}", **terms) as client:  # type: ignore[arg-type] # the policy's terms
            assert (await client.request("GET", "/")).content == b"x"
            with pytest.raises(Unreachable):
                await client.request("GET", "http://missing.example/")


async def test_the_machines_own_name_service_still_answers() -> None:
    """The system resolver gives loopback for localhost."""
    assert set(await SystemResolver().resolve("localhost", 80)) <= {"127.0.0.1", "::1"}
