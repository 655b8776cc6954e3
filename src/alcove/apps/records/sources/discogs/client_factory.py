"""The way to Discogs: its HTTP client with the one limiter, and whoever's credentials are there."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.records.errors import RecordsError
from alcove.apps.records.settings import RecordsSettings, is_local
from alcove.apps.records.sources.discogs.client import DiscogsClient
from alcove.apps.records.sources.discogs.credentials import Credentials, find_credentials, get_token_path
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, Policy
from alcove.foundation.ratelimit import RateLimiter
from alcove.foundation.settings import Secret

MAX_RESPONSE_BYTES: Final = 16 * 1024 * 1024
MAX_ACCOUNTS: Final = 16
"""Accounts whose names are remembered: there is one, and another after each new sign-in."""


class DiscogsClientFactory:
    """Opens Discogs for one piece of work at a time; made once per process, with the limiter all processes share."""

    def __init__(
        self,
        settings: RecordsSettings,
        *,
        data_dir: Path,
        limiter: RateLimiter,
        clock: Clock,
        rng: random.Random,
        network: Network | None = None,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._settings = settings
        self._private_hosts = private_hosts
        self._network = network
        self._data_dir = data_dir
        self._limiter = limiter
        self._clock = clock
        self._rng = rng
        self._usernames: Cache[Secret, str] = Cache(size=MAX_ACCOUNTS, clock=clock)

    @property
    def token_file(self) -> Path:
        """Return where the OAuth access token is kept."""
        return get_token_path(self._settings, data_dir=self._data_dir)

    def find_credentials(self) -> Credentials:
        """Return the credentials as they are now; CredentialsMissing, CredentialsInvalid."""
        return find_credentials(self._settings, data_dir=self._data_dir, clock=self._clock)

    def credentials_source(self) -> str | None:
        """Return where usable credentials come from, None without any."""
        try:
            return self.find_credentials().source
        except RecordsError:
            return None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[DiscogsClient]:
        """Open the marketplace; CredentialsMissing, CredentialsInvalid."""
        credentials = await asyncio.to_thread(self.find_credentials)
        async with self.connect() as http:
            yield DiscogsClient(http, credentials=credentials, usernames=self._usernames)

    def connect(self) -> Client:
        """Return the HTTP client without credentials, to be used as a context: for signing in."""
        return Client(
            build_policy(self._settings, self._private_hosts),
            limiter=self._limiter,
            clock=self._clock,
            rng=self._rng,
            network=self._network,
        )


def build_policy(settings: RecordsSettings, private_hosts: frozenset[str]) -> Policy:
    """Return how Discogs is to be treated."""
    base = settings.discogs_api_base
    host = urlsplit(base).hostname or ""
    return Policy(
        name="discogs",
        base_url=base,
        user_agent=settings.discogs_user_agent,
        max_bytes=MAX_RESPONSE_BYTES,
        allow_private=private_hosts | ({host} if is_local(base) else set()),
    )
