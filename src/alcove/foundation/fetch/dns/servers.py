"""The public resolvers that can be selected by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.settings import Preset


@dataclass(frozen=True, slots=True, kw_only=True)
class DohServer:
    """A public DNS-over-HTTPS resolver and its addresses."""

    name: str
    addresses: tuple[str, ...]
    host: str
    path: str = "/dns-query"
    port: int = 443

    async def resolve(self, host: str, port: int) -> Sequence[str]:  # noqa: ARG002 - a Resolver
        """Return its own addresses, without a lookup."""
        return self.addresses


DOH: Final[Mapping[Preset, DohServer]] = {
    "google": DohServer(
        name="google",
        addresses=("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"),
        host="dns.google",
    ),
    "quad9": DohServer(
        name="quad9", addresses=("9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9"), host="dns.quad9.net"
    ),
    "cloudflare": DohServer(
        name="cloudflare",
        addresses=("1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001"),
        host="cloudflare-dns.com",
    ),
    "opendns": DohServer(
        name="opendns",
        addresses=("208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53"),
        host="doh.opendns.com",
    ),
}
"""The resolvers by name, as published by their operators."""
