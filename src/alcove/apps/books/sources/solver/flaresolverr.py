"""FlareSolverr and its look-alikes: a browser behind an HTTP service, asked for cookies and nothing else."""

import random
import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from alcove.apps.books.sources.solver.clearance import Clearance, Cookie, Unsolved, make_clearance
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, InvalidResponse, Network
from alcove.foundation.retry import backoff, retry
from alcove.foundation.settings import ProxyAddress, Secret

TRIES: Final = 5
LONGEST_PAUSE: Final = 10.0
JITTER: Final = 0.25
GRACE: Final = 15.0
"""Seconds that the service gets beyond those it gives the page."""

_PLAIN: Final = re.compile(r"[^ -~]+")


class _SentCookie(msgspec.Struct, frozen=True):
    name: str
    value: str
    domain: str = ""
    path: str = "/"
    secure: bool = False
    expiry: float | None = None
    expires: float | None = None


class _Solution(msgspec.Struct, frozen=True, rename={"user_agent": "userAgent"}):
    cookies: list[_SentCookie] = []
    user_agent: str = ""


class _Reply(msgspec.Struct, frozen=True):
    status: str = ""
    message: str = ""
    solution: _Solution | None = None


class FlareSolverr:
    """A Solver that asks the service; the client is one that may reach it and nothing else."""

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
        self._allowed = frozenset(allow_private)

    async def clear(self, url: str) -> Clearance:
        """Return cookies and User-Agent for the site of an address; Unsolved after five tries.

        The service hears scheme, host and path: what stands behind a question mark may be a key.
        """
        try:
            await self._network.check(url, allow_private=self._allowed)
        except FetchError as error:
            raise Unsolved(f"the page is not shown to the challenge solver: {error}") from error
        page = urlunsplit(urlsplit(url)._replace(query="", fragment=""))
        return await retry(
            lambda: self._once(page),
            on=Unsolved,
            attempts=TRIES,
            wait=backoff(1.0, LONGEST_PAUSE, jitter=JITTER, rng=self._rng),
            sleep=self._clock.sleep,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _once(self, page: str) -> Clearance:
        proxy = self._network.proxy_for(urlsplit(page).scheme)
        if proxy is None or not proxy.username:
            ways = {"proxy": {"url": _proxy_url(proxy)}} if proxy else {}
            return await self._open(page, **ways)
        # Only sessions take a user and a password for the proxy.
        session = f"alcove-{self._rng.getrandbits(64):016x}"
        login = {"username": proxy.username, "password": proxy.password.reveal()}
        await self._ask("sessions.create", session=session, proxy={"url": _proxy_url(proxy), **login})
        try:
            return await self._open(page, session=session)
        finally:
            await self._forget(session)

    async def _open(self, page: str, **ways: Any) -> Clearance:
        reply = await self._ask("request.get", url=page, maxTimeout=self._timeout_ms, returnOnlyCookies=True, **ways)
        if reply.solution is None:
            raise Unsolved("the challenge solver says nothing about the page")
        host = urlsplit(page).hostname or ""
        cookies = [_cookie(each, host=host) for each in reply.solution.cookies]
        return make_clearance(page, cookies, user_agent=reply.solution.user_agent, now=self._clock.now())

    async def _forget(self, session: str) -> None:
        try:
            await self._ask("sessions.destroy", session=session)
        except Unsolved:
            # The service drops idle sessions by itself; what was earned counts.
            return

    async def _ask(self, command: str, **terms: Any) -> _Reply:
        try:
            answer = await self._http.request("POST", self._path, json={"cmd": command, **terms})
            reply: _Reply = answer.json(_Reply)
        except InvalidResponse as error:
            raise Unsolved("the challenge solver answers something that cannot be read") from error
        except FetchError as error:
            raise Unsolved(f"the challenge solver does not answer: {error}") from error
        if answer.status != 200 or reply.status != "ok":
            reason = _PLAIN.sub(" ", reply.message)[:200].strip() or f"status {answer.status}"
            raise Unsolved(f"the challenge solver did not get through: {reason}")
        return reply


def _cookie(sent: _SentCookie, *, host: str) -> Cookie:
    moment = sent.expiry if sent.expiry is not None else sent.expires
    return Cookie(
        name=sent.name,
        value=Secret(sent.value),
        domain=sent.domain.lower() or host,
        path=sent.path if sent.path.startswith("/") else "/",
        secure=sent.secure,
        expires=_moment(moment),
    )


def _moment(seconds: float | None) -> datetime | None:
    """Return when a cookie ends, None for those that end with the browser."""
    if seconds is None or seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _proxy_url(proxy: ProxyAddress) -> str:
    """Return a proxy's address as browsers spell it: their socks5 looks names up at the proxy."""
    return proxy.url.replace("socks5h://", "socks5://")
