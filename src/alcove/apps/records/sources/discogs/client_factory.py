"""Creates Discogs clients with the shared rate limiter and the current credentials."""

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
"""The most accounts whose names are cached; each new sign-in adds one."""


class DiscogsClientFactory:
    """Opens Discogs clients; created once per process, with the limiter that all processes share."""

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
        """Return the path of the token file."""
        return get_token_path(self._settings, data_dir=self._data_dir)

    def find_credentials(self) -> Credentials:
        """Return the current credentials; CredentialsMissing, CredentialsInvalid."""
        return find_credentials(self._settings, data_dir=self._data_dir, clock=self._clock)

    def credentials_source(self) -> str | None:
        """Return the source of the credentials; None without valid ones."""
        try:
            return self.find_credentials().source
        except RecordsError:
            return None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[DiscogsClient]:
        """Open a client for a block; CredentialsMissing, CredentialsInvalid."""
        credentials = await asyncio.to_thread(self.find_credentials)
        async with self.connect() as http:
            yield DiscogsClient(http, credentials=credentials, usernames=self._usernames, clock=self._clock)

    def connect(self) -> Client:
        """Return an HTTP client without credentials, a context manager: for the sign-in."""
        return Client(
            build_policy(self._settings, self._private_hosts),
            limiter=self._limiter,
            clock=self._clock,
            rng=self._rng,
            network=self._network,
        )


def build_policy(settings: RecordsSettings, private_hosts: frozenset[str]) -> Policy:
    """Return the policy of requests to Discogs."""
    base = settings.discogs_api_base
    host = urlsplit(base).hostname or ""
    return Policy(
        name="discogs",
        base_url=base,
        user_agent=settings.discogs_user_agent,
        max_bytes=MAX_RESPONSE_BYTES,
        allow_private=private_hosts | ({host} if is_local(base) else set()),
    )
