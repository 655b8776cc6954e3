"""The clients for Discogs and for exchange rates, created once per process."""

import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from alcove.apps.records.catalogue.model import ECB, EXCHANGE_RATE_API
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.discogs import DiscogsClientFactory, ReadStored
from alcove.apps.records.sources.ecb import open_ecb_rates
from alcove.apps.records.sources.exchangerate import open_exchange_rates
from alcove.apps.records.sources.protocols import Marketplace, RateSourceContext, RateSources
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Network
from alcove.foundation.ratelimit import SerialWindowLimiter, Usage

RATE_LIMIT_WINDOW: Final = "discogs"
"""The name of the rate limit that all processes share."""

REMAINING_HEADER: Final = "X-Discogs-Ratelimit-Remaining"
"""The header that the limiter follows; the one of used requests is not monotonic."""


class Clients:
    """Opens clients for Discogs and for exchange rates."""

    def __init__(
        self,
        settings: RecordsSettings,
        *,
        pool: Pool,
        clock: Clock,
        data_dir: Path,
        network: Network | None = None,
        private_hosts: frozenset[str] = frozenset(),
        read_stored: ReadStored | None = None,
    ) -> None:
        """Take the parts; `read_stored` returns the credentials for Discogs that a page has stored."""
        self._settings = settings
        self._private_hosts = private_hosts
        self._network = network
        self._clock = clock
        self._rng = random.Random()  # noqa: S311 - spreads retries, keeps no secret
        self._limiter = SerialWindowLimiter(
            pool,
            RATE_LIMIT_WINDOW,
            limit=settings.discogs_rate_limit,
            clock=clock,
            remaining_header=REMAINING_HEADER,
            rng=self._rng,
        )
        self.discogs = DiscogsClientFactory(
            settings,
            data_dir=data_dir,
            limiter=self._limiter,
            clock=clock,
            rng=self._rng,
            network=network,
            private_hosts=private_hosts,
            read_stored=read_stored,
        )

    def marketplace(self) -> AbstractAsyncContextManager[Marketplace]:
        """Open a Discogs client for a block; CredentialsMissing, CredentialsInvalid."""
        return self.discogs.open()

    def rate_sources(self) -> RateSources:
        """Return the sources of exchange rates: the keyed service if it is configured, then the central bank."""
        keyed: RateSources = {EXCHANGE_RATE_API: lambda: self._open_rates(open_exchange_rates)}
        public: RateSources = {ECB: lambda: self._open_rates(open_ecb_rates)}
        return {**keyed, **public} if self._settings.exchange_rate_api_key else public

    def _open_rates(self, opener: Callable[..., RateSourceContext]) -> RateSourceContext:
        return opener(
            self._settings,
            clock=self._clock,
            rng=self._rng,
            network=self._network,
            private_hosts=self._private_hosts,
        )

    async def usage(self) -> Usage:
        """Return the requests to Discogs in the last minute, and how long the next one must wait."""
        return await self._limiter.usage()

    async def has_credentials(self) -> bool:
        """Return whether credentials for Discogs are configured, whether it accepts them or not."""
        return await self.discogs.credentials_source() is not None
