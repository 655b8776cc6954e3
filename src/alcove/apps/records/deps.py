"""The dependencies of endpoints and tasks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from alcove.apps.records.errors import CredentialsInvalid, CredentialsMissing
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, RateSources, Usage
from alcove.apps.records.sources.discogs import DiscogsClientFactory
from alcove.apps.records.sources.service_client import ServiceClient
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import ProcessExecutor
from alcove.foundation.realtime import Hub
from alcove.foundation.realtime.web import EventFeed
from alcove.foundation.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpDeps:
    """The dependencies of every process that serves endpoints of the records app."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    usage: Callable[[], Awaitable[Usage]]
    has_credentials: Callable[[], Awaitable[bool]]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process stops: whoever waits is answered at once."""

    def today(self) -> date:
        """Return today's date in UTC."""
        return self.clock.now().date()

    async def require_credentials(self) -> None:
        """Raise CredentialsMissing when there are no credentials for Discogs."""
        if not await self.has_credentials():
            raise CredentialsMissing(
                "There are no credentials for Discogs: paste a token on the page /settings/discogs, or set"
                " DISCOGS_USER_TOKEN."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDeps(HttpDeps):
    """The dependencies of an api process; without a configured service the app does the work itself."""

    events: EventFeed
    discogs: DiscogsClientFactory
    vault: Vault
    data_dir: Path
    origins: tuple[str, ...] = ()
    """Origins of pages elsewhere that may open a WebSocket, beside those of this server."""
    recommender: ServiceClient | None = None
    scraper: ServiceClient | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDeps:
    """The dependencies of tasks."""

    pool: Pool
    clock: Clock
    settings: RecordsSettings
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    rate_sources: RateSources
    model_executor: ProcessExecutor = field(default_factory=ProcessExecutor)
    """Runs trainings and predictions."""
    selection_executor: ProcessExecutor = field(default_factory=ProcessExecutor)
    """Runs selections: separate, since callers wait for a pick and a training takes minutes."""

    async def has_credentials(self) -> bool:
        """Return whether credentials for Discogs are configured, whether it accepts them or not."""
        try:
            async with self.marketplace():
                return True
        except (CredentialsMissing, CredentialsInvalid):
            return False
