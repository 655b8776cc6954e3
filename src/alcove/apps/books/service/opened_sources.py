"""The sources of an api process: opened on first use, and anew when the settings change."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeAlias

from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import MetadataProvider, Source
from alcove.foundation.preferences import SettingsReader

GRACE: Final = 30.0
"""Seconds that requests to sources which are being replaced get to end."""


class Catalogues(Protocol):
    """The sources and metadata providers of this process."""

    def enabled(self) -> Sequence[Source]:
        """Return the sources to search, the preferred first."""
        ...

    def every(self) -> Sequence[Source]:
        """Return all sources from which a book may come, also those that only others ask."""
        ...

    def by_name(self, name: str, /) -> Source | None:
        """Return the source of a name."""
        ...

    def of_id(self, book_id: str, /) -> Source | None:
        """Return the source that made an id."""
        ...

    def providers(self) -> Sequence[MetadataProvider]:
        """Return the metadata providers."""
        ...

    def provider(self, name: str, /) -> MetadataProvider | None:
        """Return the provider of a name."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


Preferences: TypeAlias = SettingsReader[BooksSettings]
"""The settings, some of which a page may change at any time."""


class OpenedSources:
    """Opens sources in a thread: what they load takes longer than others on the loop should wait."""

    def __init__(self, opener: Callable[[BooksSettings], Catalogues], *, preferences: Preferences) -> None:
        self._opener = opener
        self._preferences = preferences
        self._turn = asyncio.Lock()
        self._opened: tuple[BooksSettings, Catalogues] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def current(self) -> Catalogues:
        """Return the sources of the current settings."""
        settings = await self._preferences.current()
        if self._opened is not None and self._opened[0] == settings:
            return self._opened[1]
        async with self._turn:
            before = self._opened
            if before is not None and before[0] == settings:
                return before[1]
            opened = await asyncio.to_thread(self._opener, settings)
            self._opened = (settings, opened)
        if before is not None:
            closing = asyncio.create_task(_close_later(before[1]))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        return opened


async def _close_later(sources: Catalogues) -> None:
    await asyncio.sleep(GRACE)
    await sources.close()
