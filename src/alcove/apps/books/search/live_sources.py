"""The sources of a process: opened on first use, and opened again when the settings change."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.preferences import SettingsReader
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.books.sources.context import ClientFactory, SourceContext
    from alcove.apps.books.sources.registry import SourceRegistry

CLOSE_DELAY: Final = 30.0
"""Seconds that running requests to replaced sources get to finish."""

Preferences: TypeAlias = SettingsReader[BooksSettings]
"""The current settings, some of which a settings page may change at any time."""


class LiveSources:
    """Provides the sources of the current settings; opens them in a thread, because their imports take long."""

    def __init__(self, opener: "Callable[[BooksSettings], SourceRegistry]", *, preferences: Preferences) -> None:
        self._opener = opener
        self._preferences = preferences
        self._lock = asyncio.Lock()
        self._opened: tuple[BooksSettings, SourceRegistry] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def current(self) -> "SourceRegistry":
        """Return the sources of the current settings."""
        settings = await self._preferences.current()
        if self._opened is not None and self._opened[0] == settings:
            return self._opened[1]
        async with self._lock:
            previous = self._opened
            if previous is not None and previous[0] == settings:
                return previous[1]
            opened = await asyncio.to_thread(self._opener, settings)
            self._opened = (settings, opened)
        if previous is not None:
            closing = asyncio.create_task(_close_later(previous[1]))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        return opened


async def _close_later(sources: "SourceRegistry") -> None:
    await asyncio.sleep(CLOSE_DELAY)
    await sources.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceClients:
    """The HTTP clients of a process's sources; all requests of the process to one catalogue share its rate limit."""

    client: "ClientFactory"
    context: "Callable[[BooksSettings], SourceContext]"

    def open(self, settings: BooksSettings) -> "SourceRegistry":
        """Return the sources that are configured in the settings."""
        from alcove.apps.books.sources.registry import build_sources  # noqa: PLC0415 - loads every source's libraries

        return build_sources(self.context(settings))


def build_source_clients(deps: Deps) -> SourceClients:
    """Return the sources' clients, built from the dependencies of the process."""
    from alcove.apps.books.search.store import BookStore  # noqa: PLC0415 - leads to the database
    from alcove.apps.books.sources.clients import RateLimitedClientFactory  # noqa: PLC0415 - leads to the HTTP client
    from alcove.apps.books.sources.context import SourceContext  # noqa: PLC0415 - the same

    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    private = frozenset(deps.load(ServerSettings).alcove_allow_private_hosts)
    clients = RateLimitedClientFactory(
        network=deps.network, limits=deps.limits, clock=deps.clock, rng=rng, private_hosts=private
    )
    rows = BookStore(deps.pool)

    def context(settings: BooksSettings) -> SourceContext:
        return SourceContext(
            settings=settings,
            client=clients,
            clock=deps.clock,
            rng=rng,
            book_store=rows,
            pool=deps.pool,
            private_hosts=private,
        )

    return SourceClients(client=clients, context=context)
