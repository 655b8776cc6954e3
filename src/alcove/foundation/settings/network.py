"""Settings of outbound requests: proxies and name servers."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, TypeAlias, get_args
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings.secret import Secret, SettingError

Preset: TypeAlias = Literal["google", "quad9", "cloudflare", "opendns"]
PRESETS: Final[tuple[Preset, ...]] = get_args(Preset)
TOR_PROXY: Final = "socks5h://tor:9050"

_DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyAddress:
    """The address and login of a proxy; printed without the login."""

    kind: Literal["http", "https", "socks5"]
    host: str
    port: int
    username: str = field(default="", repr=False)
    password: Secret = field(default=Secret(), repr=False)

    @property
    def url(self) -> str:
        """The address without user and password."""
        scheme = "socks5h" if self.kind == "socks5" else self.kind
        return f"{scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class NameServer:
    """The address and port of a name server."""

    address: str
    port: int = 53


class NetworkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Proxies, name servers and Tor, for all outbound requests."""

    proxy_mode: Annotated[
        Literal["none", "http", "socks5"] | None,
        Meta(
            description="Which kind of proxy to use; when not set: http if HTTP_PROXY or HTTPS_PROXY is set, else"
            " socks5 if SOCKS5_PROXY is set, else none."
        ),
    ] = None
    http_proxy: Annotated[
        Secret, Meta(description="Proxy for http addresses: http://user:password@host:port; https:// works, too.")
    ] = Secret()
    https_proxy: Annotated[Secret, Meta(description="The same for https addresses; HTTP_PROXY when not set.")] = (
        Secret()
    )
    socks5_proxy: Annotated[
        Secret,
        Meta(
            description="socks5h://user:password@host:port; names are looked up at the proxy, with socks5:// as well."
        ),
    ] = Secret()
    no_proxy: Annotated[
        tuple[str, ...],
        Meta(description="Names, domains, addresses and networks that are called without the proxy; * for all."),
    ] = ()
    using_tor: Annotated[
        bool,
        Meta(description="Whether all requests use Tor at SOCKS5_PROXY; default socks5h://tor:9050."),
    ] = False
    custom_dns: Annotated[
        str,
        Meta(
            description="How names are resolved: system; google, quad9, cloudflare or opendns; auto for system and then"
            " those; manual; or addresses."
        ),
    ] = "system"
    custom_dns_manual: Annotated[
        str, Meta(description="Addresses of name servers for CUSTOM_DNS=manual, such as 192.168.1.1,[fd00::1]:5353.")
    ] = ""
    use_doh: Annotated[bool, Meta(description="Whether a CUSTOM_DNS preset is queried over HTTPS; auto always is.")] = (
        False
    )

    def __post_init__(self) -> None:
        self.proxies()
        if self.using_tor:
            return
        self.name_servers()
        if self.use_doh and self.dns not in {*PRESETS, "auto"}:
            raise SettingError(f"USE_DOH needs CUSTOM_DNS to be one of auto, {', '.join(PRESETS)}")

    @property
    def mode(self) -> Literal["none", "http", "socks5"]:
        """The kind of proxy in use."""
        if self.using_tor:
            return "socks5"
        if self.proxy_mode is not None:
            return self.proxy_mode
        if self.http_proxy or self.https_proxy:
            return "http"
        return "socks5" if self.socks5_proxy else "none"

    def proxies(self) -> dict[str, ProxyAddress]:
        """Return the proxies by URL scheme; a scheme without a proxy is called directly."""
        if self.using_tor and self.proxy_mode not in (None, "socks5"):
            raise SettingError(f"USING_TOR and PROXY_MODE={self.proxy_mode} exclude each other: unset one of them")
        if self.mode == "none":
            return {}
        if self.mode == "socks5":
            text = self.socks5_proxy or Secret(TOR_PROXY if self.using_tor else "")
            if not text:
                raise SettingError("PROXY_MODE is socks5 and SOCKS5_PROXY is not set")
            proxy = _parse_proxy(text, name="SOCKS5_PROXY", schemes=("socks5h", "socks5"))
            return {"http": proxy, "https": proxy}
        if not self.http_proxy and not self.https_proxy:
            raise SettingError("PROXY_MODE is http and neither HTTP_PROXY nor HTTPS_PROXY is set")
        return dict(self._http_proxies())

    def _http_proxies(self) -> Iterator[tuple[str, ProxyAddress]]:
        schemes = ("http", "https")
        if self.http_proxy:
            yield "http", _parse_proxy(self.http_proxy, name="HTTP_PROXY", schemes=schemes)
        name = "HTTPS_PROXY" if self.https_proxy else "HTTP_PROXY"
        yield "https", _parse_proxy(self.https_proxy or self.http_proxy, name=name, schemes=schemes)

    @property
    def dns(self) -> str:
        """The mode of CUSTOM_DNS; 'manual' when it lists addresses."""
        mode = self.custom_dns.strip().lower() or "system"
        return mode if mode in {"system", "auto", "manual", *PRESETS} else "manual"

    def name_servers(self) -> tuple[NameServer, ...]:
        """Return the name servers that are listed by address."""
        if self.dns != "manual":
            return ()
        is_list = self.custom_dns.strip().lower() != "manual"
        name, text = ("CUSTOM_DNS", self.custom_dns) if is_list else ("CUSTOM_DNS_MANUAL", self.custom_dns_manual)
        entries = [entry for part in text.split(",") if (entry := part.strip())]
        if not entries:
            raise SettingError("CUSTOM_DNS is manual and CUSTOM_DNS_MANUAL is not set")
        try:
            return tuple(_parse_name_server(entry) for entry in entries)
        except ValueError:
            expected = f"system, auto, manual, {', '.join(PRESETS)}, or addresses" if is_list else "addresses"
            raise SettingError(f"{name} is {text[:80]!r}: expected {expected}") from None


def _parse_name_server(text: str) -> NameServer:
    """Parse 9.9.9.9, 9.9.9.9:53, 2620:fe::fe or [2620:fe::fe]:53; ValueError."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    else:
        host, port = text, ""
    number = int(port or 53)
    if not 0 < number < 65536:
        raise ValueError("no port")
    return NameServer(str(ipaddress.ip_address(host)), number)


def _parse_proxy(value: Secret, *, name: str, schemes: tuple[str, ...]) -> ProxyAddress:
    """Parse a proxy address; SettingError, whose text never contains a password."""
    text = value.reveal().strip()
    expected = SettingError(f"{name} has a value that is not allowed: expected {schemes[0]}://user:password@host:port")
    try:
        parts = urlsplit(text if "://" in text else f"{schemes[0]}://{text}")
        host, port = parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme]
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
    except (ValueError, KeyError):
        raise expected from None
    if parts.scheme not in schemes or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise expected
    if any(letter <= " " for letter in host) or max(len(username.encode()), len(password.encode())) > 255:
        raise expected
    kind: Literal["http", "https", "socks5"] = "socks5"
    if parts.scheme in ("http", "https"):
        kind = "https" if parts.scheme == "https" else "http"
    return ProxyAddress(kind=kind, host=host, port=port, username=username, password=Secret(password))
