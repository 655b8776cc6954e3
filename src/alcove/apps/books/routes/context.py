"""What the endpoints need, passed in once, and how it is made from the parts of a process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering.folders import Readiness
from alcove.apps.books.service.live_sources import LiveSources, Preferences, SourceClients, open_clients
from alcove.apps.books.service.queue_snapshots import QueueSnapshotCache
from alcove.apps.books.service.search import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.rows import Rows
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.identity import policy_of
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.books.sources.registry import Sources
    from alcove.foundation.identity import AccountAuthenticator, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The running parts of the books app in an api process."""

    pool: Pool
    clock: Clock
    settings: BooksSettings
    """As the process was started; what a page may change is asked of `preferences`."""
    data_dir: Path
    preferences: Preferences
    sources: LiveSources
    searching: Search
    covers: Covers
    universal: Universal
    snapshots: QueueSnapshotCache
    gateway: BooksGateway
    identity: "Identity"
    authenticator: "AccountAuthenticator"
    """Tells who is calling at the address that these endpoints are for."""
    readiness: Readiness
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to leave; setting it makes it leave."""
    url_base: str = ""
    """The path in front of the API behind a proxy."""
    alone: bool = False
    """Whether the books have an address to themselves, and so its pages."""


def open_context(
    deps: Deps,
    *,
    preferences: Preferences,
    authenticator: "AccountAuthenticator | None" = None,
    opener: "Callable[[BooksSettings], Sources] | None" = None,
    clients: SourceClients | None = None,
) -> Context:
    """Return what the endpoints need.

    Without an authenticator that of the server's own address tells who is calling, without an opener the sources are
    those of the registry, and without clients nobody else in the process shares their pace.
    """
    server, clock, redis, folder = deps.load(ServerSettings), deps.clock, deps.redis, deps.data_dir
    clients = clients or open_clients(deps)
    sources = LiveSources(opener or clients.open, preferences=preferences)
    snapshots = QueueSnapshotCache(deps.pool)
    known = authenticator or deps.identity().authenticator(policy_of(server))
    covers = Covers(
        deps.pool, sources, preferences=preferences, client=clients.client, folder=folder / "books" / "covers",
        clock=clock,
    )  # fmt: skip
    return Context(
        pool=deps.pool,
        clock=clock,
        settings=deps.load(BooksSettings),
        data_dir=folder,
        preferences=preferences,
        sources=sources,
        searching=Search(sources, Rows(deps.pool), preferences=preferences, clock=clock, redis=redis),
        covers=covers,
        universal=Universal(deps.pool, sources, preferences=preferences, clock=clock, redis=redis),
        snapshots=snapshots,
        gateway=BooksGateway(deps, snapshots=snapshots, preferences=preferences, authenticator=known),
        identity=deps.identity(),
        authenticator=known,
        readiness=Readiness(clock=clock, data_dir=folder),
        stopping=deps.stopping,
        url_base=server.url_base,
    )
