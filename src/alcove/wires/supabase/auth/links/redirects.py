"""Where links lead: only to the site itself and to what the configuration allows."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, quote_plus, urlencode, urlsplit

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.links.globs import compile_glob
from alcove.wires.supabase.auth.requests import AuthRequest

PASSWORD_PAGE: Final = "/set-password"  # noqa: S105 - a path
_MAX_LENGTH: Final = 2048
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_SCRIPTS: Final = frozenset({"javascript", "data", "vbscript"})
_REFUSED: Final = re.compile(r"[\x00-\x20\x7f\\<>\"]")


def choose_redirect(config: AuthConfig, requested: str, *, referrer: str = "") -> str:
    """Return the requested target, else the referrer, else the site; the first one that is allowed."""
    url = next((url for url in (requested, referrer) if is_allowed_redirect(config, url)), config.site_url)
    return _NOT_ASCII.sub(lambda match: quote(match[0]), url)


def read_redirect(config: AuthConfig, request: AuthRequest) -> str:
    """Return the target of a request, from its header or parameter `redirect_to` or its referrer."""
    requested = request.fields.get("redirect_to") or request.query.get("redirect_to", "")
    return choose_redirect(config, requested, referrer=request.fields.get("referer", ""))


def choose_recovery_redirect(config: AuthConfig, target: str) -> str:
    """Return where the link to a new password leads: the page of this server, if it is on."""
    return config.external_url + PASSWORD_PAGE if config.password_page else target


def is_password_page(config: AuthConfig, url: str) -> bool:
    """Return whether a URL is the page of this server for a new password."""
    return url == config.external_url + PASSWORD_PAGE


def is_allowed_redirect(config: AuthConfig, url: str) -> bool:
    """Return whether links may lead to a URL."""
    parts = _split(url)
    if parts is None:
        return False
    is_web = parts.scheme in ("http", "https")
    if is_web and not _is_plain_host(parts.hostname or ""):
        return False
    if is_password_page(config, url):
        return True
    if is_web and parts.hostname == _host_of(config.site_url):
        return True
    if is_web and config.allows_loopback_redirects and _is_loopback(parts.hostname or ""):
        return True
    target = _locate_path(parts) if is_web else url.partition("#")[0]
    globs = (compile_glob(pattern) for pattern in config.uri_allow_list)
    return any(glob.fullmatch(target) for glob in globs if glob is not None)


def add_fragment(url: str, parameters: dict[str, str]) -> str:
    """Return a URL with parameters in its fragment, sorted by name; an old fragment is replaced.

    The empty parameter `sb` tells clients that the redirect is one of this API, not of another program on their page.
    """
    fields = sorted({**parameters, "sb": ""}.items())
    return f"{url.partition('#')[0]}#{urlencode(fields, quote_via=quote_plus)}"


def add_query(url: str, parameters: dict[str, str]) -> str:
    """Return a URL with parameters in its query, where they replace those of the same names."""
    rest, hash_sign, fragment = url.partition("#")
    base, _, query = rest.partition("?")
    old = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in parameters]
    return f"{base}?{urlencode(old + sorted(parameters.items()))}{hash_sign}{fragment}"


def _split(url: str) -> SplitResult | None:
    # Browsers read a backslash as a slash, and ignore control characters: neither belongs into a URL.
    if not url or len(url) > _MAX_LENGTH or _REFUSED.search(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it raises ValueError for a port that is none
    except ValueError:
        return None
    is_plain = bool(parts.scheme) and parts.username is None and parts.scheme not in _SCRIPTS
    return parts if is_plain else None


def _is_plain_host(host: str) -> bool:
    """Return whether browsers read a host as it is written: `0x7f.1` is an address, and `%2e` a dot."""
    if not host or "%" in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is None
    return True


def _locate_path(parts: SplitResult) -> str:
    """Return a URL without fragment, with the slash that browsers add behind the host.

    Otherwise `https://*.example.com/` would match `https://other?.example.com/`.
    """
    path = parts.path or ("/" if parts.query else "")
    return parts._replace(path=path, fragment="").geturl()


def _host_of(url: str) -> str | None:
    parts = _split(url)
    return parts.hostname if parts is not None else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
