"""How a process reaches other machines, made once from its settings and handed to every client."""

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.fetch.addresses import Guard, Resolver, SystemResolver
from alcove.foundation.fetch.call import checked
from alcove.foundation.fetch.names import DOH, NameService
from alcove.foundation.fetch.proxies import Bypass, Router
from alcove.foundation.settings import NameServer, NetworkSettings, Preset, ProxyAddress

if TYPE_CHECKING:
    from alcove.foundation.fetch.connecting import Ways

_ROTATION: Final[tuple[Preset, ...]] = ("cloudflare", "google", "quad9", "opendns")
_HOSTS: Final = Path("/etc/hosts")
_PORTS: Final = {"http": 80, "https": 443}


class Network:
    """Names and ways out as the owner configured them."""

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        clock: Clock | None = None,
        resolver: Resolver | None = None,
        hosts: Path = _HOSTS,
    ) -> None:
        """Take the settings; `resolver` stands in for the machine's own name service."""
        settings = settings or NetworkSettings()
        system = resolver or SystemResolver()
        clock = clock or SystemClock()
        names = None if settings.using_tor else _names(settings, system=system, clock=clock, hosts=hosts)
        self._names = names
        self._sealed = settings.using_tor
        self._proxies = settings.proxies()
        self.resolver: Resolver = names or system
        self.router = Router(
            self._proxies, resolver=self.resolver, bypass=Bypass(settings.no_proxy), sealed=self._sealed
        )

    def proxy_for(self, scheme: str) -> ProxyAddress | None:
        """Return the proxy that public addresses of a scheme are called through."""
        return self._proxies.get(scheme)

    async def check(self, url: str, *, allow_private: Collection[str] = ()) -> None:
        """Raise Forbidden when an address may not be called from here, and Unreachable when its name is unknown.

        Where a name leads that a proxy looks up cannot be seen from here.
        """
        parts = urlsplit(checked(url))
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        guard = Guard(resolver=self.resolver, allow_private=allow_private)
        route = await self.router.route(parts.scheme, host, port=port, allowed=guard.allowed)
        if route.proxy is None:
            await (guard.private() if route.private_only else guard).addresses(host, port)

    def ways(self, allow_private: Collection[str]) -> "Ways":
        """Return what opens connections for those who may reach these private hosts."""
        from alcove.foundation.fetch.connecting import Ways  # noqa: PLC0415 - loads the library on first use

        guard = Guard(resolver=self.resolver, allow_private=allow_private)
        return Ways(guard, router=self.router)

    async def close(self) -> None:
        """Close what the name service keeps open."""
        if self._names is not None:
            await self._names.close()


def _names(settings: NetworkSettings, *, system: Resolver, clock: Clock, hosts: Path) -> NameService | None:
    """Return the name service of the settings, None for the system's own."""
    service = partial(NameService, system=system, clock=clock, hosts=hosts)
    if settings.dns == "system":
        return None
    if settings.dns == "auto":
        return service([DOH[name] for name in _ROTATION], system_first=True)
    chosen = next((name for name in _ROTATION if name == settings.dns), None)
    if chosen is None:
        return service(settings.name_servers())
    return service([DOH[chosen]] if settings.use_doh else [NameServer(each) for each in DOH[chosen].addresses])
