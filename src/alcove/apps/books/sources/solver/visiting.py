"""Calls to sites that may be guarded: with what an earlier visit earned, and a new visit when that is not enough."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from alcove.apps.books.sources.solver.challenge import LOOKED_AT, STATUSES, is_challenge
from alcove.apps.books.sources.solver.clearance import Clearance, Site, Solver, Unsolved, site_of
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, ClientResponse, StreamedResponse
from alcove.foundation.telemetry import get_logger

MOST_SITES: Final = 256
SULK_SECONDS: Final = 60.0
"""Seconds for which a site that did not let a browser in is not opened again."""

_log = get_logger("books")


class Visitor:
    """Calls through other people's clients; without a solver every answer is passed on as it is."""

    def __init__(self, solver: Solver | None, *, clock: Clock) -> None:
        self._solver = solver
        self._clock = clock
        # Who asks may have less patience than the page: what is earned serves the next one.
        self._kept: Cache[Site, Clearance] = Cache(size=MOST_SITES, clock=clock, keep_loading=True)
        self._failed: Cache[Site, str] = Cache(size=MOST_SITES, ttl=SULK_SECONDS, clock=clock)

    async def request(
        self, client: Client, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, **more: Any
    ) -> ClientResponse:
        """Return the answer of an absolute address, the guarded page passed if there is one; FetchError, Unsolved."""
        used = self._clearance(url)
        answer = await client.request(method, url, headers=self._dressed(url, used, headers=headers), **more)
        if self._solver is None or not is_challenge(answer.status, headers=answer.headers, body=answer.content):
            return answer
        earned = await self._renew(url, used=used)
        answer = await client.request(method, url, headers=self._dressed(url, earned, headers=headers), **more)
        if is_challenge(answer.status, headers=answer.headers, body=answer.content):
            raise self._in_vain(url, earned)
        return answer

    @asynccontextmanager
    async def stream(
        self, client: Client, url: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> AsyncIterator[StreamedResponse]:
        """Give the answer of an absolute address as a stream, likewise; FetchError, Unsolved."""
        used = self._clearance(url)
        async with client.stream("GET", url, headers=self._dressed(url, used, headers=headers), **more) as first:
            found, guarded = await self._looked_at(first)
            if not guarded:
                yield found
                return
        earned = await self._renew(url, used=used)
        async with client.stream("GET", url, headers=self._dressed(url, earned, headers=headers), **more) as second:
            found, guarded = await self._looked_at(second)
            if guarded:
                raise self._in_vain(url, earned)
            yield found

    async def close(self) -> None:
        """End what the solver keeps running."""
        await self._kept.close()
        if self._solver is not None:
            await self._solver.close()

    async def _looked_at(self, stream: StreamedResponse) -> tuple[StreamedResponse, bool]:
        """Return the same answer, and whether its beginning is that of a challenge."""
        if self._solver is None or stream.status not in STATUSES:
            return stream, False
        seen: list[bytes] = []
        async for chunk in stream.chunks:
            seen.append(chunk)
            if sum(map(len, seen)) >= LOOKED_AT:
                break
        guarded = is_challenge(stream.status, headers=stream.headers, body=b"".join(seen))
        return replace(stream, chunks=_joined(seen, stream.chunks)), guarded

    def _clearance(self, url: str) -> Clearance | None:
        return self._kept.peek(site_of(url)) if self._solver is not None else None

    def _dressed(self, url: str, clearance: Clearance | None, *, headers: Mapping[str, str] | None) -> dict[str, str]:
        """Return the caller's headers with what the site wants to see; the site's User-Agent wins."""
        earned = clearance.headers(url, now=self._clock.now()) if clearance else {}
        given = {name: value for name, value in (headers or {}).items() if name.title() not in earned}
        return given | earned

    async def _renew(self, url: str, *, used: Clearance | None) -> Clearance:
        """Return what another call has earned meanwhile, else earn it; the clearance that failed is dropped."""
        site = site_of(url)
        kept = self._kept.peek(site)
        if kept is not None and kept is not used and kept.headers(url, now=self._clock.now()):
            return kept
        reason = self._failed.peek(site)
        if reason is not None:
            raise Unsolved(reason)
        if kept is not None:
            self._kept.forget(site)
        return await self._kept.get(site, lambda: self._earn(url, site))

    async def _earn(self, url: str, site: Site) -> Clearance:
        if self._solver is None:
            raise Unsolved("the page asks for a browser, and none is set up")
        _log.info("guarded page met", site=site[1])
        try:
            return await self._solver.clear(url)
        except Exception as error:
            self._failed.put(site, str(error) or "the browser failed")
            raise

    def _in_vain(self, url: str, earned: Clearance) -> Unsolved:
        site = site_of(url)
        if self._kept.peek(site) is earned:
            self._kept.forget(site)
        return Unsolved("the page asks for a browser again, right after one has passed it")


async def _joined(seen: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in seen:
        yield chunk
    async for chunk in rest:
        yield chunk
