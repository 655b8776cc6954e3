"""The surroundings of the endpoints, made from the parts of a process."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.roads import Roads, open_roads
from alcove.apps.books.routes.context import Context
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import Catalogues, OpenedSources, Preferences
from alcove.apps.books.service.queue_snapshots import QueueSnapshotCache
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.rows import Rows
from alcove.foundation.deps import Deps
from alcove.foundation.identity import policy_of
from alcove.foundation.preferences import FixedSettings
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.foundation.identity import AccountAuthenticator

Opener = Callable[[BooksSettings], Catalogues]


def open_context(
    deps: Deps,
    *,
    preferences: Preferences | None = None,
    authenticator: "AccountAuthenticator | None" = None,
    opener: Opener | None = None,
    roads: Roads | None = None,
) -> Context:
    """Return the surroundings.

    Without preferences the settings stay as they are, without an authenticator that of the server's own address tells
    who is calling, without an opener the sources are those of the registry, and without roads nobody else in the
    process goes out on the same ones.
    """
    settings, server = deps.load(BooksSettings), deps.load(ServerSettings)
    wishes = preferences or FixedSettings(settings)
    out = roads or open_roads(deps)
    rows = Rows(deps.pool)
    sources = OpenedSources(opener or out.open, preferences=wishes)
    snapshots = QueueSnapshotCache(deps.pool)
    known = authenticator or deps.identity().authenticator(policy_of(server))
    return Context(
        pool=deps.pool,
        clock=deps.clock,
        settings=settings,
        data_dir=deps.data_dir,
        preferences=wishes,
        sources=sources,
        searching=Search(sources, rows, preferences=wishes, clock=deps.clock, redis=deps.redis),
        covers=Covers(
            deps.pool,
            sources,
            preferences=wishes,
            client=out.client,
            folder=deps.data_dir / "books" / "covers",
            clock=deps.clock,
        ),
        universal=Universal(deps.pool, sources, preferences=wishes, clock=deps.clock, redis=deps.redis),
        snapshots=snapshots,
        gateway=BooksGateway(deps, snapshots=snapshots, preferences=wishes, authenticator=known),
        identity=deps.identity(),
        authenticator=known,
        readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
        stopping=deps.stopping,
        url_base=server.url_base,
    )
