"""E8, E17 to E20, E22 and E24 on a server without credentials for Discogs."""

import httpx2
import pytest

from alcove.apps.records.scraping.schemas import ScrapeStatus
from alcove.foundation.database import Pool
from wire.records.sample_data import stock
from wire.records.strict_decoding import INSTANT, assert_error, decode_strictly, send_unchanged


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/data/shop"), ("POST", "/api/scraper/go/shop"), ("POST", "/api/scraper/shop"),
     ("GET", "/api/scraper/stats"), ("GET", "/api/scraper/test")],
)  # fmt: skip
async def test_credentials_are_required(client: httpx2.AsyncClient, pool: Pool, method: str, path: str) -> None:
    """Without credentials endpoints that need Discogs return 503, and no scrape is requested."""
    text = assert_error(await client.request(method, path), 503, "credentials_missing")
    assert "DISCOGS_USER_TOKEN" in text
    assert await pool.fetchval("SELECT count(*) FROM discogs_scrape") == 0
    assert await pool.fetchval("SELECT count(*) FROM procrastinate_jobs") == 0


@pytest.mark.parametrize("prefix", ["/data/", "/api/data/", "/api/scraper/go/", "/api/scraper/"])
async def test_invalid_names_are_rejected(shared_client: httpx2.AsyncClient, prefix: str) -> None:
    """An invalid name, or an unexpected query, is rejected before anything else is checked."""
    for name in ("%20", "a%2Fb", "a/b", "a%00", "a%0Ab", "%FF", "x" * 256, "a?b=c"):
        assert_error(await shared_client.post(prefix + name), 400, "invalid_seller")


@pytest.mark.parametrize("record_id", ["", " ", "abc", "0", "-1", "1.5", "1e3", "9" * 40, "12x", "\u0661"])
async def test_invalid_release_ids_are_rejected(shared_client: httpx2.AsyncClient, record_id: str) -> None:
    """A release id that is missing or not a positive integer is rejected, in every kind of form."""
    for body in ({"data": {"record_id": record_id}}, {"files": {"record_id": (None, record_id)}},
                 {"json": {"record_id": record_id}}):  # fmt: skip
        assert_error(await shared_client.post("/add-to-wantlist/", **body), 400, "invalid_request")


async def test_an_empty_form_is_rejected(shared_client: httpx2.AsyncClient) -> None:
    """An empty form has no release."""
    assert_error(await shared_client.post("/add-to-wantlist/"), 400, "invalid_request")
    assert_error(await shared_client.post("/add-to-wantlist/", data={"listing_id": "x"}), 400, "invalid_request")
    assert_error(await shared_client.post("/add-to-wantlist/", data={"listing_id": "7"}), 404, "not_found")


async def test_the_wantlist_needs_credentials(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Without credentials nothing is added to a wantlist, and the response says so."""
    await stock(pool)
    assert_error(await client.post("/add-to-wantlist/", data={"record_id": "101"}), 503, "credentials_missing")
    assert_error(await client.post("/add-to-wantlist/", json={"listing_id": 1}), 503, "credentials_missing")


async def test_health(client: httpx2.AsyncClient) -> None:
    """The server is healthy without credentials and reports what is missing."""
    body = (await client.get("/health")).json()
    assert body == {"status": "healthy", "database": "ready", "scraper": "no credentials"}


async def test_health_without_a_database(client: httpx2.AsyncClient, pool: Pool) -> None:
    """Health reports that the database does not respond."""
    await pool.execute("ALTER TABLE discogs_counter RENAME TO gone")
    assert_error(await client.get("/health"), 503, "database_unavailable")


async def test_the_last_scrape(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The newest scrape of a seller is returned, ignoring case; without a scrape it is 404."""
    await stock(pool)
    for name in ("Plattenladen", "PLATTENLADEN"):
        status = decode_strictly(await client.get(f"/api/scraper/jobs/{name}"), ScrapeStatus)
        assert (status.seller, status.state, status.kept, status.complete) == ("Plattenladen", "done", 80, True)
        assert INSTANT.fullmatch(status.requested_at)
    assert_error(await client.get("/api/scraper/jobs/nobody"), 404, "not_found")
    assert_error(await client.delete("/api/scraper/jobs/Plattenladen"), 404, "not_found")
    assert_error(await client.get("/api/scraper/jobs/a%2Fb"), 400, "invalid_seller")


async def test_an_empty_query(client: httpx2.AsyncClient) -> None:
    """A name with a bare question mark behind it, which the front end may send, has no query."""
    assert_error(await send_unchanged(client, "POST", "/data/shop?"), 503, "credentials_missing")
