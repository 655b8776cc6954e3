"""Every endpoint answers under every address it ever had, with and without a slash at the end."""

import httpx2
import pytest

from alcove.foundation.database import Pool
from wire.records.endpoints import ENDPOINTS, Endpoint, name, slashed
from wire.records.shelf import stock

RANDOM = {"E12", "E15", "E23"}


@pytest.fixture(autouse=True)
async def _stocked(pool: Pool, client: httpx2.AsyncClient) -> None:
    """Have a stock, and today's pick with the id 1."""
    await stock(pool)
    await client.get("/dashboard/")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
async def test_every_address(client: httpx2.AsyncClient, pool: Pool, endpoint: Endpoint) -> None:
    """All addresses of an endpoint answer alike, never with a redirect."""
    seen = set()
    for path in slashed(endpoint):
        response = await client.request(endpoint.method, path, **endpoint.call)
        assert response.status_code == endpoint.status, (path, response.text)
        assert not response.history
        assert "location" not in response.headers
        seen.add(response.content if endpoint.number not in RANDOM else response.content[:1])
        if endpoint.number == "E2":
            await pool.execute("ALTER SEQUENCE discogs_recordoftheday_id_seq RESTART WITH 2")
    assert len(seen) == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name)
async def test_a_wrong_method(client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """A method that an address does not know answers 405 with the ones it does and a text."""
    for path in slashed(endpoint):
        response = await client.request("PATCH", path)
        assert response.status_code == 405, path
        assert endpoint.method in response.headers["allow"].split(", ")
        assert response.json()["code"] == "method_not_allowed"
        assert isinstance(response.json()["error"], str)


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.method == "GET"], ids=name)
async def test_head(client: httpx2.AsyncClient, endpoint: Endpoint) -> None:
    """HEAD answers as GET does, without the body."""
    got = await client.get(endpoint.paths[0], **endpoint.call)
    head = await client.head(endpoint.paths[0], **endpoint.call)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/dashboar", "/api", "/api/", "/search", "/search/results/x", "/vote-record-of-the-day/", "/data/",
             "/data", "/autocomplete/", "/records/seller", "/api/scraper/", "//dashboard/", "/simple-test/", "/admin/"],
)  # fmt: skip
async def test_unknown_addresses(client: httpx2.AsyncClient, path: str) -> None:
    """What is no address is an error with a text, whatever the method."""
    for method in ("GET", "POST", "DELETE"):
        response = await client.request(method, f"{client.base_url}{path}")
        assert response.status_code in {400, 404, 405}, (method, path)
        assert isinstance(response.json()["error"], str)


def test_the_catalogue_is_complete() -> None:
    """Every number of the contract's catalogue is here once."""
    assert [endpoint.number for endpoint in ENDPOINTS] == [f"E{number}" for number in range(1, 25)]
