"""Pages of listed origins can read every response; pages of others can change nothing."""

from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from fixtures.records.rows import add_offers, add_seller
from wire.records.endpoints import ENDPOINTS, ORIGINS, TIER_1, Endpoint, name, with_trailing_slash
from wire.records.sample_data import stock
from wire.records.strict_decoding import assert_error

FOREIGN = ["https://evil.example", "http://localhost:9999", "null", "http://localhost:5173.evil.example", "file://"]


def check_shared(response: httpx2.Response, origin: str) -> None:
    """Check that a page of the origin may read the response."""
    assert response.headers["access-control-allow-origin"] == origin
    assert "origin" in response.headers["vary"].lower()


@pytest.mark.parametrize("origin", ORIGINS)
async def test_preflights(shared_client: httpx2.AsyncClient, origin: str) -> None:
    """The preflight of every page's call succeeds from every default origin, without a redirect."""
    for endpoint in TIER_1:
        await preflight(shared_client, endpoint, origin=origin)


async def preflight(client: httpx2.AsyncClient, endpoint: Endpoint, *, origin: str) -> None:
    """Check the preflight of a page's call."""
    headers = {
        "origin": origin,
        "access-control-request-method": endpoint.method,
        "access-control-request-headers": "content-type",
    }
    for path in with_trailing_slash(endpoint):
        response = await client.options(path, headers=headers)
        assert response.status_code == 204
        check_shared(response, origin)
        assert endpoint.method in response.headers["access-control-allow-methods"].split(", ")
        allowed = response.headers["access-control-allow-headers"].lower().split(", ")
        assert {"content-type", "authorization", "x-requested-with", "x-csrftoken", "accept"} <= set(allowed)
        assert int(response.headers["access-control-max-age"]) > 600


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"], ids=name)
async def test_responses_to_reads_are_shared(shared_client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """Every response of a reading endpoint, success or error, can be read by every default origin."""
    await shared_client.get("/dashboard/")
    await check_responses(shared_client, endpoint)


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint.method != "GET"], ids=name)
async def test_responses_to_writes_are_shared(client: httpx2.AsyncClient, pool: Pool, endpoint: Endpoint) -> None:
    """Every response of a writing endpoint, success or error, can be read by every default origin."""
    await stock(pool)
    await client.get("/dashboard/")
    await check_responses(client, endpoint)


async def check_responses(client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """Check that every default origin may read the responses of an endpoint."""
    for origin in ORIGINS:
        response = await client.request(endpoint.method, endpoint.paths[0], headers={"origin": origin}, **endpoint.call)
        assert response.status_code == endpoint.status
        check_shared(response, origin)


FAILURES: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/nothing", {}, 404),
    ("DELETE", "/dashboard/", {}, 405),
    ("POST", "/by-seller/search/", {"content": b"{"}, 400),
    ("POST", "/by-seller/search/", {"content": b" " * (1024 * 1024 + 1)}, 413),
    ("GET", "/search/results/?q=" + "x" * 62_000, {}, 414),
    ("POST", "/vote-record-of-the-day/7/", {"data": {"desirability": "1", "novelty": "1"}}, 404),
    ("POST", "/api/refresh-record-of-the-day/", {}, 409),
    ("POST", "/data/a%2Fb", {}, 400),
    ("POST", "/data/a", {}, 503),
]


async def test_errors_are_shared(client: httpx2.AsyncClient) -> None:
    """An error can be read by the page that caused it and has a message."""
    for method, path, call, status in FAILURES:
        response = await client.request(method, path, headers={"origin": ORIGINS[0]}, **call)
        assert response.status_code == status, path
        check_shared(response, ORIGINS[0])
        assert isinstance(response.json()["error"], str)


BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/dashboard/", {}), ("POST", "/api/refresh-record-of-the-day/", {}), ("GET", "/search/results/", {}),
    ("GET", "/autocomplete/genre/", {"params": {"term": "x"}}), ("GET", "/api/dashboard/listings/", {}),
    ("POST", "/by-seller/search/", {"json": {"seller": "shop"}}), ("GET", "/records/seller/shop/", {}),
    ("GET", "/export-listings", {}), ("GET", "/api/recommender/listings/", {}),
    ("POST", "/submit-scoring-selections/", {"json": {"listing_ids": [1]}}),
]  # fmt: skip


async def test_an_internal_error(client: httpx2.AsyncClient, pool: Pool) -> None:
    """If the database fails, the response is a 500 that can be read and hides the reason; never an empty success."""
    await add_offers(pool, 3, seller=await add_seller(pool, "shop"))
    for table in ("discogs_listing", "discogs_term"):
        await pool.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
    for method, path, call in BROKEN:
        response = await client.request(method, path, headers={"origin": ORIGINS[1]}, **call)
        text = assert_error(response, 500, "internal")
        check_shared(response, ORIGINS[1])
        assert response.headers["x-request-id"] in text
        for secret in ("discogs_listing", "discogs_term", "relation", "Undefined", "asyncpg", "SELECT"):
            assert secret not in response.text, path


async def test_foreign_pages_change_nothing(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A page of another origin gets 403 with a message for every write, with and without a preflight."""
    await stock(pool)
    before = (await client.get("/dashboard/")).content
    for endpoint in ENDPOINTS:
        for origin in FOREIGN if endpoint.method == "POST" else ():
            await assert_rejected(client, endpoint, origin=origin)
    assert (await client.get("/dashboard/")).content == before


async def assert_rejected(client: httpx2.AsyncClient, endpoint: Endpoint, *, origin: str) -> None:
    """Assert that a page of the origin can neither write nor pass a preflight."""
    response = await client.request(endpoint.method, endpoint.paths[0], headers={"origin": origin}, **endpoint.call)
    assert_error(response, 403, "foreign_origin")
    assert "access-control-allow-origin" not in response.headers
    preflight_headers = {"origin": origin, "access-control-request-method": endpoint.method}
    reply = await client.options(endpoint.paths[0], headers=preflight_headers)
    assert reply.status_code == 403
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("path", ["/vote-record-of-the-day/1/", "/submit-scoring-selections/", "/add-to-wantlist/"])
async def test_a_form_without_a_preflight(client: httpx2.AsyncClient, pool: Pool, path: str) -> None:
    """A multipart form without a preflight is rejected from a foreign page and changes nothing."""
    await stock(pool)
    await client.get("/dashboard/")
    form = dict.fromkeys(("desirability", "novelty", "listing_ids", "record_id"), (None, "1"))
    assert_error(await client.post(path, files=form, headers={"origin": FOREIGN[0]}), 403, "foreign_origin")
    assert (await client.get("/dashboard/")).json()["record_of_the_day_obj"]["desirability_votes"] == []
    assert (await client.post(path, files=form)).status_code in {200, 503}


async def test_the_servers_own_page_may_write(client: httpx2.AsyncClient, pool: Pool) -> None:
    """A page that this server serves is not foreign."""
    await add_offers(pool, 1, seller=await add_seller(pool, "shop"))
    own_origin = str(client.base_url).rstrip("/")
    assert (await client.post("/api/refresh-record-of-the-day/", headers={"origin": own_origin})).status_code == 200


@pytest.mark.parametrize("origin", [*FOREIGN, None])
async def test_reads_are_never_rejected(shared_client: httpx2.AsyncClient, origin: str | None) -> None:
    """A read from any page gets a response; only the browser withholds it from a foreign page."""
    response = await shared_client.get("/dashboard/", headers={"origin": origin} if origin else {})
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/dashboard/?force_refresh=1",
        "/api/dashboard/?a=b&force_refresh=%31",
        "/dashboard/?force_refresh=0&force_refresh=+1%20",
        "/dashboard/?%86=%C2%86&force_refresh=1%00",
        "/api/scraper/test/",
    ],
)
@pytest.mark.parametrize("headers", [{"origin": FOREIGN[0]}, {"sec-fetch-site": "cross-site"}])
async def test_a_read_that_changes_something_is_rejected(
    client: httpx2.AsyncClient, pool: Pool, path: str, headers: dict[str, str]
) -> None:
    """A link or an image on a foreign page neither draws another record nor calls Discogs; a listed page may."""
    await stock(pool)
    before = (await client.get("/dashboard/")).json()["record_of_the_day"]
    assert_error(await client.get(path, headers=headers), 403, "foreign_origin")
    assert (await client.get("/dashboard/")).json()["record_of_the_day"] == before
    allowed = await client.get(path, headers={"origin": ORIGINS[0], "sec-fetch-site": "cross-site"})
    assert allowed.status_code in {200, 503}
