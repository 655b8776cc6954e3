"""The two services respond as documented."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from integration.records.services.system import System
from support.openapi import Exchange, OpenApiDocument, fetch_openapi
from support.until import until_async
from wire.records.sample_data import stock, taste
from wire.records.services.conftest import Services
from wire.records.test_openapi import send_all, simulator_environ

GARBAGE = {"content": "{", "headers": {"content-type": "application/json"}}
IDS = {"json": {"listing_ids": [1, 2], "keeper_ids": [2]}}
RECOMMENDER = [
    Exchange("GET /health"),
    Exchange("POST /predict", call=IDS),
    Exchange("POST /predict", call={"json": {}}),
    Exchange("POST /predict", 400, call=GARBAGE),
    Exchange("POST /train", call={"json": {}}),
    Exchange("POST /train", call=IDS),
    Exchange("POST /train", 400, call=GARBAGE),
    Exchange("POST /thermodynamic", call={"json": {"force_refresh": True}}),
    Exchange("POST /thermodynamic", 400, call=GARBAGE),
]
SCRAPER = [
    Exchange("GET /health"),
    Exchange("GET /status"),
    Exchange("GET /queue"),
    Exchange("GET /sellers/{name}/inventory", path={"name": "Plattenladen"}, call={"params": {"limit": "2"}}),
    Exchange("GET /sellers/{name}/inventory", 400, path={"name": "a%00b"}),
    Exchange("GET /sellers/{name}/inventory", 404, path={"name": "nobody"}),
    Exchange("GET /test"),
    Exchange("POST /scrape", call={"json": {"seller_name": "nina-vogel"}}),
    Exchange("POST /scrape", 400, call={"json": {}}),
    Exchange("POST /scrape", 404, call={"json": {"seller_name": "nobody-at-all"}}),
]
UNTESTED = [
    # They need a database that is away, a draw that dies, or a Discogs that fails in the middle.
    ("GET /health*", "503"),
    ("POST /thermodynamic", "503"),
    ("POST /scrape", "502"),
]


@pytest.fixture
async def system(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[System]:
    """Yield the function that starts the processes."""
    instance = System(dsn, pool=pool, data_dir=tmp_path)
    async with instance.stack:
        yield instance


async def is_ready_to_select(client: httpx2.AsyncClient) -> bool:
    """Return whether a selection is made in time, which importing its libraries may exceed on a busy machine."""
    return (await client.post("/thermodynamic", json={"force_refresh": True})).status_code != 503


def untested_responses(description: OpenApiDocument, *, name: str) -> list[tuple[str, str]]:
    """Return the documented responses of a service that no request has received."""
    return sorted(
        (endpoint, status)
        for endpoint, status in description.untested_responses(excluded=UNTESTED)
        if name in description.endpoints[endpoint]["tags"]
    )


@pytest.mark.slow
async def test_the_recommender_responds_as_documented(system: System, pool: Pool) -> None:
    """Each documented response of the recommender is received and matches its schema."""
    client = await system.service("recommender")
    description = await fetch_openapi(client)
    await description.send(client, Exchange("POST /thermodynamic", 409, call={"json": {}}))
    await stock(pool)
    await taste(pool)
    await until_async(lambda: is_ready_to_select(client))
    await send_all(client, description, RECOMMENDER)
    assert untested_responses(description, name="recommender") == []


@pytest.mark.slow
async def test_the_scraper_responds_as_documented(system: System, services: Services, pool: Pool) -> None:
    """Each documented response of the scraper is received and matches its schema."""
    discogs = await simulator_environ(system)
    await stock(pool)
    without_worker = await services.serve("scraper", **discogs)
    description = await fetch_openapi(without_worker)
    martha = {"json": {"seller_name": "martha_keys", "wait": 0}}
    await description.send(without_worker, Exchange("POST /scrape", 202, call=martha))
    await description.send(without_worker, Exchange("POST /scrape", 409, call=martha))
    client = await system.service("scraper", **discogs)
    await send_all(client, description, SCRAPER)
    bare = await system.service("scraper")
    nina = {"json": {"seller_name": "nina-vogel"}}
    await description.send(bare, Exchange("GET /test", 503))
    await description.send(bare, Exchange("POST /scrape", 503, call=nina))
    away = await system.service("scraper", **discogs | {"DISCOGS_API_BASE": "http://127.0.0.1:9"})
    await description.send(away, Exchange("GET /test", 500))
    assert untested_responses(description, name="scraper") == []
