"""The actions of the settings pages' buttons: each tests a setting, within a timeout."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec

from alcove import __version__
from alcove.apps.books.delivery import Readiness, find_warnings
from alcove.apps.books.search import inspect_source
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import MetadataProvider, Source, SourceUnavailable
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, InvalidResponse, NoLimit, Policy, Timeouts
from alcove.foundation.preferences import Snapshot, Tested
from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger

TIMEOUT: Final = 15.0
"""Seconds that one catalogue may take."""

log = get_logger("alcove.books.settings")


class ProbedSources(Protocol):
    """The sources and metadata providers of the settings that are tested."""

    def list_enabled(self) -> Sequence[Source]:
        """Return the enabled sources."""
        ...

    def provider(self, name: str) -> MetadataProvider | None:
        """Return a provider by its name, None when there is none."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class ClearableCache(Protocol):
    """A cache that can be cleared."""

    async def clear(self) -> int:
        """Remove all entries and return their number."""
        ...


class _SolverReply(msgspec.Struct, frozen=True):
    status: str = ""
    version: str = ""


class SettingsActions:
    """Tests settings that may not be saved yet."""

    def __init__(
        self,
        *,
        opener: Callable[[BooksSettings], ProbedSources],
        covers: ClearableCache,
        readiness: Readiness,
        clock: Clock,
    ) -> None:
        self._opener = opener
        self._covers = covers
        self._readiness = readiness
        self._clock = clock
        self._actions: Mapping[str, Callable[[BooksSettings], Awaitable[Tested]]] = {
            "test_destination": self._test_folders,
            "clear_covers": self._clear_covers,
            "test_openlibrary": self._test_openlibrary,
            "test_sources": self._test_sources,
            "test_opds": self._test_opds,
            "test_bypasser": self._test_solver,
        }

    async def run(self, key: str, settings: Snapshot) -> Tested:
        """Run the action `key` with these settings."""
        return await self._actions[key](settings[BooksSettings])

    async def _test_folders(self, settings: BooksSettings) -> Tested:
        self._readiness.invalidate()
        problems = await self._readiness.find_problems(settings)
        reasons = [*problems.values(), *find_warnings(settings).values()]
        return Tested(success=not reasons, message="; ".join(reasons) or "Files can be written to both folders")

    async def _clear_covers(self, settings: BooksSettings) -> Tested:  # noqa: ARG002 - every action has this parameter
        count = await self._covers.clear()
        return Tested(success=True, message=f"Covers removed: {count}")

    async def _test_openlibrary(self, settings: BooksSettings) -> Tested:
        enabled = msgspec.structs.replace(settings, openlibrary_enabled=True)
        sources = await asyncio.to_thread(self._opener, enabled)
        try:
            provider = sources.provider("openlibrary")
            if provider is None:
                return Tested(success=False, message="Open Library is disabled")
            async with asyncio.timeout(TIMEOUT):
                page = await provider.find("Frankenstein", fields={}, sort="relevance", page=1, limit=1)
            return Tested(success=True, message=f"Open Library answers: {page.total} books for Frankenstein")
        except (SourceUnavailable, TimeoutError) as error:
            return Tested(success=False, message=f"Open Library: {_describe_failure(error)}")
        finally:
            await sources.close()

    async def _test_sources(self, settings: BooksSettings) -> Tested:
        return await self._test_catalogues(settings)

    async def _test_opds(self, settings: BooksSettings) -> Tested:
        return await self._test_catalogues(msgspec.structs.replace(settings, sources=("opds",)))

    async def _test_catalogues(self, settings: BooksSettings) -> Tested:
        try:
            sources = await asyncio.to_thread(self._opener, settings)
        except SettingError as error:
            return Tested(success=False, message=str(error))
        try:
            enabled = sources.list_enabled()
            inspections = await asyncio.gather(*(inspect_source(source, within=TIMEOUT) for source in enabled))
        finally:
            await sources.close()
        if not enabled:
            return Tested(success=False, message="No catalogue is enabled")
        results = (
            f"{source.info.display_name}: {inspection.problem or inspection.detail}"
            for source, inspection in zip(enabled, inspections, strict=True)
        )
        success = not any(inspection.problem for inspection in inspections)
        return Tested(success=success, message="; ".join(results))

    async def _test_solver(self, settings: BooksSettings) -> Tested:
        if settings.using_external_bypasser:
            return await self._test_flaresolverr(settings)
        from alcove.apps.books.sources.solver.chromium import find_program  # noqa: PLC0415 - off by default

        program = await asyncio.to_thread(find_program)
        message = "Chromium is there" if program else "There is no Chromium on this machine"
        return Tested(success=program is not None, message=message)

    async def _test_flaresolverr(self, settings: BooksSettings) -> Tested:
        host = urlsplit(settings.ext_bypasser_url).hostname or ""
        policy = Policy(
            name="challenge-solver",
            base_url=settings.ext_bypasser_url,
            user_agent=f"Alcove/{__version__}",
            timeout=Timeouts(connect=5.0, read=TIMEOUT, total=TIMEOUT),
            retries=0,
            allow_private=frozenset({host}),
            hosts=frozenset({host}),
        )
        rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
        async with Client(policy, limiter=NoLimit(), clock=self._clock, rng=rng) as client:
            try:
                response = await client.request("POST", settings.ext_bypasser_path, json={"cmd": "sessions.list"})
                reply = response.json(_SolverReply)
            except InvalidResponse:
                return Tested(success=False, message="The response of the service cannot be read")
            except FetchError as error:
                return Tested(success=False, message=f"The service does not answer: {error}")
        if response.status != 200 or reply.status != "ok":
            return Tested(success=False, message=f"The service refuses: status {response.status}")
        return Tested(success=True, message=f"The service answers {reply.version[:40]}".strip())


def _describe_failure(error: BaseException) -> str:
    return "timed out" if isinstance(error, TimeoutError) else str(error) or "does not answer"
