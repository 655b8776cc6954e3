"""The ways out of a process, and the sources at their ends."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.deps import Deps
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.books.sources.context import ClientFactory, SourceContext
    from alcove.apps.books.sources.registry import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """The ways out of a process, and the sources at their ends."""

    client: "ClientFactory"
    context: "Callable[[BooksSettings], SourceContext]"

    def open(self, settings: BooksSettings) -> "Sources":
        """Return the sources that the settings name."""
        from alcove.apps.books.sources.registry import open_sources  # noqa: PLC0415 - loads every source's libraries

        return open_sources(self.context(settings))


def open_roads(deps: Deps) -> Roads:
    """Return the ways out: one pace for each catalogue, whoever in the process asks it."""
    from alcove.apps.books.sources.clients import Clients  # noqa: PLC0415 - leads to the HTTP client
    from alcove.apps.books.sources.context import SourceContext  # noqa: PLC0415 - the same
    from alcove.apps.books.store.rows import Rows  # noqa: PLC0415 - the same

    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    clients = Clients(
        network=deps.network,
        limits=deps.limits,
        clock=deps.clock,
        rng=rng,
        private_hosts=frozenset(deps.load(ServerSettings).alcove_allow_private_hosts),
    )
    rows = Rows(deps.pool)

    def context(settings: BooksSettings) -> SourceContext:
        return SourceContext(
            settings=settings, client=clients, clock=deps.clock, rng=rng, remember=rows, pool=deps.pool
        )

    return Roads(client=clients, context=context)
