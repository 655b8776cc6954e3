"""Every endpoint of records and of the server itself responds as documented."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.discogs import build
from integration.records.services.system import System
from support.openapi import Exchange, OpenApiDocument, fetch_openapi
from support.request_variations import check_variations
from support.servers import serve_async
from support.until import until_async
from wire.records.sample_data import stock, taste

TAGS = {"records", "alcove"}
LONG = {"params": {"q": "x" * 501, "term": "x" * 501, "strategy": "wild", "force_refresh": "1"}}
FORM = {"desirability": "4", "novelty": "3"}
SELLER = {"json": {"seller": "Plattenladen"}}
NOBODY = {"json": {"seller": " "}}
MANY = {"content": "&".join(["listing_ids=1"] * 5001), "headers": {"content-type": "application/x-www-form-urlencoded"}}
SCRAPES = ("POST /data/{seller}", "POST /api/scraper/go/{seller}")


def seller(name: str) -> dict[str, str]:
    """Return the path of a seller."""
    return {"seller": name}


STORED = [
    Exchange("GET /dashboard/"),
    Exchange("POST /vote-record-of-the-day/{id}", call={"data": FORM}, path={"id": "1"}),
    Exchange("POST /vote-record-of-the-day/{id}", 400, call={"data": FORM | {"novelty": "6"}}, path={"id": "1"}),
    Exchange("POST /vote-record-of-the-day/{id}", 404, call={"data": FORM}, path={"id": "99"}),
    Exchange("POST /api/refresh-record-of-the-day"),
    Exchange("GET /dashboard/", call={"params": {"force_refresh": "1"}}),
    Exchange("GET /dashboard/", 400, query="?" + "&" * 5001),
    Exchange("GET /model-performance-stats"),
    Exchange("GET /api/dashboard/listings"),
    Exchange("GET /search/results", call={"params": {"q": "blue", "sort": "taste_desc"}}),
    Exchange("GET /search/results", 400, call=LONG),
    *(Exchange(f"GET /autocomplete/{what}", call={"params": {"term": "l"}}) for what in ("genre", "styles", "seller")),
    Exchange("GET /autocomplete/condition", call={"params": {"term": "vg"}}),
    *(Exchange(f"GET /autocomplete/{what}", 400, call=LONG) for what in ("genre", "styles", "condition", "seller")),
    Exchange("POST /by-seller/search", call=SELLER),
    Exchange("POST /by-seller/search", 400, call=NOBODY),
    Exchange("GET /records/seller/{seller}", path=seller("Plattenladen")),
    Exchange("GET /records/seller/{seller}", 400, path=seller("a%2Fb")),
    Exchange("POST /tune-scoring", call=SELLER),
    Exchange("POST /tune-scoring", 400, call=NOBODY),
    Exchange("GET /export-listings"),
    Exchange("GET /export-listings", 400, query="?" + "&" * 5001),
    Exchange("GET /recommendation-predictions", call={"params": {"listing_ids": ["2", "1"]}}),
    Exchange("GET /recommendation-predictions", 400, query="?" + "&" * 5001),
    Exchange("POST /submit-scoring-selections", call={"data": {"listing_ids": ["1", "2"], "keeper_ids": ["2"]}}),
    Exchange("POST /submit-scoring-selections", 400, call=MANY),
    Exchange("GET /api/recommender/listings", call={"params": {"strategy": "uncertain"}}),
    Exchange("GET /api/recommender/listings", 400, call=LONG),
    Exchange("GET /api/recommender/models"),
    Exchange("GET /api/records/offers", call={"params": {"q": "blue", "genre": ["Jazz"]}}),
    *(
        Exchange(f"GET /api/records/{what}", 400, call={"params": {"min_wants": "x"}})
        for what in ("offers", "offers/choices", "export.csv")
    ),
    Exchange("GET /api/records/offers/choices"),
    Exchange("GET /api/records/export.csv"),
    Exchange("GET /api/records/offers/{id}", path={"id": "1"}),
    Exchange("GET /api/records/offers/{id}", 404, path={"id": "99"}),
    Exchange("PUT /api/records/offers/{id}/verdict", call={"json": {"verdict": "keep"}}, path={"id": "1"}),
    Exchange("PUT /api/records/offers/{id}/verdict", 400, call={"json": {"verdict": "?"}}, path={"id": "1"}),
    Exchange("PUT /api/records/offers/{id}/verdict", 404, call={"json": {"verdict": "keep"}}, path={"id": "99"}),
    Exchange("GET /api/records/verdicts"),
    Exchange("GET /api/records/verdicts", 400, call={"params": {"verdict": "?"}}),
    Exchange("DELETE /api/records/offers/{id}/verdict", path={"id": "1"}),
    Exchange("DELETE /api/records/offers/{id}/verdict", 404, path={"id": "99"}),
    Exchange("GET /api/records/dig"),
    Exchange("GET /api/records/dig", 400, call={"params": {"strategy": "wild"}}),
    Exchange("GET /health"),
    Exchange("GET /health/live"),
    Exchange("GET /api/apps"),
    Exchange("GET /health/ready"),
    Exchange("GET /metrics"),
    Exchange("GET /docs"),
    Exchange("GET /openapi.json"),
]
REACHING = [
    *(Exchange(f"GET /api/scraper/{what}") for what in ("stats", "test")),
    Exchange("POST /data/{seller}", 201, path=seller("nina-vogel")),
    Exchange("POST /api/scraper/go/{seller}", path=seller("nina-vogel")),
    *(Exchange(scrape, 404, path=seller("nobody-at-all")) for scrape in SCRAPES),
    *(Exchange(scrape, 400, path=seller("a%2Fb")) for scrape in SCRAPES),
    *(Exchange(f"{method} /api/scraper/jobs/{{seller}}", 400, path=seller("a%2Fb")) for method in ("GET", "DELETE")),
    *(Exchange(f"{method} /api/scraper/jobs/{{seller}}", 404, path=seller("x")) for method in ("GET", "DELETE")),
    Exchange("GET /api/scraper/jobs/{seller}", path=seller("nina-vogel")),
    Exchange("POST /add-to-wantlist", 400),
    Exchange("POST /add-to-wantlist", 404, call={"data": {"record_id": "999999999"}}),
]
WAITING = [
    Exchange("POST /data/{seller}", 202, path=seller("martha_keys")),
    *(Exchange(scrape, 409, path=seller("martha_keys")) for scrape in SCRAPES),
    Exchange("DELETE /api/scraper/jobs/{seller}", path=seller("martha_keys")),
    Exchange("POST /api/scraper/go/{seller}", 202, path=seller("martha_keys")),
]
UNAVAILABLE = [
    Exchange("GET /api/scraper/test", 500),
    Exchange("POST /add-to-wantlist", 502, call={"data": {"record_id": "101"}}),
]
WITHOUT_CREDENTIALS = [
    *(Exchange(f"GET /api/scraper/{what}", 503) for what in ("stats", "test")),
    Exchange("POST /add-to-wantlist", 503, call={"data": {"record_id": "101"}}),
    *(Exchange(scrape, 503, path=seller("nina-vogel")) for scrape in SCRAPES),
]
UNTESTED = [
    # They need a database that is away, which a test of the processes takes away.
    ("GET /health*", "503"),
    # The routes of the page, of which some are sent here, are in wire/records/page and integration/records/sellers.
    *(
        ("* /api/records/*", status)
        for status in ("200", "201", "202", "204", "304", "400", "403", "404", "409", "413", "415", "429", "502", "503")
    ),
    # Scrapes that fail for any reason are in integration/records/scrape/test_http.py.
    *((scrape, "502") for scrape in SCRAPES),
]


@pytest.fixture
async def system(dsn: str, pool: Pool, tmp_path: Path) -> AsyncIterator[System]:
    """Yield the function that starts the processes."""
    instance = System(dsn, pool=pool, data_dir=tmp_path)
    async with instance.stack:
        yield instance


async def simulator_environ(system: System) -> dict[str, str]:
    """Start a simulated Discogs and return the settings for it."""
    app = build(SimulatorConfig(sellers={"martha_keys": 12, "nina-vogel": 12}, rate_limit=6000, anonymous_limit=6000))
    base = await system.stack.enter_async_context(serve_async(app))
    return {
        "DISCOGS_API_BASE": base, "EXCHANGE_RATE_API_BASE": base,
        "ECB_RATES_URL": f"{base}/stats/eurofxref/eurofxref-daily.xml", "DISCOGS_USER_TOKEN": "simulator-token",
        "DISCOGS_RATE_LIMIT": "6000",
    }  # fmt: skip


async def send_all(client: httpx2.AsyncClient, description: OpenApiDocument, requests: list[Exchange]) -> None:
    """Send every request and check its response against the document."""
    for sent in requests:
        await description.send(client, sent)


async def test_every_endpoint_responds_as_documented(system: System, pool: Pool) -> None:
    """Each documented response of each endpoint is received with the documented status, type and schema."""
    discogs = await simulator_environ(system)
    client = await system.api(**discogs)
    description = await fetch_openapi(client)
    await description.send(client, Exchange("POST /api/refresh-record-of-the-day", 409))
    await stock(pool)
    await taste(pool)
    await send_all(client, description, STORED)
    await send_all(await system.api(), description, WITHOUT_CREDENTIALS)
    short_timeout = await system.api(**discogs, SCRAPE_RESPONSE_BUDGET_S="1")
    await send_all(short_timeout, description, WAITING)
    await system.worker(**discogs)
    release = await _is_for_sale(client)
    await send_all(client, description, REACHING)
    await description.send(client, Exchange("POST /add-to-wantlist", call={"data": {"record_id": release}}))
    away = await system.api(**discogs | {"DISCOGS_API_BASE": "http://127.0.0.1:9"})
    await asyncio.gather(*(description.send(away, sent) for sent in UNAVAILABLE))
    untested_responses = {
        (endpoint, status)
        for endpoint, status in description.untested_responses(excluded=UNTESTED)
        if TAGS & set(description.endpoints[endpoint]["tags"])
    }
    assert not untested_responses, sorted(untested_responses)


async def _is_for_sale(client: httpx2.AsyncClient) -> str:
    """Return the id of a release that Discogs knows, once the queued scrape has ended."""

    async def is_done() -> object:
        return (await client.get("/api/scraper/jobs/martha_keys")).json()["state"] == "done"

    await until_async(is_done)
    offers: list[dict[str, Any]] = (await client.get("/records/seller/martha_keys")).json()
    return str(offers[0]["discogs_id"])


async def test_every_optional_value_is_accepted(system: System, pool: Pool) -> None:
    """Optional values may be left out, and are accepted in every documented form."""
    await stock(pool)
    await taste(pool)
    client = await system.api()
    description = await fetch_openapi(client)
    # Filters of the page are texts, which are refused with a message for their field.
    requests = [sent for sent in STORED if "/api/records/" not in sent.endpoint]
    assert await check_variations(client, description, requests) > 50
