"""What the command line may call, one method for each use case, and what the server's health says about the books."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from alcove.apps.books import saved
from alcove.apps.books.delivery import Readiness, files
from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import Book
from alcove.apps.books.queue import CHANNEL, EnqueueResult, OneBook, Status, cancel, counts, enqueue, snapshot
from alcove.apps.books.saved import SavedSearch, SavedSearchForm
from alcove.apps.books.search import (
    EACH,
    Found,
    LiveSources,
    Preferences,
    Rows,
    Search,
    SearchQuery,
    open_clients,
    query_of,
)
from alcove.apps.books.search import ask as ask_source
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source, Unavailable
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import IdentitySettings, ScriptTokens
from alcove.foundation.preferences import LiveSettings
from alcove.foundation.realtime import Hub, Subscription
from alcove.foundation.telemetry import Part, Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A catalogue, and how it is."""

    name: str
    display_name: str
    needs: str
    trouble: str
    """Why it does not answer; '' when it does or nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    fine: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksApp:
    """The books app as the command line uses it."""

    pool: Pool
    tokens: ScriptTokens
    accounts: LiveSettings[IdentitySettings]
    hub: Hub
    preferences: Preferences
    sources: LiveSources
    searching: Search
    readiness: Readiness
    data_dir: Path

    async def search(self, wanted: SearchQuery) -> Found:
        """Return matching files; InvalidRequest when nothing is searched for, SourcesDown when nobody answers."""
        query = query_of(wanted, await self.preferences.current())
        if query is None or query.is_empty:
            raise InvalidRequest("Say what to search for: words, --author, --title or --isbn")
        return await self.searching.search(query)

    async def info(self, book_id: str) -> Book:
        """Return one file that can be fetched; NotFound."""
        return await self.searching.lookup(book_id)

    async def queue(self, book_id: str, *, priority: int) -> EnqueueResult:
        """Queue a file; NotFound."""
        book = await self.searching.lookup(book_id)
        source = (await self.sources.current()).by_name(book.source)
        shown = source.facts.display_name if source else ""
        async with transaction(self.pool) as connection:
            return await enqueue(connection, book=book, priority=priority, display_name=shown)

    async def cancel(self, book_id: str) -> str:
        """Cancel a waiting or running file, or take a finished one off the list; NotFound."""
        async with transaction(self.pool) as connection:
            return await cancel(connection, book_id)

    async def listed(self) -> list[OneBook]:
        """Return the queue and what has ended lately, what runs first."""
        status = msgspec.json.decode(await snapshot(self.pool), type=Status)
        order = (status.downloading, status.resolving, status.queued, status.error, status.cancelled, status.complete)
        return [book for group in order for book in group.values()]

    async def one(self, book_id: str) -> OneBook:
        """Return how a queued file stands; NotFound when it is off the list."""
        found = next((book for book in await self.listed() if book.id == book_id), None)
        if found is None:
            raise NotFound(f"{book_id} is not in the queue")
        return found

    async def path(self, book_id: str) -> str | None:
        """Return where a delivered file is, None when it is there no more."""
        found = await files.of_book(self.pool, book_id)
        if found is None:
            return None
        there: bool = await asyncio.to_thread(Path(found.path).exists)
        return found.path if there else None

    def changes(self) -> AbstractAsyncContextManager[Subscription]:
        """Give a queue of what changes about the queue of books."""
        return self.hub.subscribe(CHANNEL)

    async def source_states(self, *, ask: bool) -> list[SourceState]:
        """Return the catalogues that are searched; with `ask` each is asked whether it answers."""
        enabled = (await self.sources.current()).enabled()
        found = []
        for source in enabled:
            facts = source.facts
            trouble = await _trouble(source) if ask and not facts.needs else ""
            found.append(
                SourceState(name=facts.name, display_name=facts.display_name, needs=facts.needs, trouble=trouble)
            )
        return found

    async def checks(self) -> Sequence[Check]:
        """Return what was found to work and what not: folders, catalogues, sign-in."""
        settings = await self.preferences.current()
        troubles = await self.readiness.troubles(settings)
        places = {"staging": settings.staging(self.data_dir), "ingest": settings.ingest(self.data_dir)}
        found = [
            Check(name=name, fine=name not in troubles, detail=troubles.get(name) or str(place))
            for name, place in places.items()
        ]
        mode = (await self.accounts.current()).mode or "accounts, where other machines can reach the server"
        found.append(Check(name="sign-in", fine=True, detail=mode))
        for source in await self.source_states(ask=True):
            why = source.trouble or (f"needs {source.needs}" if source.needs else "")
            found.append(Check(name=source.name, fine=not why, detail=why or "answers"))
        return found

    async def saved(self) -> list[SavedSearch]:
        """Return the saved searches."""
        return await saved.every(self.pool)

    async def save(self, form: SavedSearchForm) -> int:
        """Save a search and return its number; InvalidRequest."""
        settings = await self.preferences.current()
        async with transaction(self.pool) as connection:
            return await saved.save(connection, form, owner="", settings=settings)

    async def forget(self, search_id: int) -> None:
        """Forget a saved search; NotFound."""
        async with transaction(self.pool) as connection:
            await saved.remove(connection, search_id)


@asynccontextmanager
async def open_facade(deps: Deps) -> AsyncIterator[BooksApp]:
    """Open what the command line may call."""
    preferences = deps.preferences.of(BooksSettings)
    sources = LiveSources(open_clients(deps).open, preferences=preferences)
    try:
        yield BooksApp(
            pool=deps.pool,
            tokens=ScriptTokens(deps.pool, "books"),
            accounts=deps.preferences.of(IdentitySettings),
            hub=deps.hub,
            preferences=preferences,
            sources=sources,
            searching=Search(sources, Rows(deps.pool), preferences=preferences, clock=deps.clock),
            readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
            data_dir=deps.data_dir,
        )
    finally:
        await (await sources.current()).close()


async def _trouble(source: Source) -> str:
    try:
        return await ask_source(source.health(), within=EACH)
    except Unavailable as error:
        return str(error)


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work; what they tell names no path."""
    readiness = Readiness(clock=deps.clock, data_dir=deps.data_dir)
    preferences = deps.preferences.of(BooksSettings)

    async def ingest() -> Part:
        troubles = await readiness.troubles(await preferences.current())
        return Part("books.ingest", "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> Part:
        waiting, running = await counts(deps.pool)
        return Part("books.queue", "ok", f"{waiting} waiting, {running} running")

    return [ingest, queue]
