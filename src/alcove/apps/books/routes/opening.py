"""The surroundings of the endpoints, made from the parts of a process."""

from collections.abc import Callable

from alcove.apps.books.events import Door, Surroundings
from alcove.apps.books.roads import Roads, open_roads
from alcove.apps.books.routes.context import Context, Gate, OpenGate
from alcove.apps.books.service.board import Board
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import AsStarted, Catalogues, OpenedSources, Preferences
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
    alone = server.alcove_workers == 1
    # Others' changes are heard of a moment later, which the readers of one process need not bear.
    board = Board(deps.pool, deps.notices, clock=deps.clock, keep=alone)
    people = gate or OpenGate()
    around = Surroundings(
        board=board,
        notices=deps.notices,
        clock=deps.clock,
        preferences=wishes,
        people=people,
        stopping=deps.stopping,
    )
    return Context(
        pool=deps.pool,
        notices=deps.notices,
        clock=deps.clock,
        settings=settings,
        data_dir=deps.data_dir,
        preferences=wishes,
        gate=people,
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
        board=board,
        live=Door(around, is_open=alone),
        readiness=Readiness(clock=deps.clock, data_dir=deps.data_dir),
        stopping=deps.stopping,
        api_processes=server.alcove_workers,
        url_base=server.url_base,
    )
