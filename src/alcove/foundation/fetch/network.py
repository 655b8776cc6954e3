"""The network of a process: resolver and proxies, built from the settings and shared by all clients."""

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.fetch.addresses import AddressGuard, Resolver, SystemResolver
from alcove.foundation.fetch.call import validate_url
from alcove.foundation.fetch.dns import DOH, CachingResolver
from alcove.foundation.fetch.proxies import Bypass, Router
from alcove.foundation.settings import NameServer, NetworkSettings, Preset, ProxyAddress

if TYPE_CHECKING:
    from alcove.foundation.fetch.connections import Transport

_ROTATION: Final[tuple[Preset, ...]] = ("cloudflare", "google", "quad9", "opendns")
_HOSTS: Final = Path("/etc/hosts")
_PORTS: Final = {"http": 80, "https": 443}


class Network:
    """Resolver and proxy router, as configured by the owner."""

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        hosts: Path = _HOSTS,
    ) -> None:
        """Build from the settings; `resolver` replaces the system's resolver."""
        settings = settings or NetworkSettings()
        system = resolver or SystemResolver()
        clock = clock or SystemClock()
        dns_resolver = (
            None if settings.using_tor else _build_resolver(settings, system=system, clock=clock, hosts=hosts)
        )
        self._dns_resolver = dns_resolver
        self._proxy_only = settings.using_tor
        self._proxies = settings.proxies()
        self.resolver: Resolver = dns_resolver or system
        self.router = Router(
            self._proxies, resolver=self.resolver, bypass=Bypass(settings.no_proxy), proxy_only=self._proxy_only
        )

    def proxy_for(self, scheme: str) -> ProxyAddress | None:
        """Return the proxy for public addresses of a scheme."""
        return self._proxies.get(scheme)

    async def check(self, url: str, *, allow_private: Collection[str] = ()) -> None:
        """Raise Forbidden when a URL may not be called, Unreachable when its name does not resolve.

        Names that a proxy resolves cannot be checked here.
        """
        parts = urlsplit(validate_url(url))
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        guard = AddressGuard(resolver=self.resolver, allow_private=allow_private)
        route = await self.router.route(parts.scheme, host, port=port, allowed=guard.allowed)
        if route.proxy is None:
            await (guard.private_only() if route.private_only else guard).resolve(host, port)

    def transport(self, allow_private: Collection[str]) -> "Transport":
        """Return a transport that may reach these private hosts."""
        from alcove.foundation.fetch.connections import Transport  # noqa: PLC0415 - loads the library on first use

        guard = AddressGuard(resolver=self.resolver, allow_private=allow_private)
        return Transport(guard, router=self.router)

    async def close(self) -> None:
        """Close the connections of the resolver."""
        if self._dns_resolver is not None:
            await self._dns_resolver.close()


def _build_resolver(
    settings: NetworkSettings, *, system: Resolver, clock: Clock, hosts: Path
) -> CachingResolver | None:
    """Return the resolver of the settings, None for the system's resolver."""
    build = partial(CachingResolver, system=system, clock=clock, hosts=hosts)
    if settings.dns == "system":
        return None
    if settings.dns == "auto":
        return build([DOH[name] for name in _ROTATION], system_first=True)
    chosen = next((name for name in _ROTATION if name == settings.dns), None)
    if chosen is None:
        return build(settings.name_servers())
    return build([DOH[chosen]] if settings.use_doh else [NameServer(address) for address in DOH[chosen].addresses])
