"""The surroundings of the endpoints, made from the parts of a process."""

from collections.abc import Callable

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.roads import Roads, open_roads
from alcove.apps.books.routes.context import Context, Gate, OpenGate
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import AsStarted, Catalogues, OpenedSources, Preferences
from alcove.apps.books.service.queue_snapshots import QueueSnapshotCache
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.rows import Rows
from alcove.foundation.deps import Deps
from alcove.foundation.settings import ServerSettings

Opener = Callable[[BooksSettings], Catalogues]


def open_context(
    deps: Deps,
    *,
    preferences: Preferences | None = None,
    gate: Gate | None = None,
    opener: Opener | None = None,
    roads: Roads | None = None,
) -> Context:
    """Return the surroundings.

    Without preferences the settings stay as they are, without a gate all may come in, without an opener the sources
    are those of the registry, and without roads nobody else in the process goes out on the same ones.
    """
    settings, server = deps.load(BooksSettings), deps.load(ServerSettings)
    wishes = preferences or AsStarted(settings)
    out = roads or open_roads(deps)
    rows = Rows(deps.pool)
    sources = OpenedSources(opener or out.open, preferences=wishes)
    snapshots = QueueSnapshotCache(deps.pool)
    callers = gate or OpenGate()
    return Context(
        pool=deps.pool,
        clock=deps.clock,
        settings=settings,
        data_dir=deps.data_dir,
        preferences=wishes,
        gate=callers,
        sources=sources,
        searching=Search(sources, rows, preferences=wishes, clock=deps.clock),
        covers=Covers(
            deps.pool,
            sources,
            preferences=wishes,
            client=out.client,
            folder=deps.data_dir / "books" / "covers",
            clock=deps.clock,
        ),
        universal=Universal(deps.pool, sources, preferences=wishes, clock=deps.clock),
        snapshots=snapshots,
        gateway=BooksGateway(deps, snapshots=snapshots, preferences=wishes, callers=callers),
        readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
        stopping=deps.stopping,
        url_base=server.url_base,
    )
