"""The response of every address of the two services, and every error, as golden files."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from support import golden
from support.response_headers import pinned_headers
from wire.records.sample_data import stock
from wire.records.services.conftest import Services

HERE = Path(__file__).parent / "golden"
HOST = {"host": "localhost:8002", "x-request-id": "golden"}
VOLATILE = {"x-request-id", "date", "server", "content-length", "transfer-encoding"}
TOKEN = {"DISCOGS_USER_TOKEN": "token", "SCRAPE_RESPONSE_BUDGET_S": "0"}

Case = tuple[str, str, dict[str, Any]]

RECOMMENDER: dict[str, Case] = {
    "health": ("GET", "/health", {}),
    "live": ("GET", "/health/live", {}),
    "predict": ("POST", "/predict", {"json": {"listing_ids": [2, "1", "x", None, 2, 99, 1.5, True, {"a": 1}, []]}}),
    "predict-none": ("POST", "/predict", {"json": {"listing_ids": []}}),
    "predict-missing": ("POST", "/predict", {"json": {}}),
    "predict-no-json": ("POST", "/predict", {"content": "listing_ids=1"}),
    "predict-no-body": ("POST", "/predict", {}),
    "train-none": ("POST", "/train", {"json": {"listing_ids": []}}),
    "train-no-json": ("POST", "/train", {"content": "{"}),
    "thermodynamic-no-json": ("POST", "/thermodynamic", {"content": "[]"}),
    "error-address": ("GET", "/nothing", {}),
    "error-method": ("GET", "/train", {}),
    "error-host": ("GET", "/health", {"headers": {"host": "evil.example"}}),
    "error-origin": ("POST", "/train", {"json": {}, "headers": {"origin": "https://evil.example"}}),
    "error-body": ("POST", "/predict", {"content": b" " * (1024 * 1024 + 1)}),
}

SCRAPER: dict[str, Case] = {
    "health": ("GET", "/health", {}),
    "scrape": ("POST", "/scrape", {"json": {"seller_name": "Somebody"}}),
    "scrape-no-name": ("POST", "/scrape", {"json": {}}),
    "scrape-name": ("POST", "/scrape", {"json": {"seller_name": "a/b"}}),
    "scrape-no-json": ("POST", "/scrape", {"content": "seller_name=a"}),
    "status": ("GET", "/status", {}),
    "queue": ("GET", "/queue", {}),
    "inventory": ("GET", "/sellers/Plattenladen/inventory", {"params": {"limit": "1", "offset": "1"}}),
    "inventory-unknown": ("GET", "/sellers/nobody/inventory", {}),
    "inventory-name": ("GET", "/sellers/a%0Ab/inventory", {}),
    "error-address": ("GET", "/predict", {}),
}

SIGNED_OUT: dict[str, Case] = {
    "scrape-no-credentials": ("POST", "/scrape", {"json": {"seller_name": "Somebody"}}),
    "test-no-credentials": ("GET", "/test", {}),
}

_QUEUED = """
INSERT INTO discogs_scrape (seller, mode, state, page, pages, items, seen, requested_at, started_at)
VALUES ('Runner', 'full', 'running', 3, 7, 700, 300, '2026-01-03T00:00:00Z', '2026-01-03T00:00:01Z'),
       ('Waiter', 'new', 'queued', 0, NULL, NULL, 0, '2026-01-03T00:00:02Z', NULL)
"""


async def capture_response(client: httpx2.AsyncClient, case: Case) -> dict[str, Any]:
    """Return the fixed parts of a response: status, headers and body."""
    method, path, call = case
    response = await client.request(method, path, **{**call, "headers": HOST | call.get("headers", {})})
    headers = pinned_headers(response.headers, volatile=VOLATILE)
    return {"status": response.status_code, "headers": headers, "body": response.json()}


@pytest.mark.parametrize("name", RECOMMENDER)
async def test_recommender(services: Services, pool: Pool, name: str) -> None:
    """The recommender's response for the sample data equals the golden file."""
    await stock(pool)
    client = await services.serve("recommender")
    golden.check(HERE / f"recommender-{name}.json", await capture_response(client, RECOMMENDER[name]))


async def test_selections(services: Services, pool: Pool) -> None:
    """A selection has all its terms, with different numbers each time; without a candidate there is none."""
    client = await services.serve("recommender")
    draw: Case = ("POST", "/thermodynamic", {"json": {"force_refresh": True}})
    golden.check(HERE / "recommender-thermodynamic-empty.json", await capture_response(client, draw))
    await stock(pool)
    response = await capture_response(client, draw)
    body = response["body"]
    body["breakdown"] = {name: type(value).__name__ for name, value in body["breakdown"].items()}
    body |= {"listing_id": type(body["listing_id"]).__name__, "seed": type(body["seed"]).__name__}
    golden.check(HERE / "recommender-thermodynamic.json", response)


@pytest.mark.parametrize("name", SCRAPER)
async def test_scraper(services: Services, pool: Pool, name: str) -> None:
    """The scraper's response for the sample data and queue equals the golden file."""
    await stock(pool)
    await pool.execute(_QUEUED)
    client = await services.serve("scraper", **TOKEN)
    golden.check(HERE / f"scraper-{name}.json", await capture_response(client, SCRAPER[name]))


@pytest.mark.parametrize("name", SIGNED_OUT)
async def test_scraper_without_credentials(services: Services, name: str) -> None:
    """Endpoints that need Discogs say what is missing."""
    client = await services.serve("scraper")
    golden.check(HERE / f"scraper-{name}.json", await capture_response(client, SIGNED_OUT[name]))


async def test_an_internal_error(services: Services, pool: Pool) -> None:
    """The response to an internal error equals the golden file."""
    await pool.execute("ALTER TABLE discogs_prediction RENAME TO gone")
    client = await services.serve("recommender")
    golden.check(HERE / "recommender-error-internal.json", await capture_response(client, RECOMMENDER["predict"]))


async def test_a_thousand_ids_in_one_call(services: Services) -> None:
    """A thousand ids are accepted, and a hundred thousand rejected at once."""
    client = await services.serve("recommender")
    answered = await client.post("/predict", json={"listing_ids": list(range(1, 1001))})
    assert (answered.status_code, answered.json()) == (200, {"predictions": []})
    assert_error = await client.post("/predict", json={"listing_ids": list(range(100_000))})
    assert (assert_error.status_code, assert_error.json()["code"]) == (400, "invalid_request")


async def test_both_services_require_the_token(services: Services) -> None:
    """With a token every address but health requires it; metrics and readiness exist; no web page is served."""
    for name in ("recommender", "scraper"):
        client = await services.serve(name, ALCOVE_TOKEN="secret", SERVE_FRONTEND_DIR=str(services.data_dir))
        for path in ("/metrics", "/openapi.json", "/nothing"):
            assert (await client.get(path)).status_code == 401
        assert (await client.get("/health")).json()["status"] == "healthy"
        names = [part["name"] for part in (await client.get("/health/ready")).json()["parts"]]
        assert names == ["database", "jobs", "disk", *(["records.discogs"] if name == "scraper" else [])]
        allowed = {"authorization": "Bearer secret"}
        assert (await client.get("/metrics", headers=allowed)).status_code == 200
        described = (await client.get("/openapi.json", headers=allowed)).json()["paths"]
        assert ("/predict" in described, "/scrape" in described) == (name == "recommender", name == "scraper")
        assert (await client.get("/dashboard", headers=allowed)).status_code == 404


def test_every_golden_file_is_used() -> None:
    """Every golden file belongs to a test."""
    names = {f"recommender-{name}" for name in (*RECOMMENDER, "thermodynamic", "thermodynamic-empty", "error-internal")}
    names |= {f"scraper-{name}" for name in (*SCRAPER, *SIGNED_OUT)}
    assert {file.stem for file in HERE.iterdir()} == names
