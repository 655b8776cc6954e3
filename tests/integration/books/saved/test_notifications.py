"""What people hear of their saved searches."""

import httpx2

from alcove.foundation.database import Pool
from fixtures.books.app_with_sources import BooksTestApp
from integration.books.saved.test_saved import matching_book, run, run_again, save
from support.notified import add_members, list_notified


async def test_new_books_of_a_saved_search_are_reported(
    client: httpx2.AsyncClient, books_app: BooksTestApp, pool: Pool
) -> None:
    """A run with new books is one notification with their titles; a run without any is none."""
    await add_members(pool, "books", "ann")
    books_app.sources[0].books = [matching_book(number) for number in range(1, 13)]
    await save(client, queue_matches=False)
    assert await run(books_app)
    assert await run_again(books_app)
    ((name, kind, title, body),) = await list_notified(pool)
    assert (name, kind, title) == ("ann", "books.search_found", "Tales: 12 new books")
    assert body.split("\n") == [*(f"Tale {number}" for number in range(1, 11)), "and 2 more"]
