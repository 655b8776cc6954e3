"""The response of every endpoint, and every error, as golden files."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from support import golden
from support.response_headers import pinned_headers
from wire.records.endpoints import ENDPOINTS, ORIGINS
from wire.records.sample_data import stock, taste

HERE = Path(__file__).parent / "golden"
HOST = {"host": "localhost:8000", "x-request-id": "golden", "origin": ORIGINS[1]}
VOLATILE = {"x-request-id", "date", "server", "content-length", "transfer-encoding"}
RANDOM = {"E12", "E15", "E23", "E23-untrained"}

Case = tuple[str, str, dict[str, Any]]

SUCCESSES: dict[str, Case] = {
    endpoint.number: (endpoint.method, endpoint.paths[0], endpoint.call)
    for endpoint in ENDPOINTS
    if endpoint.status == 200
} | {
    "E1-forced": ("GET", "/dashboard/", {"params": {"force_refresh": "1"}}),
    "E4-page-2": ("GET", "/search/results/", {"params": {"seller": "platten", "page": "2"}}),
    "E4-all": ("GET", "/search/results/", {"params": {"sort": "price_asc"}}),
    "E4-taste-untrained": ("GET", "/search/results/", {"params": {"sort": "taste_desc"}}),
    "E7-unknown": ("POST", "/by-seller/search/", {"json": {"seller": "nobody"}}),
    "E10-none": ("GET", "/recommendation-predictions/", {}),
    "E11-empty": ("POST", "/submit-scoring-selections/", {}),
    "E23-untrained": ("GET", "/api/recommender/listings/", {"params": {"strategy": "uncertain"}}),
    "preflight": ("OPTIONS", "/dashboard/", {
        "headers": {"access-control-request-method": "GET", "access-control-request-headers": "content-type"},
    }),
}  # fmt: skip

EMPTY: dict[str, Case] = {
    "E1-empty": ("GET", "/dashboard/", {}),
    "E2-no-candidate": ("POST", "/api/refresh-record-of-the-day/", {}),
    "E4-empty": ("GET", "/search/results/", {}),
    "E5-empty": ("GET", "/autocomplete/genre/", {"params": {"term": "x"}}),
    "E9-empty": ("GET", "/model-performance-stats/", {}),
    "E12-empty": ("GET", "/api/dashboard/listings/", {}),
    "E16-empty": ("GET", "/export-listings", {}),
    "E23-empty": ("GET", "/api/recommender/listings/", {}),
    "models-empty": ("GET", "/api/recommender/models", {}),
}

TRAINED: dict[str, Case] = {
    "E4-taste": ("GET", "/search/results/", {"params": {"sort": "taste_desc"}}),
    "E4-taste-filtered": ("GET", "/search/results/", {"params": {"sort": "taste_desc", "seller": "platten"}}),
    "E10-trained": (
        "GET", "/recommendation-predictions/", {"params": {"listing_ids": ["5", "1", "x", "4", "1", "99"]}},
    ),
    "E23-uncertain": ("GET", "/api/recommender/listings/", {"params": {"strategy": "uncertain", "limit": "2"}}),
    "E23-diverse": ("GET", "/api/recommender/listings/", {"params": {"strategy": "diverse"}}),
    "models": ("GET", "/api/recommender/models", {}),
}  # fmt: skip

JSON = {"content-type": "application/json"}
FORM = {"desirability": "4", "novelty": "3"}
ERRORS: dict[str, Case] = {
    "E3-rating": ("POST", "/vote-record-of-the-day/1/", {"data": FORM | {"novelty": "6"}}),
    "E3-id": ("POST", "/vote-record-of-the-day/one/", {"data": FORM}),
    "E3-unknown": ("POST", "/vote-record-of-the-day/99/", {"data": FORM}),
    "E4-too-long": ("GET", "/search/results/", {"params": {"q": "x" * 501}}),
    "E7-no-seller": ("POST", "/by-seller/search/", {"json": {}}),
    "E7-no-json": ("POST", "/by-seller/search/", {"content": "seller=x", "headers": JSON}),
    "E7-wrong-type": ("POST", "/by-seller/search/", {"json": {"seller": 1}}),
    "E7-no-body": ("POST", "/by-seller/search/", {"headers": JSON}),
    "E8-name": ("POST", "/data/a%2Fb", {}),
    "E8-query": ("POST", "/data/a?b", {}),
    "E8-no-credentials": ("POST", "/data/a", {}),
    "E11-no-form": ("POST", "/submit-scoring-selections/", {"content": "[1]", "headers": JSON}),
    "E11-too-many": ("POST", "/submit-scoring-selections/", {"json": {"listing_ids": list(range(1, 10_002))}}),
    "E14-name": ("GET", "/records/seller/a%00b/", {}),
    "E15-no-seller": ("POST", "/tune-scoring", {"json": {"seller": " "}}),
    "E17-missing": ("POST", "/add-to-wantlist/", {}),
    "E17-no-number": ("POST", "/add-to-wantlist/", {"data": {"record_id": "x"}}),
    "E17-no-credentials": ("POST", "/add-to-wantlist/", {"data": {"record_id": "101"}}),
    "E18-no-credentials": ("POST", "/api/scraper/go/a", {}),
    "E19-no-credentials": ("GET", "/api/scraper/stats", {}),
    "E20-no-credentials": ("GET", "/api/scraper/test", {}),
    "E23-strategy": ("GET", "/api/recommender/listings/", {"params": {"strategy": "wild"}}),
    "E24-never": ("GET", "/api/scraper/jobs/nobody", {}),
    "error-address": ("GET", "/nothing", {}),
    "error-method": ("DELETE", "/dashboard/", {}),
    "error-origin": ("POST", "/api/refresh-record-of-the-day/", {"headers": {"origin": "https://evil.example"}}),
    "error-host": ("GET", "/dashboard/", {"headers": {"host": "evil.example"}}),
    "error-body": ("POST", "/by-seller/search/", {"content": b" " * (1024 * 1024 + 1)}),
    "error-query": ("GET", f"/dashboard/?{'x' * 62_000}", {}),
}


async def capture_response(client: httpx2.AsyncClient, name: str, case: Case) -> dict[str, Any]:
    """Return the fixed parts of a response: status, headers and body."""
    method, path, call = case
    call = {**call, "headers": HOST | call.get("headers", {})}
    response = await client.request(method, path, **call)
    headers = pinned_headers(response.headers, volatile=VOLATILE)
    is_json = headers.get("content-type") == "application/json"
    body: Any = response.json() if is_json else response.text.splitlines(keepends=True)
    if name in RANDOM:
        offers = body["listings"] if isinstance(body, dict) else body
        offers.sort(key=lambda offer: offer["id"])
    if isinstance(body, dict) and body.get("record_of_the_day_obj"):
        body["record_of_the_day_obj"]["created_at"] = "<now>"
    return {"status": response.status_code, "headers": headers, "body": body}


READS = [name for name, (method, *_) in SUCCESSES.items() if method == "GET" and name != "E1-forced"] + [*ERRORS]


@pytest.mark.parametrize("name", READS)
async def test_reads_and_errors_with_sample_data(shared_client: httpx2.AsyncClient, name: str) -> None:
    """The response for the sample data equals the golden file."""
    await shared_client.get("/dashboard/")
    golden.check(HERE / f"{name}.json", await capture_response(shared_client, name, (SUCCESSES | ERRORS)[name]))


@pytest.mark.parametrize("name", [name for name in SUCCESSES if name not in READS])
async def test_writes_with_sample_data(client: httpx2.AsyncClient, pool: Pool, name: str) -> None:
    """The response for the sample data equals the golden file."""
    await stock(pool)
    await client.get("/dashboard/")
    golden.check(HERE / f"{name}.json", await capture_response(client, name, SUCCESSES[name]))


async def test_with_a_model(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The responses for the sample data with a model and predictions equal the golden files."""
    await stock(pool)
    await taste(pool)
    for name, case in TRAINED.items():
        golden.check(HERE / f"{name}.json", await capture_response(client, name, case))


async def test_with_an_empty_database(client: httpx2.AsyncClient) -> None:
    """The responses for an empty database equal the golden files."""
    for name, case in EMPTY.items():
        golden.check(HERE / f"{name}.json", await capture_response(client, name, case))


async def test_an_internal_error(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The response to an internal error equals the golden file."""
    await pool.execute("ALTER TABLE discogs_counter RENAME TO gone")
    golden.check(
        HERE / "error-internal.json", await capture_response(client, "error-internal", ("GET", "/dashboard/", {}))
    )


def test_every_golden_file_is_used() -> None:
    """Every golden file belongs to a test, and every endpoint has one."""
    names = {*SUCCESSES, *ERRORS, *EMPTY, *TRAINED, "error-internal"}
    assert {file.stem for file in HERE.iterdir()} == names
    assert {name.partition("-")[0] for name in names} >= {endpoint.number for endpoint in ENDPOINTS}
