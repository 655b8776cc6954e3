"""Every endpoint responds at every address it ever had, with and without a trailing slash."""

import httpx2
import pytest

from alcove.foundation.database import Pool
from wire.records.endpoints import ENDPOINTS, Endpoint, name, with_trailing_slash
from wire.records.sample_data import stock

RANDOM = {"E12", "E15", "E23"}


READS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]


async def check_addresses(client: httpx2.AsyncClient, endpoint: Endpoint, *, pool: Pool | None = None) -> None:
    """Check that all addresses of an endpoint give the same response, never a redirect."""
    bodies = set()
    for path in with_trailing_slash(endpoint):
        response = await client.request(endpoint.method, path, **endpoint.call)
        assert response.status_code == endpoint.status, (path, response.text)
        assert not response.history
        assert "location" not in response.headers
        bodies.add(response.content if endpoint.number not in RANDOM else response.content[:1])
        if pool is not None:
            # Every pick that replaces today's gets the same id.
            await pool.execute("ALTER SEQUENCE discogs_recordoftheday_id_seq RESTART WITH 2")
    assert len(bodies) == 1


@pytest.mark.parametrize("endpoint", READS, ids=name)
async def test_every_address_of_reading_endpoints(shared_client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """All addresses of an endpoint give the same response, never a redirect."""
    await shared_client.get("/dashboard/")
    await check_addresses(shared_client, endpoint)


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in ENDPOINTS if endpoint not in READS], ids=name)
async def test_every_address_of_writing_endpoints(client: httpx2.AsyncClient, pool: Pool, endpoint: Endpoint) -> None:
    """All addresses of an endpoint give the same response, never a redirect."""
    await stock(pool)
    await client.get("/dashboard/")
    await check_addresses(client, endpoint, pool=pool)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
async def test_a_wrong_method(shared_client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """A method that an address does not support gives 405 with the allowed ones and a message."""
    for path in with_trailing_slash(endpoint):
        response = await shared_client.request("PATCH", path)
        assert response.status_code == 405, path
        assert endpoint.method in response.headers["allow"].split(", ")
        assert response.json()["code"] == "method_not_allowed"
        assert isinstance(response.json()["error"], str)


@pytest.mark.parametrize("endpoint", READS, ids=name)
async def test_head(shared_client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """HEAD responds like GET, without the body."""
    response = await shared_client.get(endpoint.paths[0], **endpoint.call)
    head = await shared_client.head(endpoint.paths[0], **endpoint.call)
    assert (head.status_code, head.content) == (response.status_code, b"")
    assert head.headers["content-type"] == response.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/dashboar", "/api", "/api/", "/search", "/search/results/x", "/vote-record-of-the-day/", "/data/",
             "/data", "/autocomplete/", "/records/seller", "/api/scraper/", "//dashboard/", "/simple-test/", "/admin/"],
)  # fmt: skip
async def test_unknown_addresses(shared_client: httpx2.AsyncClient, path: str) -> None:
    """An unknown address gives an error with a message, for any method."""
    for method in ("GET", "POST", "DELETE"):
        response = await shared_client.request(method, f"{shared_client.base_url}{path}")
        assert response.status_code in {400, 404, 405}, (method, path)
        assert isinstance(response.json()["error"], str)


def test_the_catalogue_is_complete() -> None:
    """Every endpoint number of the contract is in the list once."""
    assert [endpoint.number for endpoint in ENDPOINTS] == [f"E{number}" for number in range(1, 25)]
