"""What sources leave out: in the header, in the answer for releases, and in the health check."""

from alcove.apps.books.facade import build_probes
from alcove.apps.books.model.book import Query
from alcove.apps.books.search import SearchQuery, parse_query
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import load_settings
from fixtures.books.app_with_sources import BooksTestApp
from support.http_client import http_client
from support.servers import serve_async

REASON = (
    "2 left out: 1 link to a private host (10.1.2.3) that ALCOVE_ALLOW_PRIVATE_HOSTS does not name; 1 cannot be read"
)


async def test_left_out_is_in_the_header(books_app: BooksTestApp) -> None:
    """X-Search-Errors names what a source leaves out, after the sources that failed; the books are returned."""
    books_app.sources[1].left_out = f"{REASON}, \u00fcber=all"
    books_app.sources[0].outage = "timed out"
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        answer = await client.get("/api/search", params={"query": "title"})
    assert {row["id"] for row in answer.json()} == {"be-1.epub", "ga-1.epub"}
    assert answer.headers["x-search-errors"] == f"alpha=timed out, beta={REASON} ber all"


async def test_nothing_left_out_has_no_header(books_app: BooksTestApp) -> None:
    """Without failures and omissions there is no header."""
    async with serve_async(books_app.app()) as base, http_client(base) as client:
        assert "x-search-errors" not in (await client.get("/api/search", params={"query": "title"})).headers


async def test_left_out_is_in_the_health_check(books_app: BooksTestApp) -> None:
    """A source with private links or unreadable entries is named, without the host."""
    probe = build_probes(books_app.deps)[-1]
    assert (await probe()).state == "ok"
    search = books_app.context().book_search
    await search.search(Query(text="title"))
    assert (await probe()).state == "ok"
    books_app.sources[1].left_out = REASON
    await search.search(Query(text="title beta"))
    health = await probe()
    assert (health.name, health.state) == ("books.catalogues", "degraded")
    assert "beta" in health.detail
    assert "alpha" not in health.detail
    assert "10.1.2.3" not in health.detail


def test_isbns_are_found_in_every_box() -> None:
    """An ISBN in the search box or in those for title and author is an ISBN; the other words stay."""
    settings = load_settings(BooksSettings, environ={})
    isbn = "9780141439471"
    for request, expected in (
        (SearchQuery(query="978-0-14-143947-1"), Query(isbns=(isbn,))),
        (SearchQuery(query="ISBN: 0 14 143947 5"), Query(isbns=(isbn,))),
        (SearchQuery(title=("978 0 14 143947 1",)), Query(isbns=(isbn,))),
        (SearchQuery(author=("Mary Shelley 0141439475",)), Query(isbns=(isbn,), authors=("Mary Shelley",))),
        (
            SearchQuery(query="Frankenstein 978\u20110\u201114\u2011143947\u20111"),
            Query(isbns=(isbn,), text="Frankenstein"),
        ),
        (SearchQuery(isbn=("urn:isbn:9780141439471", "nonsense")), Query(isbns=(isbn,))),
        (SearchQuery(isbn=("0141439475 978-0-14-143947-1",)), Query(isbns=(isbn,))),
        (SearchQuery(query="9780141439472"), Query(text="9780141439472")),
        (SearchQuery(query="1984 2001"), Query(text="1984 2001")),
    ):
        query = parse_query(request, settings)
        assert query is not None
        assert (query.text, query.isbns, query.authors, query.titles) == (
            expected.text, expected.isbns, expected.authors, expected.titles,
        )  # fmt: skip
    assert parse_query(SearchQuery(isbn=("nonsense",)), settings) is None
