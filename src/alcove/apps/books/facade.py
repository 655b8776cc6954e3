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
from alcove.apps.books.queue import (
    CHANNEL,
    EnqueueResult,
    QueueEntry,
    QueueStatus,
    cancel_download,
    count_states,
    enqueue_download,
    read_snapshot,
)
from alcove.apps.books.saved import SavedSearch, SavedSearchForm
from alcove.apps.books.search import (
    SOURCE_TIMEOUT,
    BookSearch,
    BookStore,
    LiveSources,
    Preferences,
    SearchQuery,
    SearchResult,
    ask_source,
    build_source_clients,
    parse_query,
)
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.protocols import Source, SourceUnavailable
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import IdentitySettings, ScriptTokens
from alcove.foundation.preferences import LiveSettings
from alcove.foundation.realtime import Hub, Subscription
from alcove.foundation.telemetry import ComponentHealth, Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A catalogue, and how it is."""

    name: str
    display_name: str
    needs: str
    trouble: str
    """Why it does not answer; '' when it does or nobody asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
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
    searching: BookSearch
    readiness: Readiness
    data_dir: Path

    async def search(self, wanted: SearchQuery) -> SearchResult:
        """Return matching files; InvalidRequest when nothing is searched for, SourcesDown when nobody answers."""
        query = parse_query(wanted, await self.preferences.current())
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
        shown = source.info.display_name if source else ""
        async with transaction(self.pool) as connection:
            return await enqueue_download(connection, book=book, priority=priority, display_name=shown)

    async def cancel_download(self, book_id: str) -> str:
        """Cancel a waiting or running file, or take a finished one off the list; NotFound."""
        async with transaction(self.pool) as connection:
            return await cancel_download(connection, book_id)

    async def listed(self) -> list[QueueEntry]:
        """Return the queue and what has ended lately, what runs first."""
        status = msgspec.json.decode(await read_snapshot(self.pool), type=QueueStatus)
        order = (status.downloading, status.resolving, status.queued, status.error, status.cancelled, status.complete)
        return [book for group in order for book in group.values()]

    async def one(self, book_id: str) -> QueueEntry:
        """Return how a queued file stands; NotFound when it is off the list."""
        found = next((book for book in await self.listed() if book.id == book_id), None)
        if found is None:
            raise NotFound(f"{book_id} is not in the queue")
        return found

    async def path(self, book_id: str) -> str | None:
        """Return where a delivered file is, None when it is there no more."""
        found = await files.find_by_book(self.pool, book_id)
        if found is None:
            return None
        there: bool = await asyncio.to_thread(Path(found.path).exists)
        return found.path if there else None

    def changes(self) -> AbstractAsyncContextManager[Subscription]:
        """Give a queue of what changes about the queue of books."""
        return self.hub.subscribe(CHANNEL)

    async def source_states(self, *, ask: bool) -> list[SourceStatus]:
        """Return the catalogues that are searched; with `ask` each is asked whether it answers."""
        enabled = (await self.sources.current()).enabled()
        found = []
        for source in enabled:
            info = source.info
            trouble = await _source_problem(source) if ask and not info.needs else ""
            found.append(
                SourceStatus(name=info.name, display_name=info.display_name, needs=info.needs, trouble=trouble)
            )
        return found

    async def checks(self) -> Sequence[HealthCheck]:
        """Return what was found to work and what not: folders, catalogues, sign-in."""
        settings = await self.preferences.current()
        troubles = await self.readiness.find_problems(settings)
        places = {"staging": settings.staging(self.data_dir), "ingest": settings.ingest(self.data_dir)}
        found = [
            HealthCheck(name=name, fine=name not in troubles, detail=troubles.get(name) or str(place))
            for name, place in places.items()
        ]
        mode = (await self.accounts.current()).mode or "accounts, where other machines can reach the server"
        found.append(HealthCheck(name="sign-in", fine=True, detail=mode))
        for source in await self.source_states(ask=True):
            why = source.trouble or (f"needs {source.needs}" if source.needs else "")
            found.append(HealthCheck(name=source.name, fine=not why, detail=why or "answers"))
        return found

    async def saved(self) -> list[SavedSearch]:
        """Return the saved searches."""
        return await saved.list_saved(self.pool)

    async def save(self, form: SavedSearchForm) -> int:
        """Save a search and return its number; InvalidRequest."""
        settings = await self.preferences.current()
        async with transaction(self.pool) as connection:
            return await saved.save_search(connection, form, owner="", settings=settings)

    async def forget(self, search_id: int) -> None:
        """Forget a saved search; NotFound."""
        async with transaction(self.pool) as connection:
            await saved.remove_search(connection, search_id)


@asynccontextmanager
async def open_facade(deps: Deps) -> AsyncIterator[BooksApp]:
    """Open what the command line may call."""
    preferences = deps.preferences.reader(BooksSettings)
    sources = LiveSources(build_source_clients(deps).open, preferences=preferences)
    try:
        yield BooksApp(
            pool=deps.pool,
            tokens=ScriptTokens(deps.pool, "books"),
            accounts=deps.preferences.reader(IdentitySettings),
            hub=deps.hub,
            preferences=preferences,
            sources=sources,
            searching=BookSearch(sources, BookStore(deps.pool), preferences=preferences, clock=deps.clock),
            readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
            data_dir=deps.data_dir,
        )
    finally:
        await (await sources.current()).close()


async def _source_problem(source: Source) -> str:
    try:
        return await ask_source(source.health(), within=SOURCE_TIMEOUT)
    except SourceUnavailable as error:
        return str(error)


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the checks that tell whether the app can do its work; what they tell names no path."""
    readiness = Readiness(clock=deps.clock, data_dir=deps.data_dir)
    preferences = deps.preferences.reader(BooksSettings)

    async def ingest() -> ComponentHealth:
        troubles = await readiness.find_problems(await preferences.current())
        return ComponentHealth("books.ingest", "degraded" if troubles else "ok", "; ".join(troubles.values()))

    async def queue() -> ComponentHealth:
        waiting, running = await count_states(deps.pool)
        return ComponentHealth("books.queue", "ok", f"{waiting} waiting, {running} running")

    return [ingest, queue]
