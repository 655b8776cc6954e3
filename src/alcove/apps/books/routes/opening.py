"""The surroundings of the endpoints, made from the parts of a process."""

from collections.abc import Callable

from alcove.apps.books.events import Door, Surroundings
from alcove.apps.books.parts import Parts, Roads, open_roads
from alcove.apps.books.routes.context import Context, Gate, OpenGate
from alcove.apps.books.service.board import Board
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import AsStarted, Catalogues, OpenedSources, Preferences
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.store.rows import Rows
from alcove.foundation.settings import ServerSettings

Opener = Callable[[BooksSettings], Catalogues]


def open_context(
    parts: Parts,
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
    settings, server = parts.load(BooksSettings), parts.load(ServerSettings)
    wishes = preferences or AsStarted(settings)
    out = roads or open_roads(parts)
    rows = Rows(parts.pool)
    sources = OpenedSources(opener or out.open, preferences=wishes)
    alone = server.alcove_workers == 1
    # Others' changes are heard of a moment later, which the readers of one process need not bear.
    board = Board(parts.pool, parts.notices, clock=parts.clock, keep=alone)
    people = gate or OpenGate()
    around = Surroundings(
        board=board,
        notices=parts.notices,
        clock=parts.clock,
        preferences=wishes,
        people=people,
        stopping=parts.stopping,
    )
    return Context(
        pool=parts.pool,
        notices=parts.notices,
        clock=parts.clock,
        settings=settings,
        data_dir=parts.data_dir,
        preferences=wishes,
        gate=people,
        sources=sources,
        searching=Search(sources, rows, preferences=wishes, clock=parts.clock),
        covers=Covers(
            parts.pool,
            sources,
            preferences=wishes,
            client=out.client,
            folder=parts.data_dir / "books" / "covers",
            clock=parts.clock,
        ),
        universal=Universal(parts.pool, sources, preferences=wishes, clock=parts.clock),
        board=board,
        live=Door(around, is_open=alone),
        readiness=Readiness(clock=parts.clock, data_dir=parts.data_dir),
        stopping=parts.stopping,
        api_processes=server.alcove_workers,
    )
