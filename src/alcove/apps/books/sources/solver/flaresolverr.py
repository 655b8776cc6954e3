"""A Solver over FlareSolverr or a compatible HTTP service; it requests cookies only, not the page."""

import random
import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from alcove.apps.books.sources.solver.clearance import ChallengeNotSolved, Clearance, Cookie, make_clearance
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, InvalidResponse, Network
from alcove.foundation.retry import backoff, retry
from alcove.foundation.settings import ProxyAddress, Secret

MAX_ATTEMPTS: Final = 5
MAX_BACKOFF_S: Final = 10.0
BACKOFF_JITTER: Final = 0.25
SERVICE_OVERHEAD_S: Final = 15.0
"""Time that the service itself needs, in addition to the time limit of the page."""

_NON_ASCII: Final = re.compile(r"[^ -~]+")


class _CookieData(msgspec.Struct, frozen=True):
    name: str
    value: str
    domain: str = ""
    path: str = "/"
    secure: bool = False
    expiry: float | None = None
    expires: float | None = None


class _Solution(msgspec.Struct, frozen=True, rename={"user_agent": "userAgent"}):
    cookies: list[_CookieData] = []
    user_agent: str = ""


class _Reply(msgspec.Struct, frozen=True):
    status: str = ""
    message: str = ""
    solution: _Solution | None = None


class FlareSolverr:
    """A Solver over a FlareSolverr service; `http` is a client that may call this service only."""

    def __init__(
        self,
        http: Client,
        *,
        path: str,
        timeout_ms: int,
        network: Network,
        clock: Clock,
        rng: random.Random,
        allow_private: Collection[str] = (),
    ) -> None:
        self._http = http
        self._path = path
        self._timeout_ms = timeout_ms
        self._network = network
        self._clock = clock
        self._rng = rng
        self._allow_private = frozenset(allow_private)

    async def solve(self, url: str) -> Clearance:
        """Return the cookies and the User-Agent for the site of a URL. Raise ChallengeNotSolved after five attempts.

        The service gets the scheme, host and path only: the query may contain a key.
        """
        try:
            await self._network.check(url, allow_private=self._allow_private)
        except FetchError as error:
            raise ChallengeNotSolved(f"the URL is not sent to the challenge solver: {error}") from error
        page = urlunsplit(urlsplit(url)._replace(query="", fragment=""))
        return await retry(
            lambda: self._solve_once(page),
            on=ChallengeNotSolved,
            attempts=MAX_ATTEMPTS,
            wait=backoff(1.0, MAX_BACKOFF_S, jitter=BACKOFF_JITTER, rng=self._rng),
            sleep=self._clock.sleep,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._http.close()

    async def _solve_once(self, page: str) -> Clearance:
        proxy = self._network.proxy_for(urlsplit(page).scheme)
        if proxy is None or not proxy.username:
            options = {"proxy": {"url": _proxy_url(proxy)}} if proxy else {}
            return await self._request_cookies(page, **options)
        # Only sessions accept a user name and a password for the proxy.
        session = f"alcove-{self._rng.getrandbits(64):016x}"
        login = {"username": proxy.username, "password": proxy.password.reveal()}
        await self._send("sessions.create", session=session, proxy={"url": _proxy_url(proxy), **login})
        try:
            return await self._request_cookies(page, session=session)
        finally:
            await self._destroy_session(session)

    async def _request_cookies(self, page: str, **options: Any) -> Clearance:
        reply = await self._send(
            "request.get", url=page, maxTimeout=self._timeout_ms, returnOnlyCookies=True, **options
        )
        if reply.solution is None:
            raise ChallengeNotSolved("the challenge solver returned no solution")
        host = urlsplit(page).hostname or ""
        cookies = [_cookie(data, host=host) for data in reply.solution.cookies]
        return make_clearance(page, cookies, user_agent=reply.solution.user_agent, now=self._clock.now())

    async def _destroy_session(self, session: str) -> None:
        try:
            await self._send("sessions.destroy", session=session)
        except ChallengeNotSolved:
            # The service removes idle sessions by itself; the cookies are valid all the same.
            return

    async def _send(self, command: str, **parameters: Any) -> _Reply:
        try:
            response = await self._http.request("POST", self._path, json={"cmd": command, **parameters})
            reply: _Reply = response.json(_Reply)
        except InvalidResponse as error:
            raise ChallengeNotSolved("the response of the challenge solver cannot be read") from error
        except FetchError as error:
            raise ChallengeNotSolved(f"the challenge solver does not answer: {error}") from error
        if response.status != 200 or reply.status != "ok":
            reason = _NON_ASCII.sub(" ", reply.message)[:200].strip() or f"status {response.status}"
            raise ChallengeNotSolved(f"the challenge solver failed: {reason}")
        return reply


def _cookie(data: _CookieData, *, host: str) -> Cookie:
    return Cookie(
        name=data.name,
        value=Secret(data.value),
        domain=data.domain.lower() or host,
        path=data.path if data.path.startswith("/") else "/",
        secure=data.secure,
        expires=_parse_expiry(data.expiry if data.expiry is not None else data.expires),
    )


def _parse_expiry(seconds: float | None) -> datetime | None:
    """Return the expiry of a cookie; None for a session cookie."""
    if seconds is None or seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _proxy_url(proxy: ProxyAddress) -> str:
    """Return the URL of a proxy as browsers spell it: their `socks5` resolves names at the proxy."""
    return proxy.url.replace("socks5h://", "socks5://")
