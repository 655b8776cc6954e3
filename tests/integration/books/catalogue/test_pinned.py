"""The exact responses for e-readers and pages."""

from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database import Pool
from integration.books.catalogue.library import Library
from support import golden

PINNED = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    "path", ["/opds", "/opds/new", "/opds/authors", "/opds/search.xml", "/opds/v2", "/opds/v2/new"]
)
async def test_documents_of_the_catalogue(client: httpx2.AsyncClient, library: Library, pool: Pool, path: str) -> None:
    """The documents and their media types equal the golden files."""
    await library.put(
        "Moby Dick", authors=("Herman Melville",), year=1851, isbns=("9780140449723",), subjects=("Whaling",),
        series="Seas", series_position=1.0, description="A <whale>.", cover_url="http://pictures.example/1.jpg",
    )  # fmt: skip
    await pool.execute("UPDATE books_file SET delivered_at = '2026-01-02T03:04:05Z', size = 1000")
    answer = await client.get(path)
    name = path.strip("/").replace("/", "_").replace(".", "_")
    pinned = {"type": answer.headers["content-type"], "lines": answer.text.replace("><", ">\n<").splitlines()}
    golden.check(PINNED / f"{name}.json", pinned)


async def test_saved_searches(client: httpx2.AsyncClient, pool: Pool) -> None:
    """The responses of saved searches equal the golden file."""
    form = {"name": "Wells", "author": ["H. G. Wells"], "lang": ["en"], "format": ["epub"], "most_per_run": 3}
    response = await client.post("/api/saved-searches", json=form)
    await pool.execute(
        "UPDATE books_saved_search SET created_at = '2026-01-02T03:04:05Z', ran_at = '2026-01-02T03:04:05Z'"
    )
    golden.check(PINNED / "saved_searches.json", [response.json(), (await client.get("/api/saved-searches")).json()])
