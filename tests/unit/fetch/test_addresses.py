"""Checks of addresses."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.fetch import Forbidden, Unreachable
from alcove.foundation.fetch.addresses import AddressGuard, is_public, parse_ip_literal

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "2606:4700::1111%1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "9.255.255.255", "172.32.0.1", "223.255.255.254", "2606:4700::1111", "2a00:1450::1"]


class FixedResolver:
    """A resolver with one result."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.lookups: list[str] = []

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Return the response, or fail without one."""
        self.lookups.append(host)
        if self.addresses == ("?",):
            raise OSError("no such name")
        return self.addresses


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_plain_internet_is_not_public(address: str) -> None:
    """Private, local, reserved, multicast, mapped, translated and tunnelled addresses are rejected."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_public(address: str) -> None:
    """Ordinary unicast addresses of both families may be called."""
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_private_is_ever_public(address: object) -> None:
    """Addresses that the standard library does not call global are rejected."""
    ip = ip_address(str(address))
    if ip.is_private or ip.is_loopback or ip.is_multicast or ip.is_reserved or ip.is_link_local:
        assert not is_public(ip)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "127.0.1", "0x7f000001", "017700000001", "1.2.3.04", "256.1.1.1",
     "1.1.1", "0", "0x", "[::1%", "fe80:::1", "example.1", "0177.0.0.01."],
)  # fmt: skip
def test_unusual_notations_of_addresses_are_refused(host: str) -> None:
    """Decimal, octal, hexadecimal and shortened addresses are rejected."""
    with pytest.raises(Forbidden):
        parse_ip_literal(host)


@pytest.mark.parametrize("host", ["example.org", "1and1.example", "0x7f.example", "xn--nxasmq6b", "a.0b"])
def test_names_are_names(host: str) -> None:
    """Unusual names are not parsed as addresses."""
    assert parse_ip_literal(host) is None


async def test_only_public_addresses_of_a_name_are_used() -> None:
    """Of public and private addresses of a name only the public ones are returned."""
    guard = AddressGuard(resolver=FixedResolver("10.0.0.1", "8.8.8.8", "64:ff9b::a00:1"), allow_private=())
    assert await guard.resolve("mixed.example", 80) == ["8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_must_not_resolve_to_private_addresses(address: str) -> None:
    """A name with private addresses only is rejected; the error does not contain them."""
    guard = AddressGuard(resolver=FixedResolver(address), allow_private=())
    with pytest.raises(Forbidden) as caught:
        await guard.resolve("inside.example", 80)
    assert address not in str(caught.value).split()


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "::ffff:127.0.0.1", "10.1.2.3"])
async def test_private_addresses_are_not_looked_up(host: str) -> None:
    """An address in the URL is checked without a lookup."""
    names = FixedResolver("8.8.8.8")
    with pytest.raises(Forbidden):
        await AddressGuard(resolver=names, allow_private=()).resolve(host, 80)
    assert not names.lookups


@pytest.mark.parametrize("allowed", ["*", "inside.example", "INSIDE.Example", "inside.example."])
async def test_a_setting_allows_a_host(allowed: str) -> None:
    """An allowed host may be private; case and a trailing dot do not matter."""
    guard = AddressGuard(resolver=FixedResolver("10.0.0.1"), allow_private=[allowed])
    assert await guard.resolve("Inside.example.", 80) == ["10.0.0.1"]


async def test_a_setting_allows_no_other_host() -> None:
    """Allowing a host allows neither subdomains nor similar names nor unusual notations."""
    guard = AddressGuard(resolver=FixedResolver("10.0.0.1"), allow_private=["inside.example"])
    for host in ("a.inside.example", "inside.example.org", "xinside.example", "10.0.0.1"):
        with pytest.raises(Forbidden):
            await guard.resolve(host, 80)
    with pytest.raises(Forbidden):
        await AddressGuard(resolver=FixedResolver(), allow_private=["*"]).resolve("2130706433", 80)


@pytest.mark.parametrize("names", [FixedResolver(), FixedResolver("?")])
async def test_a_name_without_an_address_is_unreachable(names: FixedResolver) -> None:
    """An unknown name is unreachable, not forbidden."""
    with pytest.raises(Unreachable):
        await AddressGuard(resolver=names, allow_private=["*"]).resolve("nowhere.example", 80)
