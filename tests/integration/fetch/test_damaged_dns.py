"""Damaged answers of name servers."""

import random
from dataclasses import dataclass, field
from ipaddress import ip_address

from alcove.foundation.fetch.dns.client import DnsClient
from support.clock import FakeClock
from support.nameservers import Zone, name_server


@dataclass
class DamagedZone(Zone):
    """A name server whose answers have some wrong bytes behind the id, or end too early."""

    rng: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret

    def answer(self, wire: bytes, transport: str) -> bytes:
        """Return a damaged answer."""
        content = bytearray(super().answer(wire, transport))
        for _ in range(self.rng.randint(1, 4)):
            content[self.rng.randrange(2, len(content))] = self.rng.randrange(256)
        return bytes(content[: self.rng.randint(2, len(content))] if self.rng.random() < 0.3 else content)


async def test_any_damaged_answer_is_addresses_or_a_failure() -> None:
    """A damaged answer gives addresses, none, or OSError, and the time is bounded."""
    zone = DamagedZone()
    zone.add("books.example", "192.0.2.1", "2001:db8::1")
    failures = 0
    async with name_server(zone) as server:
        for _ in range(60):
            client = DnsClient([server], clock=FakeClock(), timeout=0.1)
            try:
                addresses, ttl = await client.look_up("books.example")
            except OSError:
                failures += 1
            else:
                assert ttl >= 0
                assert all(ip_address(address) for address in addresses)
            await client.close()
    assert 0 < failures < 60
