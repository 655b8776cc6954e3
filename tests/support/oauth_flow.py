"""A browser on its way through a sign-in with a provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx2

from support.auth_server import AuthApi, open_auth
from support.clock import FakeClock
from support.http_client import http_client
from support.oauth_provider import OAuthProviderSimulator, serve_oauth_provider

TARGET: Final = "https://app.example.com/welcome"
PROVIDERS: Final = ("google", "github", "keycloak", "custom")
"""The names under which the provider is configured; `custom` is known by its address alone."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a browser was sent in the end, and with what."""

    status: int
    url: str
    query: dict[str, str]
    fragment: dict[str, str]


@dataclass(slots=True)
class OAuthBrowser:
    """Follows redirects from the accounts API to a provider and back."""

    api: AuthApi
    provider: OAuthProviderSimulator

    async def sign_in(self, name: str = "keycloak", **query: str) -> Arrival:
        """Sign in with a provider and return where the browser arrived."""
        return await self.visit(await self.start(name, **query))

    async def start(self, name: str = "keycloak", **query: str) -> str:
        """Return the address at the provider that a sign-in begins with."""
        response = await self.api.get("/authorize", provider=name, **{"redirect_to": TARGET, **query})
        assert response.status_code == 302, response.text
        return str(response.headers["location"])

    async def visit(self, url: str) -> Arrival:
        """Visit the provider, and return where it led to."""
        return await self.call_back(await self.ask(url))

    async def ask(self, url: str) -> dict[str, str]:
        """Visit the provider and return what it sends to the callback."""
        async with http_client(follow_redirects=False) as client:
            response = await client.get(url)
        assert response.status_code == 302, response.text
        location = response.headers["location"]
        assert location.startswith(self.api.config.external_url + "/callback?"), location
        return dict(parse_qsl(urlsplit(location).query))

    async def call_back(self, fields: dict[str, str]) -> Arrival:
        """Send to the callback what the provider said."""
        return read_arrival(await self.api.get("/callback", **fields))


@asynccontextmanager
async def open_oauth(dsn: str, **settings: Any) -> AsyncIterator[OAuthBrowser]:
    """Serve the accounts of a migrated database and a provider, and yield a browser."""
    async with serve_oauth_provider(FakeClock()) as provider:
        providers = {name: provider.config() for name in PROVIDERS}
        async with open_auth(dsn, clock=provider.clock, providers=providers, **settings) as api:
            yield OAuthBrowser(api, provider)


def read_arrival(response: httpx2.Response) -> Arrival:
    """Return where a redirect leads."""
    assert response.status_code in (302, 303), response.text
    location = response.headers["location"]
    parts = urlsplit(location)
    fragment = dict(parse_qsl(parts.fragment, keep_blank_values=True))
    # It marks every redirect that has a fragment.
    assert fragment.pop("sb", None) == ("" if parts.fragment else None)
    return Arrival(
        response.status_code,
        f"{parts.scheme}://{parts.netloc}{parts.path}",
        dict(parse_qsl(parts.query, keep_blank_values=True)),
        fragment,
    )
