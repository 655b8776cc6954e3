"""The application facade that the command line calls, and the app's health probes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from alcove.apps.books import saved
from alcove.apps.books.delivery import Readiness, files
from alcove.apps.books.errors import InvalidRequest, NotFound
from alcove.apps.books.model.book import Book
from alcove.apps.books.model.media import format_size
from alcove.apps.books.queue import (
    CHANNEL,
    EnqueueResult,
    QueueEntry,
    QueueStatus,
    blocked,
    cancel_download,
    count_states,
    enqueue_download,
    holds,
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
    build_source_clients,
    find_sources_with_problems,
    inspect_source,
    parse_query,
)
from alcove.apps.books.server import describe_waits
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.identity import IdentitySettings, ScriptTokens
from alcove.foundation.preferences import LiveSettings
from alcove.foundation.realtime import Hub, Subscription
from alcove.foundation.telemetry import ComponentHealth, Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source and its status."""

    name: str
    display_name: str
    needs: str
    problem: str
    """Why it does not answer; '' when it does, or when it was not asked."""
    held_until: datetime | None = None
    """Until when no file is fetched from it, because it asked for a pause."""
    detail: str = ""
    """What it offers and leaves out, in words; '' when it was not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """The result of one check."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksApp:
    """The use cases of the books app for the command line."""

    pool: Pool
    tokens: ScriptTokens
    accounts: LiveSettings[IdentitySettings]
    hub: Hub
    preferences: Preferences
    sources: LiveSources
    book_search: BookSearch
    readiness: Readiness
    data_dir: Path

    async def search(self, request: SearchQuery) -> SearchResult:
        """Return matching files; InvalidRequest for an empty query, SourcesUnavailable when every source failed."""
        query = parse_query(request, await self.preferences.current())
        if query is None or query.is_empty:
            raise InvalidRequest("Say what to search for: words, --author, --title or --isbn")
        return await self.book_search.search(query)

    async def find_book(self, book_id: str) -> Book:
        """Return one file that can be fetched; NotFound."""
        return await self.book_search.lookup(book_id)

    async def enqueue(self, book_id: str, *, priority: int, again: bool = False) -> EnqueueResult:
        """Queue a file, unless it was delivered before and is not wanted `again`; NotFound."""
        if not again and await self._is_delivered(book_id):
            return EnqueueResult(id=book_id, priority=priority, is_new=False, is_delivered=True)
        book = await self.book_search.lookup(book_id)
        source = (await self.sources.current()).by_name(book.source)
        display_name = source.info.display_name if source else ""
        async with transaction(self.pool) as connection:
            return await enqueue_download(
                connection, book=book, priority=priority, display_name=display_name, again=again
            )

    async def _is_delivered(self, book_id: str) -> bool:
        """Return whether a file was delivered, whatever the library has done with it, and is not queued again."""
        entry = await self._find_queued(book_id)
        if entry is not None and entry.status in {"queued", "resolving", "downloading"}:
            return False
        return (entry is not None and entry.status == "complete") or (
            await files.find_delivered(self.pool, book_id) is not None
        )

    async def cancel_download(self, book_id: str) -> str:
        """Cancel a queued or running download, or remove a finished entry; NotFound."""
        async with transaction(self.pool) as connection:
            return await cancel_download(connection, book_id)

    async def list_queue(self) -> list[QueueEntry]:
        """Return all entries of the queue: running ones first, then queued and finished ones."""
        status = msgspec.json.decode(await read_snapshot(self.pool), type=QueueStatus)
        order = (status.downloading, status.resolving, status.queued, status.error, status.cancelled, status.complete)
        return [book for group in order for book in group.values()]

    async def _find_queued(self, book_id: str) -> QueueEntry | None:
        return next((entry for entry in await self.list_queue() if entry.id == book_id), None)

    async def find_entry(self, book_id: str) -> QueueEntry:
        """Return a book's queue entry, or one of a delivered book that is not in the queue; NotFound."""
        entry = await self._find_queued(book_id)
        if entry is not None:
            return entry
        delivered = await files.find_delivered(self.pool, book_id)
        if delivered is None:
            raise NotFound(f"{book_id} is not in the queue")
        return _entry_of_delivered(delivered.book, name=delivered.file.name)

    async def find_path(self, book_id: str) -> str | None:
        """Return the path of a delivered file, None when it does not exist any more."""
        delivered = await files.find_delivered(self.pool, book_id)
        if delivered is None:
            return None
        exists: bool = await asyncio.to_thread(Path(delivered.file.path).exists)
        return delivered.file.path if exists else None

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        """Return a subscription to changes of the queue."""
        return self.hub.subscribe(CHANNEL)

    async def list_sources(self, *, ask: bool) -> list[SourceStatus]:
        """Return the sources that are searched; with `ask`, each that asked for no pause is inspected."""
        statuses = []
        held = await holds.list_holds(self.pool)
        for source in (await self.sources.current()).list_enabled():
            info, hold = source.info, held.get(source.info.name)
            status = SourceStatus(
                name=info.name,
                display_name=info.display_name,
                needs=info.needs,
                problem=hold.message if hold else "",
                held_until=hold.until if hold else None,
            )
            if ask and not info.needs and hold is None:
                inspection = await inspect_source(source, within=SOURCE_TIMEOUT)
                status = replace(status, problem=inspection.problem, detail=inspection.detail)
            statuses.append(status)
        return statuses

    async def run_checks(self) -> Sequence[HealthCheck]:
        """Check folders, sources and sign-in, and return the results."""
        settings = await self.preferences.current()
        problems = dict(await self.readiness.find_problems(settings))
        waiting, reason = await blocked.read_blocked(self.pool)
        if waiting and not problems:
            problems["ingest"] = reason
        folders = {"staging": settings.staging(self.data_dir), "ingest": settings.ingest(self.data_dir)}
        checks = [
            HealthCheck(name=name, ok=name not in problems, detail=problems.get(name) or str(folder))
            for name, folder in folders.items()
        ]
        mode = (await self.accounts.current()).mode or "accounts, where other machines can reach the server"
        checks.append(HealthCheck(name="sign-in", ok=True, detail=mode))
        for source in await self.list_sources(ask=True):
            problem = source.problem or (f"needs {source.needs}" if source.needs else "")
            checks.append(HealthCheck(name=source.name, ok=not problem, detail=problem or source.detail))
        waits = await describe_waits(self.pool, hours=float(settings.saved_search_hours))
        checks.append(HealthCheck(name="waiting", ok=True, detail=waits or "nothing waits"))
        return checks

    async def list_saved_searches(self) -> list[SavedSearch]:
        """Return the saved searches."""
        settings = await self.preferences.current()
        return await saved.list_saved(self.pool, hours=float(settings.saved_search_hours))

    async def save_search(self, form: SavedSearchForm) -> int:
        """Save a search and return its number; InvalidRequest."""
        settings = await self.preferences.current()
        async with transaction(self.pool) as connection:
            return await saved.save_search(connection, form, owner="", settings=settings)

    async def remove_saved_search(self, search_id: int) -> None:
        """Remove a saved search; NotFound."""
        async with transaction(self.pool) as connection:
            await saved.remove_search(connection, search_id)


def _entry_of_delivered(book: Book, *, name: str) -> QueueEntry:
    """Return the queue entry of a delivered book that has left the queue."""
    return QueueEntry(
        id=book.id, title=book.title, author=book.author, format=book.format or None,
        size=None if book.size is None else format_size(book.size), preview=None, content_type=book.content,
        source=book.source, source_display_name=book.source, priority=0, added_time=0.0, progress=100.0,
        status="complete", status_message="Delivered before", download_path=name,
    )  # fmt: skip


@asynccontextmanager
async def open_facade(deps: Deps) -> AsyncIterator[BooksApp]:
    """Open the facade."""
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
            book_search=BookSearch(sources, BookStore(deps.pool), preferences=preferences, clock=deps.clock),
            readiness=Readiness(deps.pool, clock=deps.clock, data_dir=deps.data_dir),
            data_dir=deps.data_dir,
        )
    finally:
        await (await sources.current()).close()


def build_probes(deps: Deps) -> Sequence[Probe]:
    """Return the app's health probes; their texts contain no paths."""
    readiness = Readiness(deps.pool, clock=deps.clock, data_dir=deps.data_dir)
    preferences = deps.preferences.reader(BooksSettings)

    async def ingest() -> ComponentHealth:
        problems = await readiness.find_problems(await preferences.current())
        waiting, reason = await blocked.read_blocked(deps.pool)
        reasons = list(problems.values()) or ([reason] if waiting else [])
        if waiting:
            reasons.append(f"{waiting} {'book waits' if waiting == 1 else 'books wait'} for it.")
        return ComponentHealth("books.ingest", "degraded" if reasons else "ok", " ".join(reasons))

    async def queue() -> ComponentHealth:
        waiting, running = await count_states(deps.pool)
        return ComponentHealth("books.queue", "ok", f"{waiting} waiting, {running} running")

    async def waiting() -> ComponentHealth:
        hours = (await preferences.current()).saved_search_hours
        detail = await describe_waits(deps.pool, hours=float(hours))
        return ComponentHealth("books.waiting", "degraded" if detail else "ok", detail)

    async def catalogues() -> ComponentHealth:
        sources = await find_sources_with_problems(deps.pool)
        # Without the reasons, which name hosts: everybody may see this.
        detail = f"something cannot be read or fetched of {', '.join(sources)}; see alcove books doctor"
        return ComponentHealth("books.catalogues", "degraded" if sources else "ok", detail if sources else "")

    return [ingest, queue, waiting, catalogues]
