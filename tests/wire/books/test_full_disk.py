"""The books app on a full disk: it is searched and read as before, and refuses what it cannot store."""

import httpx2
import pytest

from fixtures.books.app_with_sources import BooksTestApp
from support.full_database import refuse_writes
from wire.books.world import add_sources


@pytest.fixture(autouse=True)
def _prepare(books_app: BooksTestApp) -> None:
    add_sources(books_app)


async def test_searches_go_on_and_changes_are_refused(client: httpx2.AsyncClient, dsn: str) -> None:
    """A search returns its books although they cannot be stored; queueing one gets 507 in the app's format."""
    known = (await client.get("/api/search", params={"query": "frankenstein"})).json()
    refuse_writes(dsn)
    found = await client.get("/api/search", params={"title": "bare", "lang": "all"})
    assert found.status_code == 200
    assert found.json()
    assert known
    for path in ("/api/status", "/request/api/status", "/opds", f"/api/info?id={known[0]['id']}"):
        assert (await client.get(path)).status_code == 200, path
    refused = [
        await client.get("/api/download", params={"id": known[0]["id"]}),
        await client.post("/api/saved-searches", json={"name": "new", "query": "query=x"}),
    ]
    for response in refused:
        assert response.status_code == 507, response.text
        assert "disk is full" in response.json()["error"]
        assert int(response.headers["retry-after"]) > 0
