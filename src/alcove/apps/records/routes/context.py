"""What the endpoints need, passed in once."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date

from alcove.apps.records.errors import CredentialsMissing
from alcove.apps.records.service.choosing import Chooser
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, Usage
from alcove.apps.records.sources.protocols import RecommenderService, ScraperService
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.realtime import Hub
from alcove.foundation.realtime.web import EventFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The records app's surroundings in an api process; a service that is None does not do its part elsewhere."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    usage: Callable[[], Awaitable[Usage]]
    has_credentials: Callable[[], bool]
    chooser: Chooser
    events: EventFeed
    recommender: RecommenderService | None = None
    scraper: ScraperService | None = None

    def today(self) -> date:
        """Return the UTC calendar date."""
        return self.clock.now().date()

    def require_credentials(self) -> None:
        """Refuse to go on without credentials for Discogs."""
        if not self.has_credentials():
            raise CredentialsMissing(
                "There are no credentials for Discogs: set DISCOGS_USER_TOKEN or run `alcove records auth`."
            )
