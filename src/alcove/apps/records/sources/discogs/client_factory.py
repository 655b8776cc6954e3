"""Creates Discogs clients with the shared rate limiter and the current credentials."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.records.errors import CredentialsInvalid, RecordsError
from alcove.apps.records.settings import RecordsSettings, is_local
from alcove.apps.records.sources.discogs.client import DiscogsClient
from alcove.apps.records.sources.discogs.credentials import (
    Credentials,
    ReadStored,
    StoredCredentials,
    find_credentials,
    find_environment_source,
    get_token_path,
)
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, Policy
from alcove.foundation.ratelimit import RateLimiter
from alcove.foundation.settings import Secret
from alcove.foundation.vault import VaultError

MAX_RESPONSE_BYTES: Final = 16 * 1024 * 1024
IMAGE_HOSTS: Final = frozenset({".discogs.com"})
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
        read_stored: ReadStored | None = None,
    ) -> None:
        """Take the parts; `read_stored` returns the credentials that a page has stored."""
        self._settings = settings
        self._read_stored = read_stored
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

    async def find_credentials(self, candidate: StoredCredentials | None = None) -> Credentials:
        """Return the current credentials, or the `candidate` for them; CredentialsMissing, CredentialsInvalid."""
        stored = candidate or await self._find_stored()
        return await asyncio.to_thread(
            find_credentials, self._settings, data_dir=self._data_dir, clock=self._clock, stored=stored
        )

    async def credentials_source(self) -> str | None:
        """Return the source of the credentials; None without valid ones."""
        try:
            return (await self.find_credentials()).source
        except RecordsError:
            return None

    async def _find_stored(self) -> StoredCredentials | None:
        if self._read_stored is None or find_environment_source(self._settings):
            return None
        try:
            return await self._read_stored()
        except VaultError as error:
            raise CredentialsInvalid("The stored credentials cannot be read.", details=error.message) from error

    @asynccontextmanager
    async def open(self, candidate: StoredCredentials | None = None) -> AsyncIterator[DiscogsClient]:
        """Open a client for a block, with `candidate` to try it out; CredentialsMissing, CredentialsInvalid."""
        credentials = await self.find_credentials(candidate)
        async with self.connect() as http:
            yield DiscogsClient(
                http, base_url=self._settings.discogs_api_base, credentials=credentials, usernames=self._usernames,
                clock=self._clock,
            )  # fmt: skip

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
        hosts=IMAGE_HOSTS | {host},
    )
