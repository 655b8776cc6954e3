"""The account endpoints, served on the test's own database."""

import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import SignInPolicy, ensure_first_accounts, ensure_setup_code, hash_werkzeug_password
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from alcove.foundation.web import build_app
from support.accounts import APPS, OPEN, PASSWORD, Accounts, make_accounts
from support.clock import FakeClock
from support.http_client import http_client
from support.servers import serve_async


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountServer:
    """A running server: its accounts, a client, and the path of the setup page, if needed."""

    accounts: Accounts
    client: httpx2.AsyncClient
    address: str
    setup_path: str | None

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx2.AsyncClient]:
        """Yield another client that sends the headers of a browser on this server's pages."""
        async with http_client(self.address) as client:
            client.headers["sec-fetch-site"] = "same-origin"
            yield client


OpenServer = Callable[..., AbstractAsyncContextManager[AccountServer]]


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """Collect log output."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the server."""
    return FakeClock()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return a hash of PASSWORD as Calibre-Web writes it."""
    return hash_werkzeug_password(PASSWORD)


@pytest.fixture
def open_server(pool: Pool, clock: FakeClock) -> OpenServer:
    """Return a function that serves the endpoints with settings."""

    @asynccontextmanager
    async def serve_accounts(policy: SignInPolicy = OPEN, **settings: Any) -> AsyncIterator[AccountServer]:
        accounts = make_accounts(pool, clock=clock, **settings)
        await ensure_first_accounts(pool, settings=accounts.settings, apps=APPS, hasher=accounts.hasher)
        setup_path = await ensure_setup_code(pool, settings=accounts.settings, policies=[policy])
        authenticator = accounts.authenticator(policy)
        app = build_app([accounts.identity.api(authenticator)], settings=ServerSettings(), authenticator=authenticator)
        async with (
            serve_async(app) as address,
            http_client(address) as client,
        ):
            client.headers["sec-fetch-site"] = "same-origin"
            yield AccountServer(accounts=accounts, client=client, address=address, setup_path=setup_path)

    return serve_accounts
