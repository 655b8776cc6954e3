"""What the endpoints need, passed in once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date

from alcove.apps.records.errors import CredentialsMissing
from alcove.apps.records.service.daily_pick import Compute, SelectionStrategy
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, Usage
from alcove.apps.records.sources.service_client import ServiceClient
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Hub
from alcove.foundation.realtime.web import EventFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessContext:
    """What every process that serves endpoints of the records app has."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    usage: Callable[[], Awaitable[Usage]]
    has_credentials: Callable[[], bool]

    def today(self) -> date:
        """Return the UTC calendar date."""
        return self.clock.now().date()

    def require_credentials(self) -> None:
        """Refuse to go on without credentials for Discogs."""
        if not self.has_credentials():
            raise CredentialsMissing(
                "There are no credentials for Discogs: set DISCOGS_USER_TOKEN or run `alcove records auth`."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(ProcessContext):
    """The context of an api process; without a service its part is done here."""

    strategy: SelectionStrategy
    events: EventFeed
    origins: tuple[str, ...] = ()
    """Origins of pages elsewhere that may open a websocket, beside those of this server."""
    recommender: ServiceClient | None = None
    scraper: ServiceClient | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContext(ProcessContext):
    """The context of the two services; `stopping` ends what their callers wait for."""

    stopping: asyncio.Event
    compute: Compute
