"""The clients of a process share one rate limit, and import heavy libraries lazily."""

import asyncio
import subprocess
import sys
from pathlib import Path

from alcove.apps.records.catalogue.model import ECB, EXCHANGE_RATE_API
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Clients, Marketplace, RateSource
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool
from alcove.foundation.settings import load_settings
from integration.records.sources.conftest import TOKEN, Market

HEAVY = ("httpx2", "oauthlib", "tenacity", "purgatory", "redis", "psycopg", "sqlalchemy")


def clients(market: Market, pool: Pool, data_dir: Path, **environ: str) -> Clients:
    """Return the clients of one process."""
    environment = {"DISCOGS_API_BASE": market.base, "EXCHANGE_RATE_API_BASE": market.base, "DISCOGS_RATE_LIMIT": "6000"}
    settings = load_settings(RecordsSettings, environ={**environment, **environ})
    return Clients(settings, pool=pool, clock=SystemClock(), data_dir=data_dir)


async def test_all_clients_of_discogs_share_one_limit(market: Market, pool: Pool, tmp_path: Path) -> None:
    """Requests of two processes' clients count together, and each sees the usage of both."""
    first, second = (clients(market, pool, tmp_path, **TOKEN) for _ in range(2))

    async def ask(client: Clients) -> str:
        async with client.marketplace() as marketplace:
            return (await marketplace.identity()).username

    assert set(await asyncio.gather(ask(first), ask(second), ask(first))) == {"collector"}
    usages = [await client.usage() for client in (first, second)]
    assert [usage.recent for usage in usages] == [3, 3]
    assert all(0 <= usage.pause <= 0.011 for usage in usages)


async def test_discogs_own_count_pauses_all_clients(market: Market, pool: Pool, tmp_path: Path) -> None:
    """When Discogs reports that few requests remain, the next one waits, in any client."""
    market.simulator.rate_limit = 2
    async with clients(market, pool, tmp_path, **TOKEN).marketplace() as marketplace:
        await marketplace.identity()
    assert (await clients(market, pool, tmp_path).usage()).pause > 50


async def test_clients_implement_the_apps_interface(market: Market, pool: Pool, tmp_path: Path) -> None:
    """They open a marketplace and a rate source, and report whether there are credentials."""
    assert not await clients(market, pool, tmp_path).has_credentials()
    client = clients(market, pool, tmp_path, **TOKEN, EXCHANGE_RATE_API_KEY="simulator-exchange-key")
    assert await client.has_credentials()
    marketplace: Marketplace
    source: RateSource
    assert list(clients(market, pool, tmp_path).rate_sources()) == [ECB]
    sources = client.rate_sources()
    assert list(sources) == [EXCHANGE_RATE_API, ECB]
    async with client.marketplace() as marketplace, sources[EXCHANGE_RATE_API]() as source:
        assert (await marketplace.inventory_page("nina-vogel", page=1)).items == 12
        assert "EUR" in (await source.latest()).per_usd


def test_importing_sources_loads_no_heavy_libraries() -> None:
    """Importing the sources loads none of the heavy libraries that they use."""
    program = f"import sys, alcove.apps.records.sources; print([name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"
