"""What passing a guarded page earned: cookies, good only with the User-Agent that earned them, for one site."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias
from urllib.parse import urlsplit

from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.settings import Secret

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

Site: TypeAlias = tuple[str, str]
"""Scheme and registrable domain."""

MOST_COOKIES: Final = 50
UNDATED: Final = timedelta(minutes=30)
"""How long cookies are used that do not say how long they are good."""

LONGEST: Final = timedelta(days=1)

# Those a guard sets when it lets somebody in; others may come from the page behind it.
_EARNED: Final = ("cf_", "__cf", "__ddg")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_VALUE: Final = re.compile(r"[!-:<-~ ]{0,4096}")
_AGENT: Final = re.compile(r"[ -~]{1,512}")


class Unsolved(Unavailable):
    """A guarded page did not let us in; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie; a domain with a dot in front is good for all hosts below it."""

    name: str
    value: Secret
    domain: str
    path: str = "/"
    secure: bool = False
    expires: datetime | None = None

    def fits(self, url: str, *, now: datetime) -> bool:
        """Tell whether it may be sent to an address."""
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), parts.path or "/"
        if self.expires is not None and self.expires <= now:
            return False
        at_home = f".{host}".endswith(self.domain) if self.domain.startswith(".") else host == self.domain
        below = path == self.path or path.startswith(self.path if self.path.endswith("/") else f"{self.path}/")
        return at_home and below and (parts.scheme == "https" or not self.secure)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Cookies and the User-Agent they belong to, until they expire."""

    cookies: tuple[Cookie, ...]
    user_agent: str
    expires_at: datetime

    def headers(self, url: str, *, now: datetime) -> dict[str, str]:
        """Return what to send to an address of the site; nothing once it has expired."""
        sent = [f"{each.name}={each.value.reveal()}" for each in self.cookies if each.fits(url, now=now)]
        if now >= self.expires_at or not sent:
            return {}
        return {"Cookie": "; ".join(sent), "User-Agent": self.user_agent}


class Solver(Protocol):
    """Opens a guarded page as a person's browser would."""

    async def clear(self, url: str) -> Clearance:
        """Return what the page gave for passing; Unsolved."""
        ...

    async def close(self) -> None:
        """End what is running."""
        ...


def site_of(url: str) -> Site:
    """Return the site an address belongs to: hosts under one registrable domain share their cookies."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme, _suffixes().privatesuffix(host) or host
    return parts.scheme, host


def make_clearance(url: str, cookies: Iterable[Cookie], *, user_agent: str, now: datetime) -> Clearance:
    """Return a clearance of what can be used for the site of an address; Unsolved when nothing can."""
    site = site_of(url)
    own = [each for each in cookies if _is_sound(each) and site_of(f"{site[0]}://{each.domain.lstrip('.')}/") == site]
    own = [each for each in own if each.expires is None or each.expires > now][:MOST_COOKIES]
    if not own:
        raise Unsolved("the page was opened, but gave no cookies to go on with")
    if not _AGENT.fullmatch(user_agent):
        raise Unsolved("the solver did not say which User-Agent it used")
    dated = [each for each in own if each.expires is not None]
    earned = [each for each in dated if each.name.startswith(_EARNED)] or dated
    ends = [each.expires for each in earned if each.expires is not None]
    return Clearance(tuple(own), user_agent, min([*ends, now + (LONGEST if ends else UNDATED)]))


def _is_sound(cookie: Cookie) -> bool:
    """Tell whether a cookie can be sent without breaking the header it stands in."""
    return bool(_NAME.fullmatch(cookie.name) and _VALUE.fullmatch(cookie.value.reveal()))


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - reads a long list, on first use only

    return PublicSuffixList()
