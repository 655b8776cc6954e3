"""What the app is given when a process starts, and what is made of it in every kind of process."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.fetch import Network
from alcove.foundation.settings import ServerSettings

if TYPE_CHECKING:
    from alcove.apps.books.service.preferences import StoredPreferences
    from alcove.apps.books.sources.context import ClientFactory, SourceContext
    from alcove.apps.books.sources.registry import Sources

T = TypeVar("T", bound=msgspec.Struct)


class Parts(Protocol):
    """The running parts of a process that serve requests."""

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


class Resources(Parts, Protocol):
    """The running parts of a process that this app uses."""

    def given(self, kind: type[msgspec.Struct], /) -> frozenset[str]:
        """Return the names of a struct's settings that the environment or a file sets."""
        ...


def open_preferences(resources: Resources) -> "StoredPreferences":
    """Return the settings, which a page may change at any time."""
    from alcove.apps.books.service.preferences import StoredPreferences  # noqa: PLC0415 - not needed to read settings

    return StoredPreferences(
        resources.pool,
        resources.notices,
        started=resources.load(BooksSettings),
        given=resources.given(BooksSettings),
        clock=resources.clock,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """The ways out of a process, and the sources at their ends."""

    client: "ClientFactory"
    context: "Callable[[BooksSettings], SourceContext]"

    def open(self, settings: BooksSettings) -> "Sources":
        """Return the sources that the settings name."""
        from alcove.apps.books.sources.registry import open_sources  # noqa: PLC0415 - loads every source's libraries

        return open_sources(self.context(settings))


def open_roads(parts: Parts) -> Roads:
    """Return the ways out: one pace for each catalogue, whoever in the process asks it."""
    from alcove.apps.books.sources.clients import Clients  # noqa: PLC0415 - leads to the HTTP client
    from alcove.apps.books.sources.context import SourceContext  # noqa: PLC0415 - the same
    from alcove.apps.books.store.rows import Rows  # noqa: PLC0415 - the same

    rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
    clients = Clients(
        network=parts.network,
        clock=parts.clock,
        rng=rng,
        private_hosts=frozenset(parts.load(ServerSettings).alcove_allow_private_hosts),
    )
    rows = Rows(parts.pool)

    def context(settings: BooksSettings) -> SourceContext:
        return SourceContext(
            settings=settings, client=clients, clock=parts.clock, rng=rng, remember=rows, pool=parts.pool
        )

    return Roads(client=clients, context=context)
