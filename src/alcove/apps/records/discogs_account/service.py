"""Store, test and remove the credentials for Discogs, and sign in with OAuth."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from alcove.apps.records import scraping
from alcove.apps.records.discogs_account import store
from alcove.apps.records.discogs_account.model import Check, CheckState, SecretKind, SecretName, build_context
from alcove.apps.records.discogs_account.schemas import ConnectionState, DiscogsConnection
from alcove.apps.records.errors import (
    Conflict,
    CredentialsInvalid,
    CredentialsMissing,
    InvalidRequest,
    RecordsError,
)
from alcove.apps.records.settings import RecordsSettings, TokenPair
from alcove.apps.records.sources.discogs import (
    TOKEN_FILE_SOURCE,
    DiscogsClientFactory,
    StoredCredentials,
    build_authorize_url,
    build_consumer,
    fetch_access_token,
    fetch_request_token,
    find_environment_source,
)
from alcove.apps.records.sources.service_client import ServiceClient
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, transaction
from alcove.foundation.settings import Secret
from alcove.foundation.vault import Vault

if TYPE_CHECKING:
    from alcove.apps.records.deps import ApiDeps

TEST_TIMEOUT_S: Final = 20.0
REFUSED: Final = (
    "Discogs does not accept this token, so it was not stored. Copy it again from discogs.com/settings/developers."
)
_TOKEN: Final = re.compile("[!-~]+")

TestRemotely = Callable[[], Awaitable[Check]]
"""Tests the connection where the scrapes run."""


class StoredAccount:
    """The credentials that a page has stored, encrypted by the vault."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def read(self) -> StoredCredentials | None:
        """Return the stored credentials, None without any; VaultError."""
        return await self._read("account")

    async def read_pending(self) -> TokenPair | None:
        """Return the request token of a sign-in that is under way, None without one; VaultError."""
        found = await self._read("sign-in")
        return found if isinstance(found, TokenPair) else None

    async def put(self, name: SecretName, credentials: StoredCredentials) -> None:
        """Store credentials; those in use replace others, and what the last test found."""
        kind: SecretKind = "token" if isinstance(credentials, Secret) else "oauth"
        text = credentials.reveal().encode() if isinstance(credentials, Secret) else msgspec.json.encode(credentials)
        ciphertext = await asyncio.to_thread(self._vault.encrypt, text, context=build_context(name, kind))
        async with transaction(self._pool) as connection:
            await store.put_secret(connection, name, kind=kind, ciphertext=ciphertext)
            if name == "account":
                await store.delete_secret(connection, "sign-in")
                await store.delete_check(connection)

    async def remove(self) -> None:
        """Remove the stored credentials, a sign-in under way, and what the last test found."""
        async with transaction(self._pool) as connection:
            await store.delete_secret(connection, "account")
            await store.delete_secret(connection, "sign-in")
            await store.delete_check(connection)

    async def _read(self, name: SecretName) -> StoredCredentials | None:
        found = await store.find_secret(self._pool, name)
        if found is None:
            return None
        text = await asyncio.to_thread(self._vault.decrypt, found.ciphertext, context=found.context)
        return Secret(text.decode()) if found.kind == "token" else msgspec.json.decode(text, type=TokenPair)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscogsAccount:
    """The connection to Discogs as a page manages it."""

    pool: Pool
    stored: StoredAccount
    discogs: DiscogsClientFactory
    settings: RecordsSettings
    clock: Clock
    test_remotely: TestRemotely | None = None
    """Where another process scrapes, it tests its own credentials."""

    async def read(self) -> DiscogsConnection:
        """Return the state of the connection."""
        source, reason = await self._find_source()
        check = await store.find_check(self.pool)
        if check is not None and check.source != source and self.test_remotely is None:
            check = None
        state: ConnectionState = "refused" if reason else "untested" if source else "not_connected"
        return DiscogsConnection(
            state=check.state if check else state,
            source=source,
            locked=find_environment_source(self.settings),
            username=check.username if check else None,
            reason=check.reason if check else reason,
            checked_at=check.checked_at.strftime("%Y-%m-%dT%H:%M:%SZ") if check else None,
            can_sign_in=bool(self.settings.discogs_consumer_key),
        )

    async def put_token(self, text: str) -> DiscogsConnection:
        """Ask Discogs whose token it is, and store it unless Discogs refuses it; an unreachable Discogs is a state.

        InvalidRequest, Conflict when the environment has credentials.
        """
        token = text.strip()
        if not _TOKEN.fullmatch(token):
            raise InvalidRequest("A token has no blanks in it: copy it from discogs.com/settings/developers.")
        self._require_unlocked()
        # Where another process scrapes, it has credentials of its own.
        check = None if self.test_remotely else await self._test(Secret(token))
        if check is not None and check.state == "refused":
            raise InvalidRequest(REFUSED)
        await self.stored.put("account", Secret(token))
        if check is not None:
            await store.put_check(self.pool, check)
        return await self.read()

    async def disconnect(self) -> DiscogsConnection:
        """Remove the credentials, also those of `alcove records auth`; Conflict when the environment has some."""
        self._require_unlocked()
        await self.stored.remove()
        await asyncio.to_thread(self.discogs.token_file.unlink, missing_ok=True)
        return await self.read()

    async def test(self) -> DiscogsConnection:
        """Ask Discogs whose credentials are in use, store the answer, and return the state; CredentialsMissing."""
        check = await (self.test_remotely or self._test)()
        await store.put_check(self.pool, check)
        return await self.read()

    async def begin_sign_in(self, *, callback: str, host: str) -> str:
        """Return the address where the owner agrees; `callback` must be at `host`, this server's.

        CredentialsMissing without an application's key, InvalidRequest, Conflict, UpstreamFailed.
        """
        consumer = build_consumer(self.settings)
        self._require_unlocked()
        if callback and not _is_at_host(callback, host):
            raise InvalidRequest("The callback must be an address of this server.")
        async with self.discogs.connect() as http:
            request = await fetch_request_token(http, consumer, clock=self.clock, callback=callback or "oob")
        await self.stored.put("sign-in", request)
        return build_authorize_url(request, api_base=self.settings.discogs_api_base)

    async def finish_sign_in(self, verifier: str) -> DiscogsConnection:
        """Exchange the code for a token, store and test it; InvalidRequest, CredentialsInvalid, UpstreamFailed."""
        consumer = build_consumer(self.settings)
        self._require_unlocked()
        request = await self.stored.read_pending()
        if request is None:
            raise InvalidRequest("No sign-in is under way: choose “Sign in with Discogs” first.")
        async with self.discogs.connect() as http:
            token = await fetch_access_token(http, consumer, clock=self.clock, request=request, verifier=verifier)
        await self.stored.put("account", token)
        return await self.test()

    async def _find_source(self) -> tuple[str | None, str | None]:
        """Return the source of the credentials, and why they cannot be used."""
        try:
            return (await self.discogs.find_credentials()).source, None
        except CredentialsMissing:
            return None, None
        except CredentialsInvalid as error:
            return TOKEN_FILE_SOURCE, error.details or error.message

    async def _test(self, candidate: StoredCredentials | None = None) -> Check:
        credentials = await self.discogs.find_credentials(candidate)
        state: CheckState = "ok"
        username = reason = None
        try:
            async with asyncio.timeout(TEST_TIMEOUT_S), self.discogs.open(candidate) as client:
                username = (await client.identity()).username
        except CredentialsInvalid as error:
            state, reason = "refused", error.message
        except RecordsError as error:
            state, reason = "unreachable", error.message
        except TimeoutError:
            state, reason = "unreachable", f"Discogs did not answer within {TEST_TIMEOUT_S:.0f} s."
        return Check(
            source=credentials.source, state=state, username=username, reason=reason, checked_at=self.clock.now()
        )

    def _require_unlocked(self) -> None:
        name = find_environment_source(self.settings)
        if name is not None:
            raise Conflict(f"{name} is set in the environment of the server: change it there.")


def build_account(deps: "ApiDeps") -> DiscogsAccount:
    """Return the connection of an api process."""
    scraper = deps.scraper
    return DiscogsAccount(
        pool=deps.pool,
        stored=StoredAccount(deps.pool, deps.vault),
        discogs=deps.discogs,
        settings=deps.settings,
        clock=deps.clock,
        test_remotely=partial(_test_by_service, scraper, clock=deps.clock) if scraper else None,
    )


async def _test_by_service(scraper: ServiceClient, *, clock: Clock) -> Check:
    reply = await scraping.test_by_service(scraper)
    return Check(
        source=f"{scraper.name} service",
        state="ok" if reply["success"] else "unreachable",
        username=None,
        reason=None if reply["success"] else str(reply["error"]),
        checked_at=clock.now(),
    )


def _is_at_host(address: str, host: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
