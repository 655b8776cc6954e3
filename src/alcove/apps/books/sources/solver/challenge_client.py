"""Sends requests to sites that may answer with a browser challenge, and repeats them with the solver's cookies."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from alcove.apps.books.sources.solver.challenge import CHALLENGE_STATUSES, MAX_SCANNED_BYTES, is_challenge
from alcove.apps.books.sources.solver.clearance import ChallengeNotSolved, Clearance, Site, Solver, site_of
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, ClientResponse, StreamedResponse
from alcove.foundation.telemetry import get_logger

MAX_SITES: Final = 256
FAILURE_TTL_S: Final = 60.0
"""How long a site whose challenge could not be solved is not tried again."""

_log = get_logger("books")


class ChallengeClient:
    """Wraps other clients and solves challenges; without a solver every response is returned unchanged."""

    def __init__(self, solver: Solver | None, *, clock: Clock) -> None:
        self._solver = solver
        self._clock = clock
        # A caller may time out before the browser is done: its clearance then serves the next caller.
        self._clearances: Cache[Site, Clearance] = Cache(size=MAX_SITES, clock=clock, keep_loading=True)
        self._failures: Cache[Site, str] = Cache(size=MAX_SITES, ttl=FAILURE_TTL_S, clock=clock)

    async def request(
        self, client: Client, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, **options: Any
    ) -> ClientResponse:
        """Return the response of an absolute URL, after solving a challenge if there is one.

        Raise FetchError or ChallengeNotSolved.
        """
        clearance = self._cached_clearance(url)
        sent = self._with_clearance(headers, url, clearance=clearance)
        response = await client.request(method, url, headers=sent, **options)
        if self._solver is None or not _is_challenge(response):
            return response
        clearance = await self._renew(url, failed=clearance)
        sent = self._with_clearance(headers, url, clearance=clearance)
        response = await client.request(method, url, headers=sent, **options)
        if _is_challenge(response):
            raise self._reject(url, clearance)
        return response

    @asynccontextmanager
    async def stream(
        self, client: Client, url: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> AsyncIterator[StreamedResponse]:
        """Yield the response of an absolute URL as a stream; otherwise like `request`."""
        clearance = self._cached_clearance(url)
        sent = self._with_clearance(headers, url, clearance=clearance)
        async with client.stream("GET", url, headers=sent, **options) as response:
            stream, challenged = await self._detect_challenge(response)
            if not challenged:
                yield stream
                return
        clearance = await self._renew(url, failed=clearance)
        sent = self._with_clearance(headers, url, clearance=clearance)
        async with client.stream("GET", url, headers=sent, **options) as response:
            stream, challenged = await self._detect_challenge(response)
            if challenged:
                raise self._reject(url, clearance)
            yield stream

    async def close(self) -> None:
        """Stop the solver and what it runs."""
        await self._clearances.close()
        if self._solver is not None:
            await self._solver.close()

    async def _detect_challenge(self, stream: StreamedResponse) -> tuple[StreamedResponse, bool]:
        """Return the same stream, unread, and whether it starts like a challenge."""
        if self._solver is None or stream.status not in CHALLENGE_STATUSES:
            return stream, False
        buffered: list[bytes] = []
        async for chunk in stream.chunks:
            buffered.append(chunk)
            if sum(map(len, buffered)) >= MAX_SCANNED_BYTES:
                break
        challenged = is_challenge(stream.status, headers=stream.headers, body=b"".join(buffered))
        return replace(stream, chunks=_chain(buffered, stream.chunks)), challenged

    def _cached_clearance(self, url: str) -> Clearance | None:
        return self._clearances.peek(site_of(url)) if self._solver is not None else None

    def _with_clearance(
        self, headers: Mapping[str, str] | None, url: str, *, clearance: Clearance | None
    ) -> dict[str, str]:
        """Return the caller's headers with those of the clearance, whose Cookie and User-Agent take precedence."""
        added = clearance.headers(url, now=self._clock.now()) if clearance else {}
        kept = {name: value for name, value in (headers or {}).items() if name.title() not in added}
        return kept | added

    async def _renew(self, url: str, *, failed: Clearance | None) -> Clearance:
        """Drop the clearance that failed and return a new one: from a concurrent call, or from the solver."""
        site = site_of(url)
        cached = self._clearances.peek(site)
        if cached is not None and cached is not failed and cached.headers(url, now=self._clock.now()):
            return cached
        reason = self._failures.peek(site)
        if reason is not None:
            raise ChallengeNotSolved(reason)
        if cached is not None:
            self._clearances.delete(site)
        return await self._clearances.get(site, lambda: self._solve(url, site))

    async def _solve(self, url: str, site: Site) -> Clearance:
        if self._solver is None:
            raise ChallengeNotSolved("the page requires a browser, and no challenge solver is configured")
        _log.info("challenge_detected", site=site[1])
        try:
            return await self._solver.solve(url)
        except Exception as error:
            self._failures.put(site, str(error) or "the browser failed")
            raise

    def _reject(self, url: str, clearance: Clearance) -> ChallengeNotSolved:
        """Drop a clearance that the site does not accept, and return the error to raise."""
        site = site_of(url)
        if self._clearances.peek(site) is clearance:
            self._clearances.delete(site)
        return ChallengeNotSolved("the page shows the challenge again, although a browser has just passed it")


def _is_challenge(response: ClientResponse) -> bool:
    return is_challenge(response.status, headers=response.headers, body=response.content)


async def _chain(buffered: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in buffered:
        yield chunk
    async for chunk in rest:
        yield chunk
