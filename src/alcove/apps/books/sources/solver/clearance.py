"""Clearances: the cookies that a solved challenge sets. They are valid for one site and with one User-Agent only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias
from urllib.parse import urlsplit

from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.settings import Secret

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

Site: TypeAlias = tuple[str, str]
"""Scheme and registrable domain."""

MAX_COOKIES: Final = 50
DEFAULT_LIFETIME: Final = timedelta(minutes=30)
"""How long cookies without an expiry are used."""

MAX_LIFETIME: Final = timedelta(days=1)

# Cookies of the challenge itself; others may come from the page behind it.
_CHALLENGE_PREFIXES: Final = ("cf_", "__cf", "__ddg")
_COOKIE_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_COOKIE_VALUE: Final = re.compile(r"[!-:<-~ ]{0,4096}")
_USER_AGENT: Final = re.compile(r"[ -~]{1,512}")


class ChallengeNotSolved(SourceUnavailable):
    """The challenge of a page could not be solved; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie; a domain that starts with a dot includes its subdomains."""

    name: str
    value: Secret
    domain: str
    path: str = "/"
    secure: bool = False
    expires: datetime | None = None

    def matches(self, url: str, *, now: datetime) -> bool:
        """Return whether the cookie may be sent to a URL."""
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), parts.path or "/"
        if self.expires is not None and self.expires <= now:
            return False
        host_matches = f".{host}".endswith(self.domain) if self.domain.startswith(".") else host == self.domain
        path_matches = path == self.path or path.startswith(self.path if self.path.endswith("/") else f"{self.path}/")
        return host_matches and path_matches and (parts.scheme == "https" or not self.secure)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Cookies, the User-Agent that they belong to, and when they expire."""

    cookies: tuple[Cookie, ...]
    user_agent: str
    expires_at: datetime

    def headers(self, url: str, *, now: datetime) -> dict[str, str]:
        """Return the Cookie and User-Agent headers for a URL of the site; nothing after the clearance has expired."""
        pairs = [f"{cookie.name}={cookie.value.reveal()}" for cookie in self.cookies if cookie.matches(url, now=now)]
        if now >= self.expires_at or not pairs:
            return {}
        return {"Cookie": "; ".join(pairs), "User-Agent": self.user_agent}


class Solver(Protocol):
    """Opens a page in a browser and waits until its challenge has passed."""

    async def solve(self, url: str) -> Clearance:
        """Return the clearance of a page. Raise ChallengeNotSolved."""
        ...

    async def close(self) -> None:
        """Stop the browser or the connections."""
        ...


def site_of(url: str) -> Site:
    """Return the site of a URL: hosts below one registrable domain share their cookies."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme, _public_suffixes().privatesuffix(host) or host
    return parts.scheme, host


def make_clearance(url: str, cookies: Iterable[Cookie], *, user_agent: str, now: datetime) -> Clearance:
    """Return a clearance with the usable cookies for the site of a URL. Raise ChallengeNotSolved if there are none."""
    site = site_of(url)
    usable = [
        cookie
        for cookie in cookies
        if _is_valid(cookie)
        and site_of(f"{site[0]}://{cookie.domain.lstrip('.')}/") == site
        and (cookie.expires is None or cookie.expires > now)
    ][:MAX_COOKIES]
    if not usable:
        raise ChallengeNotSolved("the page was opened in a browser, but it set no usable cookies")
    if not _USER_AGENT.fullmatch(user_agent):
        raise ChallengeNotSolved("the solver did not return a valid User-Agent")
    expiring = [cookie for cookie in usable if cookie.expires is not None]
    deciding = [cookie for cookie in expiring if cookie.name.startswith(_CHALLENGE_PREFIXES)] or expiring
    expiries = [cookie.expires for cookie in deciding if cookie.expires is not None]
    lifetime = MAX_LIFETIME if expiries else DEFAULT_LIFETIME
    return Clearance(tuple(usable), user_agent, min([*expiries, now + lifetime]))


def _is_valid(cookie: Cookie) -> bool:
    """Return whether the cookie can be sent without breaking the Cookie header."""
    return bool(_COOKIE_NAME.fullmatch(cookie.name) and _COOKIE_VALUE.fullmatch(cookie.value.reveal()))


@cache
def _public_suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - reads a long list, on first use only

    return PublicSuffixList()
