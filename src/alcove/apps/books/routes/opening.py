"""The surroundings of the endpoints, made from the parts of a process."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from alcove.apps.books.events import Door, Surroundings
from alcove.apps.books.routes.context import Context, Gate, OpenGate
from alcove.apps.books.service.board import Board
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import AsStarted, Catalogues, OpenedSources, Preferences
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.clients import Clients
from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.store.rows import Rows
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings

T = TypeVar("T", bound=msgspec.Struct)


class Parts(Protocol):
    """The running parts of a process that the endpoints use."""

    @property
    def pool(self) -> Pool:
        """Return the connections to the database."""
        ...

    @property
    def notices(self) -> Notices:
        """Return the ear for notifications."""
        ...

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        ...

    @property
    def data_dir(self) -> Path:
        """Return the folder for what Alcove keeps."""
        ...

    @property
    def network(self) -> Network:
        """Return the way to other machines."""
        ...

    @property
    def stopping(self) -> asyncio.Event:
        """Return the event that tells the process to leave."""
        ...

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct."""
        ...


Opener = Callable[[BooksSettings], Catalogues]


def open_context(
    parts: Parts, *, preferences: Preferences | None = None, gate: Gate | None = None, opener: Opener | None = None
) -> Context:
    """Return the surroundings.

    Without preferences the settings stay as they are, without a gate all may come in, and without an opener the
    sources are those of the registry.
    """
    settings, server = parts.load(BooksSettings), parts.load(ServerSettings)
    wishes = preferences or AsStarted(settings)
    clients = Clients(
        network=parts.network,
        clock=parts.clock,
        rng=random.Random(),  # noqa: S311 - spreads retries, keeps no secret
        private_hosts=frozenset(server.alcove_allow_private_hosts),
    )
    rows = Rows(parts.pool)

    sources = OpenedSources(opener or _registry(parts, clients=clients, rows=rows), preferences=wishes)
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
            client=clients,
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


def _registry(parts: Parts, *, clients: Clients, rows: Rows) -> Opener:
    def opener(settings: BooksSettings) -> Catalogues:
        from alcove.apps.books.sources.registry import open_sources  # noqa: PLC0415 - loads every source's libraries

        rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
        return open_sources(
            SourceContext(settings=settings, client=clients, clock=parts.clock, rng=rng, remember=rows, pool=parts.pool)
        )

    return opener
