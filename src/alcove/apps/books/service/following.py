"""The sources of a worker: those of the settings that were read last."""

from collections.abc import Sequence

from alcove.apps.books.service.opened_sources import Catalogues, OpenedSources, Preferences
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source


class Following:
    """Settings, and the sources that they name: reading the ones opens the others."""

    def __init__(self, preferences: Preferences, opened: OpenedSources) -> None:
        self._preferences = preferences
        self._opened = opened
        self._catalogues: Catalogues | None = None

    async def current(self) -> BooksSettings:
        """Return the settings as they are now, and have the sources be theirs."""
        settings = await self._preferences.current()
        self._catalogues = await self._opened.current()
        return settings

    def enabled(self) -> Sequence[Source]:
        """Return the sources to search."""
        return self._catalogues.enabled() if self._catalogues else ()

    def every(self) -> Sequence[Source]:
        """Return all sources from which a book may come."""
        return self._catalogues.every() if self._catalogues else ()

    def by_name(self, name: str) -> Source | None:
        """Return the source of a name."""
        return self._catalogues.by_name(name) if self._catalogues else None
